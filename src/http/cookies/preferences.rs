//! What a browser remembers for the convenience of its person. None of it says who that is, and nothing depends on it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::http::app::App;

/// Something to remember.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum Preference {
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

    /// On which hosts: a sign-in ends on another one than the page is on.
    fn domain(self, app: &App) -> Option<&str> {
        match self {
            Self::Language | Self::LastProvider => app.cookies.session_domain.as_deref(),
            // It has to be there even where a browser refuses cookies for the domain, or the page would be passed over for ever.
            Self::ShowPage => None,
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
pub(in crate::http) fn get(app: &App, request: &HttpRequest, preference: Preference) -> Option<String> {
    request.cookie(&app.cookies.name(preference.name(), preference.domain(app))).map(|cookie| cookie.value().to_owned())
}

/// Lets the browser remember.
pub(in crate::http) fn cookie(app: &App, preference: Preference, value: &str) -> Cookie<'static> {
    let domain = preference.domain(app);
    let mut cookie = Cookie::build(app.cookies.name(preference.name(), domain), value.to_owned())
        .http_only(true)
        .secure(app.cookies.secure)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(preference.lifetime())
        .finish();
    if let Some(domain) = domain {
        cookie.set_domain(domain.to_owned());
    }
    cookie
}
