//! The cookies of sign-in attempts. Only the browser that started an attempt can complete it.
//!
//! Each attempt has a cookie of its own, so that attempts in several tabs do not disturb each other. The cookie is
//! encrypted and authenticated together with its name (AES-256-GCM, by the `cookie` crate): it cannot be read, changed
//! or renamed.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar};
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use crate::domain::{Refusal, SecretHash};
use crate::flow::attempt::Attempt;
use crate::http::app::App;
use crate::http::cookies::CookieSettings;
use crate::http::cookies::sealed_attempt::{self, OpenedAttempt, SealedAttempt};

const NAME_PREFIX: &str = "kaimu_sign_in_";
/// Long enough to explain a response that arrives again by the Back button. The time limit of an attempt itself is
/// checked against the time in the cookie.
const MAX_AGE: Duration = Duration::hours(1);
/// The size limit of all these cookies together, since web servers refuse requests with larger headers.
const MAX_BYTES: usize = 6 * 1024;

/// What this browser knows about a state.
pub(in crate::http) enum AttemptLookup {
    /// It sent no cookie of a sign-in attempt.
    NoCookie,
    /// It sent cookies, but none for this state at this provider.
    OtherAttempts,
    /// It sent the cookie of this attempt.
    Attempt(Box<SealedAttempt>),
}

/// Finds the attempt with this state at this provider.
pub(in crate::http) fn find(app: &App, request: &HttpRequest, slug: &str, state: &str) -> AttemptLookup {
    let cookies = attempt_cookies(app, request);
    let name = app.cookies.name(&name(state));
    let state_hash = sealed_attempt::hash_text(&SecretHash::of(state));
    let Some(cookie) = cookies.iter().find(|cookie| cookie.name() == name) else {
        return if cookies.is_empty() { AttemptLookup::NoCookie } else { AttemptLookup::OtherAttempts };
    };
    match open(app, cookie) {
        // check: the provider of a state
        Some(opened) if opened.provider.as_str() == slug && opened.state_hash == state_hash => {
            AttemptLookup::Attempt(Box::new(opened.sealed))
        }
        _ => AttemptLookup::OtherAttempts,
    }
}

/// The cookie of a new attempt. Also removes the oldest cookies when all of them together exceed [`MAX_BYTES`].
pub(in crate::http) fn start(app: &App, request: &HttpRequest, attempt: &Attempt) -> Vec<Cookie<'static>> {
    let new = pending_cookie(&app.cookies, attempt);
    let mut older: Vec<_> = attempt_cookies(app, request)
        .into_iter()
        .map(|cookie| (open(app, &cookie).map_or(0, |opened| opened.made_at), cookie))
        .collect();
    older.sort_by_key(|(made_at, _)| std::cmp::Reverse(*made_at));
    let mut total = size(&new);
    let mut cookies = vec![new];
    for (_, cookie) in older {
        total += size(&cookie);
        if total > MAX_BYTES {
            cookies.push(app.cookies.removal(cookie.name().to_owned()));
        }
    }
    cookies
}

/// The cookie that marks the attempt as used, so that the same response can be recognized when it arrives again.
pub(in crate::http) fn mark_used(
    app: &App,
    attempt: &Attempt,
    refusal: Option<Refusal>,
    now: DateTime<Utc>,
) -> Cookie<'static> {
    seal(&app.cookies, &name_of(attempt), sealed_attempt::used_text(attempt, refusal, now))
}

/// When this browser last completed a sign-in, as far as its cookies still say.
pub(in crate::http) fn last_sign_in(app: &App, request: &HttpRequest) -> Option<DateTime<Utc>> {
    let opened = attempt_cookies(app, request).into_iter().filter_map(|cookie| open(app, &cookie));
    let completed = opened.filter_map(|opened| match opened.sealed {
        SealedAttempt::Used(used) if used.refusal.is_none() => Some(used.completed_at),
        _ => None,
    });
    completed.max()
}

/// The cookies that make [`last_sign_in`] forget, after a sign-out. They still mark the attempts as used.
pub(in crate::http) fn forget_sign_ins(app: &App, request: &HttpRequest) -> Vec<Cookie<'static>> {
    let aged = |cookie: Cookie<'static>| {
        let text = sealed_attempt::aged_text(&decrypt(app, &cookie)?)?;
        let (_, suffix) = cookie.name().split_once(NAME_PREFIX)?;
        Some(seal(&app.cookies, &format!("{NAME_PREFIX}{suffix}"), text))
    };
    attempt_cookies(app, request).into_iter().filter_map(aged).collect()
}

