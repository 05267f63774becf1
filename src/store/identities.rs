//! Identities: who a user is at which issuer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::schema::identities;
use super::{StoreError, row};
use crate::domain::{EmailAddress, Issuer, Slug, UserId, VerifiedIdentity};

/// Whether this user has an identity at this issuer.
///
/// # Errors
/// When the database cannot be asked.
pub fn exists_at(connection: &mut Connection, user: UserId, issuer: &Issuer) -> Result<bool, StoreError> {
    let at_issuer = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(issuer.as_str()));
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(at_issuer)).get_result(c))?)
}

/// The issuer of the identity that this slug used last.
///
/// # Errors
/// When the database cannot be asked.
pub fn latest_issuer_of(connection: &mut Connection, slug: &Slug) -> Result<Option<Issuer>, StoreError> {
    let issuers = identities::table
        .filter(identities::provider.eq(slug.as_str()))
        .order(identities::last_used_at.desc())
        .select(identities::issuer);
    let issuer: Option<String> = each!(connection, c => issuers.first(c).optional())?;
    Ok(issuer.map(Issuer::new))
}

/// Links an identity to a user.
///
/// # Errors
/// When the database refuses, also because the identity is linked already.
pub fn link(
    connection: &mut Connection,
    id: Uuid,
    user: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = IdentityRow {
        id: id.to_string(),
        user_id: user.to_string(),
        provider: verified.provider.as_str(),
        issuer: verified.identity.issuer.as_str(),
        subject: verified.identity.subject.as_str(),
        email: verified.profile.email.as_ref().map(EmailAddress::as_str),
        email_verified: verified.profile.email_verified,
        linked_at: row::milliseconds(now),
        last_used_at: row::milliseconds(now),
    };
    each!(connection, c => diesel::insert_into(identities::table).values(&row).execute(c))?;
    Ok(())
}

/// Notes that an identity was used, and what its provider says now.
///
/// # Errors
/// When the database refuses.
pub fn note_use(
    connection: &mut Connection,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let target = identities::table
        .filter(identities::issuer.eq(verified.identity.issuer.as_str()))
        .filter(identities::subject.eq(verified.identity.subject.as_str()));
    let profile = &verified.profile;
    each!(connection, c => diesel::update(target)
        .set((
            identities::provider.eq(verified.provider.as_str()),
            identities::email.eq(profile.email.as_ref().map(EmailAddress::as_str)),
            identities::email_verified.eq(profile.email_verified),
            identities::last_used_at.eq(row::milliseconds(now)),
        ))
        .execute(c))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = identities)]
struct IdentityRow<'a> {
    id: String,
    user_id: String,
    provider: &'a str,
    issuer: &'a str,
    subject: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    linked_at: i64,
    last_used_at: i64,
}
