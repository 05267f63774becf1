//! Which accesses to applications the audit log has an entry of.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::application_accesses;
use crate::domain::UserId;

/// The accesses of a user to an application, with one outcome and within one period.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApplicationAccess {
    /// The user.
    pub user: UserId,
    /// The address of the application.
    pub application: Arc<str>,
    /// The outcome, as in the audit log.
    pub outcome: &'static str,
    /// When the period began.
    pub period_began_at: DateTime<Utc>,
}

/// Adds an access, and returns whether it is the first one of its period.
pub fn insert_first(connection: &mut Connection, access: &ApplicationAccess) -> Result<bool, StoreError> {
    let row = (
        application_accesses::user_id.eq(access.user.to_string()),
        application_accesses::application.eq(&*access.application),
        application_accesses::outcome.eq(access.outcome),
        application_accesses::period_began_at.eq(row::milliseconds(access.period_began_at)),
    );
    let added = each!(connection, c => diesel::insert_into(application_accesses::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Deletes accesses of periods that began before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = application_accesses::table.filter(application_accesses::period_began_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
