//! Starts a sign-in: redirects the browser to the provider.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{
    self, AccountSelection, AuthorizationOptions, LoginHint, Purpose, Refusal, RequestContext, ReturnTo, User,
};
use crate::flow::sign_in;
use crate::http::account::lines::display_name;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::pages::layout::Layout;
use crate::http::problem::{Internal, RequestProblem};
use crate::http::request::host;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::fetch_metadata;
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::sign_in::page::start_url;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::return_page::log_refused_place;
use crate::http::sign_in::start::{authorization_options, limit_starts, redirect_to_provider};
use crate::http::sign_in::templates::SwitchPage;

/// `GET /auth/oidc/{slug}/authorize`: redirects to the provider's authorization endpoint (OpenID Connect Core, section
/// 3.1.2.1).
pub(in crate::http) async fn authorize(
    app: Data<App>,
    session: SessionCookie,
    slug: Path<String>,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    // check: only navigations start a sign-in
    if !fetch_metadata::is_navigation(request.headers()) {
        return Ok(refuse_subresource(&app, &context));
    }
    if let Some(url) = host::url_on_base_host(&app, &request) {
        return Ok(response::see_other_without_referrer(&url));
    }
    let requested = requested_return_to(request.query_string());
    log_refused_place(&app, &context, requested.as_deref());
    let return_to = app.return_policy.read(requested.as_deref());
    // check: another site replaces no session
    if fetch_metadata::is_cross_site(request.headers())
        && let Some((current, user)) = session.authenticate(&app, &context).await?
        && let Some(kept) = keep_session(&app, layout, &slug, &return_to, &current, &user)
    {
        return Ok(kept);
    }
    if let Some(refused) = limit_starts(&app, &context) {
        return Ok(refused);
    }
    let account = match parameter(request.query_string(), "account").as_deref() {
        Some("another") => AccountSelection::Another,
        _ => AccountSelection::Any,
    };
    let login_hint = parameter(request.query_string(), "login_hint").and_then(|text| LoginHint::read(&text));
    let options = AuthorizationOptions { login_hint, ..authorization_options(&app, &request, account) };
    let begun = sign_in::begin(&app.services, &slug, Purpose::SignIn, &options, return_to.clone(), context.now).await;
    Ok(match begun {
        Ok((url, attempt)) => redirect_to_provider(&app, &request, &url, &attempt),
        Err(error) => refuse(&app, &context, &slug, &return_to, &error),
    })
}

/// Refuses a start that an image, a frame or a script caused. It does not count against the limit of the client address,
/// so that a web page cannot use up the limit of an office.
fn refuse_subresource(app: &App, context: &RequestContext) -> HttpResponse {
    let refusal = Refusal::RequestCrossSite;
    let text = format!(
        "request {}: {}: refused a sign-in start that is no navigation (an image, a frame or a script); link to the URL",
        context.request_id,
        refusal.code()
    );
    app.refused_starts_log.warn(context.now, &text);
    RequestProblem::Refused(refusal).response()
}

/// The response to a start that another site caused while a user is signed in, so that no site can replace a session, or
/// sign the user in as another user, without asking. With the provider of the session, the user is where the site wants
/// them to be already. `None` for an unknown provider.
fn keep_session(
    app: &App,
    layout: Layout,
    slug: &str,
    return_to: &ReturnTo,
    current: &domain::Session,
    user: &User,
) -> Option<HttpResponse> {
    let provider = app.services.provider(slug)?;
    let target = url_after_sign_in(app, return_to);
    if current.provider == provider.slug {
        return Some(response::see_other_without_referrer(&target));
    }
    Some(response::html(&SwitchPage {
        layout,
        name: display_name(user),
        provider: &provider.name,
        return_url: target.as_str(),
        start_url: start_url(app.urls(), provider, return_to).as_str(),
    }))
}

/// The parameter `return_to`, or its older name `redirect_uri`. If both are given and differ, neither counts.
fn requested_return_to(query: &str) -> Option<String> {
    match (parameter(query, "return_to"), parameter(query, "redirect_uri")) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}
