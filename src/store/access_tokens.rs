//! Personal access tokens: the store gets the hash of a token, never the token.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{access_tokens, identities, last_sign_ins, users};
use super::sessions::groups_from_text;
use super::users::UserRow;
use crate::domain::{
    ApplicationUrl, Groups, Issuer, LastSignIn, SecretHash, Slug, StoredToken, TokenDetails, User, UserId,
};

const TABLE: &str = "access_tokens";

/// A token that is about to be stored.
#[derive(Debug)]
pub struct NewToken {
    /// Its id.
    pub id: Uuid,
    /// The hash of the token.
    pub hash: SecretHash,
    /// The user who makes it.
    pub user: UserId,
    /// The id of the identity that began the session in which it is made.
    pub identity: Uuid,
    /// The name that the user gave it.
    pub name: String,
    /// The addresses of the applications that it is for.
    pub applications: Vec<ApplicationUrl>,
    /// When it is made.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
}

/// Adds a token; `false` if the user has one with this name.
pub fn insert(connection: &mut Connection, token: &NewToken) -> Result<bool, StoreError> {
    let applications: Vec<String> = token.applications.iter().map(ToString::to_string).collect();
    let row = (
        access_tokens::id.eq(token.id.to_string()),
        access_tokens::token_hash.eq(row::hexadecimal(&token.hash)),
        access_tokens::user_id.eq(token.user.to_string()),
        access_tokens::identity_id.eq(token.identity.to_string()),
        access_tokens::name.eq(&token.name),
        access_tokens::applications.eq(Value::from(applications).to_string()),
        access_tokens::created_at.eq(row::milliseconds(token.created_at)),
        access_tokens::expires_at.eq(row::milliseconds(token.expires_at)),
    );
    let inserted = each!(connection, c => diesel::insert_into(access_tokens::table)
        .values(&row)
        .on_conflict((access_tokens::user_id, access_tokens::name))
        .do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// The token with this hash, expired or not, with the last sign-in with its identity.
pub fn find(connection: &mut Connection, hash: &SecretHash) -> Result<Option<StoredToken>, StoreError> {
    type Row = (TokenRow, UserRow, Option<i64>, String, Option<LastSignInRow>);
    let row: Option<Row> = each!(connection, c => access_tokens::table
        .inner_join(users::table)
        .inner_join(identities::table)
        .left_join(last_sign_ins::table.on(last_sign_ins::identity_id.eq(access_tokens::identity_id)))
        .filter(access_tokens::token_hash.eq(row::hexadecimal(hash)))
        .filter(identities::user_id.eq(access_tokens::user_id))
        .select((
            TokenRow::as_select(),
            UserRow::as_select(),
            users::disabled_at,
            identities::issuer,
            Option::<LastSignInRow>::as_select(),
        ))
        .first(c)
        .optional())?;
    let token = |(token, user, disabled_at, issuer, sign_in): Row| {
        Ok(StoredToken {
            id: row::uuid(&token.id, TABLE)?,
            user: User::try_from(user)?,
            is_disabled: disabled_at.is_some(),
            issuer: Issuer::new(issuer),
            applications: texts(&token.applications)?,
            expires_at: row::time(token.expires_at, TABLE)?,
            last_used_at: time(token.last_used_at)?,
            sign_in: sign_in.map(LastSignIn::try_from).transpose()?,
        })
    };
    row.map(token).transpose()
}

/// The tokens of a user that have not expired, or those of all users, by username and the newest first.
pub fn list(
    connection: &mut Connection,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Vec<TokenDetails>, StoreError> {
    let rows: Vec<(TokenRow, String)> = each!(connection, c => {
        let all = access_tokens::table
            .inner_join(users::table)
            .filter(access_tokens::expires_at.gt(row::milliseconds(now)))
            .order((users::username, access_tokens::created_at.desc(), access_tokens::id))
            .select((TokenRow::as_select(), users::username))
            .into_boxed();
        match user {
            Some(user) => all.filter(access_tokens::user_id.eq(user.to_string())).load(c),
            None => all.load(c),
        }
    })?;
    let details = |(token, username): (TokenRow, String)| {
        Ok(TokenDetails {
            id: row::uuid(&token.id, TABLE)?,
            username,
            name: token.name,
            applications: texts(&token.applications)?,
            created_at: row::time(token.created_at, TABLE)?,
            expires_at: row::time(token.expires_at, TABLE)?,
            last_used_at: time(token.last_used_at)?,
        })
    };
    rows.into_iter().map(details).collect()
}

/// Records that a token was used.
pub fn record_use(connection: &mut Connection, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let target = access_tokens::table.find(id.to_string());
    each!(connection, c => diesel::update(target)
        .set(access_tokens::last_used_at.eq(row::milliseconds(now)))
        .execute(c))?;
    Ok(())
}

/// The user of the token with this id, if there is one.
pub fn find_user(connection: &mut Connection, id: Uuid) -> Result<Option<UserId>, StoreError> {
    let users = access_tokens::table.find(id.to_string()).select(access_tokens::user_id);
    let user: Option<String> = each!(connection, c => users.first(c).optional())?;
    user.map(|user| row::uuid(&user, TABLE).map(UserId)).transpose()
}

/// Deletes a token of a user; `false` if the user has none with this id.
pub fn delete(connection: &mut Connection, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    let target = access_tokens::table
        .filter(access_tokens::id.eq(id.to_string()))
        .filter(access_tokens::user_id.eq(user.to_string()));
    Ok(each!(connection, c => diesel::delete(target).execute(c))? == 1)
}

/// Deletes all tokens of a user, and returns how many there were.
pub fn delete_of_user(connection: &mut Connection, user: UserId) -> Result<usize, StoreError> {
    let target = access_tokens::table.filter(access_tokens::user_id.eq(user.to_string()));
    Ok(each!(connection, c => diesel::delete(target).execute(c))?)
}

/// The users who have tokens.
pub fn list_users(connection: &mut Connection) -> Result<Vec<UserId>, StoreError> {
    let users = access_tokens::table.select(access_tokens::user_id).distinct();
    let ids: Vec<String> = each!(connection, c => users.load(c))?;
    ids.iter().map(|id| row::uuid(id, TABLE).map(UserId)).collect()
}

/// Deletes the expired tokens.
pub fn delete_expired(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let expired = access_tokens::table.filter(access_tokens::expires_at.le(row::milliseconds(now)));
    each!(connection, c => diesel::delete(expired).execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
struct TokenRow {
    id: String,
    name: String,
    applications: String,
    created_at: i64,
    expires_at: i64,
    last_used_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = last_sign_ins)]
struct LastSignInRow {
    provider: String,
    provider_groups: Option<String>,
    signed_in_at: i64,
}

impl TryFrom<LastSignInRow> for LastSignIn {
    type Error = StoreError;

    fn try_from(row: LastSignInRow) -> Result<Self, StoreError> {
        Ok(Self {
            provider: Slug::parse(&row.provider).map_err(|_| StoreError::InvalidRow("last_sign_ins"))?,
            groups: row.provider_groups.as_deref().map_or(Ok(Groups::Unknown), groups_from_text)?,
            at: row::time(row.signed_in_at, "last_sign_ins")?,
        })
    }
}

/// A JSON array of texts.
fn texts(text: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::InvalidRow(TABLE))
}

fn time(milliseconds: Option<i64>) -> Result<Option<DateTime<Utc>>, StoreError> {
    milliseconds.map(|milliseconds| row::time(milliseconds, TABLE)).transpose()
}
