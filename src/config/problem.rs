//! What is wrong with a configuration, in words for the operator.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong. Its words never repeat the value, which may be a secret that went to the wrong place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    place: String,
    words: String,
}

/// Everything that is wrong with a configuration, one line each: where it was set, what is wrong, what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, Problem { place, words }) in self.0.iter().enumerate() {
            let line_end = if position == 0 { "" } else { "\n" };
            write!(f, "{line_end}{place}: {words}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Stands for a value that could not be read. Only [`Report::problem`] makes one, so that no failure goes unreported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted(());

/// Collects what is wrong and what is merely unwise while a configuration is read.
#[derive(Debug, Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
    warnings: Vec<String>,
    secret_files: Vec<(String, PathBuf)>,
}

/// What a configuration said besides its values.
#[derive(Debug)]
pub(super) struct Asides {
    /// What starts all the same.
    pub(super) warnings: Vec<String>,
    /// The files from which secrets were read, and what named them.
    pub(super) secret_files: Vec<(String, PathBuf)>,
}

impl Report {
    /// Notes what is wrong at a place.
    pub(super) fn problem(&mut self, place: impl Into<String>, words: impl Into<String>) -> Noted {
        self.problems.push(Problem { place: place.into(), words: words.into() });
        Noted(())
    }

    /// Notes something that starts all the same.
    pub(super) fn warning(&mut self, place: impl fmt::Display, words: impl fmt::Display) {
        self.warnings.push(format!("{place}: {words}"));
    }

    /// Notes from which file a secret was read, so that somebody can look at who else can read it.
    pub(super) fn secret_file(&mut self, named_by: impl Into<String>, path: impl Into<PathBuf>) {
        self.secret_files.push((named_by.into(), path.into()));
    }

    /// What was read, and what to say about it, unless something is wrong.
    pub(super) fn finish<T>(self, read: Result<T, Noted>) -> Result<(T, Asides), Problems> {
        match read {
            Ok(value) if self.problems.is_empty() => {
                Ok((value, Asides { warnings: self.warnings, secret_files: self.secret_files }))
            }
            _ => Err(Problems(self.problems)),
        }
    }
}
