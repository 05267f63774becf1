//! Tells users of changes to their account: what the audit log has about them since they last said that they have seen it.

use chrono::{DateTime, TimeDelta, Utc};

use super::services::Services;
use crate::domain::{PastEvent, UserId};
use crate::store::{StoreError, audit};

/// For how long users are told of a change that they have not confirmed.
pub const MAX_AGE: TimeDelta = TimeDelta::days(30);
/// How many changes a page shows, and those of the same time as the last one.
const SHOWN: usize = 5;
const MAX_SHOWN: i64 = 100;

/// The first changes of this user's account that this browser has not seen, oldest first: many new ones cannot keep an earlier one
/// from being shown. It has seen those until `seen_until`, and when the user confirms, those until the last one here.
pub async fn read(
    services: &Services,
    user: UserId,
    seen_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Vec<PastEvent>, StoreError> {
    let oldest = now - MAX_AGE;
    // check: a forged time hides no later change
    let seen_until = seen_until.filter(|time| *time <= now);
    let after = seen_until.map_or(oldest, |time| time.max(oldest));
    let read = services.store.read(move |connection| audit::account_changes(connection, user, after, MAX_SHOWN));
    let mut changes = read.await?;
    if let Some(last) = changes.get(SHOWN - 1).map(|change| change.occurred_at) {
        changes.retain(|change| change.occurred_at <= last);
    }
    Ok(changes)
}
