//! Adds entries to the audit log, which never change, and lists the recent ones of a user.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::audit_events;
use crate::domain::{AuditEntry, AuditEvent, PastEvent, Slug, UserId};

/// Adds an entry.
pub fn insert(connection: &mut Connection, id: Uuid, entry: &AuditEntry) -> Result<(), StoreError> {
    insert_row(connection, id, entry, None, None)
}

/// Adds an entry of a sign-in with this kind of browser.
pub fn insert_sign_in(
    connection: &mut Connection,
    id: Uuid,
    entry: &AuditEntry,
    device: &str,
) -> Result<(), StoreError> {
    insert_row(connection, id, entry, None, Some(device))
}

/// Adds an entry about the application with this address.
pub fn insert_about_application(
    connection: &mut Connection,
    id: Uuid,
    entry: &AuditEntry,
    application: &str,
) -> Result<(), StoreError> {
    insert_row(connection, id, entry, Some(application), None)
}

fn insert_row(
    connection: &mut Connection,
    id: Uuid,
    entry: &AuditEntry,
    application: Option<&str>,
    device: Option<&str>,
) -> Result<(), StoreError> {
    let (action, outcome) = entry.event.names();
    let row = AuditRow {
        id: id.to_string(),
        occurred_at: row::milliseconds(entry.context.now),
        action,
        outcome,
        provider: entry.provider.as_str().to_owned(),
        user_id: entry.user.map(|user| user.to_string()),
        address: entry.context.address.map(|address| address.to_string()),
        request_id: entry.context.request_id.as_str().to_owned(),
        application: application.map(str::to_owned),
        device: device.map(str::to_owned),
    };
    connection.write_later(diesel::insert_into(audit_events::table).values(row))
}

/// Whether the audit log has no sign-in of this user with this kind of browser.
pub fn is_new_device(connection: &mut Connection, user: UserId, device: &str) -> Result<bool, StoreError> {
    let (action, outcome) = AuditEvent::SignedIn.names();
    let earlier = audit_events::table
        .filter(audit_events::user_id.eq(user.to_string()))
        .filter(audit_events::action.eq(action))
        .filter(audit_events::outcome.eq(outcome))
        .filter(audit_events::device.eq(device));
    Ok(!each!(connection, c => select(exists(earlier)).get_result(c))?)
}

/// The latest entries about a user, newest first, at most `limit`. Events that this version does not know are left out, and so
/// are the daily ones about applications that the user opened: they would hide the others.
pub fn recent_events(connection: &mut Connection, user: UserId, limit: i64) -> Result<Vec<PastEvent>, StoreError> {
    let (opened, succeeded) = AuditEvent::ApplicationOpened.names();
    let rows: Vec<PastEventRow> = each!(connection, c => newest(user, limit)
        .filter(audit_events::action.ne(opened).or(audit_events::outcome.ne(succeeded)))
        .load(c))?;
    known_events(rows)
}

/// The first changes of a user's account after this time ([`AuditEvent::ACCOUNT_CHANGES`]), oldest first, at most `limit`.
pub fn account_changes(
    connection: &mut Connection,
    user: UserId,
    after: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PastEvent>, StoreError> {
    let (signed_in, succeeded) = AuditEvent::SignedIn.names();
    let changes = AuditEvent::ACCOUNT_CHANGES.map(|change| change.names().0);
    let with_link =
        audit_events::action.eq(signed_in).and(audit_events::provider.eq(Slug::operator().as_str().to_owned()));
    let rows: Vec<PastEventRow> = each!(connection, c => newest(user, limit)
        .filter(audit_events::occurred_at.gt(row::milliseconds(after)))
        .filter(audit_events::outcome.eq(succeeded))
        .filter(audit_events::action.eq_any(changes).or(with_link))
        .order((audit_events::occurred_at.asc(), audit_events::id.asc()))
        .load(c))?;
    known_events(rows)
}

type PastEventRow = (i64, String, String, String, Option<String>);

#[diesel::dsl::auto_type(no_type_alias)]
fn newest(user: UserId, limit: i64) -> _ {
    let user: String = user.to_string();
    audit_events::table
        .filter(audit_events::user_id.eq(user))
        .order((audit_events::occurred_at.desc(), audit_events::id.desc()))
        .limit(limit)
        .select((
            audit_events::occurred_at,
            audit_events::action,
            audit_events::outcome,
            audit_events::provider,
            audit_events::address,
        ))
}

fn known_events(rows: Vec<PastEventRow>) -> Result<Vec<PastEvent>, StoreError> {
    let known = rows.into_iter().filter_map(|(occurred_at, action, outcome, provider, address)| {
        let event = AuditEvent::from_names(&action, &outcome)?;
        let occurred_at = row::time(occurred_at, "audit_events");
        Some(occurred_at.map(|occurred_at| PastEvent { event, provider, address, occurred_at }))
    });
    known.collect()
}

#[derive(Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
struct AuditRow {
    id: String,
    occurred_at: i64,
    action: &'static str,
    outcome: &'static str,
    provider: String,
    user_id: Option<String>,
    address: Option<String>,
    request_id: String,
    application: Option<String>,
    device: Option<String>,
}
