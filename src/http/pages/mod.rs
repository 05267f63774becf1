//! The pages: one struct for each template.

pub(super) mod assets;
pub(super) mod language;
pub(super) mod layout;
pub(super) mod messages;
pub(super) mod static_files;

use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::{ProviderSettings, Remedy};
use crate::http::pages::assets::mark;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;

/// The sign-in page.
#[derive(Template)]
#[template(path = "login.html")]
pub(in crate::http) struct LoginPage<'a> {
    pub(in crate::http) frame: Frame,
    /// The provider of a refused sign-in is not among them: it has buttons of its own.
    pub(in crate::http) buttons: Vec<Button>,
    pub(in crate::http) refused: Option<Refused<'a>>,
    /// How a sign-out went.
    pub(in crate::http) signed_out: Option<String>,
    /// Where the person goes after signing in, when it is not the dashboard.
    pub(in crate::http) destination: Option<String>,
    /// A redirect URI to register, for the operator who has no provider yet; otherwise `None`.
    pub(in crate::http) callback_example: Option<String>,
}

/// "Continue with {name}".
pub(in crate::http) struct Button {
    pub(in crate::http) name: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) mark: Mark,
    /// This browser signed in with it last time.
    pub(in crate::http) last_used: bool,
    /// It did not answer when it was asked last.
    pub(in crate::http) down: bool,
    /// There is no other.
    pub(in crate::http) only: bool,
}

/// What stands for a provider before its name.
pub(in crate::http) enum Mark {
    /// An `svg` element.
    Picture(String),
    /// The first letter of its name.
    Letter(String),
}

impl Mark {
    pub(in crate::http) fn of(provider: &ProviderSettings) -> Self {
        match provider.icon {
            Some(icon) => Self::Picture(mark(icon)),
            None => Self::letter(&provider.name),
        }
    }

    pub(in crate::http) fn letter(name: &str) -> Self {
        Self::Letter(name.chars().take(1).flat_map(char::to_uppercase).collect())
    }
}

/// A sign-in that was refused.
pub(in crate::http) struct Refused<'a> {
    pub(in crate::http) words: Words,
    pub(in crate::http) retry: Option<Retry>,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: Option<&'a str>,
}

/// How to start again with the same provider.
pub(in crate::http) struct Retry {
    pub(in crate::http) provider: String,
    pub(in crate::http) again: Url,
    pub(in crate::http) with_another_account: Url,
    pub(in crate::http) remedy: Remedy,
}

/// Who is signed in.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(in crate::http) struct DashboardPage<'a> {
    pub(in crate::http) frame: Frame,
    pub(in crate::http) name: &'a str,
    pub(in crate::http) username: &'a str,
    pub(in crate::http) email: Option<&'a str>,
    pub(in crate::http) provider: &'a str,
    pub(in crate::http) signed_in_at: DateTime<Utc>,
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
pub(in crate::http) struct SignOutPage<'a> {
    pub(in crate::http) frame: Frame,
    pub(in crate::http) dashboard: &'a str,
}

/// The question before somebody signs in with a link.
#[derive(Template)]
#[template(path = "sign-in-link.html")]
pub(in crate::http) struct SignInLinkPage<'a> {
    pub(in crate::http) frame: Frame,
    pub(in crate::http) name: &'a str,
}

/// Posts a provider's form once more, from our own origin.
#[derive(Template)]
#[template(path = "repost.html")]
pub(in crate::http) struct RepostPage<'a> {
    pub(in crate::http) frame: Frame,
    pub(in crate::http) action: &'a str,
    pub(in crate::http) fields: &'a [(String, String)],
}
