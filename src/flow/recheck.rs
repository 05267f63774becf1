//! Whether somebody who is signed in is still welcome at their provider, which is asked while they are here.

use std::sync::Arc;
use std::time::Duration;

use super::linking::record;
use super::{Services, credential};
use crate::domain::{
    AuditEvent, Identity, MAX_RECHECK_WAIT, RecheckCredential, RecheckPolicy, RecheckState, RecheckStep,
    RequestContext, Session, error_chain,
};
use crate::oidc::{Provider, RecheckOutcome, RecheckRequest};
use crate::store::{Connection, StoreError, rechecks, sessions, upstream_sessions};

/// How often a request looks for an answer that another one waits for, perhaps on another instance.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Whether a session that is in use goes on. Asks its provider when its last yes is old: in the background, or, when it is
/// so old that it says nothing any more, before the answer.
///
/// # Errors
/// When the store fails.
pub(super) async fn goes_on(
    services: &Arc<Services>,
    session: &Session,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let Some(provider) = services.providers.find(session.provider.as_str()) else { return Ok(true) };
    let Some(recheck) = provider.settings().recheck else { return Ok(true) };
    let (services, provider) = (Arc::clone(services), Arc::clone(provider));
    Check { services, provider, recheck, session: session.clone(), context: context.clone() }.goes_on().await
}

/// Who put a question to the provider.
enum Asked {
    ByUs,
    ByAnother,
}

/// A session that is in use, and the request that uses it.
#[derive(Clone)]
struct Check {
    services: Arc<Services>,
    provider: Arc<Provider>,
    recheck: RecheckPolicy,
    session: Session,
    context: RequestContext,
}

impl Check {
    async fn goes_on(self) -> Result<bool, StoreError> {
        let now = self.context.now;
        // It may have ended since it was found.
        let Some(recheck_state) = self.look().await? else { return Ok(false) };
        let Some(recheck_state) = recheck_state else {
            // It began before `recheck` was set, so there is nothing to ask with, and nobody has answered since.
            let is_over = now >= self.session.signed_in_at + self.recheck.every + self.recheck.grace;
            return if is_over { self.give_up().await } else { Ok(true) };
        };
        match recheck_state.next_step(&self.recheck, now) {
            RecheckStep::Continue => Ok(true),
            RecheckStep::RecheckInBackground if self.services.background.is_finishing() => Ok(true),
            RecheckStep::RecheckInBackground => {
                let background = Arc::clone(&self.services.background);
                background.spawn(self.ask(recheck_state));
                Ok(true)
            }
            RecheckStep::RecheckFirst => {
                // In a task all the same: the answer may hold the only refresh token that works from now on, and must be
                // kept although the browser, or our patience, has gone.
                let asked = self.services.background.spawn(self.clone().ask(recheck_state));
                let answer = async {
                    if let Ok(Asked::ByAnother) = asked.await {
                        self.answer_to_another().await;
                    }
                };
                let _ = tokio::time::timeout(MAX_RECHECK_WAIT, answer).await;
                self.goes_on_after_the_question().await
            }
            RecheckStep::AwaitRecheck => {
                let _ = tokio::time::timeout(MAX_RECHECK_WAIT, self.answer_to_another()).await;
                self.goes_on_after_the_question().await
            }
            RecheckStep::Expire => self.give_up().await,
        }
    }

    /// How the session stands, if that is known; without the session `None`.
    async fn look(&self) -> Result<Option<Option<RecheckState>>, StoreError> {
        let (token, id) = (self.session.token_hash, self.session.id);
        let look = move |connection: &mut Connection| {
            // The session last: with it the other row would be gone as well.
            let recheck_state = rechecks::find(connection, id)?;
            Ok(sessions::find(connection, &token)?.map(|_| recheck_state))
        };
        self.services.store.read(look).await
    }

