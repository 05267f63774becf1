//! The headers for an application, for `kaimu check --access`.

use super::identity_headers::{told_groups, values};
use crate::domain::{Application, Session, User};

/// The names and values of the headers that tell an application about this user, with a placeholder for the signed proof.
#[must_use]
pub fn header_preview(application: &Application, session: &Session, user: &User) -> Vec<(String, String)> {
    let groups = told_groups(&application.headers, session, user);
    let headers = values(&application.headers, Some((user, &groups, "(a signed proof of all this)")));
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    // As the configuration writes them.
    let written =
        |name: &str| application.headers.names().find(|own| own.eq_ignore_ascii_case(name)).map(str::to_owned);
    let shown = |name: &str| written(name).unwrap_or_else(|| name.to_owned());
    headers.into_iter().map(|(name, value)| (shown(name.as_str()), text(value.as_bytes()))).collect()
}
