//! The environment: the variables of the process, then those of the environment file that `KAIMU_ENV_FILE` names.

use std::collections::BTreeMap;

use super::diagnostics::{Diagnostics, Reported};
use super::env_file::{self, Assignment, Position};
use super::raw_value::ValueSource;
use super::referenced_file::cannot_read;
use super::{keys, plain_text};

pub(super) const ENV_FILE_VARIABLE: &str = "KAIMU_ENV_FILE";

/// The variables of the process and of the environment file.
pub(super) struct Environment {
    process: Variables,
    file: Result<Variables, Reported>,
}

/// Variables from one source, by name.
#[derive(Default)]
pub(super) struct Variables(BTreeMap<String, Variable>);

/// A variable as the operator wrote it. No `Debug`: it may be a secret.
pub(super) struct Variable {
    pub(super) text: String,
    /// Where it was set, for messages: its name, and file and line if it is in the environment file.
    pub(super) location: String,
    /// Where its value begins in the environment file.
    pub(super) start: Position,
    is_in_file: bool,
}

impl Variable {
    /// The kind of place where it was set.
    pub(super) fn source(&self) -> ValueSource {
        if self.is_in_file { ValueSource::EnvironmentFile } else { ValueSource::Environment }
    }
}

impl Environment {
    /// Gathers the variables of the process and, if `KAIMU_ENV_FILE` is set, of the environment file.
    pub(super) fn gather(process: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) -> Self {
        let variable = |(name, text): (&String, &String)| {
            let start = Position::default();
            let variable = Variable { text: text.clone(), location: name.clone(), start, is_in_file: false };
            (name.clone(), variable)
        };
        let file = process.get(ENV_FILE_VARIABLE).map(|path| read_env_file(path, diagnostics)).transpose();
        Self { process: Variables(process.iter().map(variable).collect()), file: file.map(Option::unwrap_or_default) }
    }

    /// Applies `lookup` to the variables of the process and, if it returns `None`, to those of the file.
    pub(super) fn find<T>(
        &self,
        mut lookup: impl FnMut(&Variables) -> Result<Option<T>, Reported>,
    ) -> Result<Option<T>, Reported> {
        match lookup(&self.process)? {
            Some(found) => Ok(Some(found)),
            None => lookup(self.file.as_ref().map_err(|reported| *reported)?),
        }
    }

    /// Every variable that could be read.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        [Some(&self.process), self.file.as_ref().ok()].into_iter().flatten().flat_map(|variables| &variables.0)
    }
}

impl Variables {
    fn from_env_file(path: &str, assignments: BTreeMap<String, Assignment>) -> Self {
        let variable = |(name, it): (String, Assignment)| {
            let location = format!("{name} ({path}, line {})", it.start.line);
            (name, Variable { text: it.text, location, start: it.start, is_in_file: true })
        };
        Self(assignments.into_iter().map(variable).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.0.get(name)
    }
}

fn read_env_file(path: &str, diagnostics: &mut Diagnostics) -> Result<Variables, Reported> {
    if path.is_empty() {
        return Err(diagnostics.problem(ENV_FILE_VARIABLE, "is set but empty; unset it if you use no environment file"));
    }
    plain_text::checked(path).map_err(|message| diagnostics.problem(ENV_FILE_VARIABLE, message))?;
    let bytes =
        std::fs::read(path).map_err(|error| diagnostics.problem(ENV_FILE_VARIABLE, cannot_read(path, &error)))?;
    let text =
        String::from_utf8(bytes).map_err(|_| diagnostics.problem(path, "is not UTF-8 text; save the file as UTF-8"))?;
    let parsed = env_file::parse(&text);
    if parsed.iter().flatten().any(|(name, _)| keys::may_contain_secrets(name)) {
        diagnostics.secret_file(ENV_FILE_VARIABLE, path);
    }
    match parsed {
        Ok(assignments) => match assignments.get(ENV_FILE_VARIABLE) {
            Some(it) => {
                let location = format!("{path}, line {}", it.start.line);
                let message = format!("{ENV_FILE_VARIABLE} cannot be set in an environment file; remove this line");
                Err(diagnostics.problem(location, message))
            }
            None => Ok(Variables::from_env_file(path, assignments)),
        },
        Err(errors) => {
            let report = |it: env_file::LineError| diagnostics.problem(format!("{path}, line {}", it.line), it.message);
            let reported = errors.into_iter().map(report).last();
            Err(reported.unwrap_or_else(|| diagnostics.problem(path, "cannot be parsed")))
        }
    }
}
