//! Deletes sessions: the one place that does, so that no refresh token is forgotten before it is revoked.

use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::{provider_sessions, rechecks, sessions, tokens_to_revoke};

/// How many ids one statement names. Databases limit the number.
pub(super) const MAX_IDS: usize = 500;

/// Deletes the sessions with these ids, and returns how many there were. What belongs to them is deleted with them,
/// except their refresh tokens: these move to the table of tokens that wait to be revoked.
pub(super) fn delete(connection: &mut Connection, ids: &[String]) -> Result<usize, StoreError> {
    let mut count = 0;
    for ids in ids.chunks(MAX_IDS) {
        // check: refresh tokens wait for their revocation
        keep_refresh_tokens(connection, ids)?;
        let ended = sessions::table.filter(sessions::id.eq_any(ids));
        count += each!(connection, c => diesel::delete(ended).execute(c))?;
    }
    Ok(count)
}

fn keep_refresh_tokens(connection: &mut Connection, ids: &[String]) -> Result<(), StoreError> {
    // Locks the rows: no recheck replaces a token between here and the end of the session.
    let locked = rechecks::table.filter(rechecks::session_id.eq_any(ids));
    each!(connection, c => diesel::update(locked).set(rechecks::asked_at.eq(rechecks::asked_at)).execute(c))?;
    let kept: Vec<(String, String, String, String, Option<String>, i64)> = each!(connection, c => rechecks::table
        .inner_join(provider_sessions::table.on(provider_sessions::session_id.eq(rechecks::session_id)))
        .inner_join(sessions::table.on(sessions::id.eq(rechecks::session_id)))
        .filter(rechecks::session_id.eq_any(ids))
        .filter(rechecks::refresh_token.is_not_null())
        .select((
            rechecks::session_id,
            provider_sessions::issuer,
            provider_sessions::client_id,
            provider_sessions::subject,
            rechecks::refresh_token,
            sessions::signed_in_at,
        ))
        .load(c))?;
    for (session_id, issuer, client_id, subject, refresh_token, signed_in_at) in kept {
        let row = (
            tokens_to_revoke::session_id.eq(session_id),
            tokens_to_revoke::issuer.eq(issuer),
            tokens_to_revoke::client_id.eq(client_id),
            tokens_to_revoke::subject.eq(subject),
            tokens_to_revoke::refresh_token.eq(refresh_token.unwrap_or_default()),
            tokens_to_revoke::signed_in_at.eq(signed_in_at),
            tokens_to_revoke::tried_at.eq(0_i64),
        );
        each!(connection, c => diesel::insert_into(tokens_to_revoke::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
