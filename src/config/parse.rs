//! Parses single values: strings, numbers, durations, lists. Errors are messages that say what would be right.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use ipnet::IpNet;
use serde_json::Value;

use super::diagnostics::{Diagnostics, Reported};
use super::env_file::Position;
use super::plain_text;
use super::raw_value::{RawValue, SetBy};
use super::shown::Show;

const DAY: Duration = Duration::from_hours(24);
const MIN_DURATION: Duration = Duration::from_secs(1);
/// Keeps every sum of a time and a duration within the range of the calendar.
const MAX_DURATION: Duration = Duration::from_hours(10 * 365 * 24);
const MAX_DISPLAY_NAME_CHARS: usize = 64;

/// A string, without control characters and without blanks around it.
pub(super) fn string(raw: &RawValue) -> Result<&str, String> {
    raw.value.as_str().ok_or_else(|| "expected a string in quotes".to_owned()).and_then(plain_text::checked)
}

/// A whole number. The environment has it as text.
pub(super) fn whole_number(raw: &RawValue, allowed: RangeInclusive<u32>) -> Result<u32, String> {
    let number = match raw.set_by {
        SetBy::File => raw.value.as_u64().and_then(|number| u32::try_from(number).ok()),
        SetBy::ShortName | SetBy::LongName => string(raw)?.parse().ok(),
    };
    number
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| format!("expected a whole number from {} to {}", allowed.start(), allowed.end()))
}

/// `true` or `false`. The environment has it as text.
pub(super) fn boolean(raw: &RawValue) -> Result<bool, String> {
    let value = match raw.set_by {
        SetBy::File => raw.value.as_bool(),
        SetBy::ShortName | SetBy::LongName => string(raw)?.parse().ok(),
    };
    value.ok_or_else(|| "expected true or false, without quotes".to_owned())
}

/// The meaning of one of two or more allowed strings.
pub(super) fn one_of<T: Copy>(text: &str, allowed: &[(&str, T)]) -> Result<T, String> {
    let meaning = allowed.iter().find(|(name, _)| *name == text).map(|(_, meaning)| *meaning);
    meaning.ok_or_else(|| {
        let quoted: Vec<String> = allowed.iter().map(|(name, _)| format!("{name:?}")).collect();
        let (others, last) = quoted.split_at(quoted.len().saturating_sub(1));
        format!("expected {} or {}", others.join(", "), last.concat())
    })
}

/// A duration such as `12h` or `7d`, from one second to ten years.
pub(super) fn duration(raw: &RawValue) -> Result<Duration, String> {
    duration_text(plain_text::checked(raw.value.as_str().unwrap_or_default())?)
}

/// A duration from zero to this one.
pub(super) fn duration_up_to(raw: &RawValue, longest: Duration) -> Result<Duration, String> {
    let text = plain_text::checked(raw.value.as_str().unwrap_or_default())?;
    let parsed = humantime::parse_duration(text).ok().filter(|duration| *duration <= longest);
    parsed.ok_or_else(|| format!("expected a duration in quotes, from \"0s\" to \"{}s\"", longest.as_secs()))
}

/// As [`duration`], from text.
pub(super) fn duration_text(text: &str) -> Result<Duration, String> {
    let parsed = humantime::parse_duration(text).ok();
    let duration = parsed.ok_or("expected a duration in quotes, such as \"90m\", \"12h\" or \"7d\"")?;
    if duration < MIN_DURATION {
        return Err(format!("is too short; use at least {}s, such as \"12h\"", MIN_DURATION.as_secs()));
    }
    if duration > MAX_DURATION {
        return Err(format!("is too long; use at most {}d", MAX_DURATION.as_secs() / DAY.as_secs()));
    }
    Ok(duration)
}

