//! Identities that another subject may replace, because the provider has new subjects for its users.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::identities;
use crate::domain::{EmailAddress, Identity, Issuer, Slug, Subject, UserId};

const TABLE: &str = "identities";

/// An identity at a provider, for the plan of a relink.
#[expect(missing_debug_implementations, reason = "it contains an address")]
pub struct RelinkCandidate {
    /// The id of the identity.
    pub id: Uuid,
    /// Its user.
    pub user: UserId,
    /// Its issuer.
    pub issuer: Issuer,
    /// The key of the address that it proved at its last sign-in, if it proved one.
    pub proven_email_key: Option<String>,
}

/// The identities that were last used through this provider, in the order in which they were linked.
pub fn list_of_provider(connection: &mut Connection, provider: &Slug) -> Result<Vec<RelinkCandidate>, StoreError> {
    let rows: Vec<(String, String, String, Option<String>)> = each!(connection, c => identities::table
        .filter(identities::provider.eq(provider.as_str()))
        .order((identities::linked_at, identities::id))
        .select((identities::id, identities::user_id, identities::issuer, identities::proven_email_key))
        .load(c))?;
    let candidate = |(id, user, issuer, proven_email_key): (String, String, String, Option<String>)| {
        let (id, user) = (row::uuid(&id, TABLE)?, UserId(row::uuid(&user, TABLE)?));
        Ok(RelinkCandidate { id, user, issuer: Issuer::new(issuer), proven_email_key })
    };
    rows.into_iter().map(candidate).collect()
}

/// Ends the permission to relink of every identity.
pub fn end_all(connection: &mut Connection) -> Result<(), StoreError> {
    each!(connection, c => diesel::update(identities::table).set(identities::relink_until.eq(None::<i64>)).execute(c))?;
    Ok(())
}

/// Lets another subject with the same proven address replace this identity until this time, or no subject with `None`.
pub fn set_until(connection: &mut Connection, id: Uuid, until: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    let target = identities::table.find(id.to_string());
    let until = until.map(row::milliseconds);
    each!(connection, c => diesel::update(target).set(identities::relink_until.eq(until)).execute(c))?;
    Ok(())
}

/// Whether a subject that proves this address may replace all identities of this user at this issuer, and there are some.
pub fn are_replaceable(
    connection: &mut Connection,
    user: UserId,
    issuer: &Issuer,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let rows: Vec<(Option<String>, Option<i64>)> = each!(connection, c => identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(issuer.as_str()))
        .select((identities::proven_email_key, identities::relink_until))
        .load(c))?;
    let (key, now) = (email.key(), row::milliseconds(now));
    // check: a replaced identity proved the same address
    let is_replaceable = |proven: Option<&String>, until: Option<i64>| proven == Some(&key) && until > Some(now);
    Ok(!rows.is_empty() && rows.iter().all(|(proven, until)| is_replaceable(proven.as_ref(), *until)))
}

/// Removes the identities of this user at this issuer, and returns them. Unlike the ones that a user unlinks, they may be
/// linked again by their address.
pub fn remove(connection: &mut Connection, user: UserId, issuer: &Issuer) -> Result<Vec<Identity>, StoreError> {
    let target = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(issuer.as_str()));
    let subjects: Vec<String> = each!(connection, c => target.clone().select(identities::subject).load(c))?;
    each!(connection, c => diesel::delete(target).execute(c))?;
    let identity = |subject: String| {
        let subject = Subject::parse(&subject).map_err(|_| StoreError::InvalidRow(TABLE))?;
        Ok(Identity { issuer: issuer.clone(), subject })
    };
    subjects.into_iter().map(identity).collect()
}
