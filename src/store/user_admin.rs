//! Users for an operator: lists and finds them, disables, enables, renames and deletes them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::{identities, users};
use super::used_usernames;
use super::users::UserRow;
use super::{row, sessions};
use crate::domain::{EmailAddress, User, UserEntry, UserId};

/// How an operator names a user on the command line.
#[derive(Debug, Clone)]
pub enum UserSelector {
    /// The proven e-mail address.
    Email(EmailAddress),
    /// The id.
    Id(UserId),
    /// The username.
    Username(String),
}

impl UserSelector {
    /// Reads the text of an operator. No username contains an `@`, and none has the form of a UUID, which has 36
    /// characters: a username with a number has at most 35, and one that ends with a part of the id has only digits
    /// where a UUID has its last hyphen.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match (EmailAddress::parse(text), Uuid::parse_str(text)) {
            (Ok(email), _) => Self::Email(email),
            (_, Ok(id)) if text.len() == 36 => Self::Id(UserId(id)),
            _ => Self::Username(text.to_owned()),
        }
    }
}

/// All users, ordered by username.
pub fn list(connection: &mut Connection) -> Result<Vec<UserEntry>, StoreError> {
    let rows: Vec<(UserRow, Option<i64>)> = each!(connection, c => users::table
        .order(users::username)
        .select((UserRow::as_select(), users::disabled_at))
        .load(c))?;
    let last: Vec<(String, Option<i64>)> = each!(connection, c => identities::table
        .group_by(identities::user_id)
        .select((identities::user_id, max(identities::last_used_at)))
        .load(c))?;
    let last: HashMap<String, Option<i64>> = last.into_iter().collect();
    let entry = |(row, disabled_at): (UserRow, Option<i64>)| {
        let user = User::try_from(row)?;
        let last_sign_in = last.get(&user.id.to_string()).copied().flatten();
        Ok(UserEntry { user, disabled_at: time(disabled_at)?, last_sign_in: time(last_sign_in)? })
    };
    rows.into_iter().map(entry).collect()
}

/// The user that an operator named.
pub fn find(connection: &mut Connection, selector: &UserSelector) -> Result<Option<UserEntry>, StoreError> {
    let row: Option<(UserRow, Option<i64>)> = each!(connection, c => {
        let all = users::table.select((UserRow::as_select(), users::disabled_at));
        match selector {
            UserSelector::Email(email) => all.filter(users::email_key.eq(email.key())).first(c),
            UserSelector::Id(id) => all.filter(users::id.eq(id.to_string())).first(c),
            UserSelector::Username(username) => all.filter(users::username.eq(username)).first(c),
        }
        .optional()
    })?;
    let Some((row, disabled_at)) = row else { return Ok(None) };
    let user = User::try_from(row)?;
    let own = identities::table.filter(identities::user_id.eq(user.id.to_string()));
    let last: Option<i64> = each!(connection, c => own.select(max(identities::last_used_at)).first(c))?;
    Ok(Some(UserEntry { user, disabled_at: time(disabled_at)?, last_sign_in: time(last)? }))
}

/// Whether this user is disabled. In a transaction that has changed the user's row, the answer stays true until its
/// end.
pub fn is_disabled(connection: &mut Connection, user: UserId) -> Result<bool, StoreError> {
    let disabled = users::table.filter(users::id.eq(user.to_string())).filter(users::disabled_at.is_not_null());
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(disabled)).get_result(c))?)
}

/// Disables a user as of a time, or enables the user with `None`.
pub fn set_disabled_at(
    connection: &mut Connection,
    user: UserId,
    disabled_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let target = users::table.find(user.to_string());
    let disabled_at = disabled_at.map(row::milliseconds);
    each!(connection, c => diesel::update(target).set(users::disabled_at.eq(disabled_at)).execute(c))?;
    Ok(())
}

/// Changes the username of a user; `false` if another user has or had it. Both usernames stay used. The caller holds
/// [`super::Lock::Accounts`], so that no other user gets it meanwhile.
pub fn rename(connection: &mut Connection, user: UserId, username: &str) -> Result<bool, StoreError> {
    // check: a used username at a rename
    if used_usernames::belongs_to_another(connection, user, username)? {
        return Ok(false);
    }
    let others = users::table.filter(users::username.eq(username)).filter(users::id.ne(user.to_string()));
    if each!(connection, c => diesel::select(diesel::dsl::exists(others)).get_result(c))? {
        return Ok(false);
    }
    keep_username(connection, user)?;
    used_usernames::add(connection, user, username)?;
    let target = users::table.find(user.to_string());
    each!(connection, c => diesel::update(target).set(users::username.eq(username)).execute(c))?;
    Ok(true)
}

/// Deletes a user with its identities, sessions and links. The username stays used.
pub fn delete(connection: &mut Connection, user: UserId) -> Result<(), StoreError> {
    // Deleting the user would delete the sessions as well, but forget their refresh tokens.
    sessions::end_all(connection, user, None)?;
    keep_username(connection, user)?;
    let target = users::table.find(user.to_string());
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Records the username of a user as used. That of a user from before the table of used usernames is not there yet.
fn keep_username(connection: &mut Connection, user: UserId) -> Result<(), StoreError> {
    let name = users::table.find(user.to_string()).select(users::username);
    let username: Option<String> = each!(connection, c => name.first(c).optional())?;
    username.map_or(Ok(()), |username| used_usernames::add(connection, user, &username))
}

fn time(milliseconds: Option<i64>) -> Result<Option<DateTime<Utc>>, StoreError> {
    milliseconds.map(|milliseconds| row::time(milliseconds, "users")).transpose()
}
