//! A sign-in: begun in a browser, continued at a provider, completed here.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::{Services, account, random};
use crate::domain::{
    Account, AuditEntry, AuditEvent, AuthorizationResponse, AuthorizationSecrets, MalformedResponse, NotAdmitted,
    ProviderSession, ProviderSignIn, Refusal, ReturnTo, SecretHash, Session, SessionToken, Slug, User, UserId, Visit,
    causes,
};
use crate::oidc::{OidcError, Provider};
use crate::store::{StoreError, audit, directory, logout_tokens, provider_sessions, sessions, sign_ins};

/// A sign-in under way. It is kept in the browser that began it, sealed, and nowhere else.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// At which provider.
    pub provider: Slug,
    /// What binds the response to this request and this browser.
    pub secrets: AuthorizationSecrets,
    /// Where the person wanted to go.
    pub return_to: ReturnTo,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// A sign-in that is done.
#[derive(Debug)]
pub struct SignedIn {
    /// The browser's new secret.
    pub token: SessionToken,
    /// Who it is.
    pub user: User,
}

/// Why a sign-in stopped: each variant is one page, one log line, one audit reason.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address names no configured provider.
    #[error("no provider with this slug is configured")]
    UnknownProvider,
    /// The provider's slug named another issuer before.
    #[error("the slug named another issuer before; replaces_issuer would confirm the change")]
    IssuerChanged,
    /// What came back is no authorization response.
    #[error(transparent)]
    Malformed(#[from] MalformedResponse),
    /// The browser sent no sign-in cookie.
    #[error("the browser sent no sign-in cookie: it blocks cookies, dropped them, or never began here")]
    MissingState,
    /// None of the browser's sign-ins under way has this state and this provider.
    #[error("the authorization response answers no request of this browser")]
    UnknownState,
    /// The sign-in took too long.
    #[error("the sign-in took longer than sign_in.attempt_minutes")]
    ExpiredState,
    /// The state was redeemed before.
    #[error("the authorization response was used before")]
    UsedState,
    /// Nobody we know, and not let in.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// An operator has switched this user off.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The sign-in link signs nobody in.
    #[error("the sign-in link was used before, is over, or never was one")]
    InvalidLink,
    /// The provider, or what it said, was refused.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl SignInError {
    /// What to tell the person and the audit.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::UnknownProvider => Refusal::ProviderUnknown,
            Self::IssuerChanged => Refusal::ProviderIssuerChanged,
            Self::Malformed(_) => Refusal::ResponseMalformed,
            Self::MissingState => Refusal::StateMissing,
            Self::UnknownState => Refusal::StateUnknown,
            Self::ExpiredState => Refusal::StateExpired,
            Self::UsedState => Refusal::StateUsed,
            Self::NotAdmitted(NotAdmitted::SignUpClosed) => Refusal::AccountSignUpClosed,
            Self::NotAdmitted(NotAdmitted::NotAllowed) => Refusal::AccountNotAllowed,
            Self::Disabled(_) => Refusal::AccountDisabled,
            Self::InvalidLink => Refusal::LinkInvalid,
            Self::Store(_) => Refusal::Internal,
            Self::Oidc(error) => match error {
                OidcError::Unavailable { .. } => Refusal::ProviderUnavailable,
                OidcError::ResponseIssuerMismatch { .. } => Refusal::ResponseIssuerMismatch,
                OidcError::Refused(reason) => Refusal::Provider(*reason),
                OidcError::TokenExchange { .. } => Refusal::TokenExchangeFailed,
                OidcError::ClientRejected { .. } => Refusal::TokenClientRejected,
                OidcError::IdToken { .. } => Refusal::IdTokenInvalid,
                OidcError::UserinfoSubjectMismatch { .. } => Refusal::UserinfoSubjectMismatch,
            },
        }
    }

    /// Whose sign-in it was, when that is known all the same.
    fn user(&self) -> Option<UserId> {
        match self {
            Self::Disabled(user) => Some(*user),
            _ => None,
        }
    }
}

/// Begins a sign-in. Writes nothing: a flood of these costs the database nothing.
///
/// # Errors
/// When the provider is unknown or cannot be reached.
pub async fn begin(
    services: &Services,
    slug: &str,
    account: Account,
    return_to: ReturnTo,
    now: DateTime<Utc>,
) -> Result<(url::Url, Attempt), SignInError> {
    let provider = provider(services, slug)?;
    let secrets =
        AuthorizationSecrets { state: random::secret(), nonce: random::secret(), code_verifier: random::secret() };
    let url = provider.authorization_request(&secrets, account).await?;
    Ok((url, Attempt { provider: provider.settings().slug.clone(), secrets, return_to, started_at: now }))
}

