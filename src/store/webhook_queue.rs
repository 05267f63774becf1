//! The audit events that wait for `audit.webhook`. The database numbers them, so that those of one transaction keep their order,
//! and an event comes after every event that was committed before it began.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use uuid::Uuid;

use super::audit_search::{AuditRecord, EventRow};
use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{audit_events, users, webhook_queue};
use super::webhook_sender;

/// How many events one statement deletes. A statement has a time limit, and many may wait.
const MAX_DELETED_AT_ONCE: i64 = 5000;

/// An event to send, with what is known about its user now. Nothing of it is kept in the queue.
#[expect(missing_debug_implementations, reason = "it contains an e-mail address")]
pub struct WaitingEvent {
    /// The entry of the audit log.
    pub record: AuditRecord,
    /// Since when it waits.
    pub waits_since: DateTime<Utc>,
    /// The proven e-mail address of the user, who may have been deleted.
    pub email: Option<String>,
    /// The name of the user.
    pub display_name: Option<String>,
}

/// Adds an entry of the audit log, if `audit.webhook` is set.
pub fn add(connection: &mut Connection, event: Uuid, occurred_at: DateTime<Utc>) -> Result<(), StoreError> {
    // check: nothing is queued without a webhook
    if !webhook_sender::is_on(connection)? {
        return Ok(());
    }
    let row =
        (webhook_queue::event_id.eq(event.to_string()), webhook_queue::occurred_at.eq(row::milliseconds(occurred_at)));
    each!(connection, c => diesel::insert_into(webhook_queue::table).values(&row).execute(c))?;
    Ok(())
}

/// Whether an event waits.
pub fn has_any(connection: &mut Connection) -> Result<bool, StoreError> {
    Ok(each!(connection, c => select(exists(webhook_queue::table.select(webhook_queue::position))).get_result(c))?)
}

/// How many events wait.
pub fn count(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(each!(connection, c => webhook_queue::table.count().get_result(c))?)
}

/// The event that has waited longest.
pub fn first(connection: &mut Connection) -> Result<Option<WaitingEvent>, StoreError> {
    type UserColumns = (Option<String>, Option<String>, Option<String>);
    let found: Option<(EventRow, i64, UserColumns)> = each!(connection, c => webhook_queue::table
        .inner_join(audit_events::table)
        .left_join(users::table.on(audit_events::user_id.eq(users::id.nullable())))
        .order(webhook_queue::position)
        .select((
            EventRow::as_select(),
            webhook_queue::occurred_at,
            (users::username.nullable(), users::email.nullable(), users::display_name.nullable()),
        ))
        .first(c)
        .optional())?;
    let waiting = |(event, since, (username, email, display_name)): (EventRow, i64, UserColumns)| {
        let waits_since = row::time(since, "webhook_queue")?;
        Ok(WaitingEvent { record: event.into_record(username)?, waits_since, email, display_name })
    };
    found.map(waiting).transpose()
}

/// Deletes an event that was delivered or given up.
pub fn delete(connection: &mut Connection, event: Uuid) -> Result<(), StoreError> {
    let target = webhook_queue::table.filter(webhook_queue::event_id.eq(event.to_string()));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Deletes events, at most [`MAX_DELETED_AT_ONCE`], and returns how many.
pub fn delete_any(connection: &mut Connection) -> Result<usize, StoreError> {
    let positions =
        webhook_queue::table.select(webhook_queue::position).order(webhook_queue::position).limit(MAX_DELETED_AT_ONCE);
    let positions: Vec<i64> = each!(connection, c => positions.load(c))?;
    let Some(last) = positions.last() else { return Ok(0) };
    let portion = webhook_queue::table.filter(webhook_queue::position.le(*last));
    Ok(each!(connection, c => diesel::delete(portion).execute(c))?)
}
