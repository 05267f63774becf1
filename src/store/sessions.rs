//! The sessions of browsers. [`super::session_tokens`] has the tokens by which they are found.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::{sessions, users};
use super::users::UserRow;
use super::{row, session_deletion};
use crate::domain::{Groups, Lifetimes, Session, SignInStrength, Slug, User, UserAgent, UserId};

/// The JSON text in place of groups that are too many.
const TOO_MANY: &str = "too many";

/// The session with this id, expired or not, and its user. A disabled user has no session.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<Option<(Session, User)>, StoreError> {
    let row: Option<(SessionRow, UserRow)> = each!(connection, c => sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(id.to_string()))
        .filter(users::disabled_at.is_null())
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(c)
        .optional())?;
    row.map(|(session, user)| Ok((session.try_into()?, user.try_into()?))).transpose()
}

/// The sessions of a user that have not expired, the last used first, at most `limit`.
pub fn list_active(
    connection: &mut Connection,
    user: UserId,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<SessionRow> = each!(connection, c => active(user, lifetimes, now)
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .limit(limit)
        .select(SessionRow::as_select())
        .load(c))?;
    rows.into_iter().map(Session::try_from).collect()
}

/// How many sessions of a user have not expired.
pub fn count_active(
    connection: &mut Connection,
    user: UserId,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let count: i64 = each!(connection, c => active(user, lifetimes, now).count().get_result(c))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// How many sessions of all users have not expired.
pub fn count_living(
    connection: &mut Connection,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let living = sessions::table
        .filter(sessions::last_seen_at.gt(row::milliseconds(now - lifetimes.idle)))
        .filter(sessions::signed_in_at.gt(row::milliseconds(now - lifetimes.absolute)));
    let count: i64 = each!(connection, c => living.count().get_result(c))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn active(user: UserId, lifetimes: &Lifetimes, now: DateTime<Utc>) -> _ {
    let user: String = user.to_string();
    let used_after: i64 = row::milliseconds(now - lifetimes.idle);
    let signed_in_after: i64 = row::milliseconds(now - lifetimes.absolute);
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::last_seen_at.gt(used_after))
        .filter(sessions::signed_in_at.gt(signed_in_after))
}

/// Adds a session.
pub fn insert(connection: &mut Connection, session: &Session) -> Result<(), StoreError> {
    let row = SessionRow {
        id: session.id.to_string(),
        user_id: session.user.to_string(),
        provider: session.provider.as_str().to_owned(),
        signed_in_at: row::milliseconds(session.signed_in_at),
        last_seen_at: row::milliseconds(session.last_seen_at),
        user_agent: session.user_agent.as_ref().map(|agent| agent.as_str().to_owned()),
        address: session.address.map(|address| address.to_string()),
        authenticated_at: session.strength.authenticated_at.map(row::milliseconds),
        provider_groups: groups_to_text(&session.groups),
        acr: session.strength.acr.clone(),
        amr: (!session.strength.amr.is_empty()).then(|| Value::from(session.strength.amr.as_slice()).to_string()),
    };
    connection.write_later(diesel::insert_into(sessions::table).values(row))
}

/// Records that a session was used. A session that has ended meanwhile stays ended.
pub fn record_use(connection: &mut Connection, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let target = sessions::table.find(id.to_string());
    each!(connection, c => diesel::update(target)
        .set(sessions::last_seen_at.eq(row::milliseconds(now)))
        .execute(c))?;
    Ok(())
}

/// Records that these sessions were used. Those that have ended meanwhile stay ended.
pub fn record_uses(connection: &mut Connection, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), StoreError> {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    for ids in ids.chunks(session_deletion::MAX_IDS) {
        let target =
            sessions::table.filter(sessions::id.eq_any(ids)).filter(sessions::last_seen_at.lt(row::milliseconds(now)));
        each!(connection, c => diesel::update(target)
            .set(sessions::last_seen_at.eq(row::milliseconds(now)))
            .execute(c))?;
    }
    Ok(())
}

/// Locks the row of a session until the transaction ends; `false` if the session has ended.
pub fn lock(connection: &mut Connection, id: Uuid) -> Result<bool, StoreError> {
    let target = sessions::table.find(id.to_string());
    let locked = each!(connection, c => diesel::update(target)
        .set(sessions::signed_in_at.eq(sessions::signed_in_at))
        .execute(c))?;
    Ok(locked == 1)
}

/// Ends a session with all of its tokens, if it exists.
pub fn delete(connection: &mut Connection, id: Uuid) -> Result<(), StoreError> {
    session_deletion::delete(connection, &[id.to_string()])?;
    Ok(())
}

/// Ends the sessions of a user, all or all but one, and returns how many.
pub fn end_all(connection: &mut Connection, user: UserId, except: Option<Uuid>) -> Result<usize, StoreError> {
    let kept = except.map(|id| id.to_string()).unwrap_or_default();
    let target = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::id.ne(kept))
        .select(sessions::id);
    let ids: Vec<String> = each!(connection, c => target.load(c))?;
    session_deletion::delete(connection, &ids)
}

