//! The states of completed sign-in attempts: each can be redeemed once, on one instance, even if the sign-in fails.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::completed_sign_ins;
use crate::domain::SecretHash;

/// Redeems a state; `false` if it was redeemed before.
pub fn redeem(connection: &mut Connection, state: &SecretHash, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let row = (
        completed_sign_ins::state_hash.eq(row::hexadecimal(state)),
        completed_sign_ins::completed_at.eq(row::milliseconds(now)),
    );
    let rows = each!(connection, c => diesel::insert_into(completed_sign_ins::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// Deletes the states that were redeemed before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = completed_sign_ins::table.filter(completed_sign_ins::completed_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
