//! The cookie that says which changes of an account this browser has shown to its user, who has confirmed that. It is the browser's
//! own: a session of another browser, which may be stolen, cannot hide a change from the user here.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use crate::domain::{SecretHash, UserId};
use crate::flow::account_changes::MAX_AGE;
use crate::http::cookies::CookieSettings;

const NAME: &str = "kaimu_seen_changes";

/// Until when this browser has shown the changes of this user's account.
pub(in crate::http) fn find(cookies: &CookieSettings, request: &HttpRequest, user: UserId) -> Option<DateTime<Utc>> {
    let cookie = request.cookie(&cookies.name(NAME))?;
    let (time, owner) = cookie.value().split_once('.')?;
    // check: changes seen by another user of this browser
    (owner == hash(user)).then(|| DateTime::from_timestamp_millis(time.parse().ok()?))?
}

/// Remembers that this user has seen the changes until this time.
pub(in crate::http) fn cookie(cookies: &CookieSettings, user: UserId, until: DateTime<Utc>) -> Cookie<'static> {
    let value = format!("{}.{}", until.timestamp_millis(), hash(user));
    cookies.cookie(NAME, value, Duration::seconds(MAX_AGE.num_seconds()))
}

/// Does not show the id of the user.
fn hash(user: UserId) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(&user.to_string()).as_bytes())
}
