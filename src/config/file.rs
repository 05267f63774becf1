//! The configuration file.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::ErrorKind;
use std::path::Path;

use config::{ConfigError, FileFormat, Source};
use serde_json::Value;

use super::environment::Environment;
use super::keys;
use super::problem::{Noted, Report};
use super::read::shown;

/// The parser's message shows the faulty line between a gutter and a caret.
const LINES_OF_SOURCE: usize = 3;

/// What the file says, by the path of each known key.
#[derive(Default)]
pub(super) struct ConfigFile {
    /// The file's name, for messages.
    pub(super) name: String,
    /// `session.idle_timeout` and its value.
    pub(super) values: BTreeMap<String, Value>,
}

impl ConfigFile {
    /// Whether somebody who reads it learns a secret: of the cookies, of a provider's client, or of the database.
    pub(super) fn holds_secrets(&self) -> bool {
        let text = |key: &keys::Key| self.values.get(&key.path()).map(Value::to_string).unwrap_or_default();
        let of_clients = text(&keys::PROVIDERS);
        !text(&keys::SESSION_SECRET).is_empty()
            || ["\"client_secret\":", "\"client_secrets\":"].iter().any(|key| of_clients.contains(key))
            || text(&keys::DATABASE_URL).contains('@')
    }
}

/// Reads the file that was named, by `--config` before `KAIMU_CONFIG`, or the default one if it exists.
pub(super) fn read(
    named: Option<&Path>,
    default: &Path,
    environment: &Environment,
    report: &mut Report,
) -> Result<ConfigFile, Noted> {
    let from_environment = match named {
        Some(_) => None,
        None => environment.ask(|layer| Ok(layer.get("KAIMU_CONFIG").map(|it| (it.text.clone(), it.place.clone()))))?,
    };
    if let Some((_, place)) = from_environment.as_ref().filter(|(text, _)| text.is_empty()) {
        return Err(report.problem(place, "is set but empty; unset it to use the default"));
    }
    let asked = named.or(from_environment.as_ref().map(|(text, _)| Path::new(text)));
    let path = asked.unwrap_or(default);
    let name = path.display().to_string();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if asked.is_none() && error.kind() == ErrorKind::NotFound => return Ok(ConfigFile::default()),
        Err(error) => {
            let place = match &from_environment {
                Some((_, place)) => place,
                None if named.is_some() => "--config",
                None => "the configuration file",
            };
            return Err(report.problem(place, format!("cannot read {name}: {error}")));
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(report.problem(name, "is not UTF-8 text; save it as UTF-8"));
    };
    match parse(&text) {
        Ok(sections) => Ok(ConfigFile { values: known_values(sections, &name, report), name }),
        Err(error) => Err(report.problem(name, syntax_error(&error))),
    }
}

fn parse(text: &str) -> Result<BTreeMap<String, Value>, ConfigError> {
    // The builder of the config crate would take a quoted key with a dot for a path, so its parser alone is used.
    let sections = config::File::from_str(text, FileFormat::Toml).collect()?;
    sections.into_iter().map(|(section, value)| Ok((section, value.try_deserialize()?))).collect()
}

fn known_values(sections: BTreeMap<String, Value>, name: &str, report: &mut Report) -> BTreeMap<String, Value> {
    let names: BTreeSet<&str> = keys::ALL.iter().map(|key| key.section).collect();
    let paths = || keys::ALL.iter().map(keys::Key::path);
    let mut values = BTreeMap::new();
    for (section, value) in sections {
        if !names.contains(section.as_str()) {
            report.problem(name, unknown_section(&section, &names));
            continue;
        }
        let Value::Object(entries) = value else {
            report.problem(name, format!("`{section}` is a section; write `[{section}]` and its keys below it"));
            continue;
        };
        for (key, value) in entries {
            let path = format!("{section}.{key}");
            if paths().any(|known| known == path) {
                values.insert(path, value);
            } else {
                let near = keys::nearest(&path, paths());
                report.problem(name, format!("unknown key `{}`; the nearest known key is `{near}`", shown(&path)));
            }
        }
    }
    values
}

/// Also finds a key that stands above or outside its section, such as `[[providers]]`.
fn unknown_section(section: &str, names: &BTreeSet<&str>) -> String {
    let near = match keys::ALL.iter().find(|key| key.name == section) {
        Some(key) => format!("key is `{}`", key.path()),
        None => format!("section is `[{}]`", keys::nearest(section, names.iter().copied())),
    };
    format!("unknown section or key `{}`; the nearest known {near}", shown(section))
}

/// Line, column and what was expected. The parser's own message also prints the line, which may hold a secret.
fn syntax_error(error: &ConfigError) -> String {
    let cause: &dyn Error = match error {
        ConfigError::FileParse { cause, .. } => cause.as_ref(),
        other => other,
    };
    let message = cause.to_string();
    let mut lines = message.lines();
    let Some(place) = lines.next().filter(|line| line.starts_with("TOML parse error at ")) else {
        return "is not valid TOML: a number is out of range".to_owned();
    };
    let explanation: Vec<&str> = lines.skip(LINES_OF_SOURCE).collect();
    format!("{place}: {}", explanation.join(", "))
}
