//! temporary
use secrecy::{ExposeSecret, SecretString};
pub(super) fn with_defaults(url: &SecretString) -> SecretString {
    let mut url = url.expose_secret().to_owned();
    for limit in ["connect_timeout=3", "tcp_user_timeout=10000"] {
        if !limit.split('=').next().is_some_and(|name| url.contains(name)) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(limit);
        }
    }
    url.into()
}
