//! A sign-in: begun in a browser, continued at a provider, completed here.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::outcome::Recorder;
use super::{Services, random};
use crate::domain::{
    AuditEntry, AuditEvent, AuthorizationResponse, AuthorizationSecrets, MalformedResponse, NotAdmitted, NotInGroups,
    NotStrongEnough, Purpose, Refusal, ReturnTo, SecretHash, SessionToken, Slug, User, UserAgent, UserId, Visit,
    Wishes, causes,
};
use crate::oidc::{FailedCheck, OidcError, Provider};
use crate::store::{StoreError, audit, sign_ins};

/// A sign-in under way. It is kept in the browser that began it, sealed, and nowhere else.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// At which provider.
    pub provider: Slug,
    /// What binds the response to this request and this browser.
    pub secrets: AuthorizationSecrets,
    /// What for.
    pub purpose: Purpose,
    /// Where the person wanted to go.
    pub return_to: ReturnTo,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// The browser that comes back from a provider.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Its session until now, if it has one.
    pub session: Option<SecretHash>,
    /// What it calls itself.
    pub user_agent: Option<UserAgent>,
    /// The secret of the identity that waits here for the owner of its address, if there is one.
    pub waiting_link: Option<SecretHash>,
}

/// What a trip to a provider came to.
#[derive(Debug)]
pub enum Completed {
    /// Somebody is signed in.
    SignedIn(SignedIn),
    /// The identity is linked to the user who was signed in.
    Linked,
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
    /// In none of the groups that may come in, as far as is known.
    #[error("{why}")]
    NotInGroups {
        /// Why.
        why: NotInGroups,
        /// Whose identity it is, if it is anybody's.
        user: Option<UserId>,
    },
    /// An operator has switched this user off.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The sign-in link signs nobody in.
    #[error("the sign-in link was used before, is over, or never was one")]
    InvalidLink,
    /// The identity is linked to another user than the one who wanted to link it.
    #[error("the identity is linked to another user")]
    IdentityTaken,
    /// Another user came back than the one who began, or they are not signed in any more.
    #[error("the identity, or the session, is not that of the user who began")]
    AnotherUser,
    /// The owner of the address has to confirm that the identity is theirs.
    #[error("the address is that of a user who has to confirm the link with an identity that is linked already")]
    ConfirmationNeeded {
        /// Whose address it is.
        user: UserId,
        /// Finds the waiting identity in this browser.
        secret: SessionToken,
    },
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
            Self::NotInGroups { why: NotInGroups::TooMany, .. } => Refusal::AccountTooManyGroups,
            Self::NotInGroups { .. } => Refusal::AccountNoAllowedGroup,
            Self::Disabled(_) => Refusal::AccountDisabled,
            Self::InvalidLink => Refusal::LinkInvalid,
            Self::IdentityTaken => Refusal::AccountIdentityTaken,
            Self::AnotherUser => Refusal::AccountAnotherUser,
            Self::ConfirmationNeeded { .. } => Refusal::AccountConfirmationNeeded,
            Self::Store(_) => Refusal::Internal,
            Self::Oidc(error) => match error {
                OidcError::Unavailable { .. } => Refusal::ProviderUnavailable,
                OidcError::ResponseIssuerMismatch { .. } => Refusal::ResponseIssuerMismatch,
                OidcError::Refused { reason, .. } => Refusal::Provider(*reason),
                OidcError::TokenExchange { .. } => Refusal::TokenExchangeFailed,
                OidcError::ClientRejected { .. } => Refusal::TokenClientRejected,
                OidcError::IdToken { check: FailedCheck::Tenant | FailedCheck::HostedDomain, .. } => {
                    Refusal::AccountOtherOrganization
                }
                OidcError::IdToken { .. } => Refusal::IdTokenInvalid,
                OidcError::NotStrongEnough { lack: NotStrongEnough::TooLongAgo(_), .. } => {
                    Refusal::AccountFreshSignInNeeded
                }
                OidcError::NotStrongEnough { .. } => Refusal::AccountStrongerSignInNeeded,
                OidcError::UserinfoSubjectMismatch { .. } => Refusal::UserinfoSubjectMismatch,
            },
        }
    }

    /// About whom it is, when that came out all the same.
    fn user(&self) -> Option<UserId> {
        match self {
            Self::Disabled(user) | Self::ConfirmationNeeded { user, .. } => Some(*user),
            Self::NotInGroups { user, .. } => *user,
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
    purpose: Purpose,
    wishes: &Wishes,
    return_to: ReturnTo,
    now: DateTime<Utc>,
) -> Result<(url::Url, Attempt), SignInError> {
    let provider = provider(services, slug)?;
    let secrets =
        AuthorizationSecrets { state: random::secret(), nonce: random::secret(), code_verifier: random::secret() };
    let url = provider.authorization_request(&secrets, wishes).await?;
    let provider = provider.settings().slug.clone();
    Ok((url, Attempt { provider, secrets, purpose, return_to, started_at: now }))
}

/// The provider with this slug, unless it has to wait for the operator.
pub(super) fn provider<'a>(services: &'a Services, slug: &str) -> Result<&'a Arc<Provider>, SignInError> {
    let provider = services.providers.find(slug).ok_or(SignInError::UnknownProvider)?;
    if services.issuer_changes.concern(&provider.settings().slug) {
        return Err(SignInError::IssuerChanged);
    }
    Ok(provider)
}

/// Completes a sign-in whose state has been found in this browser: redeems the code, checks everything, and in one
/// transaction finds or makes the user, ends the browser's session before and begins a new one.
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
    browser: Browser,
    visit: &Visit,
) -> Result<Completed, SignInError> {
    let (state, now) = (SecretHash::of(attempt.secrets.state.expose_secret()), visit.now);
    if !services.store.write(move |connection| sign_ins::redeem(connection, &state, now)).await? {
        return Err(SignInError::UsedState);
    }
    let outcome = try_to_complete(services, attempt, response, browser, visit).await;
    if let Err(error) = &outcome {
        record_refusal(services, attempt, error, visit).await;
    }
    outcome
}

async fn try_to_complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    browser: Browser,
    visit: &Visit,
) -> Result<Completed, SignInError> {
    let provider = provider(services, attempt.provider.as_str())?;
    if visit.now >= attempt.started_at + services.sign_in_attempt {
        return Err(SignInError::ExpiredState);
    }
    let at_provider = provider.redeem(response, &attempt.secrets, attempt.purpose.account()).await?;
    let recorder = Recorder::new(services, provider, attempt.purpose, at_provider, browser, visit);
    services.store.write(move |connection| recorder.write(connection)).await?
}

/// Adds the audit entry of a trip to a provider that was refused.
async fn record_refusal(services: &Services, attempt: &Attempt, error: &SignInError, visit: &Visit) {
    let id = random::id(visit.now);
    let event = match attempt.purpose {
        Purpose::SignIn | Purpose::Confirm(_) => AuditEvent::SignInRefused(error.refusal()),
        Purpose::Link(_) => AuditEvent::LinkRefused(error.refusal()),
    };
    let user = attempt.purpose.user().or_else(|| error.user());
    let entry = AuditEntry { event, provider: attempt.provider.clone(), user, visit: visit.clone() };
    if let Err(error) = services.store.write(move |connection| audit::insert(connection, id, &entry)).await {
        let request = &visit.request;
        log::error!("request {request}: the audit entry of a refused sign-in is lost: {}", causes(&error));
    }
}
