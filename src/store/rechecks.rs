//! The state of the rechecks of each session, which lets one instance at a time recheck a session.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::rechecks;
use crate::domain::{RecheckState, SealedRecheckCredential};

const TABLE: &str = "rechecks";

/// Adds the state of a new session.
pub fn insert(connection: &mut Connection, session: Uuid, recheck_state: &RecheckState) -> Result<(), StoreError> {
    let SealedRecheckCredential { refresh_token, access_token, access_token_ends_at } = &recheck_state.credential;
    let row = RecheckRow {
        session_id: session.to_string(),
        refresh_token: refresh_token.clone(),
        access_token: access_token.clone(),
        access_token_ends_at: access_token_ends_at.map(row::milliseconds),
        nonce_hash: row::hexadecimal(&recheck_state.nonce),
        authenticated_at: recheck_state.authenticated_at.map(row::milliseconds),
        confirmed_at: row::milliseconds(recheck_state.confirmed_at),
        asked_at: row::milliseconds(recheck_state.asked_at),
        unanswered_since: recheck_state.unanswered_since.map(row::milliseconds),
    };
    connection.write_later(diesel::insert_into(rechecks::table).values(row))
}

/// The state of a session, if it is rechecked at all.
pub fn find(connection: &mut Connection, session: Uuid) -> Result<Option<RecheckState>, StoreError> {
    let row: Option<RecheckRow> = each!(connection, c => rechecks::table
        .find(session.to_string())
        .select(RecheckRow::as_select())
        .first(c)
        .optional())?;
    row.map(RecheckState::try_from).transpose()
}

/// Claims the next recheck for the caller, at `now`; `false` if another one has started since the caller read the
/// state. Until there is an answer, the recheck counts as unanswered, since the caller may crash.
pub fn claim(
    connection: &mut Connection,
    session: Uuid,
    seen: &RecheckState,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let unanswered_since = seen.unanswered_since.unwrap_or(now);
    let claimed = each!(connection, c => diesel::update(latest_recheck(session, seen.asked_at))
        .set((
            rechecks::asked_at.eq(row::milliseconds(now)),
            rechecks::unanswered_since.eq(row::milliseconds(unanswered_since)),
        ))
        .execute(c))?;
    // check: one recheck at a time
    Ok(claimed == 1)
}

/// Records that the recheck of `asked_at` succeeded, unless a later one has started.
pub fn confirm(connection: &mut Connection, session: Uuid, asked_at: DateTime<Utc>) -> Result<(), StoreError> {
    each!(connection, c => diesel::update(latest_recheck(session, asked_at))
        .set((
            rechecks::confirmed_at.eq(row::milliseconds(asked_at)),
            rechecks::unanswered_since.eq(None::<i64>),
        ))
        .execute(c))?;
    Ok(())
}

/// Replaces the token with that from the recheck of `asked_at`, unless a later one has started; `false` if it was not
/// replaced.
pub fn replace_credential(
    connection: &mut Connection,
    session: Uuid,
    asked_at: DateTime<Utc>,
    credential: &SealedRecheckCredential,
) -> Result<bool, StoreError> {
    let replaced = each!(connection, c => diesel::update(latest_recheck(session, asked_at))
        .set((
            rechecks::refresh_token.eq(&credential.refresh_token),
            rechecks::access_token.eq(&credential.access_token),
            rechecks::access_token_ends_at.eq(credential.access_token_ends_at.map(row::milliseconds)),
        ))
        .execute(c))?;
    Ok(replaced == 1)
}

/// Whether the recheck of `asked_at` is the latest one of a session.
pub fn is_latest_recheck(
    connection: &mut Connection,
    session: Uuid,
    asked_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = latest_recheck(session, asked_at).count();
    let found: i64 = each!(connection, c => row.get_result(c))?;
    Ok(found == 1)
}

/// The row of a session, if its latest recheck is that of `asked_at`.
#[diesel::dsl::auto_type(no_type_alias)]
fn latest_recheck(session: Uuid, asked_at: DateTime<Utc>) -> _ {
    let (session, asked_at): (String, i64) = (session.to_string(), row::milliseconds(asked_at));
    rechecks::table.filter(rechecks::session_id.eq(session)).filter(rechecks::asked_at.eq(asked_at))
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rechecks, treat_none_as_default_value = false)]
struct RecheckRow {
    session_id: String,
    refresh_token: Option<String>,
    access_token: Option<String>,
    access_token_ends_at: Option<i64>,
    nonce_hash: String,
    authenticated_at: Option<i64>,
    confirmed_at: i64,
    asked_at: i64,
    unanswered_since: Option<i64>,
}

impl TryFrom<RecheckRow> for RecheckState {
    type Error = StoreError;

    fn try_from(row: RecheckRow) -> Result<Self, StoreError> {
        let time = |milliseconds: i64| row::time(milliseconds, TABLE);
        Ok(Self {
            credential: SealedRecheckCredential {
                refresh_token: row.refresh_token,
                access_token: row.access_token,
                access_token_ends_at: row.access_token_ends_at.map(time).transpose()?,
            },
            nonce: row::secret_hash(&row.nonce_hash, TABLE)?,
            authenticated_at: row.authenticated_at.map(time).transpose()?,
            confirmed_at: time(row.confirmed_at)?,
            asked_at: time(row.asked_at)?,
            unanswered_since: row.unanswered_since.map(time).transpose()?,
        })
    }
}
