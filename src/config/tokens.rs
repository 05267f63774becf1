//! The `tokens` section.

use std::time::Duration;

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};

const DEFAULT_SIGN_IN_WITHIN: Duration = Duration::from_hours(30 * 24);

/// How long after the last sign-in of its user a personal access token counts.
pub(super) fn sign_in_within(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Duration, Reported> {
    sources.read(&keys::TOKENS_SIGN_IN_WITHIN, DEFAULT_SIGN_IN_WITHIN, diagnostics, parse::duration)
}
