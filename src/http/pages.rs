//! The pages: one struct for each template.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header::{self, HeaderValue};
use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use super::assets::mark;
use super::error::Problem;
use super::frame::Frame;
use super::words::Words;
use crate::domain::{ProviderSettings, Remedy};

/// The sign-in page.
#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginPage<'a> {
    pub(super) frame: Frame,
    /// The provider of a refused sign-in is not among them: it has buttons of its own.
    pub(super) buttons: Vec<Button>,
    pub(super) refused: Option<Refused<'a>>,
    /// How a sign-out went.
    pub(super) signed_out: Option<String>,
    /// Where the person goes after signing in, when it is not the dashboard.
    pub(super) destination: Option<String>,
    /// A redirect URI to register, for the operator who has no provider yet; otherwise `None`.
    pub(super) callback_example: Option<String>,
}

/// "Continue with {name}".
pub(super) struct Button {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) mark: Mark,
    /// This browser signed in with it last time.
    pub(super) last_used: bool,
    /// It did not answer when it was asked last.
    pub(super) down: bool,
    /// There is no other.
    pub(super) only: bool,
}

/// What stands for a provider before its name.
pub(super) enum Mark {
    /// An `svg` element.
    Picture(String),
    /// The first letter of its name.
    Letter(String),
}

impl Mark {
    pub(super) fn of(provider: &ProviderSettings) -> Self {
        match provider.icon {
            Some(icon) => Self::Picture(mark(icon)),
            None => Self::letter(&provider.name),
        }
    }

    pub(super) fn letter(name: &str) -> Self {
        Self::Letter(name.chars().take(1).flat_map(char::to_uppercase).collect())
    }
}

/// A sign-in that was refused.
pub(super) struct Refused<'a> {
    pub(super) words: Words,
    pub(super) retry: Option<Retry>,
    pub(super) code: &'a str,
    pub(super) request: Option<&'a str>,
}

/// How to start again with the same provider.
pub(super) struct Retry {
    pub(super) provider: String,
    pub(super) again: Url,
    pub(super) with_another_account: Url,
    pub(super) remedy: Remedy,
}

/// Who is signed in.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(super) struct DashboardPage<'a> {
    pub(super) frame: Frame,
    pub(super) name: &'a str,
    pub(super) username: &'a str,
    pub(super) email: Option<&'a str>,
    pub(super) provider: &'a str,
    pub(super) signed_in_at: DateTime<Utc>,
}

impl DashboardPage<'_> {
    /// The first letters of the first two words of the name that begin with one, or else of the username.
    fn initials(&self) -> String {
        let first_letters = |text: &str| -> String {
            let letters =
                text.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_alphanumeric());
            letters.take(2).flat_map(char::to_uppercase).collect()
        };
        let initials = first_letters(self.name);
        if initials.is_empty() { first_letters(self.username) } else { initials }
    }
}

/// The question before a sign-out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(super) struct SignOutPage<'a> {
    pub(super) frame: Frame,
    pub(super) dashboard: &'a str,
}

/// The question before somebody signs in with a link.
#[derive(Template)]
#[template(path = "sign-in-link.html")]
pub(super) struct SignInLinkPage<'a> {
    pub(super) frame: Frame,
    pub(super) name: &'a str,
}

/// Posts a provider's form once more, from our own origin.
#[derive(Template)]
#[template(path = "repost.html")]
pub(super) struct RepostPage<'a> {
    pub(super) frame: Frame,
    pub(super) action: &'a str,
    pub(super) fields: &'a [(String, String)],
}

/// A request that cannot be answered.
#[derive(Template)]
#[template(path = "error.html")]
pub(super) struct ErrorPage<'a> {
    pub(super) frame: &'a Frame,
    pub(super) words: Words,
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

/// A page with a form for our other origin: with the usual `same-origin` browsers would post it with `Origin: null`, which
/// the guard refuses.
pub(super) fn html_for_both_origins(page: &impl Template) -> HttpResponse {
    let mut answer = html(page);
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    answer
}

/// The text of a page; empty when it cannot be rendered.
pub(super) fn render(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

/// Puts a cookie on an answer.
pub(super) fn add_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if response.add_cookie(cookie).is_err() {
        log::error!("a cookie cannot be written as a header");
    }
}

/// `303 See Other`: whatever the method was, the browser goes on with a GET.
pub(super) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}
