//! What a browser remembers for the convenience of its person. None of it says who that is, and nothing depends on it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use super::App;

/// Something to remember.
#[derive(Debug, Clone, Copy)]
pub(super) enum Preference {
    /// The language that was chosen, by its tag.
    Language,
    /// The provider of the last sign-in, by its slug.
    LastProvider,
    /// The sign-in page has to be shown for the next minute.
    ShowPage,
}

impl Preference {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "kaimu_language",
            Self::LastProvider => "kaimu_last_provider",
            Self::ShowPage => "kaimu_show_page",
        }
    }

    fn lifetime(self) -> Duration {
        match self {
            Self::Language | Self::LastProvider => Duration::days(365),
            Self::ShowPage => Duration::minutes(1),
        }
    }
}

/// What this browser remembers. Anybody can write such a cookie: its value is checked wherever it is used.
pub(super) fn get(app: &App, request: &HttpRequest, preference: Preference) -> Option<String> {
    request.cookie(&app.cookies.name(preference.name())).map(|cookie| cookie.value().to_owned())
}

/// Lets the browser remember.
pub(super) fn cookie(app: &App, preference: Preference, value: &str) -> Cookie<'static> {
    let mut cookie = Cookie::build(app.cookies.name(preference.name()), value.to_owned())
        .http_only(true)
        .secure(app.cookies.secure)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(preference.lifetime())
        .finish();
    if let Some(domain) = &app.cookies.session_domain {
        cookie.set_domain(domain.clone());
    }
    cookie
}
