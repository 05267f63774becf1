//! The way out: from here, over the provider, and back to the sign-in page, which says how it went.

pub(super) mod provider_logout;

use actix_session::Session;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::{RequestContext, SecretHash};
use crate::flow::sign_out;
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::pages::SignOutPage;
use crate::http::pages::layout::Frame;
use crate::http::problem::Internal;
use crate::http::response;
use crate::http::sign_in::page::Asked;

/// How long a person may take at the provider.
const LIFETIME: Duration = Duration::minutes(15);

/// `GET /logout`: a page with the button. A link must not sign anybody out.
pub(in crate::http) async fn page(app: Data<App>, frame: Frame) -> HttpResponse {
    app.services.refresh_provider_status();
    response::html(&SignOutPage { frame, dashboard: app.return_policy.dashboard.as_str() })
}

/// `POST /logout`: the session is gone before the answer leaves.
pub(in crate::http) async fn sign_out(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let mut onwards = None;
    if let Some(token) = session::token(&session) {
        let signed_out = sign_out::sign_out(&app.services, &token, &context).await;
        onwards = signed_out.map_err(|error| Internal::log(&context, &error))?;
        session.purge();
    }
    let Some(onwards) = onwards else {
        return Ok(response::see_other(&Asked { signed_out: true, ..Asked::default() }.url(app.urls())));
    };
    let mut answer = response::leave_for(&onwards.url);
    response::add_cookie(&mut answer, &cookie(&app, hash(onwards.state.expose_secret())));
    Ok(answer)
}

/// Whether this browser is on its way back from a sign-out at a provider, or was meant to be.
pub(in crate::http) fn is_under_way(app: &App, request: &HttpRequest) -> bool {
    request.cookie(&name(app)).is_some()
}

/// Whether this state comes back from the sign-out that this browser began (OpenID Connect RP-Initiated Logout 1.0,
/// section 3).
pub(in crate::http) fn is_answered_by(app: &App, request: &HttpRequest, state: &SecretString) -> bool {
    // A hash is compared, of a secret that has done its work when it is here; nothing is gained by measuring this.
    request.cookie(&name(app)).is_some_and(|cookie| cookie.value() == hash(state.expose_secret()))
}

/// Forgets the sign-out.
pub(in crate::http) fn removal(app: &App) -> Cookie<'static> {
    let mut cookie = cookie(app, String::new());
    cookie.make_removal();
    cookie
}

/// Goes with the session cookie to both of our hosts: the form may be sent to either, and the provider sends the person to
/// the frontend's.
fn cookie(app: &App, value: String) -> Cookie<'static> {
    let mut cookie = Cookie::build(name(app), value)
        .http_only(true)
        .secure(app.cookies.secure)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(LIFETIME)
        .finish();
    if let Some(domain) = &app.cookies.session_domain {
        cookie.set_domain(domain.clone());
    }
    cookie
}

fn name(app: &App) -> String {
    app.cookies.name("kaimu_sign_out", app.cookies.session_domain.as_deref())
}

fn hash(state: &str) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state).as_bytes())
}
