//! A visit: a user at an application, as long as everything is known to be as it was when a request was allowed.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::services::Services;
use super::{application_audit, freshness};
use crate::domain::{EntryProof, FoundSession, KnownSession, Presented, Visitor};

/// A user at an application. The requests that follow need neither the database nor a look for the session.
#[derive(Debug)]
pub struct Visit {
    /// The session in memory.
    pub known: Arc<KnownSession>,
    /// That it still counts.
    proof: EntryProof,
    /// Derived from the session, whose memory a question need not touch then.
    use_due_at: DateTime<Utc>,
    began_at: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Visit {
    /// Begins a visit with a request that was allowed and recorded. It ends at `until`, if the time does not decide something
    /// before. `None` if the session is not kept in memory.
    #[must_use]
    pub fn begin(services: &Services, found: &FoundSession, now: DateTime<Utc>, until: DateTime<Utc>) -> Option<Self> {
        let FoundSession { known, proof } = found;
        // check: a visit ends with its session
        let expires_at = known.session.expires_at(services.lifetimes());
        // check: a visit ends when a recheck is due
        let fresh_until = freshness::fresh_until(services, known);
        // check: a visit ends when it is recorded again
        let recorded_until = application_audit::period_end(now);
        let until = until.min(expires_at).min(fresh_until).min(recorded_until);
        let use_due_at = known.session.use_due_at(services.lifetimes());
        Some(Self { known: Arc::clone(known), proof: (*proof)?, use_due_at, began_at: now, until })
    }

    /// Whether the use of the session has to be recorded.
    #[must_use]
    pub fn is_use_due(&self, now: DateTime<Utc>) -> bool {
        now >= self.use_due_at
    }

    /// The user, by the session.
    #[must_use]
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor { user: &self.known.user, session: &self.known.session, presented: Presented::Session }
    }

    /// Whether everything still is as it was.
    #[must_use]
    pub fn goes_on(&self, services: &Services, now: DateTime<Utc>) -> bool {
        self.began_at <= now && now < self.until && services.store.known_sessions().proves(self.proof)
    }
}
