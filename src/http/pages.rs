//! The pages: one struct for each template.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use super::error::Problem;
use super::words::Words;

/// The sign-in page.
#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginPage<'a> {
    pub(super) buttons: Vec<Button>,
    pub(super) refused: Option<Refused<'a>>,
    pub(super) signed_out: bool,
    /// A redirect URI to register, for the operator who has no provider yet.
    pub(super) callback_example: String,
}

/// "Continue with {name}".
pub(super) struct Button {
    pub(super) name: String,
    pub(super) url: String,
}

/// A sign-in that was refused.
pub(super) struct Refused<'a> {
    pub(super) words: Words,
    pub(super) retry: Option<Button>,
    pub(super) code: &'a str,
    pub(super) request: Option<&'a str>,
}

/// Who is signed in.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(super) struct DashboardPage<'a> {
    pub(super) name: &'a str,
    pub(super) username: &'a str,
    pub(super) email: Option<&'a str>,
    pub(super) provider: &'a str,
    pub(super) signed_in_at: DateTime<Utc>,
}

impl DashboardPage<'_> {
    /// The first letters of the first two words of the name.
    fn initials(&self) -> String {
        self.name
            .split_whitespace()
            .take(2)
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// The question before a sign-out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(super) struct SignOutPage<'a> {
    pub(super) dashboard: &'a str,
}

/// Posts a provider's form once more, from our own origin.
#[derive(Template)]
#[template(path = "repost.html")]
pub(super) struct RepostPage<'a> {
    pub(super) action: &'a str,
    pub(super) fields: &'a [(String, String)],
}

/// A request that cannot be answered.
#[derive(Template)]
#[template(path = "error.html")]
pub(super) struct ErrorPage<'a> {
    pub(super) title: &'a str,
    pub(super) explanation: &'a str,
    pub(super) code: &'a str,
    pub(super) request: &'a str,
    pub(super) home: &'a str,
}

/// A page as an answer.
pub(super) fn html(page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body),
        Err(error) => {
            log::error!("a page cannot be rendered: {error}");
            Problem::internal().response()
        }
    }
}

/// The text of a page; empty when it cannot be rendered.
pub(super) fn render(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

/// `303 See Other`: whatever the method was, the browser goes on with a GET.
pub(super) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}
