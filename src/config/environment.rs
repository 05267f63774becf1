//! The environment: the variables of the process, and below them those of the file that `KAIMU_ENV_FILE` names.

use std::collections::BTreeMap;

use super::env_file::{self, Assigned, Position};
use super::keys;
use super::problem::{Noted, Report};

const NAMES_THE_FILE: &str = "KAIMU_ENV_FILE";

/// Both of them.
pub(super) struct Environment {
    process: Layer,
    file: Result<Layer, Noted>,
}

/// Variables that were set together.
#[derive(Default)]
pub(super) struct Layer(BTreeMap<String, Variable>);

/// A variable as the operator wrote it. No `Debug`: it may be a secret.
pub(super) struct Variable {
    pub(super) text: String,
    /// Where it was set, for messages.
    pub(super) place: String,
    /// Where its value begins in the environment file.
    pub(super) start: Position,
}

impl Environment {
    /// Gathers the variables of the process and of the environment file, if one is named.
    pub(super) fn gather(process: &BTreeMap<String, String>, report: &mut Report) -> Self {
        let variable = |(name, text): (&String, &String)| {
            let variable = Variable { text: text.clone(), place: name.clone(), start: Position::default() };
            (name.clone(), variable)
        };
        let file = process.get(NAMES_THE_FILE).map(|path| read_file(path, report)).transpose();
        Self { process: Layer(process.iter().map(variable).collect()), file: file.map(Option::unwrap_or_default) }
    }

    /// Asks the variables of the process and, when they say nothing, those of the file.
    pub(super) fn ask<T>(
        &self,
        mut question: impl FnMut(&Layer) -> Result<Option<T>, Noted>,
    ) -> Result<Option<T>, Noted> {
        match question(&self.process)? {
            Some(answer) => Ok(Some(answer)),
            None => question(self.file.as_ref().map_err(|noted| *noted)?),
        }
    }

    /// Every variable that could be read.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        [Some(&self.process), self.file.as_ref().ok()].into_iter().flatten().flat_map(|layer| &layer.0)
    }
}

impl Layer {
    fn of_file(path: &str, variables: BTreeMap<String, Assigned>) -> Self {
        let variable = |(name, it): (String, Assigned)| {
            let place = format!("{name} ({path}, line {})", it.start.line);
            (name, Variable { text: it.text, place, start: it.start })
        };
        Self(variables.into_iter().map(variable).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.0.get(name)
    }
}

fn read_file(path: &str, report: &mut Report) -> Result<Layer, Noted> {
    if path.is_empty() {
        return Err(report.problem(NAMES_THE_FILE, "is set but empty; unset it to use no environment file"));
    }
    let bytes =
        std::fs::read(path).map_err(|error| report.problem(NAMES_THE_FILE, format!("cannot read {path}: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| report.problem(path, "is not UTF-8 text; save it as UTF-8"))?;
    let parsed = env_file::parse(&text);
    if parsed.iter().flatten().any(|(name, _)| keys::may_hold_secrets(name)) {
        report.secret_file(NAMES_THE_FILE, path);
    }
    match parsed {
        Ok(variables) => match variables.get(NAMES_THE_FILE) {
            Some(it) => {
                let place = format!("{path}, line {}", it.start.line);
                Err(report.problem(place, "an environment file names no further one; remove the line"))
            }
            None => Ok(Layer::of_file(path, variables)),
        },
        Err(faults) => {
            let noted =
                faults.into_iter().map(|it| report.problem(format!("{path}, line {}", it.line), it.words)).last();
            Err(noted.unwrap_or_else(|| report.problem(path, "cannot be read")))
        }
    }
}