    /// Waits for the answer to a question that another request has asked.
    async fn answer_to_another(&self) {
        while let Ok(Some(Some(RecheckState { unanswered_since: Some(_), .. }))) = self.look().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn goes_on_after_the_question(self) -> Result<bool, StoreError> {
        match self.look().await? {
            Some(Some(recheck_state)) if recheck_state.grace_has_ended(&self.recheck, self.context.now) => {
                self.give_up().await
            }
            found => Ok(found.is_some()),
        }
    }

    /// Asks the provider, unless somebody else does, on whichever instance, and notes what it says.
    async fn ask(self, seen: RecheckState) -> Asked {
        let request = self.context.request.clone();
        self.try_to_ask(seen).await.unwrap_or_else(|error| {
            log::error!(
                "request {request}: whether somebody is still welcome cannot be noted: {}",
                error_chain(&error)
            );
            Asked::ByUs
        })
    }

    async fn try_to_ask(self, seen: RecheckState) -> Result<Asked, StoreError> {
        let (id, now, is_first) = (self.session.id, self.context.now, seen.unanswered_since.is_none());
        let claim = move |connection: &mut Connection| {
            if !rechecks::claim(connection, id, &seen, now)? {
                return Ok(None);
            }
            // As it is now: an answer to the question before may have come since somebody looked.
            let seen = rechecks::find(connection, id)?.unwrap_or(seen);
            Ok::<_, StoreError>(Some((upstream_sessions::find(connection, id)?, seen)))
        };
        let Some((behind, seen)) = self.services.store.write(claim).await? else { return Ok(Asked::ByAnother) };
        // With another client at the provider nothing of the former one's is of use.
        let Some(behind) = behind.filter(|it| self.provider.uses_client(&it.client)) else { return Ok(Asked::ByUs) };
        let Some(credential) = credential::opened(&self.services.seal, &seen.credential, id) else {
            if is_first {
                let words = "there is nothing to ask a provider with about a session, or it cannot be opened";
                log::warn!("request {}: {words}: has the session secret changed?", self.context.request);
            }
            return Ok(Asked::ByUs);
        };
        let question = RecheckRequest {
            credential,
            identity: Identity { issuer: behind.client.issuer, subject: behind.subject },
            nonce: seen.nonce,
            authenticated_at: seen.authenticated_at,
        };
        match self.provider.recheck(&question).await {
            RecheckOutcome::Confirmed(credential) => self.note(credential, true).await?,
            RecheckOutcome::Unreachable(credential) => self.note(credential, false).await?,
            RecheckOutcome::Revoked => self.send_away().await?,
        }
        Ok(Asked::ByUs)
    }

    /// Keeps the answer and the new tokens that came with it: both or neither.
    async fn note(self, credential: Option<RecheckCredential>, confirmed: bool) -> Result<(), StoreError> {
        let (id, now) = (self.session.id, self.context.now);
        let credential = credential.map(|it| credential::sealed(&self.services.seal, &it, id, &self.context));
        let work = move |connection: &mut Connection| {
            if let Some(credential) = &credential {
                rechecks::replace_credential(connection, id, now, credential)?;
            }
            if confirmed {
                rechecks::confirm(connection, id, now)?;
            }
            Ok(())
        };
        self.services.store.write(work).await
    }

    /// Ends the session whose person is not welcome any more.
    async fn send_away(self) -> Result<(), StoreError> {
        let (id, now) = (self.session.id, self.context.now);
        let ended = self.services.store.write({
            let (session, context) = (self.session.clone(), self.context.clone());
            move |connection| {
                // Who asked later knows better: they may have another refresh token than the one that was refused.
                Ok::<_, StoreError>(
                    rechecks::is_latest_recheck(connection, id, now)?
                        && end(connection, AuditEvent::RecheckRevoked, &session, &context)?,
                )
            }
        });
        if ended.await? {
            let (request, slug) = (&self.context.request, &self.session.provider);
            log::info!("request {request}: a session has ended: the provider {slug} no longer vouches for its person");
        }
        Ok(())
    }

    /// Ends the session about which the provider could not be asked for too long.
    async fn give_up(self) -> Result<bool, StoreError> {
        let (session, context) = (self.session.clone(), self.context.clone());
        let work =
            move |connection: &mut Connection| end(connection, AuditEvent::RecheckUnanswered, &session, &context);
        if self.services.store.write(work).await? {
            let (request, slug) = (&self.context.request, &self.session.provider);
            log::warn!(
                "request {request}: a session has ended: the provider {slug} has not answered for longer than recheck_grace"
            );
        }
        Ok(false)
    }
}

fn end(
    connection: &mut Connection,
    event: AuditEvent,
    session: &Session,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let ended = sessions::end_one(connection, session.user, session.id)?;
    if ended {
        record(connection, event, session.user, session.provider.clone(), context)?;
    }
    Ok(ended)
}
