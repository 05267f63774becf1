//! What logout tokens are checked against: the provider's signing algorithm, and the tokens received before. And the tokens
//! that a sign-in is checked against.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::upsert::excluded;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{logout_tokens, signing_algorithms};
use crate::domain::{ClientRegistration, LogoutToken, SecretHash, Subject, UpstreamSession, UpstreamSessionId};

/// Records the algorithm with which a provider has signed an ID token for this client.
pub fn record_signing_algorithm(
    connection: &mut Connection,
    client: &ClientRegistration,
    algorithm: &str,
) -> Result<(), StoreError> {
    let (issuer, client_id) = (client.issuer.as_str().to_owned(), client.id.clone());
    let algorithm = algorithm.to_owned();
    let is_known = signing_algorithms::table
        .find((issuer.clone(), client_id.clone()))
        .filter(signing_algorithms::algorithm.eq(algorithm.clone()));
    // Almost always it is: then no row is written or locked, which other sign-ins would wait for.
    let row = diesel::select((issuer.into_sql::<Text>(), client_id.into_sql::<Text>(), algorithm.into_sql::<Text>()))
        .filter(not(exists(is_known)));
    let upsert = diesel::insert_into(signing_algorithms::table)
        .values(row)
        .into_columns((signing_algorithms::issuer, signing_algorithms::client_id, signing_algorithms::algorithm))
        .on_conflict((signing_algorithms::issuer, signing_algorithms::client_id))
        .do_update()
        .set(signing_algorithms::algorithm.eq(excluded(signing_algorithms::algorithm)));
    connection.write_later(upsert)
}

/// The algorithm that signed the last ID token for this client; `None` before the first one.
pub fn signing_algorithm(
    connection: &mut Connection,
    client: &ClientRegistration,
) -> Result<Option<String>, StoreError> {
    let row = signing_algorithms::table.find((client.issuer.as_str(), &client.id));
    Ok(each!(connection, c => row.select(signing_algorithms::algorithm).first(c).optional())?)
}

/// Records a logout token; `false` if it was recorded before.
pub fn record(connection: &mut Connection, token: &LogoutToken, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let row = (
        logout_tokens::token_hash.eq(row::hexadecimal(&token.id)),
        logout_tokens::received_at.eq(row::milliseconds(now)),
        logout_tokens::issuer.eq(token.client.issuer.as_str()),
        logout_tokens::client_id.eq(&token.client.id),
        logout_tokens::subject.eq(token.scope.subject.as_ref().map(Subject::as_str)),
        logout_tokens::sid_hash.eq(token.scope.session.map(|id| row::hexadecimal(id.hash()))),
        logout_tokens::issued_at.eq(row::milliseconds(token.issued_at)),
    );
    let rows = each!(connection, c => diesel::insert_into(logout_tokens::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// Whether a recorded logout token ends the upstream session with an ID token of this time. Both times are of the provider's
/// clock. A token with a `sid` ends that session alone, or one whose id is unknown.
pub fn have_ended(
    connection: &mut Connection,
    upstream: &UpstreamSession,
    issued_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let subject = upstream.subject.as_str();
    let sid = upstream.id.map(|id| row::hexadecimal(id.hash()));
    let has_sid = sid.is_some();
    let ended = logout_tokens::table
        .filter(logout_tokens::issuer.eq(upstream.client.issuer.as_str()))
        .filter(logout_tokens::client_id.eq(&upstream.client.id))
        .filter(logout_tokens::issued_at.ge(row::milliseconds(issued_at)))
        .filter(logout_tokens::subject.eq(subject).or(logout_tokens::subject.is_null()))
        .select((logout_tokens::subject, logout_tokens::sid_hash));
    let named: Vec<(Option<String>, Option<String>)> = each!(connection, c => ended.load(c))?;
    Ok(named.into_iter().any(|(subject, named)| match named {
        Some(_) if !has_sid => subject.is_some(),
        Some(named) => Some(named) == sid,
        None => true,
    }))
}

/// Waits until no other transaction decides about this user of a client, and keeps others waiting until this one ends: a
/// sign-in that is not committed yet and a logout token must not miss each other. SQLite has one writer at a time.
pub fn wait_for_turn(
    connection: &mut Connection,
    client: &ClientRegistration,
    subject: Option<&Subject>,
    session: Option<UpstreamSessionId>,
) -> Result<(), StoreError> {
    // check: a logout token and a sign-in do not miss each other
    let Connection::Postgres(postgres) = connection else { return Ok(()) };
    let subject = subject.map(|subject| format!("sub {}", subject.as_str()));
    let session = session.map(|session| format!("sid {}", row::hexadecimal(session.hash())));
    // Always in this order, so that two transactions do not wait for each other.
    let numbers = subject.into_iter().chain(session).map(|named| {
        let hash = SecretHash::of(&format!("{}\n{}\n{named}", client.issuer, client.id));
        hash.as_bytes().first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
    });
    Ok(postgres.hold(&numbers.collect::<Vec<_>>())?)
}

/// Deletes the logout tokens that were received before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = logout_tokens::table.filter(logout_tokens::received_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
