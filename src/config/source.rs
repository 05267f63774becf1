//! For each key its value and where it was set: file, then environment.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::env_file::Position;
use super::environment::{Environment, Layer};
use super::keys::{self, Key};
use super::problem::{Noted, Report};
use super::{file, read};

/// By which of its names a value was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetBy {
    /// Its key in the file; the value has TOML's types.
    File,
    /// Its long environment name; the value is text.
    LongName,
    /// Its short environment name; the value is text.
    ShortName,
}

/// A value as the operator wrote it. No `Debug`: it may be a secret.
pub(super) struct Given {
    pub(super) value: Value,
    /// Where it was set, for messages.
    pub(super) place: String,
    pub(super) set_by: SetBy,
    /// Where it begins in the environment file, if it stands there.
    pub(super) start: Position,
}

/// Everything the operator wrote, by the path of its key.
pub(super) struct Sources(BTreeMap<String, Result<Given, Noted>>);

impl Sources {
    /// Gathers the file's and the environment's values, and notes names that mean nothing.
    pub(super) fn gather(
        named: Option<&Path>,
        default: &Path,
        process: &BTreeMap<String, String>,
        report: &mut Report,
    ) -> Self {
        let environment = Environment::gather(process, report);
        let mut file = file::read(named, default, &environment, report);
        refuse_unknown_names(&environment, report);
        if let Ok(file) = &file
            && file.holds_secrets()
        {
            report.secret_file("the configuration file", &file.name);
        }
        let mut values = BTreeMap::new();
        for key in keys::ALL {
            let path = key.path();
            let from_environment = environment.ask(|layer| from_environment(key, layer, report));
            let given = match (from_environment.transpose(), &mut file) {
                (Some(given), _) => Some(given),
                (None, Err(noted)) => Some(Err(*noted)),
                (None, Ok(file)) => file.values.remove(&path).map(|value| {
                    let place = format!("{}, {path}", file.name);
                    Ok(Given { value, place, set_by: SetBy::File, start: Position::default() })
                }),
            };
            values.extend(given.map(|given| (path, given)));
        }
        Self(values)
    }

    /// What was given for a key, if anything.
    pub(super) fn get(&self, key: &Key) -> Result<Option<&Given>, Noted> {
        self.0.get(&key.path()).map(Result::as_ref).transpose().map_err(|noted| *noted)
    }

    /// What was given for a key, checked; the default when nothing was.
    pub(super) fn read<T>(
        &self,
        key: &Key,
        default: T,
        report: &mut Report,
        parse: impl FnOnce(&Given) -> Result<T, String>,
    ) -> Result<T, Noted> {
        let Some(given) = self.get(key)? else { return Ok(default) };
        parse(given).map_err(|words| report.problem(&given.place, words))
    }
}

fn from_environment(key: &Key, environment: &Layer, report: &mut Report) -> Result<Option<Given>, Noted> {
    let short = key.short.map(|name| variable(name, SetBy::ShortName, environment, report)).transpose();
    let long = variable(&key.long(), SetBy::LongName, environment, report);
    match (short?.flatten(), long?) {
        (Some(short), Some(long)) if !same(key, &short.value, &long.value) => {
            let places = format!("{} and {}", short.place, long.place);
            Err(report.problem(places, "are set to different values; keep one of the two"))
        }
        (short, long) => Ok(short.or(long)),
    }
}

fn same(key: &Key, short: &Value, long: &Value) -> bool {
    let port_as_address = || format!("0.0.0.0:{}", short.as_str().unwrap_or_default());
    short == long || (key.path() == keys::LISTEN.path() && *long == port_as_address())
}

/// One environment variable, or the file that its `_FILE` twin names.
fn variable(name: &str, set_by: SetBy, environment: &Layer, report: &mut Report) -> Result<Option<Given>, Noted> {
    let file_name = format!("{name}_FILE");
    let (text, place, start) = match (environment.get(name), environment.get(&file_name)) {
        (None, None) => return Ok(None),
        (Some(value), Some(file)) => {
            let places = format!("{} and {}", value.place, file.place);
            return Err(report.problem(places, "are both set; keep one of the two"));
        }
        (Some(value), None) => (value.text.clone(), value.place.clone(), value.start),
        (None, Some(file)) if file.text.is_empty() => (String::new(), file.place.clone(), file.start),
        (None, Some(file)) => match read::secret_file(&file.text) {
            Ok(text) => {
                if keys::may_hold_secrets(name) {
                    report.secret_file(&file_name, &file.text);
                }
                (text, format!("{file_name} ({})", file.text), Position::default())
            }
            Err(words) => return Err(report.problem(&file.place, words)),
        },
    };
    if text.is_empty() {
        return Err(report.problem(place, "is set but empty; unset it to use the default"));
    }
    Ok(Some(Given { value: Value::String(text), place, set_by, start }))
}

/// Names that resemble none of our sections are left alone: Kubernetes injects some for a service named kaimu.
fn refuse_unknown_names(environment: &Environment, report: &mut Report) {
    let known = || keys::ALL.iter().map(Key::long);
    for (name, variable) in environment.iter().filter(|(name, _)| keys::resembles_a_section(name)) {
        let bare = name.strip_suffix("_FILE").unwrap_or(name);
        if !known().any(|known| known == bare) {
            let near = keys::nearest(bare, known());
            report.problem(&variable.place, format!("unknown environment name; the nearest known one is {near}"));
        }
    }
}
