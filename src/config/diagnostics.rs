//! Collects the problems and warnings of a configuration while it is read.

use std::fmt;
use std::path::PathBuf;

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

/// The error of a value that could not be read. Only [`Diagnostics::problem`] creates it, so every failure is reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported(());

/// The problems and warnings found so far.
#[derive(Debug, Default)]
pub(super) struct Diagnostics {
    problems: Vec<ConfigProblem>,
    warnings: Vec<String>,
    secret_files: Vec<(String, PathBuf)>,
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
