//! A sign-in: started in a browser, continued at the provider, completed at the callback.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::attempt::{Attempt, Browser, Completed};
use super::services::Services;
use super::sign_in_error::SignInError;
use super::sign_in_transaction::{Committed, RolledBack, SignInTransaction};
use super::{audit, random, repetition, revocation};
use crate::domain::{
    AuditEvent, AuthorizationOptions, AuthorizationResponse, AuthorizationSecrets, NotLinkable, Purpose,
    RequestContext, ReturnTo,
};
use crate::oidc::Provider;
use crate::store::{Connection, StoreError, sign_ins, users};

/// When the parts of one callback have to end. The browser waits for all of them together, and so may a load balancer.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// All requests to the provider.
    pub(super) provider: Instant,
    /// The transaction: nothing is committed later.
    decision: Instant,
    /// The answer to the browser.
    answer: Instant,
}

impl Deadlines {
    /// The deadlines of a callback that arrives now.
    #[must_use]
    pub fn from_now() -> Self {
        let after = |seconds| Instant::now() + Duration::from_secs(seconds);
        // Between the last two, the request waits for a commit that has begun.
        Self { provider: after(12), decision: after(13), answer: after(15) }
    }

    /// When the browser has to have its answer.
    #[must_use]
    pub fn answer(&self) -> Instant {
        self.answer
    }
}

/// Starts a sign-in: returns the URL of the authorization request and the attempt that the browser has to keep.
///
/// Writes nothing to the database, so that a flood of starts costs it nothing.
///
/// # Errors
/// When the provider is unknown, blocked until the operator confirms its new issuer, or cannot be reached, or when its
/// identities may not be linked.
pub async fn begin(
    services: &Services,
    slug: &str,
    purpose: Purpose,
    options: &AuthorizationOptions,
    return_to: ReturnTo,
    now: DateTime<Utc>,
) -> Result<(url::Url, Attempt), SignInError> {
    let provider = usable_provider(services, slug)?;
    // The transaction checks again, by the settings of that time.
    if matches!(purpose, Purpose::Link(_)) && !provider.settings().allows_links {
        return Err(NotLinkable::LinkOff.into());
    }
    let secrets =
        AuthorizationSecrets { state: random::secret(), nonce: random::secret(), code_verifier: random::secret() };
    let url = provider.authorization_request(&secrets, options).await?;
    let provider = provider.settings().slug.clone();
    Ok((url, Attempt { provider, secrets, purpose, return_to, started_at: now, repeats: None }))
}

/// Whether the provider with this slug has this issuer. True for a slug that is not configured, so that this is what is
/// refused.
#[must_use]
pub fn has_issuer(services: &Services, slug: &str, issuer: &str) -> bool {
    services.providers.find(slug).is_none_or(|provider| provider.client_at(issuer).is_some())
}

/// The provider with this slug, unless its issuer has changed without the operator's confirmation.
pub(super) fn usable_provider<'a>(services: &'a Services, slug: &str) -> Result<&'a Arc<Provider>, SignInError> {
    let provider = services.providers.find(slug).ok_or(SignInError::UnknownProvider)?;
    // check: the issuer of a slug
    if services.issuer_changes.contains(&provider.settings().slug) {
        return Err(SignInError::IssuerChanged);
    }
    Ok(provider)
}

/// Completes a sign-in whose state was found in this browser: redeems the code, verifies the answer, and runs the
/// [`SignInTransaction`].
///
/// The state is redeemed first, whatever follows. So one start allows one completion and leaves one audit entry, on all
/// instances together and however often the response is sent. What follows ends also if the browser closes the connection
/// meanwhile, so that another request with the same response can learn that it has ended.
///
/// # Errors
/// At the first check that fails; no session has begun then.
pub async fn complete(
    services: &Arc<Services>,
    attempt: &Attempt,
    response: AuthorizationResponse,
    browser: Browser,
    context: &RequestContext,
    deadlines: Deadlines,
) -> Result<Completed, SignInError> {
    let (own_services, attempt, context) = (Arc::clone(services), attempt.clone(), context.clone());
    let work = async move {
        let (state, started_at, now) = (attempt.state_hash(), attempt.started_at, context.now);
        let redeem = move |connection: &mut Connection| sign_ins::redeem(connection, &state, started_at, now);
        let redeemed = own_services.store.write_alone_until(deadlines.decision, redeem).await?;
        // check: a state works once
        let Some(redeemed) = redeemed else { return Err(SignInError::UsedState) };
        // check: a restore ends sign-in attempts
        let completed = if redeemed.is_ended {
            Err(SignInError::ExpiredState)
        } else {
            verify_and_commit(&own_services, &attempt, response, browser, &context, deadlines).await
        };
        if let Err(error) = &completed {
            let recorded = record_refusal(&own_services, &attempt, error, &context);
            // The browser does not wait longer for the audit entry, which is written all the same.
            let _ = timeout_at(deadlines.answer, recorded).await;
        }
        completed
    };
    services.background.spawn(work).await.map_err(|_| SignInError::Store(StoreError::Aborted))?
}

