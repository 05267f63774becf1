//! The session cookies whose signature was verified. An application sends the same one with each request, and recognizing it costs
//! less than verifying it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::cookie::{Cookie, CookieJar, Key};

use crate::domain::{SecretHash, SessionToken};

/// About 1 MB. When there are more, all are verified again.
const MAX_VERIFIED: usize = 10_000;

/// The hash of the token in each cookie, by the hash of the cookie's text. The texts themselves are secrets. A reload that changes
/// the key makes a new [`super::CookieSettings`], which knows none.
#[derive(Default)]
pub(in crate::http) struct VerifiedCookies(Mutex<HashMap<SecretHash, SecretHash>>);

impl VerifiedCookies {
    /// The hash of the token in the value of a cookie that this key has signed.
    pub(in crate::http) fn token_hash(&self, name: &str, value: &str, key: &Key) -> Option<SecretHash> {
        let cookie_hash = SecretHash::of(value);
        if let Some(known) = self.lock().get(&cookie_hash) {
            return Some(*known);
        }
        let token_hash = verify(name, value, key)?.hash();
        let mut all = self.lock();
        if all.len() >= MAX_VERIFIED {
            all.clear();
        }
        all.insert(cookie_hash, token_hash);
        Some(token_hash)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SecretHash, SecretHash>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn verify(name: &str, value: &str, key: &Key) -> Option<SessionToken> {
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::parse_encoded(format!("{name}={value}")).ok()?);
    let signed = jar.signed(key).get(name)?;
    Some(SessionToken::presented(signed.value()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_counts_under_its_own_name_and_key_and_is_then_recognized() {
        let (key, other) = (Key::from(&[1; 64]), Key::from(&[2; 64]));
        let mut jar = CookieJar::new();
        jar.signed_mut(&key).add(Cookie::new("kaimu_session", "token"));
        let value = jar.get("kaimu_session").unwrap().value().to_owned();
        let verified = VerifiedCookies::default();
        assert_eq!(verified.token_hash("kaimu_session", &value, &other), None);
        assert_eq!(verified.token_hash("kaimu_session", &format!("{value}x"), &key), None);
        assert_eq!(verified.lock().len(), 0, "what does not count is not kept");
        for _ in 0..2 {
            assert_eq!(verified.token_hash("kaimu_session", &value, &key), Some(SecretHash::of("token")));
            assert_eq!(verified.lock().len(), 1);
        }
    }

    #[test]
    fn the_number_of_known_cookies_is_limited() {
        let verified = VerifiedCookies::default();
        let some = (0..MAX_VERIFIED).map(|number| (SecretHash::of(&number.to_string()), SecretHash::of("")));
        verified.lock().extend(some);
        let key = Key::from(&[1; 64]);
        let mut jar = CookieJar::new();
        jar.signed_mut(&key).add(Cookie::new("kaimu_session", "token"));
        verified.token_hash("kaimu_session", jar.get("kaimu_session").unwrap().value(), &key).unwrap();
        assert_eq!(verified.lock().len(), 1);
    }
}
