//! The headers of allowing answers, kept as they were made: a browser asks for many things of one application in a row.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::{ApplicationUrl, KnownSession};

/// About 20 MB. When there are more, all are made again.
const MAX_PREPARED: usize = 10_000;

/// The headers that an application is told, each with its value.
pub(super) type ToldHeaders = Arc<[(HeaderName, HeaderValue)]>;

/// One set of headers for each session and address of an application. A reload makes a new [`crate::http::app::App`], which
/// knows none.
#[derive(Default)]
pub(in crate::http) struct PreparedHeaders {
    all: Mutex<HashMap<(Uuid, usize), Prepared>>,
    /// The names in them, which the configuration has, so that all share their memory.
    names: Mutex<HashSet<HeaderName>>,
}

struct Prepared {
    /// What was known about the session. Whatever changes an answer makes another one.
    known: Arc<KnownSession>,
    made_at: DateTime<Utc>,
    until: DateTime<Utc>,
    headers: ToldHeaders,
}

impl PreparedHeaders {
    pub(super) fn find(
        &self,
        known: &Arc<KnownSession>,
        url: &ApplicationUrl,
        now: DateTime<Utc>,
    ) -> Option<ToldHeaders> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = all.get(&key(known, url))?;
        // check: an answer is made again when the session or its time is another one
        let counts = Arc::ptr_eq(&prepared.known, known) && prepared.made_at <= now && now < prepared.until;
        counts.then(|| Arc::clone(&prepared.headers))
    }

    /// These headers in as little memory as possible: one piece for all values, and the names that others have, too.
    pub(super) fn compact(&self, headers: &[(HeaderName, HeaderValue)]) -> ToldHeaders {
        let all = Bytes::from(headers.iter().flat_map(|(_, value)| value.as_bytes()).copied().collect::<Vec<u8>>());
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut end = 0;
        let compact = headers.iter().map(|(name, value)| {
            let begin = end;
            end += value.len();
            let piece = HeaderValue::from_maybe_shared(all.slice(begin..end)).unwrap_or_else(|_| value.clone());
            if !names.contains(name) {
                names.insert(name.clone());
            }
            (names.get(name).unwrap_or(name).clone(), piece)
        });
        compact.collect()
    }

    /// Keeps headers that were made now, until their signed proof has to be made again.
    pub(super) fn insert(
        &self,
        known: &Arc<KnownSession>,
        url: &ApplicationUrl,
        (made_at, until): (DateTime<Utc>, DateTime<Utc>),
        headers: &ToldHeaders,
    ) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MAX_PREPARED {
            all.clear();
        }
        let prepared = Prepared { known: Arc::clone(known), made_at, until, headers: Arc::clone(headers) };
        all.insert(key(known, url), prepared);
    }
}

/// The addresses of applications stay where they are as long as their `App`.
fn key(known: &KnownSession, url: &ApplicationUrl) -> (Uuid, usize) {
    (known.session.id, std::ptr::from_ref(url).addr())
}
