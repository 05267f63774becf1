//! Starts a sign-in: redirects the browser to the provider.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{AccountSelection, AuthorizationOptions, LoginHint, Purpose, RequestContext};
use crate::flow::sign_in;
use crate::http::app::App;
use crate::http::request::host;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::start::{authorization_options, limit_starts, redirect_to_provider};

/// `GET /auth/oidc/{slug}/authorize`: redirects to the provider's authorization endpoint (OpenID Connect Core, section
/// 3.1.2.1).
pub(in crate::http) async fn authorize(
    app: Data<App>,
    slug: Path<String>,
    context: RequestContext,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(url) = host::url_on_base_host(&app, &request) {
        return response::see_other_without_referrer(&url);
    }
    if let Some(refused) = limit_starts(&app, &context) {
        return refused;
    }
    let return_to = app.return_policy.read(requested_return_to(request.query_string()).as_deref());
    let account = match parameter(request.query_string(), "account").as_deref() {
        Some("another") => AccountSelection::Another,
        _ => AccountSelection::Any,
    };
    let login_hint = parameter(request.query_string(), "login_hint").and_then(|text| LoginHint::read(&text));
    let options = AuthorizationOptions { login_hint, ..authorization_options(&app, &request, account) };
    let begun = sign_in::begin(&app.services, &slug, Purpose::SignIn, &options, return_to.clone(), context.now).await;
    match begun {
        Ok((url, attempt)) => redirect_to_provider(&app, &request, &url, &attempt),
        Err(error) => refuse(&app, &context, &slug, &return_to, &error),
    }
}

/// The parameter `return_to`, or its older name `redirect_uri`. If both are given and differ, neither counts.
fn requested_return_to(query: &str) -> Option<String> {
    match (parameter(query, "return_to"), parameter(query, "redirect_uri")) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}
