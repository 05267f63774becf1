//! A provider tells that somebody has signed out there: what began with it ends here.

use super::{Services, random};
use crate::domain::{AuditEntry, AuditEvent, ClientRegistration, LogoutScope, RequestContext, Slug, UpstreamSessionId};
use crate::oidc::{FailedCheck, LogoutTokenError, OidcError};
use crate::store::{Connection, StoreError, audit, logout_tokens, upstream_sessions};

/// How a provider signs that has not signed an ID token for us yet: the default of `id_token_signed_response_alg` (OpenID
/// Connect Dynamic Client Registration 1.0, section 2).
const DEFAULT_ALGORITHM: &str = "RS256";

/// Why nothing was ended. The texts go to the log and to the provider, and hold nothing that the sender wrote.
#[derive(Debug, thiserror::Error)]
pub enum ProviderLogoutError {
    /// The address names no configured provider.
    #[error("no provider with this slug is configured")]
    UnknownProvider,
    /// The logout token could not be checked.
    #[error(transparent)]
    Unavailable(OidcError),
    /// The logout token was not believed.
    #[error("the logout token failed the check of {0}")]
    Token(FailedCheck),
    /// Any key of the provider may sign, but not in any way: it could be the key of something else.
    #[error("the logout token is signed with {found}, and ID tokens of this provider with {expected}")]
    Algorithm {
        /// How it is signed.
        found: String,
        /// How it has to be.
        expected: String,
    },
    /// It did its work before.
    #[error("the logout token was received before")]
    Replayed,
    /// A front-channel logout of somebody else's.
    #[error("iss is not this provider's issuer, or sid is missing or malformed")]
    OtherIssuer,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl From<LogoutTokenError> for ProviderLogoutError {
    fn from(error: LogoutTokenError) -> Self {
        match error {
            LogoutTokenError::Provider(error) => Self::Unavailable(error),
            LogoutTokenError::Failed(check) => Self::Token(check),
        }
    }
}

/// Ends what a logout token says, and tells how many sessions that were (OpenID Connect Back-Channel Logout 1.0,
/// section 2.7).
///
/// # Errors
/// When it fails a check, or the store does; nothing has ended then.
pub async fn back_channel(
    services: &Services,
    slug: &str,
    token: &str,
    context: &RequestContext,
) -> Result<usize, ProviderLogoutError> {
    let provider = services.providers.find(slug).ok_or(ProviderLogoutError::UnknownProvider)?;
    let token = provider.check_logout_token(token).await?;
    let (slug, context) = (provider.settings().slug.clone(), context.clone());
    let ended = services.store.write(move |connection| {
        let expected = logout_tokens::signing_algorithm(connection, &token.client)?;
        let expected = expected.unwrap_or_else(|| DEFAULT_ALGORITHM.to_owned());
        if token.algorithm != expected {
            return Err(ProviderLogoutError::Algorithm { found: token.algorithm, expected });
        }
        if !logout_tokens::receive(connection, &token.id, context.now)? {
            return Err(ProviderLogoutError::Replayed);
        }
        Ok(end(connection, AuditEvent::BackChannelLogout, &token.client, &token.scope, &slug, &context)?)
    });
    ended.await
}

/// Ends what a page of the provider says, and tells how many sessions that were (OpenID Connect Front-Channel Logout 1.0,
/// section 2). No cookie of ours comes along in a frame of another site, so both parameters have to be there: who knows the
/// provider's name for a session is taken for the provider.
///
/// # Errors
/// When it names another issuer or no session, or the store fails; nothing has ended then.
pub async fn front_channel(
    services: &Services,
    slug: &str,
    issuer: &str,
    session: &str,
    context: &RequestContext,
) -> Result<usize, ProviderLogoutError> {
    let provider = services.providers.find(slug).ok_or(ProviderLogoutError::UnknownProvider)?;
    let named = provider.client_at(issuer).zip(UpstreamSessionId::parse(session));
    let (client, session) = named.ok_or(ProviderLogoutError::OtherIssuer)?;
    let ended = LogoutScope { session: Some(session), subject: None };
    let (slug, context) = (provider.settings().slug.clone(), context.clone());
    // Anybody can ask this: what ends nothing must not wait for whoever writes, or make them wait.
    let (here, there) = (client.clone(), ended.clone());
    if services
        .store
        .read(move |connection| upstream_sessions::find_matching(connection, &here, &there))
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let count = services
        .store
        .write(move |connection| end(connection, AuditEvent::FrontChannelLogout, &client, &ended, &slug, &context));
    Ok(count.await?)
}

/// One audit entry for each session that ends. What ends nothing leaves none, so that nobody can fill the log.
fn end(
    connection: &mut Connection,
    event: AuditEvent,
    client: &ClientRegistration,
    ended: &LogoutScope,
    slug: &Slug,
    context: &RequestContext,
) -> Result<usize, StoreError> {
    let users = upstream_sessions::end_matching(connection, client, ended)?;
    for user in &users {
        let entry = AuditEntry { event, provider: slug.clone(), user: Some(*user), context: context.clone() };
        audit::insert(connection, random::id(context.now), &entry)?;
    }
    Ok(users.len())
}
