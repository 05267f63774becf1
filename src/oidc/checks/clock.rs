//! Checks that the provider's clock and the clock of this machine agree. ID tokens have times that Kaimu compares.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::http::{HeaderMap, header};

use crate::domain::{Check, Findings};

/// A larger difference between the clocks is a warning.
const WARNING: TimeDelta = TimeDelta::seconds(20);
/// A larger difference makes Kaimu refuse ID tokens (`CLOCK_LEEWAY` in `oidc/token_claims`).
const TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// Compares the clocks by the `Date` header of an answer that has just arrived. A cached answer is as old as its `Age`
/// says (RFC 9111, section 5.1).
pub(super) fn check(headers: &HeaderMap, now: DateTime<Utc>, findings: &mut Findings) {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(date) = text(header::DATE).and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
        let seen = "the provider sends no valid Date header, so its clock cannot be compared";
        findings.unknown(Check::ClockDifference, seen);
        return;
    };
    let age = text(header::AGE).and_then(|age| age.parse::<u32>().ok()).unwrap_or_default();
    let difference = now - (date.to_utc() + TimeDelta::seconds(age.into()));
    let seconds = difference.num_seconds();
    let seen = match seconds {
        ..0 => format!("the clock of this machine is {} s behind the provider's clock", -seconds),
        _ => format!("the clock of this machine is {seconds} s ahead of the provider's clock"),
    };
    let remedy = format!(
        "synchronize the clock of this machine (NTP): Kaimu refuses ID tokens when the difference exceeds {} s",
        TOLERANCE.num_seconds()
    );
    match difference.abs() {
        difference if difference > TOLERANCE => findings.broken(Check::ClockDifference, seen, remedy),
        difference if difference > WARNING => findings.warning(Check::ClockDifference, seen, remedy),
        _ => findings.good(Check::ClockDifference, "the clocks of the provider and of this machine agree"),
    }
}
