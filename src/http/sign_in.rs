//! Out to the provider, and back.

use actix_session::Session;
use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{Error, HttpRequest, HttpResponse};
use secrecy::ExposeSecret;
use url::Url;

use super::error::Internal;
use super::flow_cookie::{self, Found, Sealed};
use super::pages::{self, RepostPage};
use super::{App, client, session, visit};
use crate::domain::{AuthorizationResponse, Refusal, ReturnTo, SessionToken, causes};
use crate::flow::sign_in::{self, Attempt, SignInError, SignedIn};

/// `GET /auth/oidc/{slug}/authorize`: sends the browser to the provider.
pub(super) async fn authorize(app: Data<App>, slug: Path<String>, request: HttpRequest) -> HttpResponse {
    if let Some(url) = same_address_under_base_url(&app, &request) {
        return pages::see_other(&url);
    }
    let return_to = app.return_policy.read(asked_return(request.query_string()).as_deref());
    match sign_in::begin(&app.services, &slug, return_to.clone(), visit(&request).now).await {
        Ok((url, attempt)) => {
            let mut response = pages::see_other(&url);
            add_cookies(&mut response, flow_cookie::begin(&app, &request, &attempt));
            response
        }
        Err(error) => refuse(&app, &request, &slug, &return_to, &error),
    }
}

/// `GET /auth/oidc/{slug}/callback`: answers the provider's redirect (OpenID Connect Core, section 3.1.2.5).
pub(super) async fn callback(
    app: Data<App>,
    slug: Path<String>,
    session: Session,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    finish(&app, &slug, &session, &request, request.query_string()).await
}

/// `POST /auth/oidc/{slug}/callback`: the same parameters as a form (OAuth 2.0 Form Post Response Mode). A POST from
/// another site carries no `SameSite=Lax` cookie, so the first one is answered with a page that posts it once more from
/// here.
pub(super) async fn form_post_callback(
    app: Data<App>,
    slug: Path<String>,
    session: Session,
    request: HttpRequest,
    body: Result<Bytes, Error>,
) -> Result<HttpResponse, Internal> {
    // A body too long to be read is no authorization response, which `finish` finds out.
    let body = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let found = flow_cookie::find(&app, &request, &slug, value("state").unwrap_or_default());
    match app.services.provider(&slug) {
        Some(provider) if matches!(found, Found::NoCookie) && value("reposted").is_none() => {
            let action = app.urls().callback(&provider.slug);
            Ok(pages::html(&RepostPage { action: action.as_str(), fields: &fields }))
        }
        _ => finish(&app, &slug, &session, &request, &body).await,
    }
}

async fn finish(
    app: &App,
    slug: &str,
    session: &Session,
    request: &HttpRequest,
    encoded: &str,
) -> Result<HttpResponse, Internal> {
    let refused = |return_to: &ReturnTo, error: SignInError| Ok(refuse(app, request, slug, return_to, &error));
    let nowhere = &ReturnTo::Dashboard;
    if app.services.provider(slug).is_none() {
        return refused(nowhere, SignInError::UnknownProvider);
    }
    let response = match AuthorizationResponse::read(encoded) {
        Ok(response) => response,
        Err(error) => return refused(nowhere, error.into()),
    };
    // The state is compared before anything else happens: what follows concerns this browser's own sign-in only.
    match flow_cookie::find(app, request, slug, response.state.expose_secret()) {
        Found::NoCookie => refused(nowhere, SignInError::MissingState),
        Found::OtherAttempts => refused(nowhere, SignInError::UnknownState),
        // The Back button: to where the sign-in ended, if it did.
        Found::Attempt(Sealed::Spent(return_to)) => match session::current(app, session, request).await? {
            Some(_) => Ok(pages::see_other(app.return_policy.resolve(&return_to))),
            None => refused(&return_to, SignInError::UsedState),
        },
        Found::Attempt(Sealed::Pending(attempt)) => Ok(complete(app, session, request, &attempt, response).await),
    }
}

async fn complete(
    app: &App,
    session: &Session,
    request: &HttpRequest,
    attempt: &Attempt,
    response: AuthorizationResponse,
) -> HttpResponse {
    let previous = session::token(session).map(|token| SessionToken::hash(&token));
    let visit = visit(request);
    let mut answer = match sign_in::complete(&app.services, attempt, response, previous, &visit).await {
        Ok(signed_in) => welcome(app, session, request, attempt, &signed_in),
        Err(error) => refuse(app, request, attempt.provider.as_str(), &attempt.return_to, &error),
    };
    add_cookies(&mut answer, vec![flow_cookie::spend(app, attempt)]);
    answer
}

fn welcome(
    app: &App,
    session: &Session,
    request: &HttpRequest,
    attempt: &Attempt,
    signed_in: &SignedIn,
) -> HttpResponse {
    if session::begin(session, &signed_in.token).is_err() {
        log::error!("request {}: the session cookie cannot be written", visit(request).request);
    }
    log::info!("request {}: user {} signed in with {}", visit(request).request, signed_in.user.id, attempt.provider);
    pages::see_other(app.return_policy.resolve(&attempt.return_to))
}

/// Logs why, once, and sends the browser to the sign-in page, which says it in words.
fn refuse(app: &App, request: &HttpRequest, slug: &str, return_to: &ReturnTo, error: &SignInError) -> HttpResponse {
    let refusal = error.refusal();
    let id = visit(request).request;
    let provider = app.services.provider(slug).map(|provider| provider.slug.as_str());
    let level = if refusal == Refusal::Internal { log::Level::Error } else { log::Level::Warn };
    log::log!(level, "request {id}: {} ({}): {}", refusal.code(), provider.unwrap_or("-"), causes(error));

    let mut url = app.urls().login();
    let mut query = url.query_pairs_mut();
    query.append_pair("error", refusal.code());
    if let Some(provider) = provider {
        query.append_pair("provider", provider);
    }
    query.append_pair("request", id.as_str());
    if let Some(return_to) = return_to.text() {
        query.append_pair("return_to", return_to);
    }
    drop(query);
    pages::see_other(&url)
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
pub(super) fn asked_return(query: &str) -> Option<String> {
    let value = |name: &str| {
        let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        values.next().map(|(_, value)| value.into_owned())
    };
    match (value("return_to"), value("redirect_uri")) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => a.or(b),
    }
}

fn add_cookies(response: &mut HttpResponse, cookies: Vec<Cookie<'static>>) {
    for cookie in cookies {
        if response.add_cookie(&cookie).is_err() {
            log::error!("a cookie cannot be written as a header");
        }
    }
    // The address holds code and state; nobody else needs to see where the browser came from.
    response.headers_mut().insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
}
