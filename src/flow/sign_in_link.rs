//! One-time sign-in links: an operator signs one user in without a provider, for the day when every provider is down.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::attempt::{Browser, SignedIn};
use super::operator::{OperatorError, change_user};
use super::services::Services;
use super::session::{self, NewSession};
use super::sign_in_error::SignInError;
use super::{random, revocation};
use crate::domain::{AuditEvent, Groups, RequestContext, SecretHash, SignInLinkToken, SignInStrength, Slug, User};
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, Lock, Store, sign_in_links};

/// How long a link is valid.
pub const LIFETIME: Duration = Duration::from_mins(10);

/// Creates a link for a user and returns its token, of which only the hash is stored. An earlier link of the user ends.
pub async fn create(
    store: &Store,
    selector: UserSelector,
    context: RequestContext,
) -> Result<(User, SignInLinkToken), OperatorError> {
    let token = SignInLinkToken::from_random(random::bytes());
    let hash = token.hash();
    let created =
        change_user(store, selector, AuditEvent::SignInLinkMade, context, move |connection, entry, context| {
            if entry.disabled_at.is_some() {
                return Err(OperatorError::Disabled(entry.user.username.clone()));
            }
            Ok(sign_in_links::replace(connection, &hash, entry.user.id, context.now + LIFETIME)?)
        });
    created.await.map(|(user, ())| (user, token))
}

/// The user of a link. Does not use the link up: chat programs fetch links for a preview.
pub async fn preview(services: &Services, token: &SignInLinkToken, now: DateTime<Utc>) -> Result<User, SignInError> {
    let hash = token.hash();
    services.store.read(move |connection| find_user(connection, &hash, now)).await
}

/// Uses a link up, on all instances, and begins a session in place of the one that this browser had.
///
/// # Errors
/// When the link is invalid or the store fails. An invalid link leaves no audit entry, since anyone can send one.
pub async fn redeem(
    services: &Services,
    token: &SignInLinkToken,
    browser: Browser,
    context: &RequestContext,
) -> Result<SignedIn, SignInError> {
    let (link, now, context) = (token.hash(), context.now, context.clone());
    let (max_per_user, has_webhook) = (services.policies.max_sessions_per_user, services.policies.webhook.is_some());
    // Checked without a transaction first, so that made-up links never take the lock.
    services.store.read(move |connection| find_user(connection, &link, now)).await?;
    let redeem = move |connection: &mut Connection| {
        // While this lock is held, no operator disables the user.
        connection.wait_for(Lock::Accounts)?;
        let user = find_user(connection, &link, context.now)?;
        if !sign_in_links::use_up(connection, &link)? {
            return Err(SignInError::InvalidLink);
        }
        // The link counts as an authentication now, so that the user can link another provider than the one that is
        // down. The operator vouches for the user: the link works once, within ten minutes, and reached the user in a way
        // that the operator chose.
        let new = NewSession {
            id: random::id(context.now),
            provider: Slug::operator(),
            strength: SignInStrength { authenticated_at: Some(context.now), ..SignInStrength::default() },
            groups: Groups::Unknown,
            max_per_user,
            has_webhook,
        };
        Ok(session::begin(connection, new, user, browser, &context, |_| Ok(()))?)
    };
    let signed_in = services.store.write(redeem).await?;
    if signed_in.may_have_ended_others {
        revocation::start(services, now);
    }
    Ok(signed_in)
}

fn find_user(connection: &mut Connection, link: &SecretHash, now: DateTime<Utc>) -> Result<User, SignInError> {
    let user = sign_in_links::find_user(connection, link, now)?.ok_or(SignInError::InvalidLink)?;
    // Disabling a user deletes their link as well; this check does not rely on it.
    if user_admin::is_disabled(connection, user.id)? {
        return Err(SignInError::InvalidLink);
    }
    Ok(user)
}
