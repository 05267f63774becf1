//! The `log` section.

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::LogFormat;

const FORMATS: [(&str, LogFormat); 2] = [("text", LogFormat::Text), ("json", LogFormat::Json)];

/// How log lines are written.
pub(super) fn format(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<LogFormat, Reported> {
    sources
        .read(&keys::LOG_FORMAT, LogFormat::default(), diagnostics, |raw| parse::one_of(parse::string(raw)?, &FORMATS))
}