/// The provider with this slug, unless it has to wait for the operator.
fn provider<'a>(services: &'a Services, slug: &str) -> Result<&'a Arc<Provider>, SignInError> {
    let provider = services.providers.find(slug).ok_or(SignInError::UnknownProvider)?;
    if services.issuer_changes.concern(&provider.settings().slug) {
        return Err(SignInError::IssuerChanged);
    }
    Ok(provider)
}

/// Completes a sign-in whose state has been found in this browser: redeems the code, checks everything, and in one
/// transaction finds or makes the user, ends the browser's session before (`previous`) and begins a new one.
///
/// The state is redeemed first, whatever comes of it, so that one start allows one token request and leaves one audit
/// entry, on whichever instances and however often its response comes back.
///
/// # Errors
/// At the first thing that does not hold; nobody is signed in then.
pub async fn complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    previous: Option<SecretHash>,
    visit: &Visit,
) -> Result<SignedIn, SignInError> {
    let (state, now) = (SecretHash::of(attempt.secrets.state.expose_secret()), visit.now);
    if !services.store.write(move |connection| sign_ins::redeem(connection, &state, now)).await? {
        return Err(SignInError::UsedState);
    }
    let outcome = try_to_complete(services, attempt, response, previous, visit).await;
    if let Err(error) = &outcome {
        record_refusal(services, attempt.provider.clone(), error, visit).await;
    }
    outcome
}

async fn try_to_complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    previous: Option<SecretHash>,
    visit: &Visit,
) -> Result<SignedIn, SignInError> {
    let provider = provider(services, attempt.provider.as_str())?;
    if visit.now >= attempt.started_at + services.sign_in_attempt {
        return Err(SignInError::ExpiredState);
    }
    let at_provider = provider.redeem(response, &attempt.secrets).await?;
    record(services, provider, at_provider, previous, visit.clone()).await
}

/// Adds the audit entry of a refused sign-in with this provider.
async fn record_refusal(services: &Services, provider: Slug, error: &SignInError, visit: &Visit) {
    let (id, event) = (random::id(visit.now), AuditEvent::SignInRefused(error.refusal()));
    let entry = AuditEntry { event, provider, user: error.user(), visit: visit.clone() };
    if let Err(error) = services.store.write(move |connection| audit::insert(connection, id, &entry)).await {
        let request = &visit.request;
        log::error!("request {request}: the audit entry of a refused sign-in is lost: {}", causes(&error));
    }
}

async fn record(
    services: &Services,
    provider: &Arc<Provider>,
    at_provider: ProviderSignIn,
    previous: Option<SecretHash>,
    visit: Visit,
) -> Result<SignedIn, SignInError> {
    let (provider, sign_up) = (Arc::clone(provider), services.sign_up.clone());
    let token = SessionToken::from_random(random::bytes());
    let token_hash = token.hash();
    let session_id = random::id(visit.now);
    let ProviderSignIn { verified, session, algorithm, id_token } = at_provider;
    let behind = ProviderSession {
        client: provider.client(),
        subject: verified.identity.subject.clone(),
        id: session,
        // Without it a sign-out ends here alone.
        sealed_id_token: id_token.and_then(|id_token| services.seal.seal(&id_token, session_id).ok()),
    };
    let user = services.store.write(move |connection| -> Result<_, SignInError> {
        let user = account::user_of(connection, &verified, provider.settings(), &sign_up, &visit)?;
        // Now that the user's row is ours, nobody disables them until the session is there to be ended.
        if directory::is_disabled(connection, user.id)? {
            return Err(SignInError::Disabled(user.id));
        }
        if let Some(previous) = previous {
            sessions::delete(connection, &previous)?;
        }
        let session = Session {
            id: session_id,
            token_hash,
            user: user.id,
            provider: verified.provider.clone(),
            signed_in_at: visit.now,
            last_seen_at: visit.now,
        };
        sessions::insert(connection, &session)?;
        provider_sessions::insert(connection, session_id, &behind)?;
        logout_tokens::note_algorithm(connection, &behind.client, &algorithm)?;
        let entry = AuditEntry {
            event: AuditEvent::SignedIn,
            provider: verified.provider,
            user: Some(user.id),
            visit: visit.clone(),
        };
        audit::insert(connection, random::id(visit.now), &entry)?;
        Ok(user)
    });
    Ok(SignedIn { token, user: user.await? })
}
