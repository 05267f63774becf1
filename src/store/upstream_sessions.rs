//! The upstream session of each session.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::{provider_sessions, sessions};
use super::{row, session_deletion};
use crate::domain::{
    ClientRegistration, Identity, Issuer, LogoutScope, Subject, UpstreamSession, UpstreamSessionId, UserId,
};

const TABLE: &str = "provider_sessions";

/// Adds the upstream session of a session.
pub fn insert(connection: &mut Connection, session: Uuid, upstream: &UpstreamSession) -> Result<(), StoreError> {
    let row = UpstreamSessionRow {
        session_id: session.to_string(),
        issuer: upstream.client.issuer.as_str().to_owned(),
        client_id: upstream.client.id.clone(),
        subject: upstream.subject.as_str().to_owned(),
        sid_hash: upstream.id.map(|id| row::hexadecimal(id.hash())),
        id_token: upstream.sealed_id_token.clone(),
        issued_at: upstream.issued_at.map(row::milliseconds),
    };
    connection.write_later(diesel::insert_into(provider_sessions::table).values(row))
}

/// The upstream session of a session, if it is known.
pub fn find(connection: &mut Connection, session: Uuid) -> Result<Option<UpstreamSession>, StoreError> {
    let row: Option<UpstreamSessionRow> = each!(connection, c => provider_sessions::table
        .find(session.to_string())
        .select(UpstreamSessionRow::as_select())
        .first(c)
        .optional())?;
    row.map(UpstreamSession::try_from).transpose()
}

/// The ids of the sessions of this client that a provider ends, each with the id of its user.
///
/// If the scope has both an upstream session and a subject, both must match. A session of the subject also
/// matches if the id of its upstream session is unknown. With `issued_by`, sessions whose ID token is younger do not match:
/// they began after the sign-out at the provider.
pub fn find_matching(
    connection: &mut Connection,
    client: &ClientRegistration,
    scope: &LogoutScope,
    issued_by: Option<DateTime<Utc>>,
) -> Result<Vec<(String, String)>, StoreError> {
    let sid = scope.session.map(|id| row::hexadecimal(id.hash()));
    let subject = scope.subject.as_ref().map(Subject::as_str);
    if sid.is_none() && subject.is_none() {
        return Ok(Vec::new());
    }
    Ok(each!(connection, c => {
        let mut found = provider_sessions::table
            .inner_join(sessions::table)
            .filter(provider_sessions::issuer.eq(client.issuer.as_str()))
            .filter(provider_sessions::client_id.eq(&client.id))
            .select((sessions::id, sessions::user_id))
            .into_boxed();
        if let Some(subject) = subject {
            found = found.filter(provider_sessions::subject.eq(subject));
        }
        // check: a logout token ends no younger session
        if let Some(issued_by) = issued_by {
            let is_older = provider_sessions::issued_at.le(row::milliseconds(issued_by));
            found = found.filter(is_older.or(provider_sessions::issued_at.is_null()));
        }
        match (sid, subject) {
            (Some(sid), None) => found = found.filter(provider_sessions::sid_hash.eq(sid)),
            (Some(sid), Some(_)) => {
                found = found.filter(provider_sessions::sid_hash.eq(sid).or(provider_sessions::sid_hash.is_null()));
            }
            (None, _) => {}
        }
        found.load(c)
    })?)
}

/// Ends the sessions that a provider ends, and returns the user of each.
pub fn end_matching(
    connection: &mut Connection,
    client: &ClientRegistration,
    scope: &LogoutScope,
    issued_by: Option<DateTime<Utc>>,
) -> Result<Vec<UserId>, StoreError> {
    let found = find_matching(connection, client, scope, issued_by)?;
    let ids: Vec<String> = found.iter().map(|(id, _)| id.clone()).collect();
    session_deletion::delete(connection, &ids)?;
    found.iter().map(|(_, user)| Ok(UserId(row::uuid(user, "sessions")?))).collect()
}

/// Ends the sessions of a user that this identity began, and returns their ids.
pub fn end_begun_by(connection: &mut Connection, user: UserId, identity: &Identity) -> Result<Vec<Uuid>, StoreError> {
    let begun = provider_sessions::table
        .inner_join(sessions::table)
        .filter(provider_sessions::issuer.eq(identity.issuer.as_str()))
        .filter(provider_sessions::subject.eq(identity.subject.as_str()))
        .filter(sessions::user_id.eq(user.to_string()))
        .select(sessions::id);
    let ids: Vec<String> = each!(connection, c => begun.load(c))?;
    session_deletion::delete(connection, &ids)?;
    ids.iter().map(|id| row::uuid(id, "sessions")).collect()
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = provider_sessions, treat_none_as_default_value = false)]
struct UpstreamSessionRow {
    session_id: String,
    issuer: String,
    client_id: String,
    subject: String,
    sid_hash: Option<String>,
    id_token: Option<String>,
    issued_at: Option<i64>,
}

impl TryFrom<UpstreamSessionRow> for UpstreamSession {
    type Error = StoreError;

    fn try_from(row: UpstreamSessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            client: ClientRegistration { issuer: Issuer::new(row.issuer), id: row.client_id },
            subject: Subject::parse(&row.subject).map_err(|_| StoreError::InvalidRow(TABLE))?,
            id: row.sid_hash.map(|hash| row::secret_hash(&hash, TABLE)).transpose()?.map(UpstreamSessionId::stored),
            sealed_id_token: row.id_token,
            issued_at: row.issued_at.map(|issued_at| row::time(issued_at, TABLE)).transpose()?,
        })
    }
}
