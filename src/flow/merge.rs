//! Merges two users of one person into one.

use super::sign_in_error::SignInError;
use super::{audit, user_email};
use crate::domain::{AuditEvent, LinkedIdentity, NotLinkable, RequestContext, Session, Slug, User, UserEntry, UserId};
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, StoreError, identities, users};

/// One of the two users of a merge.
#[derive(Debug)]
pub struct MergeUser {
    /// The user.
    pub user: User,
    /// Their linked identities.
    pub identities: Vec<LinkedIdentity>,
}

/// What a merge would do.
#[derive(Debug)]
pub struct MergeOffer {
    /// The user who is signed in, and stays.
    pub kept: MergeUser,
    /// The user who is removed, and whose identities move.
    pub removed: MergeUser,
}

/// What a merge of these users would do. The caller has seen that the person signed in as both in one browser. Identities
/// of the `fixed` providers may not move to another user.
///
/// # Errors
/// When an operator has disabled the user who would be removed, since a merge would let them in again; or when one of
/// their identities is of a fixed provider.
pub(super) fn offer(
    connection: &mut Connection,
    kept: User,
    removed: UserId,
    fixed: &[Slug],
) -> Result<MergeOffer, SignInError> {
    let entry = user_admin::find(connection, &UserSelector::Id(removed))?;
    let UserEntry { user, disabled_at, .. } = entry.ok_or(StoreError::InvalidRow("identities"))?;
    // check: a merge with a disabled user
    if disabled_at.is_some() {
        return Err(SignInError::Disabled(removed));
    }
    let with_identities = |connection: &mut Connection, user: User| -> Result<MergeUser, StoreError> {
        Ok(MergeUser { identities: identities::list(connection, user.id)?, user })
    };
    let removed = with_identities(connection, user)?;
    // check: link = off for merges
    if removed.identities.iter().any(|identity| fixed.contains(&identity.provider)) {
        return Err(NotLinkable::LinkOff.into());
    }
    Ok(MergeOffer { kept: with_identities(connection, kept)?, removed })
}

/// Merges: the identities of the removed user move to the kept one, who may get an address by that
/// (`user_email::settle`). The sessions of the removed user end. Runs inside the caller's transaction.
pub(super) fn merge(
    connection: &mut Connection,
    offer: &MergeOffer,
    session: &Session,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let (kept, removed) = (&offer.kept.user, &offer.removed.user);
    for user in [kept.id.0.min(removed.id.0), kept.id.0.max(removed.id.0)] {
        users::lock(connection, UserId(user))?;
    }
    identities::move_to_user(connection, removed.id, kept.id)?;
    let provider = session.provider.clone();
    audit::record(connection, AuditEvent::AccountsMerged, provider.clone(), Some(removed.id), context)?;
    user_admin::delete(connection, removed.id)?;
    user_email::settle(connection, kept.id, &provider, context)?;
    audit::record(connection, AuditEvent::AccountsMerged, provider, Some(kept.id), context)
}
