//! The users: finds them by identity or proven address, adds them, updates their profiles.

use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::identities::LastUse;
use super::row;
use super::schema::{identities, users};
use super::used_usernames;
use crate::domain::{EmailAddress, Identity, User, UserId};

/// The user to whom this identity is linked, if any.
pub fn find_by_identity(connection: &mut Connection, identity: &Identity) -> Result<Option<User>, StoreError> {
    Ok(find_with_last_use(connection, identity)?.map(|(user, _)| user))
}

/// The user to whom this identity is linked, if any, and the identity as its last use has left it.
pub fn find_with_last_use(
    connection: &mut Connection,
    identity: &Identity,
) -> Result<Option<(User, LastUse)>, StoreError> {
    let row: Option<(UserRow, LastUse)> = each!(connection, c => users::table
        .inner_join(identities::table)
        .filter(identities::issuer.eq(identity.issuer.as_str()))
        .filter(identities::subject.eq(identity.subject.as_str()))
        .select((UserRow::as_select(), LastUse::as_select()))
        .first(c)
        .optional())?;
    row.map(|(user, last_use)| Ok((user.try_into()?, last_use))).transpose()
}

/// The user with this id, if any.
pub fn find(connection: &mut Connection, user: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = each!(connection, c => users::table
        .find(user.to_string())
        .select(UserRow::as_select())
        .first(c)
        .optional())?;
    row.map(User::try_from).transpose()
}

/// The users that have this proven address, or an identity that proves it. Addresses that are only claimed are never
/// found.
pub fn find_owners(connection: &mut Connection, email: &EmailAddress) -> Result<Vec<User>, StoreError> {
    let proving = identities::table.filter(identities::proven_email_key.eq(email.key())).select(identities::user_id);
    let rows: Vec<UserRow> = each!(connection, c => users::table
        // check: owners by all proven addresses
        .filter(users::email_key.eq(email.key()).or(users::id.eq_any(proving)))
        .order(users::id)
        .select(UserRow::as_select())
        .load(c))?;
    rows.into_iter().map(User::try_from).collect()
}

/// Adds a user; `false` if the username is taken, or was used by a user who was deleted.
///
/// # Errors
/// Also if another user has the proven address.
pub fn insert(connection: &mut Connection, user: &User) -> Result<bool, StoreError> {
    // check: a used username
    if used_usernames::belongs_to_another(connection, user.id, &user.username)? {
        return Ok(false);
    }
    let row = UserRow::from(user);
    let rows = each!(connection, c => diesel::insert_into(users::table)
        .values(&row)
        .on_conflict(users::username)
        .do_nothing()
        .execute(c))?;
    if rows == 1 {
        used_usernames::add(connection, user.id, &user.username)?;
    }
    Ok(rows == 1)
}

/// Locks the row of a user until the transaction ends. A sign-in takes the row of the user first and then that of the
/// identity: a transaction that changes identities takes them in the same order, so that the two cannot deadlock.
pub fn lock(connection: &mut Connection, user: UserId) -> Result<(), StoreError> {
    let target = users::table.find(user.to_string());
    each!(connection, c => diesel::update(target).set(users::created_at.eq(users::created_at)).execute(c))?;
    Ok(())
}

/// Replaces the proven address of a user.
///
/// # Errors
/// Also if another user has the address.
pub fn set_email(connection: &mut Connection, user: UserId, email: Option<&EmailAddress>) -> Result<(), StoreError> {
    let target = users::table.find(user.to_string());
    each!(connection, c => diesel::update(target)
        .set((users::email.eq(email.map(EmailAddress::as_str)), users::email_key.eq(email.map(EmailAddress::key))))
        .execute(c))?;
    Ok(())
}

/// Replaces what every sign-in may change: name and picture.
pub fn update_profile(connection: &mut Connection, user: &User) -> Result<(), StoreError> {
    let row = UserRow::from(user);
    let target = users::table.find(user.id.to_string());
    each!(connection, c => diesel::update(target)
        .set((users::display_name.eq(row.display_name), users::avatar_url.eq(row.avatar_url)))
        .execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    id: String,
    username: String,
    email: Option<String>,
    email_key: Option<String>,
    display_name: Option<String>,
    avatar_url: Option<String>,
    created_at: i64,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            username: user.username.clone(),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            email_key: user.email.as_ref().map(EmailAddress::key),
            display_name: user.display_name.clone(),
            avatar_url: user.avatar_url.clone(),
            created_at: row::milliseconds(user.created_at),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let email = row.email.as_deref().map(EmailAddress::parse).transpose();
        Ok(Self {
            id: UserId(row::uuid(&row.id, "users")?),
            username: row.username,
            email: email.map_err(|_| StoreError::InvalidRow("users"))?,
            display_name: row.display_name,
            avatar_url: row.avatar_url,
            created_at: row::time(row.created_at, "users")?,
        })
    }
}
