//! Rechecks: during a session, asks the provider whether the user may still sign in (OpenID Connect Core, section
//! 12.2).
//!
//! A confirmed session goes on. A revoked one ends. One whose provider has not answered ends after `recheck_grace`.

use std::sync::Arc;
use std::time::Duration;

use super::freshness::unconfirmed_until;
use super::services::Services;
use super::{audit, recheck_credential, revocation};
use crate::domain::{
    AuditEvent, Identity, KnownSession, MAX_RECHECK_WAIT, RecheckCredential, RecheckPolicy, RecheckState, RecheckStep,
    RequestContext, Session, error_chain,
};
use crate::metrics::RecheckResult;
use crate::oidc::{Provider, RecheckOutcome, RecheckRequest};
use crate::store::{
    Connection, StoreError, last_sign_ins, rechecks, sessions, tokens_to_revoke, upstream_sessions, users,
};

/// How often a request looks for the answer that another request waits for, perhaps on another instance.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Whether a session that is in use and [`Freshness::Overdue`](super::freshness::Freshness::Overdue) goes on.
///
/// When the last confirmation is older than the recheck interval, the provider is asked in the background. When it is
/// older than twice the interval, or the session would end otherwise, the request waits for the answer.
pub(super) async fn revalidate(
    services: &Arc<Services>,
    session: &Session,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let Some(provider) = services.providers.find(session.provider.as_str()) else { return Ok(false) };
    let Some(policy) = provider.settings().recheck else { return Ok(true) };
    let (services, provider) = (Arc::clone(services), Arc::clone(provider));
    SessionRecheck { services, provider, policy, session: session.clone(), context: context.clone() }.revalidate().await
}

/// Asks the provider of a session that is [`Freshness::Due`](super::freshness::Freshness::Due).
pub(super) fn ask_in_background(services: &Arc<Services>, known: &KnownSession, context: &RequestContext) {
    let (session, services, context) = (known.session.clone(), Arc::clone(services), context.clone());
    let Some(provider) = services.providers.find(session.provider.as_str()).map(Arc::clone) else { return };
    let (Some(policy), Some(state)) = (provider.settings().recheck, known.recheck.clone()) else { return };
    let background = Arc::clone(services.background());
    if !background.is_stopping() {
        background.spawn(SessionRecheck { services, provider, policy, session, context }.ask(state));
    }
}

/// Which request asked the provider.
enum AskedBy {
    ThisRequest,
    AnotherRequest,
}

/// A session in use, and the request that uses it.
#[derive(Clone)]
struct SessionRecheck {
    services: Arc<Services>,
    provider: Arc<Provider>,
    policy: RecheckPolicy,
    session: Session,
    context: RequestContext,
}

/// The session as the database has it.
enum Current {
    Ended,
    /// It began before `recheck` was set, so that there is no token to ask with.
    WithoutState,
    With(RecheckState),
}

impl SessionRecheck {
    async fn revalidate(self) -> Result<bool, StoreError> {
        let now = self.context.now;
        let state = match self.read_current().await? {
            Current::Ended => return Ok(false),
            Current::WithoutState => {
                let ends_at = unconfirmed_until(&self.session, &self.policy);
                return if now >= ends_at { self.expire_unreachable().await } else { Ok(true) };
            }
            Current::With(state) => state,
        };
        match state.next_step(&self.policy, now) {
            RecheckStep::Continue => Ok(true),
            RecheckStep::RecheckInBackground if self.services.background.is_stopping() => Ok(true),
            RecheckStep::RecheckInBackground => {
                let background = Arc::clone(self.services.background());
                background.spawn(self.ask(state));
                Ok(true)
            }
            RecheckStep::RecheckFirst => {
                // A task of its own, although this request waits: the answer may contain the only refresh token that
                // works from now on. It must be kept even if the browser disconnects or the wait ends.
                let asked = self.services.background.spawn(self.clone().ask(state));
                let answer = async {
                    if let Ok(AskedBy::AnotherRequest) = asked.await {
                        self.wait_for_other_request().await;
                    }
                };
                let _ = tokio::time::timeout(MAX_RECHECK_WAIT, answer).await;
                self.decide_after_recheck().await
            }
            RecheckStep::AwaitRecheck => {
                let _ = tokio::time::timeout(MAX_RECHECK_WAIT, self.wait_for_other_request()).await;
                self.decide_after_recheck().await
            }
            RecheckStep::Expire => self.expire_unreachable().await,
        }
    }

