//! Logout that the provider starts: ends the sessions here that began with the upstream session or subject it names.

use chrono::{DateTime, Utc};

use super::audit;
use super::services::Services;
use crate::domain::{AuditEvent, ClientRegistration, LogoutScope, RequestContext, Slug, UpstreamSessionId};
use crate::metrics::{LogoutTokenResult, NONE};
use crate::oidc::{FailedCheck, LogoutTokenError, OidcError};
use crate::store::{Connection, StoreError, logout_tokens, upstream_sessions};

/// The expected algorithm of logout tokens, until an ID token of the provider has shown which one it uses: the default
/// of `id_token_signed_response_alg` (OpenID Connect Dynamic Client Registration 1.0, section 2).
const DEFAULT_ALGORITHM: &str = "RS256";

/// Why no session was ended. The texts go to the log and to the provider, and contain nothing that the caller sent.
#[derive(Debug, thiserror::Error)]
pub enum ProviderLogoutError {
    /// The slug in the URL names no configured provider.
    #[error("no provider with this slug is configured")]
    UnknownProvider,
    /// The logout token could not be verified.
    #[error(transparent)]
    Unavailable(OidcError),
    /// The logout token failed a check.
    #[error("the logout token failed the check of {0}")]
    Token(FailedCheck),
    /// The algorithm is not that of the provider's ID tokens. A key for another purpose may have signed it.
    #[error("the logout token is signed with {found}, but the ID tokens of this provider with {expected}")]
    Algorithm {
        /// The algorithm of the logout token.
        found: String,
        /// The algorithm of the provider's ID tokens.
        expected: String,
    },
    /// A front-channel logout with a wrong issuer or without an upstream session.
    #[error("iss is not this provider's issuer, or sid is missing")]
    InvalidFrontChannelRequest,
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

/// What a valid logout token did.
#[derive(Debug)]
pub enum BackChannelLogout {
    /// It ended so many sessions.
    Ended(usize),
    /// Nothing: it was received before. A provider sends a token again if the answer to the first one was lost, and does
    /// not expect an error then.
    Repeated,
}

/// Ends the sessions that a logout token names (OpenID Connect Back-Channel Logout 1.0, section 2.7), and counts it.
///
/// # Errors
/// When the token fails a check, or the store fails; no session has ended then.
pub async fn back_channel(
    services: &Services,
    slug: &str,
    token: &str,
    context: &RequestContext,
) -> Result<BackChannelLogout, ProviderLogoutError> {
    let ended = end_by_token(services, slug, token, context).await;
    let result = match &ended {
        Ok(BackChannelLogout::Ended(_)) => LogoutTokenResult::Accepted,
        Ok(BackChannelLogout::Repeated) => LogoutTokenResult::Repeated,
        Err(ProviderLogoutError::Unavailable(_) | ProviderLogoutError::Store(_)) => LogoutTokenResult::Failed,
        Err(_) => LogoutTokenResult::Refused,
    };
    let provider = services.provider(slug).map_or(NONE, |provider| provider.slug.as_str());
    services.metrics().sessions.logout_token(provider, result);
    ended
}

async fn end_by_token(
    services: &Services,
    slug: &str,
    token: &str,
    context: &RequestContext,
) -> Result<BackChannelLogout, ProviderLogoutError> {
    let provider = services.providers.find(slug).ok_or(ProviderLogoutError::UnknownProvider)?;
    let token = provider.check_logout_token(token).await?;
    let (slug, context) = (provider.settings().slug.clone(), context.clone());
    let ended = services.store.write(move |connection| {
        let expected = logout_tokens::signing_algorithm(connection, &token.client)?;
        let expected = expected.unwrap_or_else(|| DEFAULT_ALGORITHM.to_owned());
        if token.algorithm != expected {
            return Err(ProviderLogoutError::Algorithm { found: token.algorithm, expected });
        }
        logout_tokens::wait_for_turn(connection, &token.client, token.scope.subject.as_ref(), token.scope.session)?;
        // Also remembers what the token ends, for a sign-in that is complete only later.
        // check: a logout token works once
        if !logout_tokens::record(connection, &token, context.now)? {
            return Ok(BackChannelLogout::Repeated);
        }
        let event = AuditEvent::BackChannelLogout;
        let issued_by = Some(token.issued_at);
        let ended = end_sessions(connection, event, &token.client, &token.scope, issued_by, &slug, &context)?;
        Ok(BackChannelLogout::Ended(ended))
    });
    ended.await
}

/// Ends the sessions of the upstream session that a page of the provider names, and returns how many ended (OpenID
/// Connect Front-Channel Logout 1.0, section 2).
///
/// A frame of another site sends no cookie of Kaimu. So both parameters are required, and knowing the provider's
/// session id counts as proof.
///
/// # Errors
/// When the parameters name another issuer or no session, or the store fails; no session has ended then.
pub async fn front_channel(
    services: &Services,
    slug: &str,
    issuer: &str,
    session: &str,
    context: &RequestContext,
) -> Result<usize, ProviderLogoutError> {
    let provider = services.providers.find(slug).ok_or(ProviderLogoutError::UnknownProvider)?;
    let named = provider.client_at(issuer).zip(UpstreamSessionId::of(session));
    let (client, session) = named.ok_or(ProviderLogoutError::InvalidFrontChannelRequest)?;
    let scope = LogoutScope { session: Some(session), subject: None };
    let (slug, context) = (provider.settings().slug.clone(), context.clone());
    // Anyone can send this request. One that matches no session must not take the write lock.
    let matching = {
        let (client, scope) = (client.clone(), scope.clone());
        services
            .store
            .read(move |connection| upstream_sessions::find_matching(connection, &client, &scope, None))
            .await?
    };
    if matching.is_empty() {
        return Ok(0);
    }
    let count = services.store.write(move |connection| {
        end_sessions(connection, AuditEvent::FrontChannelLogout, &client, &scope, None, &slug, &context)
    });
    Ok(count.await?)
}

/// Ends the sessions, with one audit entry for each. A logout that matches none leaves no entry, so that it cannot fill
/// the audit log.
fn end_sessions(
    connection: &mut Connection,
    event: AuditEvent,
    client: &ClientRegistration,
    scope: &LogoutScope,
    issued_by: Option<DateTime<Utc>>,
    slug: &Slug,
    context: &RequestContext,
) -> Result<usize, StoreError> {
    let users = upstream_sessions::end_matching(connection, client, scope, issued_by)?;
    for user in &users {
        audit::record(connection, event, slug.clone(), Some(*user), context)?;
    }
    Ok(users.len())
}
