//! The states of completed sign-in attempts: each can be redeemed once, on one instance, even if the sign-in fails.
//!
//! Also what became of each, for a browser that did not get the answer and sends the response again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::prepared_once::PreparedOnce;
use super::row;
use super::schema::completed_sign_ins;
use crate::domain::SecretHash;

/// In place of a state: the time of a restore. It is deleted with the states of that time, when attempts from before have
/// expired.
const RESTORE: &str = "restore";

/// A state that was redeemed for the first time.
#[derive(Debug, Clone, Copy)]
pub struct Redeemed {
    /// Whether [`end_all`] has ended its attempt.
    pub is_ended: bool,
}

/// Redeems the state of an attempt that was started at this time, in one statement; `None` if it was redeemed before.
pub fn redeem(
    connection: &mut Connection,
    state: &SecretHash,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Redeemed>, StoreError> {
    let row = (
        completed_sign_ins::state_hash.eq(row::hexadecimal(state)),
        completed_sign_ins::completed_at.eq(row::milliseconds(now)),
    );
    // The same table needs another name within the statement.
    let others = diesel::alias!(completed_sign_ins as others);
    let restored_at = others
        .filter(others.field(completed_sign_ins::state_hash).eq(RESTORE))
        .select(others.field(completed_sign_ins::completed_at))
        .single_value();
    let rows: Vec<Option<i64>> = each!(connection, c => PreparedOnce(diesel::insert_into(completed_sign_ins::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(restored_at))
    .load(c))?;
    let is_ended = |then| row::milliseconds(started_at) <= then;
    Ok(rows.first().map(|restored_at| Redeemed { is_ended: restored_at.is_some_and(is_ended) }))
}

/// Ends all attempts that were started until now: a backup does not know which states have been redeemed since.
pub fn end_all(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    each!(connection, c => diesel::delete(completed_sign_ins::table.find(RESTORE)).execute(c))?;
    let row = (completed_sign_ins::state_hash.eq(RESTORE), completed_sign_ins::completed_at.eq(row::milliseconds(now)));
    each!(connection, c => diesel::insert_into(completed_sign_ins::table).values(&row).execute(c))?;
    Ok(())
}

/// Records that the response with this state has been answered.
pub fn finish(connection: &mut Connection, state: &SecretHash, now: DateTime<Utc>) -> Result<(), StoreError> {
    let target = completed_sign_ins::table.find(row::hexadecimal(state));
    let finished_at = completed_sign_ins::finished_at.eq(row::milliseconds(now));
    each!(connection, c => diesel::update(target).set(finished_at).execute(c))?;
    Ok(())
}

/// Whether the response with this state has been answered.
pub fn is_finished(connection: &mut Connection, state: &SecretHash) -> Result<bool, StoreError> {
    let row = completed_sign_ins::table.find(row::hexadecimal(state));
    let finished: Option<Option<i64>> =
        each!(connection, c => row.select(completed_sign_ins::finished_at).first(c).optional())?;
    Ok(finished.flatten().is_some())
}

/// Records that the response with this state has been answered with this session; `false` if an attempt that repeats it
/// was faster.
pub fn finish_with_session(
    connection: &mut Connection,
    state: &SecretHash,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let target = completed_sign_ins::table
        .filter(completed_sign_ins::state_hash.eq(row::hexadecimal(state)))
        .filter(completed_sign_ins::session_id.is_null());
    let finished = (
        completed_sign_ins::finished_at.eq(row::milliseconds(now)),
        completed_sign_ins::session_id.eq(session.to_string()),
    );
    // Not together with other writes: the audit entry of a refused sign-in would wait for all of them.
    Ok(connection.change(diesel::update(target).set(finished))? == 1)
}

/// Records the session of an attempt that repeats the one with this state, and returns the session that it replaces.
pub fn replace_session(
    connection: &mut Connection,
    first: &SecretHash,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    // Also locks the row, so that of two repetitions one sees the session of the other.
    finish(connection, first, now)?;
    let row = completed_sign_ins::table.find(row::hexadecimal(first));
    let former: Option<Option<String>> =
        each!(connection, c => row.clone().select(completed_sign_ins::session_id).first(c).optional())?;
    let session_id = completed_sign_ins::session_id.eq(session.to_string());
    each!(connection, c => diesel::update(row).set(session_id).execute(c))?;
    former.flatten().map(|text| row::uuid(&text, "completed_sign_ins")).transpose()
}

/// Deletes the states that were redeemed before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = completed_sign_ins::table.filter(completed_sign_ins::completed_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
