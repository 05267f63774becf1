//! Tells users of changes to their account: what the audit log has about them since they last said that they have seen it.

use chrono::{DateTime, TimeDelta, Utc};

use super::services::Services;
use crate::domain::{PastEvent, UserId};
use crate::store::{StoreError, audit};

/// For how long users are told of a change that they have not confirmed.
pub const MAX_AGE: TimeDelta = TimeDelta::days(30);
/// How many changes a page shows. Recent events on the account page has more.
const MAX_CHANGES: i64 = 5;

/// The latest changes of this user's account, newest first. This browser has seen those until `seen_until`.
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
    services.store.read(move |connection| audit::account_changes(connection, user, after, MAX_CHANGES)).await
}
