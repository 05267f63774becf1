//! All columns with secrets that are encrypted for a row, for the rotation of the session secret.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{assertion_keys, provider_sessions, rechecks, tokens_to_revoke};

/// A column with encrypted secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedColumn {
    /// The ID token that a sign-out sends.
    IdToken,
    /// The refresh token of a session.
    RefreshToken,
    /// The access token of a session.
    AccessToken,
    /// The refresh token of a session that has ended.
    RefreshTokenToRevoke,
    /// The private key that signs assertions.
    AssertionKey,
}

impl SealedColumn {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::IdToken, Self::RefreshToken, Self::AccessToken, Self::RefreshTokenToRevoke, Self::AssertionKey];
}

/// An encrypted secret.
#[expect(missing_debug_implementations, reason = "it contains an encrypted secret")]
pub struct StoredSecret {
    /// The session, or the key, for which it is encrypted.
    pub sealed_for: Uuid,
    /// The secret, encrypted.
    pub sealed: String,
}

/// The encrypted secrets of a column, ordered by what they are encrypted for, after this one.
pub fn list(
    connection: &mut Connection,
    column: SealedColumn,
    after: &str,
    limit: i64,
) -> Result<Vec<StoredSecret>, StoreError> {
    macro_rules! rows {
        ($table:ident, $id:ident, $column:ident) => {
            each!(connection, c => $table::table
                .filter($table::$id.gt(after))
                .filter($table::$column.is_not_null())
                .order($table::$id)
                .limit(limit)
                .select(($table::$id, $table::$column.nullable()))
                .load::<(String, Option<String>)>(c))?
        };
    }
    let rows = match column {
        SealedColumn::IdToken => rows!(provider_sessions, session_id, id_token),
        SealedColumn::RefreshToken => rows!(rechecks, session_id, refresh_token),
        SealedColumn::AccessToken => rows!(rechecks, session_id, access_token),
        SealedColumn::RefreshTokenToRevoke => rows!(tokens_to_revoke, session_id, refresh_token),
        SealedColumn::AssertionKey => rows!(assertion_keys, id, private_key),
    };
    let secret = |(sealed_for, sealed): (String, Option<String>)| {
        Ok(StoredSecret { sealed_for: row::uuid(&sealed_for, "sealed secrets")?, sealed: sealed.unwrap_or_default() })
    };
    rows.into_iter().map(secret).collect()
}

/// Replaces an encrypted secret, unless another one has replaced it meanwhile.
pub fn replace(
    connection: &mut Connection,
    column: SealedColumn,
    sealed_for: Uuid,
    before: &str,
    after: &str,
) -> Result<(), StoreError> {
    let id = sealed_for.to_string();
    macro_rules! replace {
        ($table:ident, $column:ident) => {
            each!(connection, c => diesel::update($table::table.find(&id).filter($table::$column.eq(before)))
                .set($table::$column.eq(after))
                .execute(c))?
        };
    }
    match column {
        SealedColumn::IdToken => replace!(provider_sessions, id_token),
        SealedColumn::RefreshToken => replace!(rechecks, refresh_token),
        SealedColumn::AccessToken => replace!(rechecks, access_token),
        SealedColumn::RefreshTokenToRevoke => replace!(tokens_to_revoke, refresh_token),
        SealedColumn::AssertionKey => replace!(assertion_keys, private_key),
    };
    Ok(())
}
