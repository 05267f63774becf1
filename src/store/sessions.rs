//! Sessions. A token never reaches the store, only its hash.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::schema::{sessions, users};
use super::users::UserRow;
use super::{StoreError, row};
use crate::domain::{Lifetimes, SecretHash, Session, Slug, User, UserId};

/// The session with this token and its user, whether or not it has expired. A disabled user has none, whoever asks.
///
/// # Errors
/// When the database cannot be asked.
pub fn find(connection: &mut Connection, token: &SecretHash) -> Result<Option<(Session, User)>, StoreError> {
    let row: Option<(SessionRow, UserRow)> = each!(connection, c => sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(row::hexadecimal(token)))
        .filter(users::disabled_at.is_null())
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(c)
        .optional())?;
    row.map(|(session, user)| Ok((session.into_session(token)?, user.try_into()?))).transpose()
}

/// Adds a session.
///
/// # Errors
/// When the database refuses.
pub fn insert(connection: &mut Connection, session: &Session) -> Result<(), StoreError> {
    let row = SessionRow {
        id: session.id.to_string(),
        token_hash: row::hexadecimal(&session.token_hash),
        user_id: session.user.to_string(),
        provider: session.provider.as_str().to_owned(),
        signed_in_at: row::milliseconds(session.signed_in_at),
        last_seen_at: row::milliseconds(session.last_seen_at),
    };
    each!(connection, c => diesel::insert_into(sessions::table).values(&row).execute(c))?;
    Ok(())
}

/// Notes that a session was used. One that has ended meanwhile stays ended: this never adds a row.
///
/// # Errors
/// When the database refuses.
pub fn note_use(connection: &mut Connection, token: &SecretHash, now: DateTime<Utc>) -> Result<(), StoreError> {
    let target = sessions::table.filter(sessions::token_hash.eq(row::hexadecimal(token)));
    each!(connection, c => diesel::update(target)
        .set(sessions::last_seen_at.eq(row::milliseconds(now)))
        .execute(c))?;
    Ok(())
}

/// Ends a session, if it is there.
///
/// # Errors
/// When the database refuses.
pub fn delete(connection: &mut Connection, token: &SecretHash) -> Result<(), StoreError> {
    let target = sessions::table.filter(sessions::token_hash.eq(row::hexadecimal(token)));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Ends every session of a user, but for this one, and says how many.
///
/// # Errors
/// When the database refuses.
pub fn end_all(connection: &mut Connection, user: UserId, except: Option<&SecretHash>) -> Result<usize, StoreError> {
    let kept = except.map(row::hexadecimal).unwrap_or_default();
    let target = sessions::table.filter(sessions::user_id.eq(user.to_string())).filter(sessions::token_hash.ne(kept));
    Ok(each!(connection, c => diesel::delete(target).execute(c))?)
}

/// Removes the sessions that are past their idle or absolute end, and says how many.
///
/// # Errors
/// When the database refuses.
pub fn delete_expired(
    connection: &mut Connection,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let expired = sessions::table.filter(
        sessions::last_seen_at
            .le(row::milliseconds(now - lifetimes.idle))
            .or(sessions::signed_in_at.le(row::milliseconds(now - lifetimes.absolute))),
    );
    Ok(each!(connection, c => diesel::delete(expired).execute(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    token_hash: String,
    user_id: String,
    provider: String,
    signed_in_at: i64,
    last_seen_at: i64,
}

impl SessionRow {
    fn into_session(self, token: &SecretHash) -> Result<Session, StoreError> {
        Ok(Session {
            id: row::uuid(&self.id, "sessions")?,
            token_hash: *token,
            user: UserId(row::uuid(&self.user_id, "sessions")?),
            provider: Slug::parse(&self.provider).map_err(|_| StoreError::Damaged("sessions"))?,
            signed_in_at: row::time(self.signed_in_at, "sessions")?,
            last_seen_at: row::time(self.last_seen_at, "sessions")?,
        })
    }
}
