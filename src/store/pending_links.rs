//! Pending links: identities that wait in one browser until a user agrees to link them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::waiting_links;
use crate::domain::{
    EmailAddress, Identity, Issuer, Profile, SecretHash, SignInStrength, Slug, Subject, UserId, VerifiedIdentity,
};

/// Adds an identity that waits for this user, in the browser with this secret.
pub fn insert(
    connection: &mut Connection,
    secret: &SecretHash,
    user: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        waiting_links::token_hash.eq(row::hexadecimal(secret)),
        waiting_links::user_id.eq(user.to_string()),
        waiting_links::provider.eq(verified.provider.as_str()),
        waiting_links::issuer.eq(verified.identity.issuer.as_str()),
        waiting_links::subject.eq(verified.identity.subject.as_str()),
        waiting_links::email.eq(verified.profile.email.as_ref().map(EmailAddress::as_str)),
        waiting_links::email_verified.eq(verified.profile.email_verified),
        waiting_links::began_at.eq(row::milliseconds(now)),
        waiting_links::proven_email.eq(verified.proven_email.as_ref().map(EmailAddress::as_str)),
    );
    each!(connection, c => diesel::insert_into(waiting_links::table).values(&row).execute(c))?;
    Ok(())
}

/// The identity that has waited since after `then` for this user, in the browser with this secret.
pub fn find(
    connection: &mut Connection,
    secret: &SecretHash,
    user: UserId,
    then: DateTime<Utc>,
) -> Result<Option<VerifiedIdentity>, StoreError> {
    let target = waiting_links::table
        // check: the browser of a pending link
        .filter(waiting_links::token_hash.eq(row::hexadecimal(secret)))
        // check: the user of a pending link
        .filter(waiting_links::user_id.eq(user.to_string()))
        .filter(waiting_links::began_at.gt(row::milliseconds(then)));
    let found: Option<PendingLinkRow> = each!(connection, c => target
        .select(PendingLinkRow::as_select())
        .first(c)
        .optional())?;
    found.map(VerifiedIdentity::try_from).transpose()
}

/// Forgets the identity that waits in the browser with this secret.
pub fn delete(connection: &mut Connection, secret: &SecretHash) -> Result<(), StoreError> {
    let target = waiting_links::table.find(row::hexadecimal(secret));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Deletes the identities that have waited since before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = waiting_links::table.filter(waiting_links::began_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = waiting_links)]
struct PendingLinkRow {
    provider: String,
    issuer: String,
    subject: String,
    email: Option<String>,
    email_verified: bool,
    proven_email: Option<String>,
}

impl TryFrom<PendingLinkRow> for VerifiedIdentity {
    type Error = StoreError;

    fn try_from(row: PendingLinkRow) -> Result<Self, StoreError> {
        let invalid_row = || StoreError::InvalidRow("waiting_links");
        let address = |text: Option<String>| text.and_then(|text| EmailAddress::parse(&text).ok());
        let subject = Subject::parse(&row.subject).map_err(|_| invalid_row())?;
        Ok(Self {
            provider: Slug::parse(&row.provider).map_err(|_| invalid_row())?,
            identity: Identity { issuer: Issuer::new(row.issuer), subject },
            proven_email: address(row.proven_email),
            profile: Profile { email: address(row.email), email_verified: row.email_verified, ..Profile::default() },
            strength: SignInStrength::default(),
        })
    }
}
