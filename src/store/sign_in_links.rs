//! Sign-in links, which sign a user in without a provider: the store gets the hash of a token, never the token.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{sign_in_links, users};
use super::users::UserRow;
use crate::domain::{SecretHash, User, UserId};

/// Adds a link for a user, or replaces the earlier one.
pub fn replace(
    connection: &mut Connection,
    token: &SecretHash,
    user: UserId,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    delete_for_user(connection, user)?;
    let row = (
        sign_in_links::token_hash.eq(row::hexadecimal(token)),
        sign_in_links::user_id.eq(user.to_string()),
        sign_in_links::expires_at.eq(row::milliseconds(expires_at)),
    );
    each!(connection, c => diesel::insert_into(sign_in_links::table).values(&row).execute(c))?;
    Ok(())
}

/// The user that this link signs in, if the link is valid.
pub fn find_user(
    connection: &mut Connection,
    token: &SecretHash,
    now: DateTime<Utc>,
) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = each!(connection, c => users::table
        .inner_join(sign_in_links::table)
        .filter(sign_in_links::token_hash.eq(row::hexadecimal(token)))
        .filter(sign_in_links::expires_at.gt(row::milliseconds(now)))
        .select(UserRow::as_select())
        .first(c)
        .optional())?;
    row.map(User::try_from).transpose()
}

/// Uses up a link; `false` if another request has used it before.
pub fn use_up(connection: &mut Connection, token: &SecretHash) -> Result<bool, StoreError> {
    let target = sign_in_links::table.filter(sign_in_links::token_hash.eq(row::hexadecimal(token)));
    Ok(each!(connection, c => diesel::delete(target).execute(c))? == 1)
}

/// Deletes the link of a user, if there is one.
pub fn delete_for_user(connection: &mut Connection, user: UserId) -> Result<(), StoreError> {
    let own = sign_in_links::table.filter(sign_in_links::user_id.eq(user.to_string()));
    each!(connection, c => diesel::delete(own).execute(c))?;
    Ok(())
}

/// Deletes all links.
pub fn delete_all(connection: &mut Connection) -> Result<(), StoreError> {
    each!(connection, c => diesel::delete(sign_in_links::table).execute(c))?;
    Ok(())
}

/// Deletes the expired links.
pub fn delete_expired(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let expired = sign_in_links::table.filter(sign_in_links::expires_at.le(row::milliseconds(now)));
    each!(connection, c => diesel::delete(expired).execute(c))?;
    Ok(())
}
