//! What a request says about its browser.

use actix_session::Session;
use actix_web::HttpRequest;

use crate::domain::SessionToken;
use crate::flow::attempt::Browser;
use crate::http::app::App;
use crate::http::cookies::{pending_link, session};
use crate::http::request::client;

/// What is known of this browser before it is signed in.
pub(in crate::http) fn browser(app: &App, session: &Session, request: &HttpRequest) -> Browser {
    Browser {
        session: session::presented_token(session).as_ref().map(SessionToken::hash),
        user_agent: client::user_agent(request),
        pending_link: pending_link::find(&app.cookies, request),
    }
}
