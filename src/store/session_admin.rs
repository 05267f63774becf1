//! Ends many sessions: of all users in portions, and of one user beyond a limit.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::sessions;
use super::{row, session_deletion};
use crate::domain::{Slug, UserId};

/// How many sessions one transaction ends. Statements and transactions have time limits.
pub const MAX_ENDED_AT_ONCE: usize = 500;

/// Which sessions to end.
#[derive(Debug, Clone)]
pub enum SessionFilter {
    /// All sessions.
    All,
    /// The sessions that began at this provider.
    OfProvider(Slug),
    /// The sessions that began at a provider other than these.
    NotOfProviders(Vec<Slug>),
}

/// A session that has ended.
#[derive(Debug)]
pub struct EndedSession {
    /// Its user.
    pub user: UserId,
    /// The provider of its sign-in.
    pub provider: Slug,
}

/// Ends sessions that the filter selects, at most [`MAX_ENDED_AT_ONCE`], user by user, and returns them.
pub fn end_some(connection: &mut Connection, filter: &SessionFilter) -> Result<Vec<EndedSession>, StoreError> {
    let limit = i64::try_from(MAX_ENDED_AT_ONCE).unwrap_or(i64::MAX);
    let rows: Vec<(String, String, String)> = each!(connection, c => {
        let found = sessions::table
            .order((sessions::user_id, sessions::id))
            .limit(limit)
            .select((sessions::id, sessions::user_id, sessions::provider))
            .into_boxed();
        let found = match filter {
            SessionFilter::All => found,
            // check: only the sessions of one provider end
            SessionFilter::OfProvider(slug) => found.filter(sessions::provider.eq(slug.as_str())),
            SessionFilter::NotOfProviders(slugs) => {
                let slugs: Vec<&str> = slugs.iter().map(Slug::as_str).collect();
                // check: sessions of a removed provider end
                found.filter(sessions::provider.ne_all(slugs))
            }
        };
        found.load(c)
    })?;
    let ids: Vec<String> = rows.iter().map(|(id, ..)| id.clone()).collect();
    session_deletion::delete(connection, &ids)?;
    let session = |(_, user, provider): &(String, String, String)| {
        Ok(EndedSession {
            user: UserId(row::uuid(user, "sessions")?),
            provider: Slug::parse(provider).map_err(|_| StoreError::InvalidRow("sessions"))?,
        })
    };
    rows.iter().map(session).collect()
}

/// Ends the sessions of a user that were not used for longest, so that they have at most `max` with this one, which is new. Of many
/// more sessions, at most [`MAX_ENDED_AT_ONCE`] end.
pub fn end_surplus(connection: &mut Connection, user: UserId, new: Uuid, max: u32) -> Result<usize, StoreError> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::id.ne(new.to_string()))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .offset(i64::from(max.saturating_sub(1)))
        .limit(i64::try_from(MAX_ENDED_AT_ONCE).unwrap_or(i64::MAX))
        .select(sessions::id);
    let ids = connection.load_with_later_writes(others)?;
    session_deletion::delete(connection, &ids)
}
