//! Cookies for convenience: the language, the last provider, and how to show the sign-in page. They identify no user.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use crate::http::cookies::CookieSettings;

/// A value that the browser keeps.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum Preference {
    /// The tag of the chosen language.
    Language,
    /// The slug of the provider of the last sign-in.
    LastProvider,
    /// For one minute, shows the sign-in page instead of redirecting to the only provider.
    ShowSignInPage,
    /// For one minute, does not ask the host of `base_url` again whether this browser has a session there. When it has
    /// one, the value is [`HANDED_OVER`].
    AskedForSession,
    /// For one day, does not redirect to the configured host again: a proxy hides the host.
    HiddenHost,
}

/// The value of [`Preference::AskedForSession`] after the host of `frontend_url` got the session.
pub(in crate::http) const HANDED_OVER: &str = "handed_over";

impl Preference {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "kaimu_language",
            Self::LastProvider => "kaimu_last_provider",
            Self::ShowSignInPage => "kaimu_show_page",
            Self::AskedForSession => "kaimu_asked",
            Self::HiddenHost => "kaimu_hidden_host",
        }
    }

    fn max_age(self) -> Duration {
        match self {
            Self::Language | Self::LastProvider => Duration::days(365),
            Self::ShowSignInPage | Self::AskedForSession => Duration::minutes(1),
            Self::HiddenHost => Duration::days(1),
        }
    }
}

/// The value that the browser sent. It may be forged, so the caller must check it.
pub(in crate::http) fn get(cookies: &CookieSettings, request: &HttpRequest, preference: Preference) -> Option<String> {
    request.cookie(&cookies.name(preference.name())).map(|cookie| cookie.value().to_owned())
}

/// Removes the value from the browser.
pub(in crate::http) fn removal(cookies: &CookieSettings, preference: Preference) -> Cookie<'static> {
    cookies.removal(cookies.name(preference.name()))
}

/// Stores the value in the browser.
pub(in crate::http) fn cookie(cookies: &CookieSettings, preference: Preference, value: &str) -> Cookie<'static> {
    cookies.cookie(preference.name(), value.to_owned(), preference.max_age())
}
