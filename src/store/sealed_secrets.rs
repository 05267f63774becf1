//! All columns with secrets that are encrypted for a session, for the rotation of the session secret.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{provider_sessions, rechecks, tokens_to_revoke};

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
}

impl SealedColumn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::IdToken, Self::RefreshToken, Self::AccessToken, Self::RefreshTokenToRevoke];
}

/// An encrypted secret of a session.
#[expect(missing_debug_implementations, reason = "it contains an encrypted token")]
pub struct StoredSecret {
    /// The session.
    pub session: Uuid,
    /// The secret, encrypted.
    pub sealed: String,
}

/// The encrypted secrets of a column, ordered by session, of the sessions after this one.
pub fn list(
    connection: &mut Connection,
    column: SealedColumn,
    after: &str,
    limit: i64,
) -> Result<Vec<StoredSecret>, StoreError> {
    macro_rules! rows {
        ($table:ident, $column:ident) => {
            each!(connection, c => $table::table
                .filter($table::session_id.gt(after))
                .filter($table::$column.is_not_null())
                .order($table::session_id)
                .limit(limit)
                .select(($table::session_id, $table::$column.nullable()))
                .load::<(String, Option<String>)>(c))?
        };
    }
    let rows = match column {
        SealedColumn::IdToken => rows!(provider_sessions, id_token),
        SealedColumn::RefreshToken => rows!(rechecks, refresh_token),
        SealedColumn::AccessToken => rows!(rechecks, access_token),
        SealedColumn::RefreshTokenToRevoke => rows!(tokens_to_revoke, refresh_token),
    };
    let secret = |(session, sealed): (String, Option<String>)| {
        Ok(StoredSecret { session: row::uuid(&session, "sealed secrets")?, sealed: sealed.unwrap_or_default() })
    };
    rows.into_iter().map(secret).collect()
}

/// Replaces an encrypted secret of a session, unless another one has replaced it meanwhile.
pub fn replace(
    connection: &mut Connection,
    column: SealedColumn,
    session: Uuid,
    before: &str,
    after: &str,
) -> Result<(), StoreError> {
    let session = session.to_string();
    macro_rules! replace {
        ($table:ident, $column:ident) => {
            each!(connection, c => diesel::update($table::table.find(&session).filter($table::$column.eq(before)))
                .set($table::$column.eq(after))
                .execute(c))?
        };
    }
    match column {
        SealedColumn::IdToken => replace!(provider_sessions, id_token),
        SealedColumn::RefreshToken => replace!(rechecks, refresh_token),
        SealedColumn::AccessToken => replace!(rechecks, access_token),
        SealedColumn::RefreshTokenToRevoke => replace!(tokens_to_revoke, refresh_token),
    };
    Ok(())
}
