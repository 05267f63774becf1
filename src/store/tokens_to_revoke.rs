//! The refresh tokens of ended sessions, which wait to be revoked at the provider.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{provider_sessions, tokens_to_revoke};
use crate::domain::{ClientRegistration, Identity, Issuer};

const TABLE: &str = "tokens_to_revoke";

/// A refresh token of a session that has ended.
#[expect(missing_debug_implementations, reason = "it contains an encrypted token")]
pub struct TokenToRevoke {
    /// The session, for which the token is encrypted.
    pub session: Uuid,
    /// The client that got the token.
    pub client: ClientRegistration,
    /// The token, encrypted.
    pub sealed: String,
    /// When it was tried to revoke it; 1970 if never.
    tried_at: i64,
}

/// Adds the token of a session that ended while the provider was issuing the token. It replaces an earlier one of the
/// session, which the provider has used up.
pub fn replace(
    connection: &mut Connection,
    session: Uuid,
    identity: &Identity,
    client_id: &str,
    sealed: &str,
    signed_in_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let earlier = tokens_to_revoke::table.find(session.to_string());
    each!(connection, c => diesel::delete(earlier).execute(c))?;
    let row = (
        tokens_to_revoke::session_id.eq(session.to_string()),
        tokens_to_revoke::issuer.eq(identity.issuer.as_str()),
        tokens_to_revoke::client_id.eq(client_id),
        tokens_to_revoke::subject.eq(identity.subject.as_str()),
        tokens_to_revoke::refresh_token.eq(sealed),
        tokens_to_revoke::signed_in_at.eq(row::milliseconds(signed_in_at)),
        tokens_to_revoke::tried_at.eq(0_i64),
    );
    each!(connection, c => diesel::insert_into(tokens_to_revoke::table).values(&row).execute(c))?;
    Ok(())
}

/// The tokens that were not tried since `then`, at most `limit`, those first that have waited longest.
///
/// Not those of an identity that has another session with the same client: several providers revoke all tokens of a
/// user and client at once, so that the other session would end at its next recheck.
pub fn list_due(
    connection: &mut Connection,
    then: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<TokenToRevoke>, StoreError> {
    // check: no other session loses its token
    let of_living = provider_sessions::table
        .filter(provider_sessions::issuer.eq(tokens_to_revoke::issuer))
        .filter(provider_sessions::client_id.eq(tokens_to_revoke::client_id))
        .filter(provider_sessions::subject.eq(tokens_to_revoke::subject));
    let due = tokens_to_revoke::table
        .filter(tokens_to_revoke::tried_at.le(row::milliseconds(then)))
        .filter(not(exists(of_living)))
        .order((tokens_to_revoke::tried_at, tokens_to_revoke::session_id))
        // check: a limit of revocations at once
        .limit(limit)
        .select((
            tokens_to_revoke::session_id,
            tokens_to_revoke::issuer,
            tokens_to_revoke::client_id,
            tokens_to_revoke::refresh_token,
            tokens_to_revoke::tried_at,
        ));
    let rows: Vec<(String, String, String, String, i64)> = each!(connection, c => due.load(c))?;
    let token = |(session, issuer, id, sealed, tried_at): (String, String, String, String, i64)| {
        let client = ClientRegistration { issuer: Issuer::new(issuer), id };
        Ok(TokenToRevoke { session: row::uuid(&session, TABLE)?, client, sealed, tried_at })
    };
    rows.into_iter().map(token).collect()
}

/// Claims a token for the caller, at `now`; `false` if another instance has tried it since it was listed, or a later token has
/// replaced it.
pub fn claim(connection: &mut Connection, token: &TokenToRevoke, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let listed = tokens_to_revoke::table
        .filter(tokens_to_revoke::session_id.eq(token.session.to_string()))
        .filter(tokens_to_revoke::tried_at.eq(token.tried_at))
        .filter(tokens_to_revoke::refresh_token.eq(&token.sealed));
    let tried_at = tokens_to_revoke::tried_at.eq(row::milliseconds(now));
    Ok(each!(connection, c => diesel::update(listed).set(tried_at).execute(c))? == 1)
}

/// Deletes this token of a session, unless a later one has replaced it.
pub fn delete(connection: &mut Connection, session: Uuid, sealed: &str) -> Result<(), StoreError> {
    let target = tokens_to_revoke::table
        .filter(tokens_to_revoke::session_id.eq(session.to_string()))
        .filter(tokens_to_revoke::refresh_token.eq(sealed));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Deletes the tokens that were tried and whose sessions began before `then`.
pub fn give_up(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = tokens_to_revoke::table
        .filter(tokens_to_revoke::tried_at.ne(0))
        .filter(tokens_to_revoke::signed_in_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
