//! The headers that tell an application who asks: `headers`.

use crate::config::diagnostics::Reported;
use crate::config::table_reader::TableReader;
use crate::domain::{HeaderEncoding, IdentityHeaders};

const KEYS: &[&str] = &["user", "sub", "email", "name", "groups", "jwt", "encoding", "group_separator"];
const ENCODINGS: [(&str, HeaderEncoding); 2] = [("percent", HeaderEncoding::Percent), ("raw", HeaderEncoding::Raw)];

/// Headers with a meaning for proxies or browsers. An application would lose or misread its request.
const RESERVED: &[&str] = &[
    "authorization",
    "cookie",
    "set-cookie",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "location",
    "www-authenticate",
    "cache-control",
    "content-type",
    "kaimu-token-used",
    "kaimu-groups-truncated",
];

impl TableReader<'_> {
    /// The names of the headers, and how their values are written.
    pub(super) fn identity_headers(&mut self) -> Result<IdentityHeaders, Reported> {
        let default = IdentityHeaders::default();
        let Some(value) = self.value("headers") else { return Ok(default) };
        let Some(table) = value.as_object() else {
            return Err(self.problem("headers", "expected a table, such as { user = \"X-Forwarded-User\" }"));
        };
        let mut reader = self.within(table, "headers");
        reader.report_unknown_keys(KEYS);
        let mut name = |key: &str, default: Option<String>| {
            let named = reader.optional(key, header_name)?;
            Ok::<_, Reported>(named.unwrap_or(default))
        };
        let (user, sub) = (name("user", default.user), name("sub", default.sub));
        let (email, display_name) = (name("email", default.email), name("name", default.name));
        let (groups, jwt) = (name("groups", default.groups), name("jwt", default.jwt));
        let encoding = reader.one_of("encoding", &ENCODINGS);
        let separator = reader.literal("group_separator").and_then(|text| {
            text.map(separator).transpose().map_err(|message| reader.problem("group_separator", &message))
        });
        let headers = IdentityHeaders {
            user: user?,
            sub: sub?,
            email: email?,
            name: display_name?,
            groups: groups?,
            jwt: jwt?,
            encoding: encoding?.unwrap_or(default.encoding),
            group_separator: separator?.unwrap_or(default.group_separator),
        };
        match twice(&headers) {
            // check: two identity headers with one name
            Some(name) => {
                Err(reader.problem("headers", &format!("{name} is used twice; give each value a header of its own")))
            }
            None => Ok(headers),
        }
    }
}

/// A name that two of the headers have; applications read `-`, `_` and `.` as one.
fn twice(headers: &IdentityHeaders) -> Option<String> {
    let folded = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    let names: Vec<String> = headers.names().map(folded).collect();
    names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)).map(|(_, name)| name.clone())
}

/// A name, or nothing, which leaves the header out.
fn header_name(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let is_name = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(
            "expected the name of a header of letters, digits and `-`, such as \"Remote-User\"; \"\" leaves it out"
                .to_owned(),
        );
    }
    let lower = text.to_ascii_lowercase();
    // check: headers that are not Kaimu's to set
    let is_reserved = RESERVED.contains(&lower.as_str())
        || [
            "sec-",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-uri",
            "x-forwarded-method",
        ]
        .iter()
        .any(|start| lower.starts_with(start));
    if is_reserved {
        return Err(format!("{text} has a meaning for proxies and browsers; use another name"));
    }
    Ok(Some(text.to_owned()))
}

fn separator(text: &str) -> Result<String, String> {
    let is_valid = matches!(text, "," | "|" | ";" | " " | ":");
    if is_valid { Ok(text.to_owned()) } else { Err("expected one of \",\", \"|\", \";\", \":\" and \" \"".to_owned()) }
}
