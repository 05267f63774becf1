//! Single values: what was written, turned into what was meant, or into words that say what would be right.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::env_file::Position;
use super::problem::{Noted, Report};
use super::source::{Given, SetBy};

/// So that a moment plus a lifetime can never leave the calendar.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// Text, as it stands.
pub(super) fn text(given: &Given) -> Result<&str, String> {
    given.value.as_str().ok_or_else(|| "expected text in quotes".to_owned())
}

/// A whole number; the environment writes it as text.
pub(super) fn whole_number(given: &Given, allowed: RangeInclusive<u32>) -> Result<u32, String> {
    let number = match given.set_by {
        SetBy::File => given.value.as_u64().and_then(|number| u32::try_from(number).ok()),
        SetBy::ShortName | SetBy::LongName => given.value.as_str().and_then(|text| text.parse().ok()),
    };
    number
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| format!("expected a whole number from {} to {}", allowed.start(), allowed.end()))
}

/// Yes or no; the environment writes it as text.
pub(super) fn flag(given: &Given) -> Result<bool, String> {
    let flag = match given.set_by {
        SetBy::File => given.value.as_bool(),
        SetBy::ShortName | SetBy::LongName => given.value.as_str().and_then(|text| text.parse().ok()),
    };
    flag.ok_or_else(|| "expected true or false, without quotes".to_owned())
}

/// A span of time such as `12h` or `7d`: at least a second, at most ten years.
pub(super) fn duration(given: &Given) -> Result<Duration, String> {
    span(given.value.as_str().unwrap_or_default())
}

/// The same, of the text itself.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let parsed = humantime::parse_duration(text.trim()).ok();
    let span = parsed.ok_or("expected a span of time in quotes, such as \"90m\", \"12h\" or \"7d\"")?;
    if span < Duration::from_secs(1) {
        return Err("is too short; use a second or more, such as \"12h\"".to_owned());
    }
    if span > LONGEST {
        return Err("is too long; use at most 3650d (ten years)".to_owned());
    }
    Ok(span)
}

/// Every entry of a list, checked: an array in the file; in the environment separated by commas, or a JSON array.
pub(super) fn list<T>(
    given: &Given,
    report: &mut Report,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Noted> {
    let entries = entries(given).map_err(|words| report.problem(&given.place, words))?;
    let mut checked = Vec::new();
    let mut noted = None;
    for (index, entry) in entries.iter().enumerate() {
        match parse(entry.trim()) {
            Ok(value) => checked.push(value),
            Err(words) => noted = Some(report.problem(format!("{}, entry {}", given.place, index + 1), words)),
        }
    }
    noted.map_or(Ok(checked), Err)
}

fn entries(given: &Given) -> Result<Vec<String>, String> {
    let typed = match &given.value {
        Value::String(text) if given.set_by != SetBy::File && !is_json(text) => {
            return Ok(text.split(',').map(str::to_owned).collect());
        }
        Value::String(text) if given.set_by != SetBy::File => &json(text, given.start)?,
        typed => typed,
    };
    let strings =
        typed.as_array().and_then(|array| array.iter().map(|entry| entry.as_str().map(str::to_owned)).collect());
    strings.ok_or_else(|| "expected a list of texts, such as [\"one\", \"two\"]".to_owned())
}

/// An IPv6 address with a port starts with a bracket, too.
fn is_json(text: &str) -> bool {
    text.trim_start().strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['"', ']']))
}

/// JSON text of the environment. An error says line and column, in the environment file if it stands there, and what was
/// expected; none of the value (`serde_json` repeats none of it when it reads a `Value`).
pub(super) fn json(text: &str, start: Position) -> Result<Value, String> {
    let before = "\n".repeat(start.line - 1) + &" ".repeat(start.column - 1);
    serde_json::from_str(&(before + text)).map_err(|error| format!("is not valid JSON: {error}"))
}

/// The text of a file that holds one value, such as a mounted secret. One line end at its end is an editor's.
pub(super) fn secret_file(path: impl AsRef<Path>) -> Result<String, String> {
    let name = file_name(path.as_ref());
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let mut text = String::from_utf8(bytes)
        .map_err(|_| format!("{name} is not UTF-8 text; make a secret as text, with `openssl rand -base64 48`"))?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

/// A file, for messages. What looks like no path may be a secret, in the wrong place.
pub(super) fn file_name(path: &Path) -> String {
    if path.is_absolute() || path.starts_with(".") { path.display().to_string() } else { "the file".to_owned() }
}

/// A name that people see: at most 64 characters and no control characters.
pub(super) fn name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().count() > 64 || text.contains(char::is_control) {
        return Err("expected at most 64 characters and no control characters".to_owned());
    }
    Ok(text.to_owned())
}

/// A mistyped name, fit for one line of a log.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(64).flat_map(char::escape_debug).collect()
}
