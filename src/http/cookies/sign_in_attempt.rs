//! Sign-ins under way, each sealed in a cookie of its own in the browser that began it.
//!
//! A cookie is encrypted and authenticated together with its name (AES-256-GCM, by the `cookie` crate), so nobody can
//! read, change or rename it. One for each sign-in, so that several tabs do not disturb each other.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::domain::{AuthorizationSecrets, Purpose, ReturnPolicy, ReturnTo, SecretHash, Slug, UserId};
use crate::flow::attempt::Attempt;
use crate::http::app::App;
use crate::http::cookies::{CookieSettings, Scope};
use crate::http::paths::ACCOUNT;

const NAME_PREFIX: &str = "kaimu_sign_in_";
/// Long enough for the Back button to be understood; how long a sign-in may take is checked against the sealed time.
const LIFETIME: Duration = Duration::hours(1);
/// What all of them may weigh together: web servers refuse requests with larger headers.
const MAX_BYTES: usize = 4096;

/// What a cookie holds.
pub(in crate::http) enum Sealed {
    /// A sign-in under way.
    Pending(Attempt),
    /// A sign-in that was redeemed, and where it was to end.
    Spent(ReturnTo),
}

/// What this browser knows about a state.
pub(in crate::http) enum Found {
    /// It sent no sign-in cookie at all.
    NoCookie,
    /// It sent some, none of them with this state for this provider.
    OtherAttempts,
    /// This one.
    Attempt(Box<Sealed>),
}

/// Finds the sign-in with this state at this provider.
pub(in crate::http) fn find(app: &App, request: &HttpRequest, slug: &str, state: &str) -> Found {
    let cookies = sign_in_cookies(app, request);
    let name = app.cookies.name(&name(state), Scope::Host);
    let Some(cookie) = cookies.iter().find(|cookie| cookie.name() == name) else {
        return if cookies.is_empty() { Found::NoCookie } else { Found::OtherAttempts };
    };
    match open(app, cookie) {
        Some(opened) if opened.slug.as_str() == slug && opened.state_hash == hash(state) => {
            Found::Attempt(Box::new(opened.sealed))
        }
        _ => Found::OtherAttempts,
    }
}

/// The cookie of a sign-in that begins, and the removal of the oldest ones if all together would weigh too much.
pub(in crate::http) fn begin(app: &App, request: &HttpRequest, attempt: &Attempt) -> Vec<Cookie<'static>> {
    let new = pending(&app.cookies, attempt);
    let mut older: Vec<_> = sign_in_cookies(app, request)
        .into_iter()
        .map(|cookie| (open(app, &cookie).map_or(0, |opened| opened.started_at), cookie))
        .collect();
    older.sort_by_key(|(started_at, _)| std::cmp::Reverse(*started_at));
    let mut weight = weight(&new);
    let mut cookies = vec![new];
    for (_, cookie) in older {
        weight += self::weight(&cookie);
        if weight > MAX_BYTES {
            cookies.push(app.cookies.removal(cookie.name().to_owned()));
        }
    }
    cookies
}

fn pending(cookies: &CookieSettings, attempt: &Attempt) -> Cookie<'static> {
    let secrets = &attempt.secrets;
    // A trip for somebody in particular ends on their account page: there is no room for another place beside them.
    let (kind, user_or_place) = match attempt.purpose {
        Purpose::SignIn => ("p", attempt.return_to.text().unwrap_or_default().to_owned()),
        Purpose::Reauthenticate(user) => ("c", user.to_string()),
        Purpose::Link(user) => ("l", user.to_string()),
    };
    let plain = format!(
        "{kind}.{}.{}.{}.{}.{}.{user_or_place}",
        attempt.started_at.timestamp(),
        attempt.provider,
        secrets.state.expose_secret(),
        secrets.nonce.expose_secret(),
        secrets.code_verifier.expose_secret(),
    );
    seal(cookies, secrets.state.expose_secret(), plain)
}

/// Marks a sign-in as redeemed, so that the Back button finds where it ended.
pub(in crate::http) fn spend(app: &App, attempt: &Attempt) -> Cookie<'static> {
    let state = attempt.secrets.state.expose_secret();
    let plain = format!(
        "s.{}.{}.{}.{}",
        attempt.started_at.timestamp(),
        attempt.provider,
        hash(state),
        attempt.return_to.text().unwrap_or_default()
    );
    seal(&app.cookies, state, plain)
}

struct Opened {
    started_at: i64,
    slug: Slug,
    state_hash: String,
    sealed: Sealed,
}

