//! The `audit` section.

use std::time::Duration;

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};

const DEFAULT_KEEP: Duration = Duration::from_hours(180 * 24);

/// How long an audit entry is kept.
pub(super) fn keep(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Duration, Reported> {
    sources.read(&keys::AUDIT_KEEP, DEFAULT_KEEP, diagnostics, parse::duration)
}
