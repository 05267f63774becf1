//! A link that signs one user in once, without a provider: for the day on which every provider is down.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::operator::{OperatorError, decide};
use super::sign_in::{Browser, SignInError, SignedIn};
use super::{Services, random};
use crate::domain::{
    AuditEntry, AuditEvent, Groups, RequestContext, SecretHash, Session, SessionToken, Slug, User, UserAgent,
};
use crate::store::user_admin::{self, Name};
use crate::store::{Connection, Lock, Store, audit, sessions, sign_in_links};

/// How long a link is good.
pub const LIFETIME: Duration = Duration::from_mins(10);

/// Makes a link for a user: its token, which is kept nowhere. Any earlier link of theirs ends.
///
/// # Errors
/// When there is no such user, they are disabled, or the store fails.
pub async fn make(store: &Store, name: Name, context: RequestContext) -> Result<(User, SessionToken), OperatorError> {
    let token = SessionToken::from_random(random::bytes());
    let hash = token.hash();
    let made = decide(store, name, AuditEvent::SignInLinkMade, context, move |connection, entry, context| {
        if entry.disabled_at.is_some() {
            return Err(OperatorError::Disabled(entry.user.username.clone()));
        }
        Ok(sign_in_links::replace(connection, &hash, entry.user.id, context.now + LIFETIME)?)
    });
    made.await.map(|(user, ())| (user, token))
}

/// Whom a link would sign in. Uses nothing up: a chat program that shows a preview asks this, too.
///
/// # Errors
/// When it would sign nobody in, and why.
pub async fn look(services: &Services, token: &SessionToken, now: DateTime<Utc>) -> Result<User, SignInError> {
    let hash = token.hash();
    services.store.read(move |connection| user_of(connection, &hash, now)).await
}

/// Uses a link up and begins a session in place of the one that this browser had, on whichever instance.
///
/// # Errors
/// When it signs nobody in, and why. What anybody could try leaves no audit entry.
pub async fn redeem(
    services: &Services,
    token: &SessionToken,
    browser: Browser,
    context: &RequestContext,
) -> Result<SignedIn, SignInError> {
    let (link, own, session_token) = (token.hash(), context.clone(), SessionToken::from_random(random::bytes()));
    let (token_hash, own_now) = (session_token.hash(), context.now);
    // Asked without a transaction first: what anybody makes up waits for nobody, and nobody waits for it.
    services.store.read(move |connection| user_of(connection, &link, own_now)).await?;
    let begun = services.store.write(move |connection| {
        // Nobody is disabled between the question and the session.
        connection.wait_for(Lock::Accounts)?;
        let user = user_of(connection, &link, own.now)?;
        if !sign_in_links::use_up(connection, &link)? {
            return Err(SignInError::InvalidLink);
        }
        if let Some(previous) = browser.session {
            sessions::delete(connection, &previous)?;
        }
        begin(connection, &user, token_hash, browser.user_agent, own)?;
        Ok(user)
    });
    Ok(SignedIn { token: session_token, user: begun.await? })
}

fn user_of(connection: &mut Connection, link: &SecretHash, now: DateTime<Utc>) -> Result<User, SignInError> {
    let user = sign_in_links::find_user(connection, link, now)?.ok_or(SignInError::InvalidLink)?;
    // Disabling takes the link away; this holds it to that.
    if user_admin::is_disabled(connection, user.id)? {
        return Err(SignInError::InvalidLink);
    }
    Ok(user)
}

fn begin(
    connection: &mut Connection,
    user: &User,
    token_hash: SecretHash,
    user_agent: Option<UserAgent>,
    context: RequestContext,
) -> Result<(), SignInError> {
    let session = Session {
        id: random::id(context.now),
        token_hash,
        user: user.id,
        provider: Slug::operator(),
        signed_in_at: context.now,
        last_seen_at: context.now,
        // As good as a sign-in at a provider: who comes by it can link another provider than the one that is down.
        groups: Groups::Unknown,
        authenticated_at: context.now,
        address: context.address,
        user_agent,
    };
    sessions::insert(connection, &session)?;
    let id = random::id(context.now);
    let entry = AuditEntry { event: AuditEvent::SignedIn, provider: Slug::operator(), user: Some(user.id), context };
    Ok(audit::insert(connection, id, &entry)?)
}
