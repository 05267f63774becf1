//! Starts sign-in attempts: what the authorization and linking handlers share.

use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::domain::{AccountSelection, AuthorizationOptions, Refusal, RequestContext};
use crate::flow::attempt::Attempt;
use crate::http::app::App;
use crate::http::cookies::sign_in_attempt;
use crate::http::pages::language::Language;
use crate::http::problem::RequestProblem;
use crate::http::request::language;
use crate::http::response;

/// An account, and the language of the page on which somebody chose it. Nobody's language is guessed: a provider may speak one
/// that we do not.
pub(in crate::http) fn authorization_options(
    app: &App,
    request: &HttpRequest,
    account: AccountSelection,
) -> AuthorizationOptions {
    AuthorizationOptions {
        ui_locale: language::requested(app, request).map(Language::html_tag),
        ..AuthorizationOptions::of(account)
    }
}

/// Counts a start; the answer to one too many. Nothing has happened then, and the same address may start again after a while.
pub(in crate::http) fn limit_starts(app: &App, context: &RequestContext) -> Option<HttpResponse> {
    match context.address.map(|address| app.sign_in_rate_limiter.check(address)) {
        Some(Err(wait)) => Some(too_many_starts(context, wait)),
        _ => None,
    }
}

fn too_many_starts(context: &RequestContext, wait: Duration) -> HttpResponse {
    let refusal = Refusal::RequestTooMany;
    log::warn!(
        "request {}: {}: more sign-in starts from one address than limits.sign_in_starts_per_minute",
        context.request,
        refusal.code()
    );
    let mut response = RequestProblem::Refused(refusal).response();
    // Rounded up: who comes back then is let in.
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    response
}

/// To the provider, with a cookie that remembers what for.
pub(in crate::http) fn redirect_to_provider(
    app: &App,
    request: &HttpRequest,
    url: &Url,
    attempt: &Attempt,
) -> HttpResponse {
    let mut response = response::see_other_without_referrer(url);
    for cookie in sign_in_attempt::start(app, request, attempt) {
        response::add_cookie(&mut response, &cookie);
    }
    response
}
