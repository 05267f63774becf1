//! The keys that sign assertions for applications.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::assertion_keys;
use crate::domain::AssertionPublicKey;

const TABLE: &str = "assertion_keys";

/// A key.
#[expect(missing_debug_implementations, reason = "it contains an encrypted private key")]
pub struct StoredAssertionKey {
    /// Its id in the database, for which the private key is encrypted.
    pub id: Uuid,
    /// The public key.
    pub public: AssertionPublicKey,
    /// The private key, encrypted.
    pub sealed: String,
    /// From when on it signs.
    pub signs_from: DateTime<Utc>,
}

/// All keys, ordered by when they sign.
pub fn list(connection: &mut Connection) -> Result<Vec<StoredAssertionKey>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = each!(connection, c => assertion_keys::table
        .order((assertion_keys::signs_from, assertion_keys::id))
        .select((
            assertion_keys::id,
            assertion_keys::public_key,
            assertion_keys::private_key,
            assertion_keys::signs_from,
        ))
        .load(c))?;
    let key = |(id, public, sealed, signs_from): (String, String, String, i64)| {
        let public = AssertionPublicKey::decode(&public).ok_or(StoreError::InvalidRow(TABLE))?;
        Ok(StoredAssertionKey { id: row::uuid(&id, TABLE)?, public, sealed, signs_from: row::time(signs_from, TABLE)? })
    };
    rows.into_iter().map(key).collect()
}

/// Adds a key.
pub fn insert(connection: &mut Connection, key: &StoredAssertionKey) -> Result<(), StoreError> {
    let row = (
        assertion_keys::id.eq(key.id.to_string()),
        assertion_keys::public_key.eq(key.public.encoded()),
        assertion_keys::private_key.eq(&key.sealed),
        assertion_keys::signs_from.eq(row::milliseconds(key.signs_from)),
    );
    each!(connection, c => diesel::insert_into(assertion_keys::table).values(&row).execute(c))?;
    Ok(())
}

/// Deletes a key.
pub fn delete(connection: &mut Connection, id: Uuid) -> Result<(), StoreError> {
    let target = assertion_keys::table.find(id.to_string());
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Deletes all keys, and returns how many there were.
pub fn delete_all(connection: &mut Connection) -> Result<usize, StoreError> {
    Ok(each!(connection, c => diesel::delete(assertion_keys::table).execute(c))?)
}
