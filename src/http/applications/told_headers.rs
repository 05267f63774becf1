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
    /// All values, one after the other.
    values: Bytes,
    /// Where each of them ends.
    ends: Ends,
}

/// There are six headers to configure, and one more if not all groups are told.
type Ends = [u32; 7];

/// The names of headers, which the configuration has, so that all applications and visits with the same ones share their memory.
#[derive(Default)]
pub(in crate::http) struct SharedNames(Mutex<HashSet<Arc<[HeaderName]>>>);

impl ToldHeaders {
    pub(super) fn new(headers: &[(HeaderName, HeaderValue)], names: &SharedNames) -> Self {
        let mut values = Vec::new();
        let mut ends = Ends::default();
        for ((_, value), end) in headers.iter().zip(&mut ends) {
            values.extend_from_slice(value.as_bytes());
            *end = u32::try_from(values.len()).unwrap_or(u32::MAX);
        }
        let own = headers.iter().map(|(name, _)| name.clone()).collect();
        Self { names: names.shared(own), values: values.into(), ends }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let mut begin = 0;
        self.names.iter().zip(self.ends).map(move |(name, end)| {
            let value = HeaderValue::from_maybe_shared(self.values.slice(begin..end as usize));
            begin = end as usize;
            (name.clone(), value.unwrap_or(HeaderValue::from_static("")))
        })
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
        assert_eq!(told[0].iter().collect::<Vec<_>>(), ada);
        assert_eq!(told[1].iter().collect::<Vec<_>>(), grace);
        assert!(Arc::ptr_eq(&told[0].names, &told[1].names));
        assert_eq!(ToldHeaders::new(&[], &names).iter().count(), 0);
    }
}
