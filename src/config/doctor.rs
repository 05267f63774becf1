//! The `doctor` section.

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::CheckDepth;

const AT_START: [(&str, Option<CheckDepth>); 3] =
    [("full", Some(CheckDepth::Full)), ("passive", Some(CheckDepth::Passive)), ("off", None)];

/// How much a server checks at its start, if anything.
pub(super) fn at_start(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Option<CheckDepth>, Reported> {
    sources.read(&keys::DOCTOR_AT_START, Some(CheckDepth::Passive), diagnostics, |raw| {
        parse::one_of(parse::string(raw)?, &AT_START)
    })
}
