//! Searches the audit log, and deletes its old entries.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{audit_events, users};
use crate::domain::UserId;

/// How many entries one statement deletes. A statement has a time limit, and the first cleanup of a long log has many.
const MAX_DELETED_AT_ONCE: i64 = 5000;

/// Which entries to find.
#[derive(Debug, Clone)]
pub struct AuditFilter {
    /// Only entries from this time on.
    pub since: DateTime<Utc>,
    /// Only entries about this user.
    pub user: Option<UserId>,
    /// Only entries with this outcome.
    pub outcome: Option<OutcomeFilter>,
}

/// Which outcomes to find.
#[derive(Debug, Clone)]
pub enum OutcomeFilter {
    /// The outcome with this name.
    Is(String),
    /// All outcomes with another name.
    IsNot(String),
}

/// An entry of the audit log, as the operator sees it.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its id: unique, and sorted by age.
    pub id: Uuid,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The name of the action.
    pub action: String,
    /// The name of the outcome.
    pub outcome: String,
    /// The slug of the provider.
    pub provider: String,
    /// The user it is about, if known.
    pub user: Option<UserId>,
    /// The username, if the user still exists.
    pub username: Option<String>,
    /// The client address, if known.
    pub address: Option<String>,
    /// The id of the request.
    pub request_id: String,
    /// The address of the application, if it is about one.
    pub application: Option<String>,
    /// The kind of browser, if it is a sign-in.
    pub device: Option<String>,
}

/// The entries that the filter selects, oldest first.
pub fn find(connection: &mut Connection, filter: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
    let rows: Vec<(EventRow, Option<String>)> = each!(connection, c => {
        let mut query = audit_events::table
            .left_join(users::table.on(audit_events::user_id.eq(users::id.nullable())))
            .filter(audit_events::occurred_at.ge(row::milliseconds(filter.since)))
            .order((audit_events::occurred_at, audit_events::id))
            .select((EventRow::as_select(), users::username.nullable()))
            .into_boxed();
        if let Some(user) = filter.user {
            query = query.filter(audit_events::user_id.eq(user.to_string()));
        }
        query = match &filter.outcome {
            Some(OutcomeFilter::Is(name)) => query.filter(audit_events::outcome.eq(name)),
            Some(OutcomeFilter::IsNot(name)) => query.filter(audit_events::outcome.ne(name)),
            None => query,
        };
        query.load(c)
    })?;
    rows.into_iter().map(|(row, username)| row.into_record(username)).collect()
}

/// Deletes the oldest entries from before `then`, about [`MAX_DELETED_AT_ONCE`], and returns whether there may be more.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<bool, StoreError> {
    let old = audit_events::table.filter(audit_events::occurred_at.lt(row::milliseconds(then)));
    let times = old.select(audit_events::occurred_at).order(audit_events::occurred_at).offset(MAX_DELETED_AT_ONCE);
    let more: Option<i64> = each!(connection, c => times.first(c).optional())?;
    let oldest = old.filter(audit_events::occurred_at.le(more.unwrap_or(i64::MAX)));
    each!(connection, c => diesel::delete(oldest).execute(c))?;
    Ok(more.is_some())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub(super) struct EventRow {
    id: String,
    occurred_at: i64,
    action: String,
    outcome: String,
    provider: String,
    user_id: Option<String>,
    address: Option<String>,
    request_id: String,
    application: Option<String>,
    device: Option<String>,
}

impl EventRow {
    pub(super) fn into_record(self, username: Option<String>) -> Result<AuditRecord, StoreError> {
        let user = self.user_id.as_deref().map(|id| row::uuid(id, "audit_events").map(UserId)).transpose()?;
        Ok(AuditRecord {
            id: row::uuid(&self.id, "audit_events")?,
            occurred_at: row::time(self.occurred_at, "audit_events")?,
            action: self.action,
            outcome: self.outcome,
            provider: self.provider,
            user,
            username,
            address: self.address,
            request_id: self.request_id,
            application: self.application,
            device: self.device,
        })
    }
}