/// The sealed cookie of a new attempt.
#[must_use]
pub fn pending_cookie(cookies: &CookieSettings, attempt: &Attempt) -> Cookie<'static> {
    seal(cookies, &name_of(attempt), sealed_attempt::pending_text(attempt))
}

fn seal(cookies: &CookieSettings, name: &str, text: String) -> Cookie<'static> {
    let cookie = cookies.cookie(name, text, MAX_AGE);
    let name = cookie.name().to_owned();
    let mut jar = CookieJar::new();
    jar.private_mut(&cookies.key).add(cookie);
    jar.get(&name).cloned().unwrap_or_else(|| cookies.removal(name))
}

fn open(app: &App, cookie: &Cookie<'static>) -> Option<OpenedAttempt> {
    sealed_attempt::read(&decrypt(app, cookie)?, &app.return_policy)
}

fn decrypt(app: &App, cookie: &Cookie<'static>) -> Option<String> {
    let mut jar = CookieJar::new();
    jar.add_original(cookie.clone());
    let keys = std::iter::once(&app.cookies.key).chain(&app.cookies.previous_key);
    keys.into_iter().find_map(|key| jar.private(key).get(cookie.name())).map(|cookie| cookie.value().to_owned())
}

fn attempt_cookies(app: &App, request: &HttpRequest) -> Vec<Cookie<'static>> {
    let prefix = app.cookies.name(NAME_PREFIX);
    let cookies = request.cookies().map(|cookies| cookies.to_vec()).unwrap_or_default();
    cookies.into_iter().filter(|cookie| cookie.name().starts_with(&prefix)).collect()
}

fn name_of(attempt: &Attempt) -> String {
    name(attempt.secrets.state.expose_secret())
}

/// The name contains a part of the state's hash.
fn name(state: &str) -> String {
    let [a, b, c, d, ..] = *SecretHash::of(state).as_bytes();
    format!("{NAME_PREFIX}{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// The bytes that the cookie takes in a `Cookie` header, without separators.
fn size(cookie: &Cookie<'_>) -> usize {
    cookie.name().len() + 1 + cookie.value().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AuthorizationSecrets, MAX_RETURN_TO_BYTES, PublicUrls, Purpose, Requester, ReturnPolicy, SessionSecrets, Slug,
        UserId,
    };
    use chrono::DateTime;
    use url::Url;
    use uuid::Uuid;

    #[test]
    fn the_largest_cookie_of_every_purpose_stays_within_three_kibibytes() {
        let max_age = std::time::Duration::from_hours(1);
        let secrets = SessionSecrets { current: "a session secret".into(), previous: None };
        let cookies = CookieSettings::new(&secrets, true, max_age);
        let url = Url::parse("https://example.org").unwrap();
        let urls = PublicUrls { base: url.clone(), frontend: url.clone() };
        let policy =
            ReturnPolicy { urls, allowed_origins: Vec::new(), application_origins: Vec::new(), dashboard: url };
        let secret = || "s".repeat(43).into();
        let requester = Requester { user: UserId(Uuid::max()), session: Uuid::max() };
        for (purpose, repeats, largest) in [
            (Purpose::SignIn, None, 2994),
            (Purpose::SignIn, Some(SecretHash::of("first")), 3054),
            (Purpose::StepUp, None, 2994),
            (Purpose::Reauthenticate(requester), None, 426),
            (Purpose::Link(requester), None, 426),
        ] {
            let attempt = Attempt {
                provider: Slug::parse(&"x".repeat(48)).unwrap(),
                secrets: AuthorizationSecrets { state: secret(), nonce: secret(), code_verifier: secret() },
                purpose,
                return_to: policy.read(Some(&format!("/{}", "x".repeat(MAX_RETURN_TO_BYTES - 1)))),
                started_at: DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(9_999_999_999),
                repeats,
            };
            assert!(attempt.return_to.text().is_some_and(|text| text.len() == MAX_RETURN_TO_BYTES));
            assert_eq!(size(&pending_cookie(&cookies, &attempt)), largest, "{purpose:?}");
        }
    }
}
