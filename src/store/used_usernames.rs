//! The usernames that users have or had. None is given to another user, since applications may know users by it.

use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::used_usernames;
use crate::domain::username_hash;

/// Whether a user has or had this username.
pub(super) fn contains(connection: &mut Connection, username: &str) -> Result<bool, StoreError> {
    let used = used_usernames::table.find(username_hash(username));
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(used)).get_result(c))?)
}

/// Records that a user has or had this username.
pub(super) fn add(connection: &mut Connection, username: &str) -> Result<(), StoreError> {
    let row = used_usernames::username_hash.eq(username_hash(username));
    each!(connection, c => diesel::insert_into(used_usernames::table).values(&row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}
