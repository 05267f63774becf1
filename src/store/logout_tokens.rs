//! What logout tokens are checked against: the provider's signing algorithm, and the tokens received before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{logout_tokens, signing_algorithms};
use crate::domain::{ClientRegistration, SecretHash};

/// Records the algorithm with which a provider has signed an ID token for this client.
pub fn record_signing_algorithm(
    connection: &mut Connection,
    client: &ClientRegistration,
    algorithm: &str,
) -> Result<(), StoreError> {
    if signing_algorithm(connection, client)?.as_deref() == Some(algorithm) {
        return Ok(());
    }
    let row = (
        signing_algorithms::issuer.eq(client.issuer.as_str()),
        signing_algorithms::client_id.eq(&client.id),
        signing_algorithms::algorithm.eq(algorithm),
    );
    each!(connection, c => diesel::insert_into(signing_algorithms::table)
        .values(&row)
        .on_conflict((signing_algorithms::issuer, signing_algorithms::client_id))
        .do_update()
        .set(signing_algorithms::algorithm.eq(algorithm))
        .execute(c))?;
    Ok(())
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
pub fn record(connection: &mut Connection, token: &SecretHash, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let row =
        (logout_tokens::token_hash.eq(row::hexadecimal(token)), logout_tokens::received_at.eq(row::milliseconds(now)));
    let rows = each!(connection, c => diesel::insert_into(logout_tokens::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// Deletes the logout tokens that were received before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = logout_tokens::table.filter(logout_tokens::received_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