async fn verify_and_commit(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    browser: Browser,
    context: &RequestContext,
    deadlines: Deadlines,
) -> Result<Completed, SignInError> {
    let provider = usable_provider(services, attempt.provider.as_str())?;
    // check: the attempt has not expired
    if context.now >= attempt.started_at + services.policies.sign_in_attempt {
        return Err(SignInError::ExpiredState);
    }
    let account = attempt.purpose.account_selection();
    let at_provider = provider.redeem(response, &attempt.secrets, account, deadlines.provider).await?;
    let transaction = SignInTransaction::new(services, provider, attempt.purpose, at_provider, browser, context);
    let decide = |transaction: SignInTransaction| {
        let (attempt, now) = (attempt.clone(), context.now);
        services.store.write_until(deadlines.decision, move |connection| {
            let decided = transaction.run(connection)?;
            repetition::finish(connection, &attempt, &decided, now)?;
            Ok(decided)
        })
    };
    let mut decided = decide(transaction.clone()).await;
    if let Err(RolledBack(SignInError::IdentityUnlinked)) = &decided {
        // Nothing was written. The second decision sees what has happened meanwhile.
        decided = decide(transaction).await;
    }
    match decided {
        Ok(Committed::SignedIn(signed_in, _)) => {
            // A repetition has ended the session of the attempt that it repeats.
            if signed_in.may_have_ended_others || attempt.repeats.is_some() {
                revocation::start(services, context.now);
            }
            Ok(Completed::SignedIn(signed_in))
        }
        Ok(Committed::AlreadyLinked) => Ok(Completed::AlreadyLinked),
        Ok(Committed::LinkPending(secret)) => Ok(Completed::LinkPending(secret)),
        Ok(Committed::Refused(error)) | Err(RolledBack(error)) => Err(error),
    }
}

/// Adds the audit entry of a refused attempt, in a transaction of its own.
fn record_refusal(
    services: &Arc<Services>,
    attempt: &Attempt,
    error: &SignInError,
    context: &RequestContext,
) -> JoinHandle<()> {
    let event = match attempt.purpose {
        Purpose::SignIn | Purpose::StepUp | Purpose::Reauthenticate(_) => AuditEvent::SignInRefused(error.refusal()),
        Purpose::Link(_) => AuditEvent::LinkRefused(error.refusal()),
    };
    let (known_user, identity) = (attempt.purpose.user().or_else(|| error.user()), error.identity().cloned());
    let (provider, own_context, budget) =
        (attempt.provider.clone(), context.clone(), Arc::clone(&services.refusal_budget));
    let (state, now) = (attempt.state_hash(), context.now);
    // The repetition has an audit entry of its own.
    let is_repeated = matches!(error, SignInError::UsedState);
    let record = move |connection: &mut Connection| {
        sign_ins::finish(connection, &state, now)?;
        if is_repeated {
            return Ok(());
        }
        let user = match (known_user, identity) {
            (None, Some(identity)) => users::find_by_identity(connection, &identity)?.map(|user| user.id),
            (known_user, _) => known_user,
        };
        // check: a limit of refusals in the audit log
        if user.is_none() && !audit::may_record_refusal(&budget, &own_context) {
            return Ok(());
        }
        audit::record(connection, event, provider, user, &own_context)
    };
    let (store, log, context) = (services.store.clone(), Arc::clone(&services.failure_log), context.clone());
    services.background.spawn(async move {
        if let Err(error) = store.write(record).await {
            log.log_as(&context, "the audit entry of a refused sign-in is lost", &error);
        }
    })
}
