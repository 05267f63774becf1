//! Finds the value of each key, and where it was set: in the environment, else in the configuration file.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::diagnostics::{Diagnostics, Reported};
use super::env_file::Position;
use super::environment::{Environment, Variables};
use super::keys::{self, Key};
use super::raw_value::{RawValue, SetBy, ValueSource};
use super::shown::Show;
use super::suggestion::nearest;
use super::{file, plain_text, referenced_file};

/// Every value that the operator has set, by the path of its key (`session.idle_timeout`).
pub(super) struct Sources {
    values: BTreeMap<String, Result<RawValue, Reported>>,
    /// The configuration file, if there is one, and the line of each of its keys.
    file: Option<(String, BTreeMap<String, usize>)>,
    default_listen: Option<RawValue>,
}

impl Sources {
    /// Gathers the values of the file and of the environment, and reports unknown names.
    pub(super) fn gather(
        named_file: Option<&Path>,
        default_files: &[&Path],
        process_environment: &BTreeMap<String, String>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let environment = Environment::gather(process_environment, diagnostics);
        let mut file = file::read(named_file, default_files, &environment, diagnostics);
        report_unknown_variables(&environment, diagnostics);
        if let Ok(file) = &file
            && file.contains_secrets()
        {
            diagnostics.secret_file("the configuration file", &file.name);
        }
        let mut values = BTreeMap::new();
        for key in keys::ALL {
            let path = key.path();
            let from_environment = environment.find(|variables| from_environment(key, variables, diagnostics));
            let raw = match (from_environment.transpose(), &mut file) {
                (Some(raw), _) => Some(raw),
                (None, Err(reported)) => Some(Err(*reported)),
                (None, Ok(file)) => file.values.remove(&path).map(|value| {
                    let location = format!("{}, {path}", file.name);
                    let source = ValueSource::File;
                    Ok(RawValue { value, location, set_by: SetBy::File, source, start: Position::default() })
                }),
            };
            values.extend(raw.map(|raw| (path, raw)));
        }
        let default_listen = process_environment.get(keys::DEFAULT_LISTEN_VARIABLE).map(|text| RawValue {
            value: Value::String(text.clone()),
            location: keys::DEFAULT_LISTEN_VARIABLE.to_owned(),
            set_by: SetBy::LongName,
            source: ValueSource::Environment,
            start: Position::default(),
        });
        let file = file.ok().filter(|file| !file.name.is_empty()).map(|file| (file.name, file.lines));
        Self { values, file, default_listen }
    }

    /// The value of a key, if it is set.
    pub(super) fn get(&self, key: &Key) -> Result<Option<&RawValue>, Reported> {
        self.values.get(&key.path()).map(Result::as_ref).transpose().map_err(|reported| *reported)
    }

    /// The name of the configuration file, if one was read.
    pub(super) fn file_name(&self) -> Option<&str> {
        self.file.as_ref().map(|(name, _)| name.as_str())
    }

    /// The configuration file with the line of this key, if that is known.
    pub(super) fn place_in_file(&self, path: &str) -> String {
        let Some((name, lines)) = &self.file else { return String::new() };
        lines.get(path).map_or_else(|| name.clone(), |line| format!("{name}, line {line}"))
    }

    /// The default of `server.listen`, if the container image sets one.
    pub(super) fn default_listen(&self) -> Option<&RawValue> {
        self.default_listen.as_ref()
    }

    /// The parsed value of a key, or the default if it is not set. `kaimu config` shows it.
    pub(super) fn read<T: Show>(
        &self,
        key: &Key,
        default: T,
        diagnostics: &mut Diagnostics,
        parse: impl FnOnce(&RawValue) -> Result<T, String>,
    ) -> Result<T, Reported> {
        let Some(raw) = self.get(key)? else { return Ok(default) };
        let value = parse(raw).map_err(|message| diagnostics.problem(&raw.location, message))?;
        diagnostics.show(&raw.location, "", value.shown(&raw.value));
        Ok(value)
    }

