//! Which instance sends to `audit.webhook`. There is one row while the webhook is set: commands of the operator, whose environment
//! may lack the setting, find it there, too. All times are those of the database, which the instances share.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::webhook_sender;
use crate::domain::MAX_PAUSE;

/// The id of the only row.
const ROW: i64 = 1;

/// Whether `audit.webhook` is set.
pub fn is_on(connection: &mut Connection) -> Result<bool, StoreError> {
    Ok(each!(connection, c => select(exists(webhook_sender::table.select(webhook_sender::id))).get_result(c))?)
}

/// Adds the row, and returns whether it is new. If there is one, the next try comes at once: the operator may have corrected the
/// configuration.
pub fn turn_on(connection: &mut Connection) -> Result<bool, StoreError> {
    let row = (
        webhook_sender::id.eq(ROW),
        webhook_sender::held_until.eq(0_i64),
        webhook_sender::failures.eq(0_i64),
        webhook_sender::retry_at.eq(0_i64),
    );
    let insert = diesel::insert_into(webhook_sender::table).values(&row).on_conflict_do_nothing();
    if each!(connection, c => insert.execute(c))? == 1 {
        return Ok(true);
    }
    each!(connection, c => diesel::update(webhook_sender::table).set(webhook_sender::retry_at.eq(0_i64)).execute(c))?;
    Ok(false)
}

/// Deletes the row: from now on, no event is queued.
pub fn turn_off(connection: &mut Connection) -> Result<(), StoreError> {
    each!(connection, c => diesel::delete(webhook_sender::table).execute(c))?;
    Ok(())
}

/// Makes this instance the one that sends until then, or lets it go on. Returns how often the first event has failed; `None` if
/// another instance sends, a pause is not over, or the webhook is not set.
pub fn claim(
    connection: &mut Connection,
    holder: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<u32>, StoreError> {
    // What is further away than any lease or pause was written before a clock was set back.
    let latest_retry = row::milliseconds(now + MAX_PAUSE);
    let (now, until, holder) = (row::milliseconds(now), row::milliseconds(until), holder.to_string());
    // check: one instance sends
    let has_ended = webhook_sender::held_until.le(now).or(webhook_sender::held_until.gt(until));
    let free = webhook_sender::table
        .filter(has_ended.or(webhook_sender::holder.eq(&holder)))
        .filter(webhook_sender::retry_at.le(now).or(webhook_sender::retry_at.gt(latest_retry)));
    let values = (webhook_sender::holder.eq(&holder), webhook_sender::held_until.eq(until));
    if each!(connection, c => diesel::update(free).set(values).execute(c))? == 0 {
        return Ok(None);
    }
    let failures: i64 = each!(connection, c => webhook_sender::table.select(webhook_sender::failures).first(c))?;
    Ok(Some(u32::try_from(failures).unwrap_or(u32::MAX)))
}

/// Lets another instance send.
pub fn release(connection: &mut Connection, holder: Uuid) -> Result<(), StoreError> {
    let own = webhook_sender::table.filter(webhook_sender::holder.eq(holder.to_string()));
    each!(connection, c => diesel::update(own).set(webhook_sender::held_until.eq(0_i64)).execute(c))?;
    Ok(())
}

/// Records how often the first event has failed, and when it may be tried again.
pub fn set_failures(
    connection: &mut Connection,
    holder: Uuid,
    failures: u32,
    retry_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = webhook_sender::table.filter(webhook_sender::holder.eq(holder.to_string()));
    let values =
        (webhook_sender::failures.eq(i64::from(failures)), webhook_sender::retry_at.eq(row::milliseconds(retry_at)));
    each!(connection, c => diesel::update(own).set(values).execute(c))?;
    Ok(())
}
