//! The identities and active sessions of a user, as an operator sees them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{identities, sessions};
use crate::domain::{ActiveSession, IdentityDetails, Lifetimes, UserId};

/// The identities of a user, in the order in which they were linked.
pub fn list_identities(connection: &mut Connection, user: UserId) -> Result<Vec<IdentityDetails>, StoreError> {
    let own = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .order((identities::linked_at, identities::id));
    let rows: Vec<IdentityDetailsRow> = each!(connection, c => own.select(IdentityDetailsRow::as_select()).load(c))?;
    rows.into_iter().map(IdentityDetails::try_from).collect()
}

/// The sessions of a user that have not expired, the last used first.
pub fn list_active_sessions(
    connection: &mut Connection,
    user: UserId,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Result<Vec<ActiveSession>, StoreError> {
    let active = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::last_seen_at.gt(row::milliseconds(now - lifetimes.idle)))
        .filter(sessions::signed_in_at.gt(row::milliseconds(now - lifetimes.absolute)))
        .order((sessions::last_seen_at.desc(), sessions::id));
    let rows: Vec<ActiveSessionRow> = each!(connection, c => active.select(ActiveSessionRow::as_select()).load(c))?;
    rows.into_iter().map(ActiveSession::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = identities)]
struct IdentityDetailsRow {
    id: String,
    provider: String,
    issuer: String,
    subject: String,
    email: Option<String>,
    email_verified: bool,
    linked_at: i64,
    last_used_at: i64,
}

impl TryFrom<IdentityDetailsRow> for IdentityDetails {
    type Error = StoreError;

    fn try_from(row: IdentityDetailsRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row::uuid(&row.id, "identities")?,
            provider: row.provider,
            issuer: row.issuer,
            subject: row.subject,
            email: row.email,
            email_verified: row.email_verified,
            linked_at: row::time(row.linked_at, "identities")?,
            last_used_at: row::time(row.last_used_at, "identities")?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct ActiveSessionRow {
    id: String,
    provider: String,
    signed_in_at: i64,
    last_seen_at: i64,
}

impl TryFrom<ActiveSessionRow> for ActiveSession {
    type Error = StoreError;

    fn try_from(row: ActiveSessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row::uuid(&row.id, "sessions")?,
            provider: row.provider,
            signed_in_at: row::time(row.signed_in_at, "sessions")?,
            last_seen_at: row::time(row.last_seen_at, "sessions")?,
        })
    }
}