    async fn read_current(&self) -> Result<Current, StoreError> {
        let id = self.session.id;
        let read = move |connection: &mut Connection| {
            // The session is read after its state. Both rows are deleted together, so a session that ends in between
            // counts as ended, and not as one without a state.
            let state = rechecks::find(connection, id)?;
            Ok(match (sessions::find(connection, id)?, state) {
                (None, _) => Current::Ended,
                (Some(_), None) => Current::WithoutState,
                (Some(_), Some(state)) => Current::With(state),
            })
        };
        self.services.store.read(read).await
    }

    /// Waits until the recheck of another request has an answer, or the session has ended. The caller limits the time.
    async fn wait_for_other_request(&self) {
        while let Ok(Current::With(RecheckState { unanswered_since: Some(_), .. })) = self.read_current().await {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    async fn decide_after_recheck(self) -> Result<bool, StoreError> {
        match self.read_current().await? {
            Current::With(state) if state.grace_has_ended(&self.policy, self.context.now) => {
                self.expire_unreachable().await
            }
            Current::Ended => Ok(false),
            Current::With(_) | Current::WithoutState => Ok(true),
        }
    }

    /// Asks the provider, unless another request on any instance is asking, and stores the answer.
    async fn ask(self, seen: RecheckState) -> AskedBy {
        self.claim_and_ask(seen).await.unwrap_or_else(|error| {
            log::error!("could not store the result of a recheck: {}", error_chain(&error));
            AskedBy::ThisRequest
        })
    }

    async fn claim_and_ask(self, seen: RecheckState) -> Result<AskedBy, StoreError> {
        let (id, now, is_first) = (self.session.id, self.context.now, seen.unanswered_since.is_none());
        let claim = move |connection: &mut Connection| {
            if !rechecks::claim(connection, id, &seen, now)? {
                return Ok(None);
            }
            // Read again: the answer to an earlier recheck may have arrived since.
            let state = rechecks::find(connection, id)?.unwrap_or(seen);
            Ok::<_, StoreError>(Some((upstream_sessions::find(connection, id)?, state)))
        };
        let Some((upstream, state)) = self.services.store.write(claim).await? else {
            return Ok(AskedBy::AnotherRequest);
        };
        // The tokens of another client registration are useless at this provider.
        let Some(upstream) = upstream.filter(|it| self.provider.uses_client(&it.client)) else {
            return Ok(AskedBy::ThisRequest);
        };
        let Some(credential) = recheck_credential::decrypt(&self.services.seal, &state.credential, id) else {
            if is_first {
                log::warn!(
                    "cannot recheck a session: its token is missing or cannot be decrypted; has the session secret changed?"
                );
            }
            return Ok(AskedBy::ThisRequest);
        };
        let request = RecheckRequest {
            credential,
            identity: Identity { issuer: upstream.client.issuer, subject: upstream.subject },
            nonce: state.nonce,
            authenticated_at: state.authenticated_at,
        };
        let outcome = self.provider.recheck(&request).await;
        self.count(&outcome);
        match outcome {
            RecheckOutcome::Confirmed(credential) => self.store_answer(credential, true, request.identity).await?,
            RecheckOutcome::Unreachable(credential) => self.store_answer(credential, false, request.identity).await?,
            RecheckOutcome::Revoked => self.revoke(request.identity).await?,
        }
        Ok(AskedBy::ThisRequest)
    }

    fn count(&self, outcome: &RecheckOutcome) {
        let result = match outcome {
            RecheckOutcome::Confirmed(_) => RecheckResult::Confirmed,
            RecheckOutcome::Unreachable(_) => RecheckResult::Unanswered,
            RecheckOutcome::Revoked => RecheckResult::Revoked,
        };
        self.services.metrics().sessions.rechecked(self.session.provider.as_str(), result);
    }

    /// Stores the new tokens and the confirmation in one transaction. If the session has ended, its new token is revoked.
    async fn store_answer(
        self,
        credential: Option<RecheckCredential>,
        confirmed: bool,
        identity: Identity,
    ) -> Result<(), StoreError> {
        let (id, now, signed_in_at) = (self.session.id, self.context.now, self.session.signed_in_at);
        let client_id = self.provider.settings().client.id.clone();
        let credential = credential.map(|it| recheck_credential::encrypt(&self.services.seal, &it, id));
        let work = move |connection: &mut Connection| {
            if let Some(credential) = &credential {
                let replaced = rechecks::replace_credential(connection, id, now, credential)?;
                // The session has ended since the question: the new token has to be revoked in place of the old one.
                if let (false, Some(sealed)) = (replaced, &credential.refresh_token)
                    && rechecks::find(connection, id)?.is_none()
                {
                    tokens_to_revoke::replace(connection, id, &identity, &client_id, sealed, signed_in_at)?;
                    return Ok(true);
                }
            }
            if confirmed {
                rechecks::confirm(connection, id, now)?;
            }
            Ok::<_, StoreError>(false)
        };
        if self.services.store.write(work).await? {
            revocation::start(&self.services, now);
        }
        Ok(())
    }

    /// Ends the session, because the provider refused the user. Personal access tokens wait for the next sign-in.
    async fn revoke(self, identity: Identity) -> Result<(), StoreError> {
        let (id, now) = (self.session.id, self.context.now);
        let ended = self.services.store.write({
            let (session, context) = (self.session.clone(), self.context.clone());
            move |connection| {
                // As a sign-in and an unlink, which lock the other rows in different orders.
                users::lock(connection, session.user)?;
                // A later recheck may have used a newer refresh token than the one that was refused; its answer counts.
                if !rechecks::is_latest_recheck(connection, id, now)? {
                    return Ok(false);
                }
                // check: a refused recheck stops the tokens
                last_sign_ins::forget(connection, session.user, &identity)?;
                end_session(connection, AuditEvent::RecheckRevoked, &session, &context)
            }
        });
        if ended.await? {
            let (provider, user) = (self.session.provider.as_str(), self.session.user);
            log::info!(provider, user:%; "ended a session: the provider {provider} refused its user at a recheck");
        }
        Ok(())
    }

    /// Ends the session, because the provider has not answered for longer than `recheck_grace`. Always `false`.
    async fn expire_unreachable(self) -> Result<bool, StoreError> {
        let (session, context) = (self.session.clone(), self.context.clone());
        let work = move |connection: &mut Connection| {
            end_session(connection, AuditEvent::RecheckUnanswered, &session, &context)
        };
        if self.services.store.write(work).await? {
            let (provider, user) = (self.session.provider.as_str(), self.session.user);
            log::warn!(
                provider, user:%;
                "ended a session: the provider {provider} has not answered rechecks for longer than \
                 recheck_grace"
            );
        }
        Ok(false)
    }
}

/// Ends a session with its audit entry; `false` when it has ended already.
fn end_session(
    connection: &mut Connection,
    event: AuditEvent,
    session: &Session,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let ended = sessions::end_one(connection, session.user, session.id)?;
    if ended {
        audit::record(connection, event, session.provider.clone(), Some(session.user), context)?;
    }
    Ok(ended)
}
