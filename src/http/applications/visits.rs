//! The visits that go on, with the headers of their answers: a browser asks for many things of one application in a row, and all
//! that an answer needs is in one place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::told_headers::ToldHeaders;
use crate::domain::{Admissions, ApplicationUrl, Found, FoundSession, KnownSession, SecretHash};
use crate::flow::Services;
use crate::flow::application_visit::Visit;

/// How many bytes all visits have at most, about. With more, all begin again.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The headers of a visit, and between when their signed proof counts.
#[derive(Clone)]
pub(super) struct ToldInVisit {
    pub(super) headers: ToldHeaders,
    pub(super) made_at: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
}

/// A visit that may go on.
pub(super) struct KnownVisit {
    pub(super) visit: Visit,
    pub(super) admissions: Admissions,
    pub(super) told: ToldInVisit,
}

/// One visit for each token of a session and address of an application. A reload makes a new [`crate::http::app::App`], which
/// knows none.
#[derive(Default)]
pub(in crate::http) struct Visits {
    known: Mutex<KnownVisits>,
}

#[derive(Default)]
struct KnownVisits {
    all: HashMap<(SecretHash, usize), Arc<KnownVisit>>,
    bytes: usize,
}

impl Visits {
    /// The last visit with this token, over or not.
    pub(super) fn find(&self, token: SecretHash, url: &ApplicationUrl) -> Option<Arc<KnownVisit>> {
        self.lock().all.get(&key(token, url)).map(Arc::clone)
    }

    /// The headers of the last visit with this token, if they are still right.
    pub(super) fn kept(
        &self,
        token: SecretHash,
        url: &ApplicationUrl,
        known: &Arc<KnownSession>,
        now: DateTime<Utc>,
    ) -> Option<ToldInVisit> {
        let last = self.find(token, url)?;
        // What changes an answer makes another session in memory.
        // check: an answer is made again when the session or its time is another one
        let counts = Arc::ptr_eq(&last.visit.known, known) && last.told.made_at <= now && now < last.told.until;
        counts.then(|| last.told.clone())
    }

    /// Begins a visit with an answer that allows a request.
    pub(super) fn begin(
        &self,
        services: &Services,
        (token, found): (SecretHash, Found<'_>),
        session: &FoundSession,
        told: &ToldInVisit,
        now: DateTime<Utc>,
    ) {
        let Some(visit) = Visit::begin(services, session, now, told.until) else { return };
        let admissions = found.application.admissions(&visit.visitor());
        let visit = KnownVisit { visit, admissions, told: told.clone() };
        let former = self.lock().insert(key(token, found.url), visit);
        // Without the lock, for which each question waits.
        drop(former);
    }

    fn lock(&self) -> MutexGuard<'_, KnownVisits> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnownVisits {
    /// Returns all former visits, if there is no room for one more.
    fn insert(&mut self, key: (SecretHash, usize), visit: KnownVisit) -> Option<Self> {
        let bytes = visit.bytes();
        let former = (self.bytes + bytes > MAX_BYTES).then(|| std::mem::take(self));
        self.bytes += bytes;
        if let Some(replaced) = self.all.insert(key, Arc::new(visit)) {
            self.bytes -= replaced.bytes();
        }
        former
    }
}

impl KnownVisit {
    /// How many bytes it has, about. Its session may no longer be kept elsewhere.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.told.headers.bytes() + self.visit.known.bytes()
    }
}

/// The addresses of applications stay where they are as long as their `App`.
fn key(token: SecretHash, url: &ApplicationUrl) -> (SecretHash, usize) {
    (token, std::ptr::from_ref(url).addr())
}
