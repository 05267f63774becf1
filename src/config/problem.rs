//! What is wrong with a configuration, in words for the operator.

use std::fmt;

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

    /// What was read, and the warnings, unless something is wrong.
    pub(super) fn finish<T>(self, read: Result<T, Noted>) -> Result<(T, Vec<String>), Problems> {
        match read {
            Ok(value) if self.problems.is_empty() => Ok((value, self.warnings)),
            _ => Err(Problems(self.problems)),
        }
    }
}
