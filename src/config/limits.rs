//! The `limits` section.

use super::keys;
use super::problem::{Noted, Report};
use super::read;
use super::source::Sources;

/// How many sign-ins may start in a minute from one address; 0 is no limit.
pub(super) fn sign_in_starts_per_minute(sources: &Sources, report: &mut Report) -> Result<u32, Noted> {
    sources.read(&keys::SIGN_IN_STARTS_PER_MINUTE, 60, report, |given| read::whole_number(given, 0..=1_000_000))
}
