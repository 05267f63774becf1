//! The tokens of sessions, one for each host: the store gets the hash of a token, never the token.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{session_tokens, sessions, users};
use super::sessions::SessionRow;
use super::users::UserRow;
use crate::domain::{APPLICATION_HOST_PREFIX, PresentedToken, SecretHash, Session, User};

/// The session of this token, expired or not, and its user. A token counts on its own host alone. A disabled user has
/// no session.
pub fn find_session(
    connection: &mut Connection,
    token: &PresentedToken,
) -> Result<Option<(Session, User)>, StoreError> {
    let row: Option<(SessionRow, UserRow)> = each!(connection, c => session_tokens::table
        .inner_join(sessions::table.inner_join(users::table))
        .filter(session_tokens::token_hash.eq(row::hexadecimal(&token.hash)))
        // check: the host of a session token
        .filter(session_tokens::host.eq(&token.host))
        .filter(users::disabled_at.is_null())
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(c)
        .optional())?;
    row.map(|(session, user)| Ok((session.try_into()?, user.try_into()?))).transpose()
}

/// The hosts of applications for which these sessions have a token, each with its session.
pub fn application_hosts(connection: &mut Connection, sessions: &[Uuid]) -> Result<Vec<(Uuid, String)>, StoreError> {
    let sessions: Vec<String> = sessions.iter().map(Uuid::to_string).collect();
    let rows: Vec<(String, String)> = each!(connection, c => session_tokens::table
        .filter(session_tokens::session_id.eq_any(&sessions))
        .filter(session_tokens::host.like(format!("{APPLICATION_HOST_PREFIX}%")))
        .select((session_tokens::session_id, session_tokens::host))
        .load(c))?;
    let without_prefix = |host: String| host.strip_prefix(APPLICATION_HOST_PREFIX).map(str::to_owned).unwrap_or(host);
    rows.into_iter().map(|(session, host)| Ok((row::uuid(&session, "session_tokens")?, without_prefix(host)))).collect()
}

/// Gives a session the token of this host. An earlier token of the session for this host ends.
pub fn set(connection: &mut Connection, session: Uuid, host: &str, token: &SecretHash) -> Result<(), StoreError> {
    let earlier = session_tokens::table
        .filter(session_tokens::session_id.eq(session.to_string()))
        .filter(session_tokens::host.eq(host))
        .filter(session_tokens::token_hash.ne(row::hexadecimal(token)));
    each!(connection, c => diesel::delete(earlier).execute(c))?;
    insert(connection, session, host, token)
}

/// Gives a new session the token of this host.
pub fn insert(connection: &mut Connection, session: Uuid, host: &str, token: &SecretHash) -> Result<(), StoreError> {
    let row = (
        session_tokens::token_hash.eq(row::hexadecimal(token)),
        session_tokens::session_id.eq(session.to_string()),
        session_tokens::host.eq(host.to_owned()),
    );
    connection.write_later(diesel::insert_into(session_tokens::table).values(row).on_conflict_do_nothing())
}
