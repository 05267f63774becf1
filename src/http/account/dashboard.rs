//! Who is signed in.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::{EmailAddress, RequestContext, Slug};
use crate::flow;
use crate::http::account::redirects::require_sign_in;
use crate::http::account::templates::DashboardPage;
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::{paths, response};

/// `GET /dashboard`.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    layout: Layout,
) -> Result<HttpResponse, Internal> {
    let Some((signed_in, user)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(require_sign_in(&app, paths::DASHBOARD));
    };
    flow::session::record_use(&app.services, &signed_in, context.now)
        .await
        .map_err(|error| Internal::log(&context, &error))?;
    let by_link = (signed_in.provider == Slug::operator()).then(|| layout.text("sign-in-link-as-provider"));
    let provider = app.services.provider(signed_in.provider.as_str()).map(|provider| provider.name.as_str());
    // So that a sign-out knows where to go on to, even soon after we were started.
    app.services.refresh_provider_status();
    Ok(response::html(&DashboardPage {
        layout,
        name: user.display_name.as_deref().unwrap_or(&user.username),
        username: &user.username,
        email: user.email.as_ref().map(EmailAddress::as_str),
        provider: by_link.as_deref().or(provider).unwrap_or(signed_in.provider.as_str()),
        signed_in_at: signed_in.signed_in_at,
    }))
}