/// Every entry of a list. The file has an array; the environment has text, separated by commas, or a JSON array.
/// `kaimu config` shows it.
pub(super) fn list<T: Show>(
    raw: &RawValue,
    diagnostics: &mut Diagnostics,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Reported> {
    let (entries, parsed) = parsed_entries(raw, diagnostics, parse)?;
    diagnostics.show(&raw.location, "", entries.into());
    Ok(parsed)
}

/// As [`list`], for secrets: `kaimu config` hides them.
pub(super) fn secret_list<T>(
    raw: &RawValue,
    diagnostics: &mut Diagnostics,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Reported> {
    let (_, parsed) = parsed_entries(raw, diagnostics, parse)?;
    diagnostics.hide(&raw.location, "");
    Ok(parsed)
}

/// Every entry as it was written, and as it was parsed.
fn parsed_entries<T>(
    raw: &RawValue,
    diagnostics: &mut Diagnostics,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<(Vec<String>, Vec<T>), Reported> {
    let entries = entries(raw).map_err(|message| diagnostics.problem(&raw.location, message))?;
    let mut parsed = Vec::new();
    let mut reported = None;
    for (index, entry) in entries.iter().enumerate() {
        match plain_text::checked(entry).and_then(&parse) {
            Ok(value) => parsed.push(value),
            Err(message) => {
                let location = format!("{}, entry {}", raw.location, index + 1);
                reported = Some(diagnostics.problem(location, message));
            }
        }
    }
    reported.map_or(Ok((entries, parsed)), Err)
}

/// An IP address or a network.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "expected an IP address or a network, such as 10.0.0.0/8 or ::1".to_owned())
}

/// Each table of a list. The file has tables; the environment has a JSON array. `expected` and `expected_in_file` say what would be
/// right.
pub(super) fn tables(raw: &RawValue, expected: &str, expected_in_file: &str) -> Result<Vec<Value>, String> {
    let value = match (&raw.value, raw.set_by) {
        (value, SetBy::File) => value.clone(),
        (text, SetBy::LongName | SetBy::ShortName) => {
            json(text.as_str().unwrap_or_default(), raw.start).map_err(|message| format!("{message}; {expected}"))?
        }
    };
    match (value, raw.set_by) {
        (Value::Array(entries), _) => Ok(entries),
        (_, SetBy::File) => Err(expected_in_file.to_owned()),
        _ => Err(expected.to_owned()),
    }
}

fn entries(raw: &RawValue) -> Result<Vec<String>, String> {
    let value = match &raw.value {
        Value::String(text) if raw.set_by != SetBy::File && !is_json_array(text) => {
            return Ok(plain_text::checked(text)?.split(',').map(|entry| entry.trim().to_owned()).collect());
        }
        Value::String(text) if raw.set_by != SetBy::File => &json(text, raw.start)?,
        value => value,
    };
    let strings =
        value.as_array().and_then(|array| array.iter().map(|entry| entry.as_str().map(str::to_owned)).collect());
    strings.ok_or_else(|| "expected a list of strings, such as [\"one\", \"two\"]".to_owned())
}

/// A leading bracket alone is not enough: an IPv6 address with a port also starts with one.
fn is_json_array(text: &str) -> bool {
    text.trim_start().strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['"', ']']))
}

/// Parses JSON text of the environment; `start` is where it begins in the environment file.
///
/// An error gives line and column, counted in the environment file if the text comes from it, and what was expected. It
/// contains nothing of the text: `serde_json` repeats none of it when it parses a `Value`.
pub(super) fn json(text: &str, start: Position) -> Result<Value, String> {
    let before = "\n".repeat(start.line - 1) + &" ".repeat(start.column - 1);
    serde_json::from_str(&(before + text)).map_err(|error| format!("is not valid JSON: {error}"))
}

/// A name that is shown on pages.
pub(super) fn display_name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().count() > MAX_DISPLAY_NAME_CHARS || text.contains(char::is_control) {
        return Err(format!("expected 1 to {MAX_DISPLAY_NAME_CHARS} characters, without control characters"));
    }
    Ok(text.to_owned())
}
