//! `kaimu config`: shows each setting with its value and where it was set.

use std::fmt::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::environment::read_effective_config;
use super::failure::Failure;
use super::output::{OutputFormat, WIDTH, print, print_json};
use crate::config::{ConfigProblems, EffectiveConfig, EffectiveValue, ShownValue, ValueSource};
use crate::domain::terminal_text;

/// The column of the sources, where the values leave room for it.
const SOURCE_COLUMN: usize = 44;

/// The options of `kaimu config`.
#[derive(Args, Clone, Copy)]
pub(super) struct ConfigOptions {
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: OutputFormat,
}

/// Prints the effective configuration. Fails if it is invalid.
pub(super) fn run(options: ConfigOptions, file: Option<&Path>) -> Result<(), Failure> {
    let config = read_effective_config(file);
    let printed = match options.format {
        OutputFormat::Json => print_json(&EffectiveConfigJson::new(&config)),
        OutputFormat::Table => print(&text(&config)),
    };
    printed.map_err(Failure::Operator)?;
    config.problems.map_or(Ok(()), |problems| Err(problems.into()))
}

/// The configuration for the terminal, in the form of a configuration file with the sources as comments.
fn text(config: &EffectiveConfig) -> String {
    let name = |file: &Option<String>| terminal_text(file.as_deref().unwrap_or("none"));
    let mut text =
        format!("# Configuration file: {}\n# Environment file: {}\n", name(&config.file), name(&config.env_file));
    let mut section = "";
    for value in &config.values {
        let (table, key) = value.key.rsplit_once('.').unwrap_or(("", &value.key));
        if table != section {
            section = table;
            let _ = match table.split_once('[') {
                Some((list, _)) => writeln!(text, "\n[[{list}]]"),
                None if table.is_empty() => writeln!(text),
                None => writeln!(text, "\n[{table}]"),
            };
        }
        write_value(&mut text, key, value);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Writes one line, or two if the source does not fit beside the value. A hidden value is no TOML, so that nobody pastes it.
fn write_value(text: &mut String, key: &str, value: &EffectiveValue) {
    let source = match (&value.value, value.source) {
        (ShownValue::NotSet, _) => "not set".to_owned(),
        (ShownValue::NotValid, _) if value.place.is_empty() => "not known".to_owned(),
        (_, ValueSource::Default) => "default".to_owned(),
        _ => terminal_text(&value.place),
    };
    let line = match &value.value {
        ShownValue::Value(shown) => assignment(key, shown),
        ShownValue::Hidden => format!("{key} = (hidden)"),
        ShownValue::NotValid => format!("{key} = (not valid, or not checked)"),
        ShownValue::NotSet => format!("#{key} ="),
    };
    let column = (width(&line) + 2).max(SOURCE_COLUMN);
    if column + 2 + width(&source) <= usize::from(WIDTH) {
        let _ = writeln!(text, "{line:column$}# {source}");
    } else {
        let _ = writeln!(text, "# {source}:\n{line}");
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A key with its value. A list or a table that is too long for a line has one line for each entry.
fn assignment(key: &str, value: &Value) -> String {
    let line = terminal_text(&format!("{key} = {}", toml(value)));
    let (open, entries, close): (_, Vec<String>, _) = match value {
        Value::Array(entries) => ("[", entries.iter().map(toml).collect(), "]"),
        Value::Object(members) => ("{", members.iter().map(member).collect(), "}"),
        _ => return line,
    };
    if entries.is_empty() || width(&line) <= usize::from(WIDTH) {
        return line;
    }
    let entries: Vec<String> = entries.iter().map(|entry| format!("  {}", terminal_text(entry))).collect();
    format!("{key} = {open}\n{}\n{close}", entries.join(",\n"))
}

fn member((key, value): (&String, &Value)) -> String {
    format!("{key} = {}", toml(value))
}

/// A value as TOML writes it.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(entries) => format!("[{}]", entries.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The configuration in JSON.
#[derive(Serialize)]
struct EffectiveConfigJson<'a> {
    valid: bool,
    file: Option<&'a str>,
    env_file: Option<&'a str>,
    values: Vec<EffectiveValueJson<'a>>,
    problems: Vec<ConfigProblemJson<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct EffectiveValueJson<'a> {
    key: &'a str,
    /// `null` unless the state is "shown".
    value: Option<&'a Value>,
    state: &'static str,
    source: &'static str,
    place: Option<&'a str>,
}

#[derive(Serialize)]
struct ConfigProblemJson<'a> {
    place: &'a str,
    message: &'a str,
}

impl<'a> EffectiveConfigJson<'a> {
    fn new(config: &'a EffectiveConfig) -> Self {
        let problems = config.problems.iter().flat_map(ConfigProblems::places_and_messages);
        Self {
            valid: config.problems.is_none(),
            file: config.file.as_deref(),
            env_file: config.env_file.as_deref(),
            values: config.values.iter().map(EffectiveValueJson::new).collect(),
            problems: problems.map(|(place, message)| ConfigProblemJson { place, message }).collect(),
            warnings: &config.warnings,
        }
    }
}

impl<'a> EffectiveValueJson<'a> {
    fn new(value: &'a EffectiveValue) -> Self {
        let (shown, state) = match &value.value {
            ShownValue::Value(shown) => (Some(shown), "shown"),
            ShownValue::Hidden => (None, "hidden"),
            ShownValue::NotSet => (None, "not_set"),
            ShownValue::NotValid => (None, "not_valid"),
        };
        let source = match value.source {
            ValueSource::Default => "default",
            ValueSource::File => "file",
            ValueSource::Environment => "environment",
            ValueSource::EnvironmentFile => "environment_file",
            ValueSource::ReferencedFile => "referenced_file",
            ValueSource::Preset => "preset",
        };
        let place = Some(value.place.as_str()).filter(|place| !place.is_empty());
        Self { key: &value.key, value: shown, state, source, place }
    }
}
