//! The accesses to applications that this instance has recorded, so that the database is not asked at each request.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::application_accesses::ApplicationAccess;

/// An access is recorded once in this time.
pub(super) const ACCESS_PERIOD: TimeDelta = TimeDelta::days(1);
/// About 10 MB. When there are more, the database is asked again.
const MAX_REMEMBERED: usize = 50_000;

/// The accesses that are known.
#[derive(Debug, Default)]
pub(super) struct RecordedAccesses(Mutex<HashSet<ApplicationAccess>>);

impl RecordedAccesses {
    /// Remembers an access, and returns whether it is new.
    pub(super) fn insert(&self, access: &ApplicationAccess, now: DateTime<Utc>) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(access) {
            return false;
        }
        if known.len() >= MAX_REMEMBERED {
            known.retain(|access| now < access.period_began_at + ACCESS_PERIOD);
        }
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        known.insert(access.clone())
    }

    /// Forgets an access that could not be recorded.
    pub(super) fn remove(&self, access: &ApplicationAccess) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(access);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;
    use uuid::Uuid;

    #[test]
    fn what_is_remembered_never_grows_beyond_its_limit() {
        let recorded = RecordedAccesses::default();
        let now = DateTime::UNIX_EPOCH;
        let access = |number: usize| ApplicationAccess {
            user: UserId(Uuid::from_u128(number as u128)),
            application: "https://wiki.example.org".into(),
            outcome: "succeeded",
            period_began_at: now,
        };
        for number in 0..MAX_REMEMBERED {
            assert!(recorded.insert(&access(number), now));
        }
        assert!(!recorded.insert(&access(0), now), "known");
        assert!(recorded.insert(&access(MAX_REMEMBERED), now + ACCESS_PERIOD));
        assert_eq!(recorded.0.lock().unwrap().len(), 1, "those of yesterday are gone");
    }
}
