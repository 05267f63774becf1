//! Describes the browser that completes a sign-in.

use actix_web::HttpRequest;

use crate::flow::attempt::Browser;
use crate::http::app::App;
use crate::http::cookies::pending_link;
use crate::http::cookies::session::SessionCookie;
use crate::http::request::client;

/// Its current session, its user agent and its pending link. Sessions begin on the host of `base_url`.
pub(super) fn browser(app: &App, session: &SessionCookie, request: &HttpRequest) -> Browser {
    Browser {
        session: session.presented(),
        host: app.urls().base_host().to_owned(),
        user_agent: client::user_agent(request),
        pending_link: pending_link::find(&app.cookies, request),
    }
}
