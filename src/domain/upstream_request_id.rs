//! The id that a reverse proxy has given to a request.

use std::fmt;

/// Longer ids of a proxy are not read. Those of the common proxies have 36 characters at most.
const MAX_LENGTH: usize = 64;

/// The id that a trusted proxy has given to a request, so that its log and Kaimu's can be compared: at most 64 characters that
/// need no quotes. Kaimu's own id stays the one on pages and in the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamRequestId(String);

impl UpstreamRequestId {
    /// The trace id of a `traceparent` header (W3C Trace Context, section 3.2).
    #[must_use]
    pub fn of_trace(traceparent: &str) -> Option<Self> {
        let is_hex = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let is_zero = |text: &str| text.bytes().all(|byte| byte == b'0');
        let mut parts = traceparent.split('-');
        let mut part = |length: usize| parts.next().filter(|text| text.len() == length).filter(is_hex);
        let (version, trace, parent, _flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
        // A later version may have more parts, and no version is 255.
        let is_valid =
            version != "ff" && !is_zero(trace) && !is_zero(parent) && (version != "00" || parts.next().is_none());
        is_valid.then(|| Self(trace.to_owned()))
    }

    /// The value of an `X-Request-Id` header.
    #[must_use]
    pub fn of_request(id: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=".contains(&byte);
        let is_accepted = !id.is_empty() && id.len() <= MAX_LENGTH && id.bytes().all(is_plain);
        is_accepted.then(|| Self(id.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UpstreamRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_id_of_a_valid_traceparent_counts() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let of = |text: &str| UpstreamRequestId::of_trace(text).map(|id| id.to_string());
        for valid in [format!("00-{trace}-00f067aa0ba902b7-01"), format!("01-{trace}-00f067aa0ba902b7-01-more")] {
            assert_eq!(of(&valid).as_deref(), Some(trace), "{valid}");
        }
        for invalid in [
            String::new(),
            trace.to_owned(),
            format!("ff-{trace}-00f067aa0ba902b7-01"),
            format!("00-{trace}-00f067aa0ba902b7-01-more"),
            format!("00-{trace}-0000000000000000-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
            format!("00-{trace}-00f067aa0ba902b7"),
        ] {
            assert_eq!(of(&invalid), None, "{invalid}");
        }
    }

    #[test]
    fn a_request_id_is_plain_and_short() {
        let of = |text: &str| UpstreamRequestId::of_request(text).is_some();
        assert!(of("8fa1c2d0-33b1-4d36-9d9c-0b6e3a2f6f10") && of("Root=1-67891233-abcdef") && of(&"x".repeat(64)));
        for refused in ["", "a b", "a\"b", "a\nb", "ä", &"x".repeat(65)] {
            assert!(!of(refused), "{refused}");
        }
    }
}
