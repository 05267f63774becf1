//! How log lines are written.

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people: a time, a level and a sentence.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}
