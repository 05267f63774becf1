//! Starts attempts: for sign-in, for linking an identity, and for reauthentication.

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
use crate::metrics::RateLimit;

/// The account selection, with the language of the page as `ui_locales`. A language that Kaimu does not have is not
/// replaced by English, since the provider may have it.
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

/// Counts a start. Above the limit, returns the response that refuses it; nothing else has happened then.
pub(in crate::http) fn limit_starts(app: &App, context: &RequestContext) -> Option<HttpResponse> {
    // check: a limit of sign-in starts
    match context.address.map(|address| app.sign_in_rate_limiter.check(address)) {
        Some(Err(wait)) => {
            app.services.metrics().sessions.limited(RateLimit::SignInStarts);
            Some(too_many_starts(wait))
        }
        _ => None,
    }
}

fn too_many_starts(wait: Duration) -> HttpResponse {
    let refusal = Refusal::RequestTooMany;
    let code = refusal.code();
    log::warn!(
        code;
        "{code}: one client address started more sign-ins than limits.sign_in_starts_per_minute allows; if many \
         users share it, raise the limit; if it is your proxy, add it to server.trusted_proxies"
    );
    let mut response = RequestProblem::Refused(refusal).response();
    // Rounded up, so that a retry after this time is accepted.
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    response
}

/// Redirects to the provider, with the cookie of the attempt.
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
