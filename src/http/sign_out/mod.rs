//! Sign-out: ends the session, continues at the provider and returns to the sign-in page. Also logout requests of
//! providers.

pub(super) mod provider_logout;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::domain::RequestContext;
use crate::flow::sign_out;
use crate::http::app::App;
use crate::http::cookies;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::sign_in::hand_over::url_before_sign_in_page;
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

/// `POST /logout`: ends the session, then redirects to the provider if it supports RP-initiated logout.
pub(in crate::http) async fn sign_out(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let mut at_provider = None;
    if let Some(token) = session.presented() {
        let signed_out = sign_out::sign_out(&app.services, &token, &context).await;
        at_provider = signed_out.map_err(|error| Internal::log(&context, &error))?;
        session.remove();
    }
    let Some(at_provider) = at_provider else {
        let query = PageQuery { signed_out: true, ..PageQuery::default() };
        let mut redirect = response::see_other(&query.sign_in_url(app.urls()));
        clear_cache(&mut redirect);
        return Ok(redirect);
    };
    let mut redirect = response::see_other_without_referrer(&at_provider.url);
    response::add_cookie(&mut redirect, &cookies::sign_out::cookie(&app.cookies, &at_provider.state));
    clear_cache(&mut redirect);
    Ok(redirect)
}

/// Lets the browser forget the pages of the user, for the next user of the machine. Not `"cookies"`: that would also
/// remove the cookies of other applications on the host, and of sign-ins under way.
fn clear_cache(response: &mut HttpResponse) {
    let header = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(header, HeaderValue::from_static("\"cache\""));
}