fn open(app: &App, cookie: &Cookie<'static>) -> Option<Opened> {
    let mut jar = CookieJar::new();
    jar.add_original(cookie.clone());
    let plain = jar.private(&app.cookies.key).get(cookie.name())?;
    match plain.value().split_once('.')? {
        (kind @ ("p" | "c" | "l"), rest) => read_pending(kind, rest, &app.return_policy),
        ("s", rest) => read_spent(rest, &app.return_policy),
        _ => None,
    }
}

fn read_pending(kind: &str, plain: &str, policy: &ReturnPolicy) -> Option<Opened> {
    let parts: Vec<&str> = plain.splitn(6, '.').collect();
    let [started_at, slug, state, nonce, code_verifier, user_or_place] = parts[..] else { return None };
    let started_at = started_at.parse().ok()?;
    let slug = Slug::parse(slug).ok()?;
    let user = || Uuid::parse_str(user_or_place).ok().map(UserId);
    let (purpose, place) = match kind {
        "c" => (Purpose::Reauthenticate(user()?), ACCOUNT),
        "l" => (Purpose::Link(user()?), ACCOUNT),
        _ => (Purpose::SignIn, user_or_place),
    };
    let attempt = Attempt {
        provider: slug.clone(),
        secrets: AuthorizationSecrets {
            state: state.to_owned().into(),
            nonce: nonce.to_owned().into(),
            code_verifier: code_verifier.to_owned().into(),
        },
        purpose,
        return_to: policy.read(Some(place)),
        started_at: DateTime::from_timestamp(started_at, 0)?,
    };
    Some(Opened { started_at, slug, state_hash: hash(state), sealed: Sealed::Pending(attempt) })
}

fn read_spent(plain: &str, policy: &ReturnPolicy) -> Option<Opened> {
    let parts: Vec<&str> = plain.splitn(4, '.').collect();
    let [started_at, slug, state_hash, return_to] = parts[..] else { return None };
    Some(Opened {
        started_at: started_at.parse().ok()?,
        slug: Slug::parse(slug).ok()?,
        state_hash: state_hash.to_owned(),
        sealed: Sealed::Spent(policy.read(Some(return_to))),
    })
}

fn seal(cookies: &CookieSettings, state: &str, plain: String) -> Cookie<'static> {
    let cookie = cookies.cookie(&name(state), Scope::Host, plain, LIFETIME);
    let name = cookie.name().to_owned();
    let mut jar = CookieJar::new();
    jar.private_mut(&cookies.key).add(cookie);
    jar.get(&name).cloned().unwrap_or_else(|| cookies.removal(name))
}

fn sign_in_cookies(app: &App, request: &HttpRequest) -> Vec<Cookie<'static>> {
    let prefix = app.cookies.name(NAME_PREFIX, Scope::Host);
    let cookies = request.cookies().map(|cookies| cookies.to_vec()).unwrap_or_default();
    cookies.into_iter().filter(|cookie| cookie.name().starts_with(&prefix)).collect()
}

fn name(state: &str) -> String {
    let [a, b, c, d, ..] = *SecretHash::of(state).as_bytes();
    format!("{NAME_PREFIX}{:08x}", u32::from_be_bytes([a, b, c, d]))
}

fn hash(state: &str) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state).as_bytes())
}

fn weight(cookie: &Cookie<'_>) -> usize {
    cookie.name().len() + 1 + cookie.value().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PublicUrls;
    use actix_web::cookie::Key;
    use url::Url;

    #[test]
    fn the_largest_cookie_of_every_purpose_stays_within_one_kibibyte() {
        let max_age = std::time::Duration::from_hours(1);
        let cookies =
            CookieSettings { key: Key::from(&[7; 64]), secure: true, session_domain: None, session_max_age: max_age };
        let url = Url::parse("https://example.org").unwrap();
        let urls = PublicUrls { base: url.clone(), frontend: url.clone() };
        let policy = ReturnPolicy { urls, allowed_origins: Vec::new(), dashboard: url };
        let secret = || "s".repeat(43).into();
        let user = UserId(Uuid::max());
        for (purpose, largest) in
            [(Purpose::SignIn, 1010), (Purpose::Reauthenticate(user), 374), (Purpose::Link(user), 374)]
        {
            let attempt = Attempt {
                provider: Slug::parse(&"x".repeat(48)).unwrap(),
                secrets: AuthorizationSecrets { state: secret(), nonce: secret(), code_verifier: secret() },
                purpose,
                return_to: policy.read(Some(&format!("/{}", "x".repeat(511)))),
                started_at: DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(9_999_999_999),
            };
            assert!(attempt.return_to.text().is_some_and(|text| text.len() == 512));
            assert_eq!(weight(&pending(&cookies, &attempt)), largest, "{purpose:?}");
        }
    }
}
