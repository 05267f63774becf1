//! The tickets that carry a session to another host: the store gets hashes, never a ticket or a secret.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::hand_over_tickets;
use crate::domain::SecretHash;

/// A ticket as it was issued.
#[derive(Debug)]
pub struct IssuedTicket {
    /// The session that it carries.
    pub session: Uuid,
    /// Whether it was used before.
    pub was_used: bool,
}

/// Adds a ticket that carries a session to a host, for the browser with this secret.
pub fn insert(
    connection: &mut Connection,
    ticket: &SecretHash,
    secret: &SecretHash,
    session: Uuid,
    host: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        hand_over_tickets::ticket_hash.eq(row::hexadecimal(ticket)),
        hand_over_tickets::secret_hash.eq(row::hexadecimal(secret)),
        hand_over_tickets::session_id.eq(session.to_string()),
        hand_over_tickets::host.eq(host),
        hand_over_tickets::issued_at.eq(row::milliseconds(now)),
    );
    each!(connection, c => diesel::insert_into(hand_over_tickets::table).values(&row).execute(c))?;
    Ok(())
}

/// Finds a ticket for this host that was issued after `then` to the browser with this secret, and marks it as used.
pub fn use_up(
    connection: &mut Connection,
    ticket: &SecretHash,
    secret: &SecretHash,
    host: &str,
    then: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<IssuedTicket>, StoreError> {
    let target = hand_over_tickets::table
        .filter(hand_over_tickets::ticket_hash.eq(row::hexadecimal(ticket)))
        // check: the browser of a ticket
        .filter(hand_over_tickets::secret_hash.eq(row::hexadecimal(secret)))
        // check: the host of a ticket
        .filter(hand_over_tickets::host.eq(host))
        // check: a ticket expires
        .filter(hand_over_tickets::issued_at.gt(row::milliseconds(then)));
    // One conditional update decides which of two simultaneous requests uses the ticket.
    let unused = target.clone().filter(hand_over_tickets::used_at.is_null());
    let used = each!(connection, c => diesel::update(unused)
        .set(hand_over_tickets::used_at.eq(row::milliseconds(now)))
        .execute(c))?;
    let session: Option<String> =
        each!(connection, c => target.select(hand_over_tickets::session_id).first(c).optional())?;
    let session = session.map(|session| row::uuid(&session, "hand_over_tickets")).transpose()?;
    Ok(session.map(|session| IssuedTicket { session, was_used: used == 0 }))
}

/// Deletes the tickets of a session that were issued before `then`, so that one browser does not fill the table.
pub fn delete_of_session(connection: &mut Connection, session: Uuid, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = hand_over_tickets::table
        .filter(hand_over_tickets::session_id.eq(session.to_string()))
        .filter(hand_over_tickets::issued_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}

/// Deletes the tickets that were issued before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = hand_over_tickets::table.filter(hand_over_tickets::issued_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}
