//! Out to the provider, and what is done when a sign-in is refused.

use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::domain::{
    AccountSelection, AuthorizationOptions, LoginHint, Purpose, Refusal, RequestContext, ReturnTo, error_chain,
};
use crate::flow::attempt::Attempt;
use crate::flow::{SignInError, sign_in};
use crate::http::app::App;
use crate::http::cookies::sign_in_attempt;
use crate::http::pages::language::Language;
use crate::http::problem::Problem;
use crate::http::request::parameters::parameter;
use crate::http::request::{client, language};
use crate::http::response;
use crate::http::sign_in::page::Asked;

/// `GET /auth/oidc/{slug}/authorize`: sends the browser to the provider.
pub(in crate::http) async fn authorize(
    app: Data<App>,
    slug: Path<String>,
    context: RequestContext,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(url) = same_address_under_base_url(&app, &request) {
        return response::leave_for(&url);
    }
    if let Some(answer) = slowed_down(&app, &context) {
        return answer;
    }
    let return_to = app.return_policy.read(asked_return(request.query_string()).as_deref());
    let account = match parameter(request.query_string(), "account").as_deref() {
        Some("another") => AccountSelection::Another,
        _ => AccountSelection::Any,
    };
    let login_hint = parameter(request.query_string(), "login_hint").and_then(|text| LoginHint::read(&text));
    let options = AuthorizationOptions { login_hint, ..options(&app, &request, account) };
    let begun = sign_in::begin(&app.services, &slug, Purpose::SignIn, &options, return_to.clone(), context.now).await;
    match begun {
        Ok((url, attempt)) => go_to_provider(&app, &request, &url, &attempt),
        Err(error) => refuse(&app, &context, &slug, &return_to, &error),
    }
}

/// An account, and the language of the page on which somebody chose it. Nobody's language is guessed: a provider may speak one
/// that we do not.
pub(in crate::http) fn options(app: &App, request: &HttpRequest, account: AccountSelection) -> AuthorizationOptions {
    AuthorizationOptions {
        ui_locale: language::wanted(app, request).map(Language::html_tag),
        ..AuthorizationOptions::of(account)
    }
}

/// Counts a start; the answer to one too many. Nothing has happened then, and the same address may start again after a while.
pub(in crate::http) fn slowed_down(app: &App, context: &RequestContext) -> Option<HttpResponse> {
    match context.address.map(|address| app.sign_in_starts.count(address)) {
        Some(Err(wait)) => Some(too_many(context, wait)),
        _ => None,
    }
}

fn too_many(context: &RequestContext, wait: Duration) -> HttpResponse {
    let refusal = Refusal::RequestTooMany;
    log::warn!(
        "request {}: {}: more sign-in starts from one address than limits.sign_in_starts_per_minute",
        context.request,
        refusal.code()
    );
    let mut response = Problem::Refused(refusal).response();
    // Rounded up: who comes back then is let in.
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    response
}

/// To the provider, with a cookie that remembers what for.
pub(in crate::http) fn go_to_provider(app: &App, request: &HttpRequest, url: &Url, attempt: &Attempt) -> HttpResponse {
    let mut response = response::leave_for(url);
    for cookie in sign_in_attempt::begin(app, request, attempt) {
        response::add_cookie(&mut response, &cookie);
    }
    response
}

/// Logs why, once, and sends the browser to the sign-in page, which says it in words.
pub(in crate::http) fn refuse(
    app: &App,
    context: &RequestContext,
    slug: &str,
    return_to: &ReturnTo,
    error: &SignInError,
) -> HttpResponse {
    let asked = Asked { return_to: return_to.clone(), ..refused(app, context, slug, error) };
    response::leave_for(&asked.url(app.urls()))
}

/// The same for somebody who is signed in and wanted to change how: the account page says it.
pub(in crate::http) fn refuse_on_account_page(
    app: &App,
    context: &RequestContext,
    slug: &str,
    error: &SignInError,
) -> HttpResponse {
    response::leave_for(&refused(app, context, slug, error).account_url(app.urls()))
}

fn refused<'a>(app: &'a App, context: &RequestContext, slug: &str, error: &SignInError) -> Asked<'a> {
    let refusal = error.refusal();
    let provider = app.services.provider(slug);
    let level = if refusal == Refusal::Internal { log::Level::Error } else { log::Level::Warn };
    let (id, code) = (context.request.as_str(), refusal.code());
    let name = provider.map_or("-", |provider| provider.slug.as_str());
    log::log!(level, "request {id}: {code} ({name}): {}", error_chain(error));
    Asked { refusal: Some(refusal), provider, request: Some(context.request.clone()), ..Asked::default() }
}

/// The sign-in cookie belongs to `base_url`'s host, to which the provider sends people back; a sign-in that begins on
/// the frontend's host goes there first.
fn same_address_under_base_url(app: &App, request: &HttpRequest) -> Option<Url> {
    let urls = app.urls();
    let elsewhere = urls.base.host() != urls.frontend.host()
        && client::host(request, &app.trusted_proxies).as_deref() == urls.frontend.host_str();
    elsewhere.then(|| {
        let mut url = urls.base.clone();
        url.set_path(request.uri().path());
        url.set_query(request.uri().query());
        url
    })
}

/// `return_to`, or `redirect_uri` as older links say; both, and different, is nothing.
fn asked_return(query: &str) -> Option<String> {
    match (parameter(query, "return_to"), parameter(query, "redirect_uri")) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}
