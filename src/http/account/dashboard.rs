//! The dashboard.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{EmailAddress, RequestContext, Slug};
use crate::flow;
use crate::http::account::changes;
use crate::http::account::lines::display_name;
use crate::http::account::redirects::require_sign_in;
use crate::http::account::templates::DashboardPage;
use crate::http::account::tiles::tiles;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::{paths, response};

/// `GET /dashboard`: the signed-in user. Counts as use of the session.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let Some((current, user)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::DASHBOARD));
    };
    flow::session::record_use(&app.services, &current, context.now)
        .await
        .map_err(|error| app.services.log_failure(&context, &error))?;
    let changes = changes::unseen(&app, &request, &user, paths::DASHBOARD, &context, &layout).await?;
    let by_link = (current.provider == Slug::operator()).then(|| layout.text("sign-in-link-as-provider"));
    let provider = app.services.provider(current.provider.as_str()).map(|provider| provider.name.as_str());
    // A sign-out needs the metadata of the provider, even soon after the start of the server.
    app.services.refresh_provider_status();
    let tiles = tiles(&app, &current, &user, &context);
    let mut response = response::html(&DashboardPage {
        layout,
        changes,
        name: display_name(&user),
        username: &user.username,
        email: user.email.as_ref().map(EmailAddress::as_str),
        provider: by_link.as_deref().or(provider).unwrap_or(current.provider.as_str()),
        signed_in_at: current.signed_in_at,
        tiles,
    });
    // Only this page shows pictures of other origins.
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, app.security_headers.policy_with_icons());
    Ok(response)
}
