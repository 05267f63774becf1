//! Reads the configuration file (TOML).

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use config::{ConfigError, FileFormat, Source};
use serde_json::Value;

use super::diagnostics::{Diagnostics, Reported};
use super::environment::Environment;
use super::referenced_file::cannot_read;
use super::suggestion::{escaped, nearest};
use super::{file_lines, keys, plain_text};

/// The TOML parser's message shows the faulty line in three lines, which are left out: they may contain a secret.
const SOURCE_EXCERPT_LINES: usize = 3;

/// The values of the file, by the path of each known key.
#[derive(Default)]
pub(super) struct ConfigFile {
    /// The path of the file, for messages.
    pub(super) name: String,
    /// Each value by the path of its key, such as `session.idle_timeout`.
    pub(super) values: BTreeMap<String, Value>,
    /// The line of each key, where it is known.
    pub(super) lines: BTreeMap<String, usize>,
}

impl ConfigFile {
    /// Whether the file contains a secret: the session secret, a client secret, or the password of the database.
    pub(super) fn contains_secrets(&self) -> bool {
        let text = |key: &keys::Key| self.values.get(&key.path()).map(Value::to_string).unwrap_or_default();
        let providers = text(&keys::PROVIDERS);
        !text(&keys::SESSION_SECRET).is_empty()
            || !text(&keys::SESSION_SECRETS).is_empty()
            || !text(&keys::AUDIT_WEBHOOK).is_empty()
            || !text(&keys::AUDIT_WEBHOOK_SECRETS).is_empty()
            || ["\"client_secret\":", "\"client_secrets\":"].iter().any(|key| providers.contains(key))
            || text(&keys::DATABASE_URL).contains('@')
    }
}

/// Reads the file that is named by `--config`, else by `KAIMU_CONFIG`, else the first default file that exists.
pub(super) fn read(
    named: Option<&Path>,
    defaults: &[&Path],
    environment: &Environment,
    diagnostics: &mut Diagnostics,
) -> Result<ConfigFile, Reported> {
    let variable = match named {
        Some(_) => None,
        None => environment
            .find(|variables| Ok(variables.get("KAIMU_CONFIG").map(|it| (it.text.clone(), it.location.clone()))))?,
    };
    if let Some((_, location)) = variable.as_ref().filter(|(text, _)| text.is_empty()) {
        return Err(diagnostics.problem(location, "is set but empty; unset it to use the default"));
    }
    if let Some((text, location)) = &variable {
        plain_text::checked(text).map_err(|message| diagnostics.problem(location, message))?;
    }
    let named_path = named.or(variable.as_ref().map(|(text, _)| Path::new(text)));
    let read = match named_path {
        Some(path) => Some((path, std::fs::read(path))),
        None => defaults.iter().map(|path| (*path, read_default(path))).find(|(_, read)| is_there(read)),
    };
    let Some((path, read)) = read else { return Ok(ConfigFile::default()) };
    let name = path.display().to_string();
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) => {
            let location = match &variable {
                Some((_, location)) => location,
                None if named.is_some() => "--config",
                None => "the configuration file",
            };
            return Err(diagnostics.problem(location, cannot_read(&name, &error)));
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(diagnostics.problem(name, "is not UTF-8 text; save the file as UTF-8"));
    };
    match parse(&text) {
        Ok(sections) => {
            let values = known_values(sections, &name, diagnostics);
            Ok(ConfigFile { values, lines: file_lines::find(&text), name })
        }
        Err(error) => Err(diagnostics.problem(name, syntax_error(&error))),
    }
}

/// Reads a file that nobody has named. In the current folder, root refuses the one of another user, who could have a file that only
/// root may read sent to a provider of their own, as a client secret.
fn read_default(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    let owner = file.metadata()?.uid();
    if path.is_relative() && owner != 0 && rustix::process::geteuid().is_root() {
        let message = format!("it belongs to the user {owner}: name it by --config if root should use it");
        return Err(std::io::Error::new(ErrorKind::PermissionDenied, message));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_there(read: &std::io::Result<Vec<u8>>) -> bool {
    read.as_ref().err().is_none_or(|error| error.kind() != ErrorKind::NotFound)
}

pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Value>, ConfigError> {
    // Only the parser of the config crate is used: its builder would read a quoted key with a dot as a path.
    let sections = config::File::from_str(text, FileFormat::Toml).collect()?;
    sections.into_iter().map(|(section, value)| Ok((section, value.try_deserialize()?))).collect()
}

/// Returns the values of the known keys, and reports the unknown ones.
fn known_values(
    sections: BTreeMap<String, Value>,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Value> {
    let known_sections: BTreeSet<&str> = keys::ALL.iter().map(|key| key.section).collect();
    let known_paths = || keys::ALL.iter().map(keys::Key::path);
    let mut values = BTreeMap::new();
    for (section, value) in sections {
        if !known_sections.contains(section.as_str()) {
            diagnostics.problem(name, unknown_section(&section, &known_sections));
            continue;
        }
        if keys::ALL.iter().any(|key| key.is_list() && key.section == section) {
            values.insert(section, value);
            continue;
        }
        let Value::Object(entries) = value else {
            let message =
                format!("`{section}` is a section, not a key; write `[{section}]` and put its keys on the lines below");
            diagnostics.problem(name, message);
            continue;
        };
        for (key, value) in entries {
            let path = format!("{section}.{key}");
            if known_paths().any(|known| known == path) {
                values.insert(path, value);
            } else if let Some(replacement) = keys::replacement_of_path(&path) {
                diagnostics.problem(format!("{name}, {path}"), replacement);
            } else {
                let near = nearest(&path, known_paths());
                diagnostics.problem(name, format!("unknown key `{}`; did you mean `{near}`?", escaped(&path)));
            }
        }
    }
    values
}

/// The message for an unknown section. It also recognizes a key outside its section, such as `[[providers]]`.
fn unknown_section(section: &str, known_sections: &BTreeSet<&str>) -> String {
    let near = match keys::ALL.iter().find(|key| !key.is_list() && key.name == section) {
        Some(key) => format!("key `{}`", key.path()),
        None => match nearest(section, known_sections.iter().copied()) {
            near if keys::ALL.iter().any(|key| key.is_list() && key.section == near) => format!("list `[[{near}]]`"),
            near => format!("section `[{near}]`"),
        },
    };
    format!("unknown section or key `{}`; did you mean the {near}?", escaped(section))
}

/// Line, column and what was expected. The parser's own message also shows the line, which may contain a secret.
fn syntax_error(error: &ConfigError) -> String {
    let cause: &dyn Error = match error {
        ConfigError::FileParse { cause, .. } => cause.as_ref(),
        other => other,
    };
    let message = cause.to_string();
    let mut lines = message.lines();
    let Some(position) = lines.next().filter(|line| line.starts_with("TOML parse error at ")) else {
        return "is not valid TOML: a number is out of range".to_owned();
    };
    let explanation: Vec<&str> = lines.skip(SOURCE_EXCERPT_LINES).collect();
    format!("{position}: {}", explanation.join(", "))
}
