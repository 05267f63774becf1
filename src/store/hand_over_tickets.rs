//! The tickets that carry a session to another host: the store gets hashes, never a ticket or a secret.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::hand_over_tickets;
use crate::domain::SecretHash;

/// A ticket that carries a session to a host, for the browser with this secret.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// The hash of the ticket.
    pub ticket: &'a SecretHash,
    /// The hash of the browser's secret.
    pub secret: &'a SecretHash,
    /// The session.
    pub session: Uuid,
    /// The host.
    pub host: &'a str,
    /// The hash of the URL to which the hand-over leads, if hand-overs to it are counted.
    pub place: Option<&'a SecretHash>,
}

/// Adds a ticket.
pub fn insert(connection: &mut Connection, new: &NewTicket, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = (
        hand_over_tickets::ticket_hash.eq(row::hexadecimal(new.ticket)),
        hand_over_tickets::secret_hash.eq(row::hexadecimal(new.secret)),
        hand_over_tickets::session_id.eq(new.session.to_string()),
        hand_over_tickets::host.eq(new.host),
        hand_over_tickets::place_hash.eq(new.place.map(row::hexadecimal)),
        hand_over_tickets::issued_at.eq(row::milliseconds(now)),
    );
    each!(connection, c => diesel::insert_into(hand_over_tickets::table).values(&row).execute(c))?;
    Ok(())
}

/// The session of a ticket for this host that was issued after `then` to the browser with this secret.
pub fn find_session(
    connection: &mut Connection,
    ticket: &SecretHash,
    secret: &SecretHash,
    host: &str,
    then: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    let target = hand_over_tickets::table
        .filter(hand_over_tickets::ticket_hash.eq(row::hexadecimal(ticket)))
        // check: the browser of a ticket
        .filter(hand_over_tickets::secret_hash.eq(row::hexadecimal(secret)))
        // check: the host of a ticket
        .filter(hand_over_tickets::host.eq(host))
        // check: a ticket expires
        .filter(hand_over_tickets::issued_at.gt(row::milliseconds(then)));
    let session: Option<String> =
        each!(connection, c => target.select(hand_over_tickets::session_id).first(c).optional())?;
    session.map(|session| row::uuid(&session, "hand_over_tickets")).transpose()
}

/// Marks a ticket as used; `false` if it was used before. One conditional update decides which of two simultaneous requests
/// uses the ticket.
pub fn use_up(connection: &mut Connection, ticket: &SecretHash, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let unused = hand_over_tickets::table.find(row::hexadecimal(ticket)).filter(hand_over_tickets::used_at.is_null());
    let used_at = hand_over_tickets::used_at.eq(row::milliseconds(now));
    Ok(each!(connection, c => diesel::update(unused).set(used_at).execute(c))? == 1)
}

/// How many tickets that led a session to this place on a host were issued after `then` and used.
pub fn count_used(
    connection: &mut Connection,
    session: Uuid,
    host: &str,
    place: &SecretHash,
    then: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let used = hand_over_tickets::table
        .filter(hand_over_tickets::session_id.eq(session.to_string()))
        .filter(hand_over_tickets::host.eq(host))
        .filter(hand_over_tickets::place_hash.eq(row::hexadecimal(place)))
        .filter(hand_over_tickets::issued_at.gt(row::milliseconds(then)))
        .filter(hand_over_tickets::used_at.is_not_null());
    Ok(each!(connection, c => used.count().get_result(c))?)
}

/// How many tickets were issued for a session after `then`.
pub fn count(connection: &mut Connection, session: Uuid, then: DateTime<Utc>) -> Result<i64, StoreError> {
    let issued = hand_over_tickets::table
        .filter(hand_over_tickets::session_id.eq(session.to_string()))
        .filter(hand_over_tickets::issued_at.gt(row::milliseconds(then)));
    Ok(each!(connection, c => issued.count().get_result(c))?)
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
