//! All randomness of Kaimu, from the operating system.

use std::cell::RefCell;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use crate::domain::RequestId;

/// Random bytes.
///
/// # Panics
/// When the operating system cannot give random bytes. Going on without them would be worse.
#[must_use]
#[expect(clippy::expect_used, clippy::disallowed_methods, reason = "the one place that draws random bytes")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The id of a request. The operating system is asked once for many of them, since each request needs one.
#[must_use]
pub fn request_id() -> RequestId {
    const IDS: usize = 64;
    thread_local! {
        static DRAWN: RefCell<Vec<[u8; 8]>> = const { RefCell::new(Vec::new()) };
    }
    DRAWN.with_borrow_mut(|drawn| {
        let id = drawn.pop().unwrap_or_else(|| {
            drawn.extend_from_slice(bytes::<{ 8 * IDS }>().as_chunks().0);
            drawn.pop().unwrap_or_else(bytes)
        });
        RequestId::from_random(id)
    })
}

/// 256 random bits as 43 characters of base64url: a state, a nonce, a code verifier (RFC 7636, section 4.1).
#[must_use]
pub fn secret() -> SecretString {
    URL_SAFE_NO_PAD.encode(bytes::<32>()).into()
}

/// A UUID version 7 for this time: unique, and sorted by age (RFC 9562, section 5.7).
#[must_use]
pub fn id(now: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes()).into_uuid()
}
