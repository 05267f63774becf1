//! Sign-out: ends the session, continues at the provider and returns to the sign-in page. Also logout requests of
//! providers.

pub(super) mod provider_logout;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use url::Url;

use crate::domain::{RequestContext, ReturnTo};
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
use crate::http::request::parameters::{self, parameter};
use crate::http::server::same_origin::is_own_form;
use crate::http::sign_in::hand_over::{is_answer, url_after_sign_in, url_before_sign_in_page};
use crate::http::{paths, response};

/// Asks for confirmation before a sign-out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(in crate::http) struct SignOutPage<'a> {
    pub(in crate::http) layout: Layout,
    /// Where the user goes who does not sign out.
    pub(in crate::http) stay_url: &'a str,
    /// Where the browser goes after the sign-out, if the request named a place.
    pub(in crate::http) return_to: Option<&'a str>,
}

/// `GET /logout`: a page with a button, since a link must not sign a user out. If the browser has a session on the other
/// host alone, it is handed over first, so that the button ends it. A browser without a session goes back at once to the
/// application that wants to sign it out.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let return_to = app.return_policy.read(parameter(request.query_string(), "return_to").as_deref());
    // Also while the database does not answer: the button then removes the cookie.
    if session.is_absent(&app, &context).await? {
        if let Some(url) = url_before_sign_in_page(&app, &request, &page_that_returns_to(&app, &return_to)) {
            return Ok(response::see_other(&url));
        }
        if is_answer(&request) || return_to != ReturnTo::Dashboard {
            return Ok(response::see_other(&url_after_sign_out(&app, &return_to)));
        }
    }
    app.services.refresh_provider_status();
    let stay_url = app.return_policy.resolve(&return_to).as_str();
    Ok(response::html(&SignOutPage { layout, stay_url, return_to: return_to.text() }))
}

/// `POST /logout`: ends the session, then redirects to the provider if it supports RP-initiated logout, and in the end to
/// `return_to` or to the sign-in page. If this host has no session, the browser may have one that it does not send from
/// another site, or one on the other host: then it goes on to the page with the button.
pub(in crate::http) async fn sign_out(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let requested = parameter(&parameters::form(body).await, "return_to");
    let requested = requested.or_else(|| parameter(request.query_string(), "return_to"));
    let return_to = app.return_policy.read(requested.as_deref());
    let state = flow::random::secret();
    let mut signed_out = SignedOut::Nothing;
    if let Some(token) = session.presented() {
        let ended = flow::sign_out::sign_out(&app.services, &token, &state, &context).await;
        // The next user of this browser must not have the session, even if it could not be ended.
        // check: a sign-out during an outage removes the cookie
        session.remove();
        signed_out = ended.map_err(|error| Internal::from(app.services.log_failure(&context, &error)).of_sign_out())?;
    }
    let mut redirect = match signed_out {
        SignedOut::AtProviderNext(url) => {
            let mut redirect = response::see_other_without_referrer(&url);
            response::add_cookie(&mut redirect, &cookies::sign_out::cookie(&app.cookies, &state, &return_to));
            redirect
        }
        // Browsers send no cookie with a form of another site.
        SignedOut::Nothing if app.urls().has_two_hosts() || !is_own_form(request.headers(), app.urls()) => {
            return Ok(response::see_other(&url_of_page(&app, &request, &return_to)));
        }
        SignedOut::Here | SignedOut::Nothing => response::see_other(&url_after_sign_out(&app, &return_to)),
    };
    for cookie in sign_in_attempt::forget_sign_ins(&app, &request) {
        response::add_cookie(&mut redirect, &cookie);
    }
    response::add_cookie(&mut redirect, &preferences::removal(&app.cookies, Preference::AskedForSession));
    clear_cache(&mut redirect);
    Ok(redirect)
}

/// Where the browser goes in the end.
fn url_after_sign_out(app: &App, return_to: &ReturnTo) -> Url {
    match return_to {
        ReturnTo::Requested { url, .. } => url.clone(),
        ReturnTo::Dashboard => PageQuery { signed_out: true, ..PageQuery::default() }.sign_in_url(app.urls()),
    }
}

/// The page with the button, on the host of `frontend_url`, with the session that the other host has.
fn url_of_page(app: &App, request: &HttpRequest, return_to: &ReturnTo) -> Url {
    let page = page_that_returns_to(app, return_to);
    if AskedHost::of(app, request) == AskedHost::Frontend {
        return url_after_sign_in(app, &page);
    }
    app.return_policy.resolve(&page).clone()
}

/// The page with the button, as the place to which a hand-over leads.
fn page_that_returns_to(app: &App, return_to: &ReturnTo) -> ReturnTo {
    app.return_policy.page_that_returns_to(&app.urls().at_frontend(paths::SIGN_OUT), return_to)
}

/// Lets the browser forget the pages of the user, for the next user of the machine. Not `"cookies"`: that would also
/// remove the cookies of other applications on the host, and of sign-ins under way.
fn clear_cache(response: &mut HttpResponse) {
    let header = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(header, HeaderValue::from_static("\"cache\""));
}