    /// As [`Sources::read`], for a value that is or contains a secret: `kaimu config` hides it.
    pub(super) fn read_secret<T>(
        &self,
        key: &Key,
        default: T,
        diagnostics: &mut Diagnostics,
        parse: impl FnOnce(&RawValue) -> Result<T, String>,
    ) -> Result<T, Reported> {
        let Some(raw) = self.get(key)? else { return Ok(default) };
        let value = parse(raw).map_err(|message| diagnostics.problem(&raw.location, message))?;
        diagnostics.hide(&raw.location, "");
        Ok(value)
    }
}

fn from_environment(
    key: &Key,
    variables: &Variables,
    diagnostics: &mut Diagnostics,
) -> Result<Option<RawValue>, Reported> {
    let short = key.short.map(|name| from_variable(name, SetBy::ShortName, variables, diagnostics)).transpose();
    let long = from_variable(&key.long_name(), SetBy::LongName, variables, diagnostics);
    match (short?.flatten(), long?) {
        (Some(short), Some(long)) if !are_equal(key, &short.value, &long.value) => {
            let locations = format!("{} and {}", short.location, long.location);
            Err(diagnostics.problem(locations, "are set to different values; keep one of the two"))
        }
        (short, long) => Ok(short.or(long)),
    }
}

fn are_equal(key: &Key, short: &Value, long: &Value) -> bool {
    let port = short.as_str().unwrap_or_default();
    let is_every_address = || *long == format!("*:{port}") || *long == format!("0.0.0.0:{port}");
    short == long || (key.path() == keys::LISTEN.path() && is_every_address())
}

/// The value of a variable, or of the file that the same name with `_FILE` appended refers to.
fn from_variable(
    name: &str,
    set_by: SetBy,
    variables: &Variables,
    diagnostics: &mut Diagnostics,
) -> Result<Option<RawValue>, Reported> {
    let file_name = format!("{name}_FILE");
    let (text, location, source, start) = match (variables.get(name), variables.get(&file_name)) {
        (None, None) => return Ok(None),
        (Some(value), Some(file)) => {
            let locations = format!("{} and {}", value.location, file.location);
            return Err(diagnostics.problem(locations, "are both set; keep one of the two"));
        }
        (Some(value), None) => (value.text.clone(), value.location.clone(), value.source(), value.start),
        (None, Some(file)) if file.text.is_empty() => (String::new(), file.location.clone(), file.source(), file.start),
        (None, Some(file)) => match plain_text::checked(&file.text).and_then(referenced_file::read_value) {
            Ok(text) => {
                if keys::may_contain_secrets(name) {
                    diagnostics.secret_file(&file_name, &file.text);
                }
                (text, format!("{file_name} ({})", file.text), ValueSource::ReferencedFile, Position::default())
            }
            Err(message) => return Err(diagnostics.problem(&file.location, message)),
        },
    };
    if text.is_empty() {
        return Err(diagnostics.problem(location, "is set but empty; unset it to use the default"));
    }
    Ok(Some(RawValue { value: Value::String(text), location, set_by, source, start }))
}

/// Names without a section of ours are left alone: Kubernetes sets some for a service that is called kaimu.
fn report_unknown_variables(environment: &Environment, diagnostics: &mut Diagnostics) {
    let known = || keys::ALL.iter().map(Key::long_name);
    for (name, variable) in environment.iter() {
        let (name, suffix) = name.strip_suffix("_FILE").map_or((name.as_str(), ""), |it| (it, "_FILE"));
        let same_words = keys::with_the_same_words(name);
        // check: names with other underscores
        let meant = same_words.as_deref().filter(|meant| *meant != name);
        let message = if let Some(replacement) = keys::replacement_of_variable(meant.unwrap_or(name)) {
            replacement.to_owned()
        } else if let Some(meant) = meant {
            format!("unknown environment variable; write it as {meant}{suffix}")
        } else if keys::resembles_a_section(name) && !known().any(|known| known == name) {
            format!("unknown environment variable; did you mean {}?", nearest(name, known()))
        } else {
            continue;
        };
        diagnostics.problem(&variable.location, message);
    }
}
