//! Describes the browser that completes a sign-in.

use actix_session::Session;
use actix_web::HttpRequest;

use crate::domain::SessionToken;
use crate::flow::attempt::Browser;
use crate::http::app::App;
use crate::http::cookies::{pending_link, session};
use crate::http::request::client;

/// Its current session, its user agent and its pending link.
pub(super) fn browser(app: &App, session: &Session, request: &HttpRequest) -> Browser {
    Browser {
        session: session::presented_token(session).as_ref().map(SessionToken::hash),
        user_agent: client::user_agent(request),
        pending_link: pending_link::find(&app.cookies, request),
    }
}
