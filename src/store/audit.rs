//! The audit log: written, never changed.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::schema::audit_events;
use super::{StoreError, row};
use crate::domain::AuditEntry;

/// Adds an entry.
///
/// # Errors
/// When the database refuses.
pub fn insert(connection: &mut Connection, id: Uuid, entry: &AuditEntry) -> Result<(), StoreError> {
    let (action, outcome) = entry.event.names();
    let row = AuditRow {
        id: id.to_string(),
        occurred_at: row::milliseconds(entry.visit.now),
        action,
        outcome,
        provider: entry.provider.as_str(),
        user_id: entry.user.map(|user| user.to_string()),
        address: entry.visit.address.map(|address| address.to_string()),
        request_id: entry.visit.request.as_str(),
    };
    each!(connection, c => diesel::insert_into(audit_events::table).values(&row).execute(c))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = audit_events)]
struct AuditRow<'a> {
    id: String,
    occurred_at: i64,
    action: &'a str,
    outcome: &'a str,
    provider: &'a str,
    user_id: Option<String>,
    address: Option<String>,
    request_id: &'a str,
}
