//! Sign-out: ends the session, continues at the provider and returns to the sign-in page. Also logout requests of
//! providers.

pub(super) mod provider_logout;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use url::Url;

use crate::domain::RequestContext;
use crate::flow;
use crate::flow::sign_out::SignedOut;
use crate::http::app::App;
use crate::http::cookies;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::cookies::session::SessionCookie;
use crate::http::cookies::sign_in_attempt;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::host::AskedHost;
use crate::http::sign_in::hand_over::{url_after_sign_in, url_before_sign_in_page};
use crate::http::{paths, response};

/// Asks for confirmation before a sign-out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(in crate::http) struct SignOutPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) dashboard_url: &'a str,
}

/// `GET /logout`: a page with a button, since a link must not sign a user out. If the browser has a session on the other
/// host alone, it is handed over first, so that the button ends it.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let own = app.return_policy.read(Some(paths::SIGN_OUT));
    if session.authenticate(&app, &context).await?.is_none()
        && let Some(url) = url_before_sign_in_page(&app, &request, &own)
    {
        return Ok(response::see_other(&url));
    }
    app.services.refresh_provider_status();
    Ok(response::html(&SignOutPage { layout, dashboard_url: app.return_policy.dashboard.as_str() }))
}

/// `POST /logout`: ends the session, then redirects to the provider if it supports RP-initiated logout. If this host has no
/// session, the browser may have one on the other host: then it goes on to the page with the button.
pub(in crate::http) async fn sign_out(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let mut signed_out = SignedOut::Nothing;
    if let Some(token) = session.presented() {
        let ended = flow::sign_out::sign_out(&app.services, &token, &context).await;
        signed_out = ended.map_err(|error| Internal::log(&context, &error))?;
        session.remove();
    }
    let mut redirect = match signed_out {
        SignedOut::AtProviderNext(next) => {
            let mut redirect = response::see_other_without_referrer(&next.url);
            response::add_cookie(&mut redirect, &cookies::sign_out::cookie(&app.cookies, &next.state));
            redirect
        }
        SignedOut::Nothing if app.urls().has_two_hosts() => response::see_other(&page_on_other_host(&app, &request)),
        SignedOut::Here | SignedOut::Nothing => {
            let query = PageQuery { signed_out: true, ..PageQuery::default() };
            response::see_other(&query.sign_in_url(app.urls()))
        }
    };
    for cookie in sign_in_attempt::forget_sign_ins(&app, &request) {
        response::add_cookie(&mut redirect, &cookie);
    }
    response::add_cookie(&mut redirect, &preferences::removal(&app.cookies, Preference::AskedForSession));
    clear_cache(&mut redirect);
    Ok(redirect)
}

/// The page with the button, on the host of `frontend_url`, with the session that the other host has. Without one, it
/// leads to the sign-in page, which reports the sign-out.
fn page_on_other_host(app: &App, request: &HttpRequest) -> Url {
    let page = app.return_policy.read(Some(paths::SIGN_OUT));
    if AskedHost::of(app, request) == AskedHost::Frontend {
        return url_after_sign_in(app, &page);
    }
    app.return_policy.resolve(&page).clone()
}

/// Lets the browser forget the pages of the user, for the next user of the machine. Not `"cookies"`: that would also
/// remove the cookies of other applications on the host, and of sign-ins under way.
fn clear_cache(response: &mut HttpResponse) {
    let header = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(header, HeaderValue::from_static("\"cache\""));
}
