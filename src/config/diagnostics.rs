//! Collects the problems and warnings of a configuration while it is read.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde_json::Value;

use super::raw_value::RawValue;
use super::shown::ShownValue;

/// One problem. The message never repeats the value, which may be a secret that was set under the wrong key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ConfigProblem {
    location: String,
    message: String,
}

/// Every problem of a configuration, one line each: where the value was set, what is wrong, what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblems(Vec<ConfigProblem>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, ConfigProblem { location, message }) in self.0.iter().enumerate() {
            let line_end = if index == 0 { "" } else { "\n" };
            write!(f, "{line_end}{location}: {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigProblems {}

impl ConfigProblems {
    /// Each problem: where the value was set, and what is wrong.
    pub fn places_and_messages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|it| (it.location.as_str(), it.message.as_str()))
    }
}

/// The error of a value that could not be read. Only [`Diagnostics::problem`] creates it, so every failure is reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported(());

/// The problems and warnings found so far.
#[derive(Default)]
pub(super) struct Diagnostics {
    problems: Vec<ConfigProblem>,
    warnings: Vec<String>,
    secret_files: Vec<(String, PathBuf)>,
    shown: BTreeMap<(String, String), ShownValue>,
    tables: Vec<ReadTable>,
}

/// A table of a list, such as a provider, that was read.
pub(super) struct ReadTable {
    /// The path of its list and its index, `oidc.providers[0]`.
    pub(super) path: String,
    /// Where it was set, as in messages.
    pub(super) location: String,
    /// The keys that it has. A preset has filled in those with its name.
    pub(super) keys: BTreeMap<String, Option<&'static str>>,
}

/// What a valid configuration leads to besides its values.
#[derive(Debug)]
pub(super) struct Notices {
    /// One line each: where the value was set, and what is unwise about it.
    pub(super) warnings: Vec<String>,
    /// The files that contain secrets, each with the name of the setting that refers to it.
    pub(super) secret_files: Vec<(String, PathBuf)>,
}

impl Diagnostics {
    /// Reports a problem with the value that was set at `location`.
    pub(super) fn problem(&mut self, location: impl Into<String>, message: impl Into<String>) -> Reported {
        self.problems.push(ConfigProblem { location: location.into(), message: message.into() });
        Reported(())
    }

    /// Reports something unwise that does not prevent the start.
    pub(super) fn warning(&mut self, location: impl fmt::Display, message: impl fmt::Display) {
        self.warnings.push(format!("{location}: {message}"));
    }

    /// Records a file that contains a secret, so that `kaimu check` can check its permissions.
    pub(super) fn secret_file(&mut self, set_by: impl Into<String>, path: impl Into<PathBuf>) {
        self.secret_files.push((set_by.into(), path.into()));
    }

    /// Records what `kaimu config` shows of a value: of `key` of the table at `location`, or of the value there if the key is
    /// empty.
    pub(super) fn show(&mut self, location: &str, key: &str, value: Value) {
        self.shown.insert((location.to_owned(), key.to_owned()), ShownValue::Value(value));
    }

    /// Records that a value is valid, and a secret.
    pub(super) fn hide(&mut self, location: &str, key: &str) {
        self.shown.insert((location.to_owned(), key.to_owned()), ShownValue::Hidden);
    }

    /// What may be shown of a value. Nothing, unless it was read and is valid.
    pub(super) fn shown(&self, location: &str, key: &str) -> ShownValue {
        let recorded = self.shown.get(&(location.to_owned(), key.to_owned()));
        recorded.cloned().unwrap_or(ShownValue::NotValid)
    }

    /// Records a list of tables that has none.
    pub(super) fn show_no_tables(&mut self, raw: &RawValue, tables: &[Value]) {
        if tables.is_empty() {
            self.show(&raw.location, "", Value::Array(Vec::new()));
        }
    }

    /// Records the keys of a table of a list.
    pub(super) fn table(&mut self, table: ReadTable) {
        self.tables.push(table);
    }

    /// The tables of a list, in its order.
    pub(super) fn tables_of<'a>(&'a self, list: &'a str) -> impl Iterator<Item = &'a ReadTable> {
        self.tables.iter().filter(move |table| table.path.strip_prefix(list).is_some_and(|rest| rest.starts_with('[')))
    }

    /// Returns the value with the warnings if there was no problem, else every problem.
    pub(super) fn finish<T>(self, read: Result<T, Reported>) -> Result<(T, Notices), ConfigProblems> {
        match read {
            Ok(value) if self.problems.is_empty() => {
                Ok((value, Notices { warnings: self.warnings, secret_files: self.secret_files }))
            }
            _ => Err(ConfigProblems(self.problems)),
        }
    }
}
