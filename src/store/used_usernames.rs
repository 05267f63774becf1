//! The usernames that users have or had. None is given to another user, since applications may know users by it.

use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::used_usernames;
use crate::domain::{UserId, username_hash};

/// Whether another user than this one has or had this username.
pub(super) fn belongs_to_another(
    connection: &mut Connection,
    user: UserId,
    username: &str,
) -> Result<bool, StoreError> {
    let of_another =
        used_usernames::table.find(username_hash(username)).filter(used_usernames::user_id.ne(user.to_string()));
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(of_another)).get_result(c))?)
}

/// Records that this user has or had this username.
pub(super) fn add(connection: &mut Connection, user: UserId, username: &str) -> Result<(), StoreError> {
    let row = (used_usernames::username_hash.eq(username_hash(username)), used_usernames::user_id.eq(user.to_string()));
    each!(connection, c => diesel::insert_into(used_usernames::table).values(&row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}
