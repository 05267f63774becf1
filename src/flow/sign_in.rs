//! A sign-in: begun in a browser, continued at a provider, completed here.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::outcome::Recorder;
pub use super::sign_in_error::SignInError;
use super::{Services, random};
use crate::domain::{
    AuditEntry, AuditEvent, AuthorizationOptions, AuthorizationResponse, AuthorizationSecrets, Purpose, RequestContext,
    ReturnTo, SecretHash, SessionToken, Slug, User, UserAgent, error_chain,
};
use crate::oidc::Provider;
use crate::store::{Connection, audit, sign_ins, users};

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
    pub pending_link: Option<SecretHash>,
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

/// Begins a sign-in. Writes nothing: a flood of these costs the database nothing.
///
/// # Errors
/// When the provider is unknown or cannot be reached.
pub async fn begin(
    services: &Services,
    slug: &str,
    purpose: Purpose,
    options: &AuthorizationOptions,
    return_to: ReturnTo,
    now: DateTime<Utc>,
) -> Result<(url::Url, Attempt), SignInError> {
    let provider = provider(services, slug)?;
    let secrets =
        AuthorizationSecrets { state: random::secret(), nonce: random::secret(), code_verifier: random::secret() };
    let url = provider.authorization_request(&secrets, options).await?;
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
    context: &RequestContext,
) -> Result<Completed, SignInError> {
    let (state, now) = (SecretHash::of(attempt.secrets.state.expose_secret()), context.now);
    if !services.store.write(move |connection| sign_ins::redeem(connection, &state, now)).await? {
        return Err(SignInError::UsedState);
    }
    let outcome = try_to_complete(services, attempt, response, browser, context).await;
    if let Err(error) = &outcome {
        record_refusal(services, attempt, error, context).await;
    }
    outcome
}

async fn try_to_complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    browser: Browser,
    context: &RequestContext,
) -> Result<Completed, SignInError> {
    let provider = provider(services, attempt.provider.as_str())?;
    if context.now >= attempt.started_at + services.sign_in_attempt {
        return Err(SignInError::ExpiredState);
    }
    let at_provider = provider.redeem(response, &attempt.secrets, attempt.purpose.account_selection()).await?;
    let recorder = Recorder::new(services, provider, attempt.purpose, at_provider, browser, context);
    services.store.write(move |connection| recorder.write(connection)).await?
}

/// Adds the audit entry of a trip to a provider that was refused.
async fn record_refusal(services: &Services, attempt: &Attempt, error: &SignInError, context: &RequestContext) {
    let id = random::id(context.now);
    let event = match attempt.purpose {
        Purpose::SignIn | Purpose::Reauthenticate(_) => AuditEvent::SignInRefused(error.refusal()),
        Purpose::Link(_) => AuditEvent::LinkRefused(error.refusal()),
    };
    let (user, identity) = (attempt.purpose.user().or_else(|| error.user()), error.identity().cloned());
    let mut entry = AuditEntry { event, provider: attempt.provider.clone(), user, context: context.clone() };
    let insert = move |connection: &mut Connection| {
        if let (None, Some(identity)) = (entry.user, identity) {
            entry.user = users::find_by_identity(connection, &identity)?.map(|user| user.id);
        }
        audit::insert(connection, id, &entry)
    };
    if let Err(error) = services.store.write(insert).await {
        let request = &context.request;
        log::error!("request {request}: the audit entry of a refused sign-in is lost: {}", error_chain(&error));
    }
}
