//! The identities that are linked to users, and those that a user has unlinked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::enabled_user::EnabledUser;
use super::error::StoreError;
use super::row;
use super::schema::{identities, unlinked_identities};
use crate::domain::{EmailAddress, Identity, Issuer, LinkedIdentity, Slug, Subject, UserId, VerifiedIdentity};

/// Whether this user has an identity at this issuer.
pub fn exists_at_issuer(connection: &mut Connection, user: UserId, issuer: &Issuer) -> Result<bool, StoreError> {
    let at_issuer = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(issuer.as_str()));
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(at_issuer)).get_result(c))?)
}

/// The issuer of the identity that was last used through this provider.
pub fn latest_issuer(connection: &mut Connection, slug: &Slug) -> Result<Option<Issuer>, StoreError> {
    let issuers = identities::table
        .filter(identities::provider.eq(slug.as_str()))
        .order(identities::last_used_at.desc())
        .select(identities::issuer);
    let issuer: Option<String> = each!(connection, c => issuers.first(c).optional())?;
    Ok(issuer.map(Issuer::new))
}

/// The identities of a user, in the order in which they were linked.
pub fn list(connection: &mut Connection, user: UserId) -> Result<Vec<LinkedIdentity>, StoreError> {
    type Row = (String, String, String, Option<String>, i64, i64);
    let rows: Vec<Row> = each!(connection, c => identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .order((identities::linked_at, identities::id))
        .select((
            identities::id,
            identities::provider,
            identities::issuer,
            identities::email,
            identities::linked_at,
            identities::last_used_at,
        ))
        .load(c))?;
    let identity = |(id, provider, issuer, email, linked_at, last_used_at): Row| {
        Ok(LinkedIdentity {
            id: row::uuid(&id, "identities")?,
            provider: Slug::parse(&provider).map_err(|_| StoreError::InvalidRow("identities"))?,
            issuer: Issuer::new(issuer),
            email: email.as_deref().and_then(|email| EmailAddress::parse(email).ok()),
            linked_at: row::time(linked_at, "identities")?,
            last_used_at: row::time(last_used_at, "identities")?,
        })
    };
    rows.into_iter().map(identity).collect()
}

/// The addresses that the identities of a user prove, the one that was used last first.
pub fn list_proven_emails(connection: &mut Connection, user: UserId) -> Result<Vec<EmailAddress>, StoreError> {
    let proving = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::proven_email_key.is_not_null())
        .order((identities::last_used_at.desc(), identities::id.desc()))
        .select((identities::email, identities::proven_email_key));
    let rows: Vec<(Option<String>, Option<String>)> = each!(connection, c => proving.load(c))?;
    let proven = |(email, key): (Option<String>, Option<String>)| {
        // During a rollout, the old version replaces the claimed address alone.
        EmailAddress::parse(&email?).ok().filter(|email| Some(email.key()) == key)
    };
    Ok(rows.into_iter().filter_map(proven).collect())
}

/// The id of this identity, if it is linked to this user.
pub fn find_id(connection: &mut Connection, user: UserId, identity: &Identity) -> Result<Option<Uuid>, StoreError> {
    let ids = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(identity.issuer.as_str()))
        .filter(identities::subject.eq(identity.subject.as_str()))
        .select(identities::id);
    let id: Option<String> = each!(connection, c => ids.first(c).optional())?;
    id.map(|id| row::uuid(&id, "identities")).transpose()
}

