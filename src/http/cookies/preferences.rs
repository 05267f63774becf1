//! What a browser remembers for the convenience of its person. None of it says who that is, and nothing depends on it.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use crate::http::cookies::{CookieSettings, Scope};

/// Something to remember.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum Preference {
    /// The language that was chosen, by its tag.
    Language,
    /// The provider of the last sign-in, by its slug.
    LastProvider,
    /// The sign-in page has to be shown for the next minute.
    ShowSignInPage,
}

impl Preference {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "kaimu_language",
            Self::LastProvider => "kaimu_last_provider",
            Self::ShowSignInPage => "kaimu_show_page",
        }
    }

    /// A sign-in ends on another host than the page is on.
    fn scope(self) -> Scope {
        match self {
            Self::Language | Self::LastProvider => Scope::Shared,
            // It has to be there even where a browser refuses cookies for the domain, or the page would be passed over for ever.
            Self::ShowSignInPage => Scope::Host,
        }
    }

    fn max_age(self) -> Duration {
        match self {
            Self::Language | Self::LastProvider => Duration::days(365),
            Self::ShowSignInPage => Duration::minutes(1),
        }
    }
}

/// What this browser remembers. Anybody can write such a cookie: its value is checked wherever it is used.
pub(in crate::http) fn get(cookies: &CookieSettings, request: &HttpRequest, preference: Preference) -> Option<String> {
    request.cookie(&cookies.name(preference.name(), preference.scope())).map(|cookie| cookie.value().to_owned())
}

/// Lets the browser remember.
pub(in crate::http) fn cookie(cookies: &CookieSettings, preference: Preference, value: &str) -> Cookie<'static> {
    cookies.cookie(preference.name(), preference.scope(), value.to_owned(), preference.max_age())
}
