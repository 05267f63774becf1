//! A request to an application, and the user who sends it.

use std::net::IpAddr;

use super::request_path::RequestPath;
use crate::domain::session::Session;
use crate::domain::user::User;

/// A request to an application, as the rules see it.
#[derive(Debug, Clone)]
pub struct AccessRequest<'a> {
    /// The method, as the client wrote it.
    pub method: &'a str,
    /// The path.
    pub path: &'a RequestPath,
    /// The address of the client, if it is known.
    pub client: Option<IpAddr>,
}

/// A user who is signed in, by a session or by a personal access token.
#[derive(Debug, Clone)]
pub struct Visitor<'a> {
    /// The user.
    pub user: &'a User,
    /// The session, or the one of the sign-in that a token counts by.
    pub session: &'a Session,
    /// What the visitor presented.
    pub presented: Presented,
}

/// By what a visitor is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// The cookie of a session.
    Session,
    /// A personal access token.
    Token,
}
