//! Makes, lists and revokes personal access tokens: for their user, and for an operator.

use uuid::Uuid;

use super::operator::OperatorError;
use super::services::Services;
use super::{audit, random};
use crate::domain::{
    AccessToken, ApplicationUrl, AuditEvent, Identity, RequestContext, Session, Slug, TokenDetails, TokenLifetime,
    UserId,
};
use crate::store::access_tokens::{self, NewToken};
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, Lock, Store, StoreError, identities, sessions, upstream_sessions};

/// How many tokens a user may have.
pub const MAX_TOKENS_PER_USER: usize = 50;

/// What a user asks for.
#[derive(Debug)]
pub struct TokenRequest {
    /// A name by which the user recognizes the token.
    pub name: String,
    /// The addresses of the applications that it is for. The caller has checked that the user may open them.
    pub applications: Vec<ApplicationUrl>,
    /// For how long.
    pub lifetime: TokenLifetime,
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The user has to authenticate again first.
    #[error("the sign-in is not recent")]
    NotRecent,
    /// The session has ended, or did not begin with an identity, so that no sign-in would keep the token in force.
    #[error("no identity began the session")]
    NoIdentity,
    /// The user has a token with this name, or too many tokens, or named no application.
    #[error("the name or the applications are missing, or the name is taken")]
    Refused,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Makes a token for the user of this session, and returns it. It cannot be read again.
pub async fn create(
    services: &Services,
    session: &Session,
    request: TokenRequest,
    context: &RequestContext,
) -> Result<AccessToken, TokenError> {
    // check: a token needs a recent authentication
    if !session.is_recently_authenticated(context.now) {
        return Err(TokenError::NotRecent);
    }
    if request.applications.is_empty() {
        return Err(TokenError::Refused);
    }
    let token = AccessToken::from_random(random::bytes());
    let (hash, session, context) = (token.hash(), session.clone(), context.clone());
    let work = move |connection: &mut Connection| {
        // While this lock is held, no identity is unlinked, and no user disabled.
        connection.wait_for(Lock::Accounts)?;
        let identity = find_identity(connection, &session)?.ok_or(TokenError::NoIdentity)?;
        // The name of an expired token is free.
        access_tokens::delete_expired(connection, context.now)?;
        let own = access_tokens::list(connection, Some(session.user), context.now)?;
        let new = NewToken {
            id: random::id(context.now),
            hash,
            user: session.user,
            identity,
            name: request.name,
            applications: request.applications,
            created_at: context.now,
            expires_at: request.lifetime.end(context.now),
        };
        if own.len() >= MAX_TOKENS_PER_USER || !access_tokens::insert(connection, &new)? {
            return Err(TokenError::Refused);
        }
        audit::record(connection, AuditEvent::TokenCreated, session.provider, Some(session.user), &context)?;
        Ok(())
    };
    services.store.write(work).await?;
    Ok(token)
}

/// The id of the identity that began this session, if the session goes on.
fn find_identity(connection: &mut Connection, session: &Session) -> Result<Option<Uuid>, StoreError> {
    if sessions::find(connection, session.id)?.is_none() {
        return Ok(None);
    }
    let Some(upstream) = upstream_sessions::find(connection, session.id)? else { return Ok(None) };
    let identity = Identity { issuer: upstream.client.issuer, subject: upstream.subject };
    identities::find_id(connection, session.user, &identity)
}

/// Revokes a token of the user of this session. Does nothing if the user has none with this id.
pub async fn revoke_own(
    services: &Services,
    session: &Session,
    id: Uuid,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let (user, provider, context) = (session.user, session.provider.clone(), context.clone());
    let work = move |connection: &mut Connection| {
        // check: a user revokes a token
        let revoked = access_tokens::delete(connection, user, id)?;
        if revoked {
            audit::record(connection, AuditEvent::TokenRevoked, provider, Some(user), &context)?;
        }
        Ok(())
    };
    services.store.write(work).await
}

/// The tokens of one user, or of all, for an operator.
pub async fn list(
    store: &Store,
    selector: Option<UserSelector>,
    context: &RequestContext,
) -> Result<Vec<TokenDetails>, OperatorError> {
    let now = context.now;
    let work = move |connection: &mut Connection| {
        let user = selector.map(|selector| select_user(connection, &selector)).transpose()?;
        Ok(access_tokens::list(connection, user, now)?)
    };
    store.read(work).await
}

/// Which tokens an operator revokes.
#[derive(Debug, Clone)]
pub enum TokenSelector {
    /// The token with this id.
    Id(Uuid),
    /// Those of one user.
    OfUser(UserSelector),
    /// Those of all users.
    All,
}

/// Revokes tokens for an operator, and returns how many.
pub async fn revoke(store: &Store, selector: TokenSelector, context: RequestContext) -> Result<usize, OperatorError> {
    let work = move |connection: &mut Connection| match selector {
        TokenSelector::Id(id) => {
            let user = access_tokens::find_user(connection, id)?.ok_or(OperatorError::NoSuchToken)?;
            // check: an operator revokes a token
            let revoked = access_tokens::delete(connection, user, id)?;
            record_revocation(connection, user, &context)?;
            Ok(usize::from(revoked))
        }
        TokenSelector::OfUser(selector) => {
            let user = select_user(connection, &selector)?;
            revoke_of_user(connection, user, &context).map_err(OperatorError::from)
        }
        TokenSelector::All => Ok(revoke_all(connection, &context)?),
    };
    store.write(work).await
}

/// Revokes all tokens of all users, and returns how many. A restore does this, since a backup brings revoked ones back.
pub(super) fn revoke_all(connection: &mut Connection, context: &RequestContext) -> Result<usize, StoreError> {
    let mut count = 0;
    for user in access_tokens::list_users(connection)? {
        count += revoke_of_user(connection, user, context)?;
    }
    Ok(count)
}

fn revoke_of_user(connection: &mut Connection, user: UserId, context: &RequestContext) -> Result<usize, StoreError> {
    let revoked = access_tokens::delete_of_user(connection, user)?;
    if revoked > 0 {
        record_revocation(connection, user, context)?;
    }
    Ok(revoked)
}

fn record_revocation(connection: &mut Connection, user: UserId, context: &RequestContext) -> Result<(), StoreError> {
    audit::record(connection, AuditEvent::UserTokensRevoked, Slug::operator(), Some(user), context)
}

fn select_user(connection: &mut Connection, selector: &UserSelector) -> Result<UserId, OperatorError> {
    Ok(user_admin::find(connection, selector)?.ok_or(OperatorError::NoSuchUser)?.user.id)
}
