//! Questions to the audit log.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{audit_events, users};
use crate::domain::UserId;

/// So many entries are removed at once: a statement has seconds, and a log that nobody has swept yet may be long.
const MAX_DELETED_AT_ONCE: i64 = 5000;

/// Which entries somebody looks for.
#[derive(Debug, Clone)]
pub struct AuditFilter {
    /// None that are older.
    pub since: DateTime<Utc>,
    /// This user's alone.
    pub user: Option<UserId>,
    /// Those alone that ended so.
    pub outcome: Option<OutcomeFilter>,
}

/// How something ended.
#[derive(Debug, Clone)]
pub enum OutcomeFilter {
    /// With this name.
    Is(String),
    /// With another name than this one.
    IsNot(String),
}

/// An entry, as it was written.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// What was tried.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// With which provider.
    pub provider: String,
    /// Who, when that is known.
    pub user: Option<UserId>,
    /// The name of that user, who may be gone.
    pub username: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// In which request.
    pub request_id: String,
}

/// The entries that somebody looks for, oldest first.
///
/// # Errors
/// When the database cannot be asked.
pub fn find(connection: &mut Connection, search: &AuditFilter) -> Result<Vec<AuditRecord>, StoreError> {
    let rows: Vec<(EventRow, Option<String>)> = each!(connection, c => {
        let mut query = audit_events::table
            .left_join(users::table.on(audit_events::user_id.eq(users::id.nullable())))
            .filter(audit_events::occurred_at.ge(row::milliseconds(search.since)))
            .order((audit_events::occurred_at, audit_events::id))
            .select((EventRow::as_select(), users::username.nullable()))
            .into_boxed();
        if let Some(user) = search.user {
            query = query.filter(audit_events::user_id.eq(user.to_string()));
        }
        query = match &search.outcome {
            Some(OutcomeFilter::Is(name)) => query.filter(audit_events::outcome.eq(name)),
            Some(OutcomeFilter::IsNot(name)) => query.filter(audit_events::outcome.ne(name)),
            None => query,
        };
        query.load(c)
    })?;
    rows.into_iter().map(|(row, username)| row.into_record(username)).collect()
}

/// Removes some of the entries from before `then`, and says whether there may be more.
///
/// # Errors
/// When the database refuses.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<bool, StoreError> {
    let old = audit_events::table.filter(audit_events::occurred_at.lt(row::milliseconds(then)));
    let times = old.select(audit_events::occurred_at).order(audit_events::occurred_at).offset(MAX_DELETED_AT_ONCE);
    let more: Option<i64> = each!(connection, c => times.first(c).optional())?;
    let removed = old.filter(audit_events::occurred_at.le(more.unwrap_or(i64::MAX)));
    each!(connection, c => diesel::delete(removed).execute(c))?;
    Ok(more.is_some())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_events)]
struct EventRow {
    occurred_at: i64,
    action: String,
    outcome: String,
    provider: String,
    user_id: Option<String>,
    address: Option<String>,
    request_id: String,
}

impl EventRow {
    fn into_record(self, username: Option<String>) -> Result<AuditRecord, StoreError> {
        let user = self.user_id.as_deref().map(|id| row::uuid(id, "audit_events").map(UserId)).transpose()?;
        Ok(AuditRecord {
            occurred_at: row::time(self.occurred_at, "audit_events")?,
            action: self.action,
            outcome: self.outcome,
            provider: self.provider,
            user,
            username,
            address: self.address,
            request_id: self.request_id,
        })
    }
}