/// Unlinks an identity of a user, records that, and returns the identity; `None` if the user has none with this id.
pub fn unlink(
    connection: &mut Connection,
    user: UserId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Identity>, StoreError> {
    let target =
        identities::table.filter(identities::user_id.eq(user.to_string())).filter(identities::id.eq(id.to_string()));
    let identity: Option<(String, String)> = each!(connection, c => target
        .clone()
        .select((identities::issuer, identities::subject))
        .first(c)
        .optional())?;
    let Some((issuer, subject)) = identity else { return Ok(None) };
    each!(connection, c => diesel::delete(target).execute(c))?;
    let row = (
        unlinked_identities::user_id.eq(user.to_string()),
        unlinked_identities::issuer.eq(&issuer),
        unlinked_identities::subject.eq(&subject),
        unlinked_identities::unlinked_at.eq(row::milliseconds(now)),
    );
    each!(connection, c => diesel::insert_into(unlinked_identities::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    let subject = Subject::parse(&subject).map_err(|_| StoreError::InvalidRow("identities"))?;
    Ok(Some(Identity { issuer: Issuer::new(issuer), subject }))
}

/// Whether this user has unlinked this identity before.
pub fn was_unlinked(connection: &mut Connection, user: UserId, identity: &Identity) -> Result<bool, StoreError> {
    let unlinked = unlinked_identities::table.find((
        user.to_string(),
        identity.issuer.as_str().to_owned(),
        identity.subject.as_str().to_owned(),
    ));
    Ok(each!(connection, c => diesel::select(diesel::dsl::exists(unlinked)).get_result(c))?)
}

/// Moves all identities of one user to another, and the record of those that the user has unlinked.
pub fn move_to_user(connection: &mut Connection, from: UserId, to: UserId) -> Result<(), StoreError> {
    let target = identities::table.filter(identities::user_id.eq(from.to_string()));
    each!(connection, c => diesel::update(target).set(identities::user_id.eq(to.to_string())).execute(c))?;
    move_unlinked(connection, from, to)
}

/// Without this, a merge would let an unlinked identity link itself again by its e-mail address.
fn move_unlinked(connection: &mut Connection, from: UserId, to: UserId) -> Result<(), StoreError> {
    let moved = unlinked_identities::table.filter(unlinked_identities::user_id.eq(from.to_string()));
    let rows: Vec<(String, String, i64)> = each!(connection, c => moved
        .clone()
        .select((unlinked_identities::issuer, unlinked_identities::subject, unlinked_identities::unlinked_at))
        .load(c))?;
    each!(connection, c => diesel::delete(moved).execute(c))?;
    for (issuer, subject, unlinked_at) in rows {
        let row = (
            unlinked_identities::user_id.eq(to.to_string()),
            unlinked_identities::issuer.eq(issuer),
            unlinked_identities::subject.eq(subject),
            unlinked_identities::unlinked_at.eq(unlinked_at),
        );
        // Both users may have unlinked it.
        each!(connection, c => diesel::insert_into(unlinked_identities::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Links an identity to a user.
///
/// # Errors
/// Also if the identity is linked already.
pub fn link(
    connection: &mut Connection,
    id: Uuid,
    user: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = NewIdentityRow {
        id: id.to_string(),
        user_id: user.to_string(),
        provider: verified.provider.as_str(),
        issuer: verified.identity.issuer.as_str(),
        subject: verified.identity.subject.as_str(),
        email: verified.profile.email.as_ref().map(EmailAddress::as_str),
        email_verified: verified.profile.email_verified,
        linked_at: row::milliseconds(now),
        last_used_at: row::milliseconds(now),
        proven_email_key: verified.proven_email.as_ref().map(EmailAddress::key),
    };
    each!(connection, c => diesel::insert_into(identities::table).values(&row).execute(c))?;
    Ok(())
}

/// Records that an identity of this user was used, with the provider and its current e-mail address; `false` if it is not linked
/// to this user any more, or they are disabled. Otherwise both stay as they are until the transaction ends, which takes the row
/// of the user first and then that of the identity. A sign-in without an address leaves what was known.
pub fn record_use(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    known: &LastUse,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let target = identities::table
        .filter(identities::id.eq(&known.id))
        .filter(identities::user_id.eq(EnabledUser::with_id(user)));
    // Almost always it is known: then the index of proven addresses stays as it is.
    let email = IdentityEmail::of(verified).filter(|email| *email != known.email);
    let update = diesel::update(target).set((
        identities::provider.eq(verified.provider.as_str()),
        identities::last_used_at.eq(row::milliseconds(now)),
        // The provider has no new subject for this user.
        identities::relink_until.eq(None::<i64>),
        email,
    ));
    Ok(connection.change(update)? == 1)
}

/// An identity, as its last use has left it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = identities)]
#[expect(missing_debug_implementations, reason = "it has an e-mail address")]
pub struct LastUse {
    id: String,
    #[diesel(embed)]
    email: IdentityEmail,
}

impl LastUse {
    /// The id of the identity.
    pub fn id(&self) -> Result<Uuid, StoreError> {
        row::uuid(&self.id, "identities")
    }

    /// The key of its e-mail address, if it has proved one.
    #[must_use]
    pub fn proven_email_key(&self) -> Option<&str> {
        self.email.proven_email_key.as_deref()
    }
}

/// The e-mail address of an identity, if the provider has sent one.
#[derive(PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = identities)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_debug_implementations, reason = "it is an e-mail address")]
pub struct IdentityEmail {
    email: Option<String>,
    email_verified: bool,
    proven_email_key: Option<String>,
}

impl IdentityEmail {
    /// That of this sign-in.
    fn of(verified: &VerifiedIdentity) -> Option<Self> {
        let email = verified.profile.email.as_ref()?;
        Some(Self {
            email: Some(email.as_str().to_owned()),
            email_verified: verified.profile.email_verified,
            proven_email_key: verified.proven_email.as_ref().map(EmailAddress::key),
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = identities)]
struct NewIdentityRow<'a> {
    id: String,
    user_id: String,
    provider: &'a str,
    issuer: &'a str,
    subject: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    linked_at: i64,
    last_used_at: i64,
    proven_email_key: Option<String>,
}
