//! Relinks users whose provider has new subjects for them, for an operator: after the provider has moved, or after Kaimu
//! got another client there. Only the proven address says which new subject is which user.
//!
//! At a sign-in, a new subject looks as if the provider had reassigned the address to another person. Kaimu creates a new
//! user then, unless an operator says otherwise with this command.

use chrono::TimeDelta;

use super::operator::OperatorError;
use super::{audit, user_email};
use crate::domain::{AuditEvent, EmailAddress, Issuer, RequestContext, Slug, UserEntry, UserId};
use crate::store::relinks::{self, RelinkCandidate};
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, Lock, Store, StoreError, identities, upstream_sessions, users};

/// How long the sign-in with a new subject may take. After that, the address may have another owner.
const LIFETIME: TimeDelta = TimeDelta::days(30);

/// What a relink does, or would do, with one user of the provider.
#[derive(Debug)]
pub struct Relink {
    /// The username.
    pub username: String,
    /// How the user gets the new subject, or why not.
    pub step: Result<RelinkStep, NotRelinked>,
}

/// How a user gets the new subject.
#[derive(Debug, PartialEq, Eq)]
pub enum RelinkStep {
    /// By the next sign-in with the same proven address: it replaces the identity.
    AtNextSignIn,
    /// Now, from the user who was created at the first sign-in with the new subject.
    MergeFrom {
        /// The id of that user.
        user: UserId,
        /// The username.
        username: String,
    },
}

/// Why a user is not relinked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRelinked {
    /// An identity at the provider does not prove the address.
    #[error("not all of their identities at this provider prove the address of the user")]
    NotProven,
    /// An operator has disabled the user.
    #[error("the user is disabled")]
    Disabled,
    /// It is not clear which user has the new subject.
    #[error("{0} proves the same address and is disabled, or has other identities, or is not the only one")]
    Unclear(String),
}

/// Relinks the users of a provider, or one of them. Unless `apply` is set, changes nothing and says what it would do.
///
/// # Errors
/// When no user matches, or the store fails; nothing has changed then.
pub async fn relink(
    store: &Store,
    provider: Slug,
    selector: Option<UserSelector>,
    apply: bool,
    context: RequestContext,
) -> Result<Vec<Relink>, OperatorError> {
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let only = match selector {
            Some(selector) => {
                let entry = user_admin::find(connection, &selector)?.ok_or(OperatorError::NoSuchUser)?;
                Some(entry.user.id)
            }
            None => None,
        };
        let all = relinks::list_of_provider(connection, &provider)?;
        let users = user_admin::list(connection)?;
        let plans = plan(connection, &all, &users)?;
        let chosen = plans.into_iter().filter(|plan| only.is_none_or(|only| plan.user == only));
        chosen.map(|plan| plan.carry_out(connection, &provider, apply, &context)).collect()
    };
    store.write(work).await
}

/// The plan for one user.
struct Plan {
    user: UserId,
    username: String,
    /// The identities with the old subjects. All of them have one issuer.
    old: Vec<uuid::Uuid>,
    issuer: Issuer,
    step: Result<RelinkStep, NotRelinked>,
}

fn plan(connection: &mut Connection, all: &[RelinkCandidate], entries: &[UserEntry]) -> Result<Vec<Plan>, StoreError> {
    let mut plans = Vec::new();
    for entry in entries {
        let own: Vec<&RelinkCandidate> = all.iter().filter(|it| it.user == entry.user.id).collect();
        let Some(issuer) = own.first().map(|first| first.issuer.clone()) else { continue };
        let step = plan_step(connection, entry, &own, all, entries)?;
        let old = own.iter().map(|it| it.id).collect();
        plans.push(Plan { user: entry.user.id, username: entry.user.username.clone(), old, issuer, step });
    }
    // A user who merges into another one has no plan of their own.
    let merged: Vec<UserId> = plans
        .iter()
        .filter_map(|plan| match plan.step {
            Ok(RelinkStep::MergeFrom { user, .. }) => Some(user),
            _ => None,
        })
        .collect();
    plans.retain(|plan| !merged.contains(&plan.user));
    Ok(plans)
}

