//! The headers that an application is told, as they are kept for each visit: in little memory, since each question that finds it
//! in no cache of the processor waits for it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;

/// The headers that an application is told, each with its value.
#[derive(Clone)]
pub(super) struct ToldHeaders {
    names: Arc<[HeaderName]>,
    /// Pieces of one text.
    values: Arc<[HeaderValue]>,
}

/// The names of headers, which the configuration has, so that all applications and visits with the same ones share their memory.
#[derive(Default)]
pub(in crate::http) struct SharedNames(Mutex<HashSet<Arc<[HeaderName]>>>);

impl ToldHeaders {
    pub(super) fn new(headers: &[(HeaderName, HeaderValue)], names: &SharedNames) -> Self {
        let text = Bytes::from(headers.iter().flat_map(|(_, value)| value.as_bytes()).copied().collect::<Vec<u8>>());
        let mut end = 0;
        let values = headers.iter().map(|(_, value)| {
            let begin = end;
            end += value.len();
            HeaderValue::from_maybe_shared(text.slice(begin..end)).unwrap_or_else(|_| value.clone())
        });
        let values = values.collect();
        Self { names: names.shared(headers.iter().map(|(name, _)| name.clone()).collect()), values }
    }

    /// How many bytes the values have.
    pub(super) fn bytes(&self) -> usize {
        self.values.iter().map(|value| size_of::<HeaderValue>() + value.len()).sum()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.names.iter().zip(self.values.iter())
    }
}

impl SharedNames {
    fn shared(&self, own: Arc<[HeaderName]>) -> Arc<[HeaderName]> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = known.get(&own) {
            return Arc::clone(shared);
        }
        known.insert(Arc::clone(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_as_they_were_and_share_their_names() {
        let names = SharedNames::default();
        let headers = |user: &'static str| {
            [("remote-user", user), ("remote-groups", ""), ("remote-name", "Ada")]
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        };
        let (ada, grace) = (headers("ada"), headers("grace"));
        let told = [&ada, &grace].map(|headers| ToldHeaders::new(headers, &names));
        for (told, headers) in told.iter().zip([&ada, &grace]) {
            assert!(told.iter().eq(headers.iter().map(|(name, value)| (name, value))));
        }
        assert!(Arc::ptr_eq(&told[0].names, &told[1].names));
        assert_eq!(ToldHeaders::new(&[], &names).iter().count(), 0);
    }
}
