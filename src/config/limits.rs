//! The `limits` section.

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};

const DEFAULT_SIGN_IN_STARTS_PER_MINUTE: u32 = 60;
const MAX_SIGN_IN_STARTS_PER_MINUTE: u32 = 1_000_000;

/// How many sign-ins may start per minute and client address; 0 turns the limit off.
pub(super) fn sign_in_starts_per_minute(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<u32, Reported> {
    sources.read(&keys::SIGN_IN_STARTS_PER_MINUTE, DEFAULT_SIGN_IN_STARTS_PER_MINUTE, diagnostics, |raw| {
        parse::whole_number(raw, 0..=MAX_SIGN_IN_STARTS_PER_MINUTE)
    })
}