/// What to do with a user who has these identities at the provider.
fn plan_step(
    connection: &mut Connection,
    entry: &UserEntry,
    own: &[&RelinkCandidate],
    all: &[RelinkCandidate],
    entries: &[UserEntry],
) -> Result<Result<RelinkStep, NotRelinked>, StoreError> {
    // The user has the address, so that a sign-in with it finds this user.
    let Some(key) = entry.user.email.as_ref().map(EmailAddress::key) else { return Ok(Err(NotRelinked::NotProven)) };
    // check: only proven addresses are relinked
    if !own.iter().all(|it| it.proven_email_key.as_ref() == Some(&key) && it.issuer == own[0].issuer) {
        return Ok(Err(NotRelinked::NotProven));
    }
    if entry.disabled_at.is_some() {
        return Ok(Err(NotRelinked::Disabled));
    }
    let is_new = |it: &&RelinkCandidate| it.user != entry.user.id && it.proven_email_key.as_ref() == Some(&key);
    let new: Vec<&RelinkCandidate> = all.iter().filter(is_new).collect();
    let Some(first) = new.first() else { return Ok(Ok(RelinkStep::AtNextSignIn)) };
    let Some(from) = entries.iter().find(|it| it.user.id == first.user) else {
        return Ok(Err(NotRelinked::NotProven));
    };
    let has_others = identities::list(connection, first.user)?.len() != new.len();
    let is_clear = new.iter().all(|it| it.user == first.user && it.issuer == own[0].issuer);
    if has_others || !is_clear || from.disabled_at.is_some() {
        return Ok(Err(NotRelinked::Unclear(from.user.username.clone())));
    }
    Ok(Ok(RelinkStep::MergeFrom { user: from.user.id, username: from.user.username.clone() }))
}

impl Plan {
    /// Changes what the plan says if `apply` is set. Returns the plan for the operator.
    fn carry_out(
        self,
        connection: &mut Connection,
        provider: &Slug,
        apply: bool,
        context: &RequestContext,
    ) -> Result<Relink, OperatorError> {
        let Self { user, username, old, issuer, step } = self;
        if let (Ok(step), true) = (&step, apply) {
            match step {
                RelinkStep::AtNextSignIn => {
                    for id in old {
                        relinks::set_until(connection, id, Some(context.now + LIFETIME))?;
                    }
                }
                RelinkStep::MergeFrom { user: from, .. } => merge(connection, *from, user, &issuer, provider, context)?,
            }
            audit::record(connection, AuditEvent::UserRelinked, Slug::operator(), Some(user), context)?;
        }
        Ok(Relink { username, step })
    }
}

/// Replaces the identities of a user at this issuer by those of the user who was created for the new subject.
fn merge(
    connection: &mut Connection,
    from: UserId,
    to: UserId,
    issuer: &Issuer,
    provider: &Slug,
    context: &RequestContext,
) -> Result<(), StoreError> {
    for user in [from.0.min(to.0), from.0.max(to.0)] {
        users::lock(connection, UserId(user))?;
    }
    remove_old(connection, to, issuer)?;
    identities::move_to_user(connection, from, to)?;
    audit::record(connection, AuditEvent::AccountsMerged, Slug::operator(), Some(from), context)?;
    user_admin::delete(connection, from)?;
    user_email::settle(connection, to, provider, context)?;
    Ok(())
}

/// Removes the identities of a user at this issuer and ends the sessions that they began. The caller has locked the user
/// and holds [`Lock::Accounts`].
pub(super) fn remove_old(connection: &mut Connection, user: UserId, issuer: &Issuer) -> Result<(), StoreError> {
    for identity in relinks::remove(connection, user, issuer)? {
        upstream_sessions::end_begun_by(connection, user, &identity)?;
    }
    Ok(())
}