/// Ends one session of a user by its id; `false` if the user has no session with this id.
pub fn end_one(connection: &mut Connection, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    let target = sessions::table.filter(sessions::user_id.eq(user.to_string())).filter(sessions::id.eq(id.to_string()));
    let ids: Vec<String> = each!(connection, c => target.select(sessions::id).load(c))?;
    Ok(session_deletion::delete(connection, &ids)? == 1)
}

/// Deletes the sessions that are past their idle or absolute end, and returns how many.
pub fn delete_expired(
    connection: &mut Connection,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let expired = sessions::table.filter(
        sessions::last_seen_at
            .le(row::milliseconds(now - lifetimes.idle))
            .or(sessions::signed_in_at.le(row::milliseconds(now - lifetimes.absolute))),
    );
    let ids: Vec<String> = each!(connection, c => expired.select(sessions::id).load(c))?;
    session_deletion::delete(connection, &ids)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(super) struct SessionRow {
    id: String,
    user_id: String,
    provider: String,
    signed_in_at: i64,
    last_seen_at: i64,
    user_agent: Option<String>,
    address: Option<String>,
    authenticated_at: Option<i64>,
    provider_groups: Option<String>,
    acr: Option<String>,
    amr: Option<String>,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row::uuid(&row.id, "sessions")?,
            user: UserId(row::uuid(&row.user_id, "sessions")?),
            provider: Slug::parse(&row.provider).map_err(|_| StoreError::InvalidRow("sessions"))?,
            signed_in_at: row::time(row.signed_in_at, "sessions")?,
            last_seen_at: row::time(row.last_seen_at, "sessions")?,
            strength: SignInStrength {
                acr: row.acr,
                amr: row.amr.as_deref().map_or(Ok(Vec::new()), texts)?,
                authenticated_at: row.authenticated_at.map(|time| row::time(time, "sessions")).transpose()?,
            },
            groups: row.provider_groups.as_deref().map_or(Ok(Groups::Unknown), groups_from_text)?,
            address: row.address.and_then(|address| address.parse().ok()),
            user_agent: row.user_agent.as_deref().map(UserAgent::new),
        })
    }
}

/// The groups as JSON; `None` if they are unknown.
pub(super) fn groups_to_text(groups: &Groups) -> Option<String> {
    match groups {
        Groups::Known(names) => Some(Value::from(names.as_slice()).to_string()),
        Groups::TooMany => Some(Value::from(TOO_MANY).to_string()),
        Groups::Unknown | Groups::Unreadable => None,
    }
}

/// A JSON array of texts.
fn texts(text: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::InvalidRow("sessions"))
}

pub(super) fn groups_from_text(text: &str) -> Result<Groups, StoreError> {
    let invalid_row = || StoreError::InvalidRow("sessions");
    match serde_json::from_str(text).map_err(|_| invalid_row())? {
        Value::Array(list) => {
            let names = list.into_iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>();
            names.map(Groups::Known).ok_or_else(invalid_row)
        }
        Value::String(text) if text == TOO_MANY => Ok(Groups::TooMany),
        _ => Err(invalid_row()),
    }
}
