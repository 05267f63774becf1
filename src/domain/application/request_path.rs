//! The path of a request, as the router, Kaimu and the application may read it.
//!
//! The three may decode and normalize a path in different ways, and a rule that only one of them sees is no protection. So
//! a path has two readings, a rule has to hold for both, and a path that leaves room for a third one is refused.

/// A path without its query, percent-decoded once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPath {
    /// With empty segments, `.` and `..` as they were sent.
    literal: PathReading,
    /// Without them, if it has any.
    resolved: Option<PathReading>,
}

/// One reading of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathReading {
    text: String,
    /// For all rules, which compare it with their own. `None` if it is the same.
    lowercase: Option<String>,
}

impl PathReading {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn lowercase(&self) -> &str {
        self.lowercase.as_ref().unwrap_or(&self.text)
    }
}

/// Why a path cannot be judged, because applications read it in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnclearPath {
    /// It is no path, but perhaps an absolute URL.
    #[error("it does not begin with /")]
    NoSlash,
    /// It has an encoded `/` or `\`, or a `\`.
    #[error("it has an encoded slash or a backslash")]
    Slash,
    /// It has a `;`, after which some applications cut a segment off.
    #[error("it has a semicolon")]
    Semicolon,
    /// Decoded once, it still has a `%`, which some applications decode again.
    #[error("it has a percent sign that is left after decoding")]
    Percent,
    /// It has a control character, or a `#`, plain or encoded.
    #[error("it has a control character or a number sign")]
    Control,
    /// Its bytes are no text.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// `..` leads out of it.
    #[error("it leads above the root")]
    AboveRoot,
}

impl RequestPath {
    /// Reads the target of a request: the path, up to the query.
    pub fn parse(target: &[u8]) -> Result<Self, UnclearPath> {
        // check: the query is no part of a path
        let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
        // check: a path begins with a slash
        if path.first() != Some(&b'/') {
            return Err(UnclearPath::NoSlash);
        }
        let literal = decode(path)?;
        // check: no semicolon in a path
        if literal.contains(';') {
            return Err(UnclearPath::Semicolon);
        }
        // check: no control character in a path
        if literal.contains(|c: char| c.is_control() || c == '#') {
            return Err(UnclearPath::Control);
        }
        let resolved = resolve(&literal)?.map(PathReading::from);
        Ok(Self { literal: literal.into(), resolved })
    }

    /// The path without empty segments, `.` and `..`.
    #[must_use]
    pub fn resolved(&self) -> &str {
        &self.resolved.as_ref().unwrap_or(&self.literal).text
    }

    /// Whether the path has neither empty nor dot segments.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.resolved.is_none()
    }

    /// The readings: resolved, and, if that is another one, as it was sent.
    pub(super) fn readings(&self) -> impl Iterator<Item = &PathReading> {
        self.resolved.iter().chain([&self.literal])
    }
}

impl From<String> for PathReading {
    fn from(text: String) -> Self {
        let is_lowercase = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        Self { lowercase: (!is_lowercase).then(|| text.to_lowercase()), text }
    }
}

fn decode(path: &[u8]) -> Result<String, UnclearPath> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            // check: no backslash in a path
            if byte == b'\\' {
                return Err(UnclearPath::Slash);
            }
            decoded.push(byte);
            continue;
        }
        let digit = |index: usize| after.get(index).and_then(|byte| char::from(*byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(0), digit(1)) else { return Err(UnclearPath::Percent) };
        rest = &after[2..];
        match u8::try_from(high * 16 + low).unwrap_or_default() {
            // check: no encoded slash in a path
            b'/' | b'\\' => return Err(UnclearPath::Slash),
            // check: a path is decoded once
            b'%' => return Err(UnclearPath::Percent),
            byte => decoded.push(byte),
        }
    }
    // check: a path is text
    String::from_utf8(decoded).map_err(|_| UnclearPath::NotUtf8)
}

/// Removes dot segments (RFC 3986, section 5.2.4) and empty ones. `None` if there are none.
fn resolve(path: &str) -> Result<Option<String>, UnclearPath> {
    let is_plain = |pair: &[u8; 2]| !matches!(pair, b"//" | b"/.");
    if path.as_bytes().array_windows().all(is_plain) {
        return Ok(None);
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            // check: no path leads above the root
            ".." => drop(segments.pop().ok_or(UnclearPath::AboveRoot)?),
            segment => segments.push(segment),
        }
    }
    let slash = if !segments.is_empty() && path.ends_with('/') { "/" } else { "" };
    let resolved = format!("/{}{slash}", segments.join("/"));
    Ok((resolved != path).then_some(resolved))
}
