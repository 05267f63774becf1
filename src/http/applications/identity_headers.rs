//! The headers that tell an application who asks: every one of them each time, empty when there is nothing to say, so that the
//! proxy replaces whatever the client sent under the same name.

use std::fmt::Write;

use actix_web::http::header::{HeaderName, HeaderValue};

use crate::domain::{EmailAddress, HeaderEncoding, IdentityHeaders, Session, User};

/// How many bytes the groups, the name and the address may have in their headers and in the signed proof together. The head of
/// an answer has to fit into the 4 KiB that nginx reads, and about 1 KiB of it is something else.
const MAX_TOLD_BYTES: usize = 1536;

/// The groups that an application is told.
pub(super) struct ToldGroups {
    pub(super) names: Vec<String>,
    /// Whether there are more.
    pub(super) are_truncated: bool,
}

/// The groups of a session, up to the limit. With a long name there is room for fewer.
pub(super) fn told_groups(headers: &IdentityHeaders, session: &Session, user: &User) -> ToldGroups {
    let separator = headers.group_separator.as_str();
    let others = [user.display_name.as_deref(), user.email.as_ref().map(EmailAddress::as_str)];
    let mut bytes: usize =
        others.into_iter().flatten().map(|text| encode(text, headers.encoding, "").len() + bytes_in_proof(text)).sum();
    let mut names = Vec::new();
    let mut are_truncated = session.groups.known().is_none() && session.groups.are_incomplete();
    for name in session.groups.known().unwrap_or_default() {
        let length = encoded_group(name, headers).len() + separator.len() + bytes_in_proof(name);
        // check: the groups of an answer have a limit
        if bytes + length > MAX_TOLD_BYTES {
            are_truncated = true;
            break;
        }
        bytes += length;
        names.push(name.clone());
    }
    ToldGroups { names, are_truncated }
}

/// The length of a text in the proof, where it is a JSON text with a comma, in base64.
fn bytes_in_proof(text: &str) -> usize {
    (serde_json::Value::from(text).to_string().len() + 1) * 4 / 3
}

/// Each header with its value. Without a visitor, all values are empty.
pub(super) fn values(
    headers: &IdentityHeaders,
    visitor: Option<(&User, &ToldGroups, &str)>,
) -> Vec<(HeaderName, HeaderValue)> {
    let text =
        |of: fn(&User) -> String| visitor.map(|(user, ..)| encode(&of(user), headers.encoding, "")).unwrap_or_default();
    let groups = visitor.map(|(_, groups, _)| {
        let names: Vec<String> = groups.names.iter().map(|name| encoded_group(name, headers)).collect();
        names.join(&headers.group_separator)
    });
    let email = |user: &User| user.email.as_ref().map(EmailAddress::as_str).unwrap_or_default().to_owned();
    [
        (&headers.user, text(|user| user.username.clone())),
        (&headers.sub, text(|user| user.id.to_string())),
        (&headers.email, text(email)),
        (&headers.name, text(|user| user.display_name.clone().unwrap_or_default())),
        (&headers.groups, groups.unwrap_or_default()),
        (&headers.jwt, visitor.map(|(.., jwt)| jwt.to_owned()).unwrap_or_default()),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_ref()?.as_bytes()).ok()?;
        // A value that is none is empty, so that the client's is replaced all the same.
        Some((name, HeaderValue::from_bytes(value.as_bytes()).unwrap_or(HeaderValue::from_static(""))))
    })
    .collect()
}

fn encoded_group(name: &str, headers: &IdentityHeaders) -> String {
    encode(name, headers.encoding, &headers.group_separator)
}

/// A text as the value of a header. Never with control characters, nor with the separator inside of a group.
fn encode(text: &str, encoding: HeaderEncoding, separator: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        let is_plain = match encoding {
            HeaderEncoding::Percent => character.is_ascii_graphic() && character != '%' || character == ' ',
            HeaderEncoding::Raw => !character.is_control(),
        };
        // check: no separator inside of a group
        if is_plain && !separator.contains(character) {
            encoded.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                // Writing to a string does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_visible_ascii_unless_the_operator_wants_raw_text() {
        use HeaderEncoding::{Percent, Raw};
        for (text, encoding, separator, encoded) in [
            ("Ada Lovelace", Percent, "", "Ada Lovelace"),
            ("Zoë", Percent, "", "Zo%C3%AB"),
            ("Zoë", Raw, "", "Zoë"),
            ("100%", Percent, "", "100%25"),
            ("a\r\nX: y", Percent, "", "a%0D%0AX: y"),
            ("a\r\nX: y\u{0}", Raw, "", "a%0D%0AX: y%00"),
            ("a,b", Percent, ",", "a%2Cb"),
            ("a|b,c", Raw, "|", "a%7Cb,c"),
        ] {
            assert_eq!(encode(text, encoding, separator), encoded, "{text:?}");
        }
    }
}
