//! Invitations: e-mail addresses that may become users.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::invitations;
use crate::domain::EmailAddress;

/// An e-mail address that may become a user.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The address as the operator wrote it.
    pub email: EmailAddress,
    /// When it was invited.
    pub invited_at: DateTime<Utc>,
    /// When the invitation expires.
    pub expires_at: DateTime<Utc>,
}

/// Adds an invitation, or replaces the earlier one for the same address.
pub fn replace(connection: &mut Connection, invitation: &Invitation) -> Result<(), StoreError> {
    let before = invitations::table.find(invitation.email.key());
    each!(connection, c => diesel::delete(before).execute(c))?;
    let row = InvitationRow {
        email_key: invitation.email.key(),
        email: invitation.email.as_str().to_owned(),
        invited_at: row::milliseconds(invitation.invited_at),
        expires_at: row::milliseconds(invitation.expires_at),
    };
    each!(connection, c => diesel::insert_into(invitations::table).values(&row).execute(c))?;
    Ok(())
}

/// Uses up the invitation of a proven address; `false` if there is no valid one.
pub fn use_up(connection: &mut Connection, email: &EmailAddress, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let target = invitations::table
        .filter(invitations::email_key.eq(email.key()))
        .filter(invitations::expires_at.gt(row::milliseconds(now)));
    Ok(each!(connection, c => diesel::delete(target).execute(c))? == 1)
}

/// The valid invitations, newest first.
pub fn list(connection: &mut Connection, now: DateTime<Utc>) -> Result<Vec<Invitation>, StoreError> {
    let rows: Vec<InvitationRow> = each!(connection, c => invitations::table
        .filter(invitations::expires_at.gt(row::milliseconds(now)))
        .order((invitations::invited_at.desc(), invitations::email_key))
        .select(InvitationRow::as_select())
        .load(c))?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Deletes the expired invitations.
pub fn delete_expired(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let expired = invitations::table.filter(invitations::expires_at.le(row::milliseconds(now)));
    each!(connection, c => diesel::delete(expired).execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
struct InvitationRow {
    email_key: String,
    email: String,
    invited_at: i64,
    expires_at: i64,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self, StoreError> {
        Ok(Self {
            email: EmailAddress::parse(&row.email).map_err(|_| StoreError::InvalidRow("invitations"))?,
            invited_at: row::time(row.invited_at, "invitations")?,
            expires_at: row::time(row.expires_at, "invitations")?,
        })
    }
}
