//! Whether somebody who is signed in is still welcome at their provider, which is asked while they are here.

use std::sync::Arc;
use std::time::Duration;

use super::linking::record;
use super::{Services, credential};
use crate::domain::{
    ANSWER_AWAITED_FOR, AuditEvent, Credential, Identity, NextStep, Recheck, Session, Standing, Visit, causes,
};
use crate::oidc::{Provider, Question, Reply};
use crate::store::{Connection, StoreError, provider_sessions, rechecks, sessions};

/// How often a request looks for an answer that another one waits for, perhaps on another instance.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Whether a session that is in use goes on. Asks its provider when its last yes is old: in the background, or, when it is
/// so old that it says nothing any more, before the answer.
///
/// # Errors
/// When the store fails.
pub(super) async fn goes_on(services: &Arc<Services>, session: &Session, visit: &Visit) -> Result<bool, StoreError> {
    let Some(provider) = services.providers.find(session.provider.as_str()) else { return Ok(true) };
    let Some(recheck) = provider.settings().recheck else { return Ok(true) };
    let (services, provider) = (Arc::clone(services), Arc::clone(provider));
    Check { services, provider, recheck, session: session.clone(), visit: visit.clone() }.goes_on().await
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
    recheck: Recheck,
    session: Session,
    visit: Visit,
}

impl Check {
    async fn goes_on(self) -> Result<bool, StoreError> {
        let now = self.visit.now;
        // It may have ended since it was found.
        let Some(standing) = self.look().await? else { return Ok(false) };
        let Some(standing) = standing else {
            // It began before `recheck` was set, so there is nothing to ask with, and nobody has answered since.
            let is_over = now >= self.session.signed_in_at + self.recheck.every + self.recheck.grace;
            return if is_over { self.give_up().await } else { Ok(true) };
        };
        match standing.next_step(&self.recheck, now) {
            NextStep::GoOn => Ok(true),
            NextStep::Ask if self.services.background.is_finishing() => Ok(true),
            NextStep::Ask => {
                let background = Arc::clone(&self.services.background);
                background.spawn(self.ask(standing));
                Ok(true)
            }
            NextStep::AskFirst => {
                // In a task all the same: the answer may hold the only refresh token that works from now on, and must be
                // kept although the browser, or our patience, has gone.
                let asked = self.services.background.spawn(self.clone().ask(standing));
                let answer = async {
                    if let Ok(Asked::ByAnother) = asked.await {
                        self.answer_to_another().await;
                    }
                };
                let _ = tokio::time::timeout(ANSWER_AWAITED_FOR, answer).await;
                self.goes_on_after_the_question().await
            }
            NextStep::AwaitAnswer => {
                let _ = tokio::time::timeout(ANSWER_AWAITED_FOR, self.answer_to_another()).await;
                self.goes_on_after_the_question().await
            }
            NextStep::End => self.give_up().await,
        }
    }

    /// How the session stands, if that is known; without the session `None`.
    async fn look(&self) -> Result<Option<Option<Standing>>, StoreError> {
        let (token, id) = (self.session.token_hash, self.session.id);
        let look = move |connection: &mut Connection| {
            // The session last: with it the other row would be gone as well.
            let standing = rechecks::of_session(connection, id)?;
            Ok(sessions::find(connection, &token)?.map(|_| standing))
        };
        self.services.store.read(look).await
    }

    /// Waits for the answer to a question that another request has asked.
    async fn answer_to_another(&self) {
        while let Ok(Some(Some(Standing { unanswered_since: Some(_), .. }))) = self.look().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn goes_on_after_the_question(self) -> Result<bool, StoreError> {
        match self.look().await? {
            Some(Some(standing)) if standing.is_given_up(&self.recheck, self.visit.now) => self.give_up().await,
            found => Ok(found.is_some()),
        }
    }

    /// Asks the provider, unless somebody else does, on whichever instance, and notes what it says.
    async fn ask(self, seen: Standing) -> Asked {
        let request = self.visit.request.clone();
        self.try_to_ask(seen).await.unwrap_or_else(|error| {
            log::error!("request {request}: whether somebody is still welcome cannot be noted: {}", causes(&error));
            Asked::ByUs
        })
    }

    async fn try_to_ask(self, seen: Standing) -> Result<Asked, StoreError> {
        let (id, now, is_first) = (self.session.id, self.visit.now, seen.unanswered_since.is_none());
        let claim = move |connection: &mut Connection| {
            if !rechecks::claim(connection, id, &seen, now)? {
                return Ok(None);
            }
            // As it is now: an answer to the question before may have come since somebody looked.
            let seen = rechecks::of_session(connection, id)?.unwrap_or(seen);
            Ok::<_, StoreError>(Some((provider_sessions::behind(connection, id)?, seen)))
        };
        let Some((behind, seen)) = self.services.store.write(claim).await? else { return Ok(Asked::ByAnother) };
        // With another client at the provider nothing of the former one's is of use.
        let Some(behind) = behind.filter(|it| self.provider.is_known_by(&it.client)) else { return Ok(Asked::ByUs) };
        let Some(credential) = credential::opened(&self.services.seal, &seen.credential, id) else {
            if is_first {
                let words = "there is nothing to ask a provider with about a session, or it cannot be opened";
                log::warn!("request {}: {words}: has the session secret changed?", self.visit.request);
            }
            return Ok(Asked::ByUs);
        };
        let question = Question {
            credential,
            identity: Identity { issuer: behind.client.issuer, subject: behind.subject },
            nonce: seen.nonce,
            authenticated_at: seen.authenticated_at,
        };
        match self.provider.ask_again(&question).await {
            Reply::Welcome(credential) => self.note(credential, true).await?,
            Reply::NoAnswer(credential) => self.note(credential, false).await?,
            Reply::Unwelcome => self.send_away().await?,
        }
        Ok(Asked::ByUs)
    }

    /// Keeps the answer and the new tokens that came with it: both or neither.
    async fn note(self, credential: Option<Credential>, confirmed: bool) -> Result<(), StoreError> {
        let (id, now) = (self.session.id, self.visit.now);
        let credential = credential.map(|it| credential::sealed(&self.services.seal, &it, id, &self.visit));
        let work = move |connection: &mut Connection| {
            if let Some(credential) = &credential {
                rechecks::keep(connection, id, now, credential)?;
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
        let (id, now) = (self.session.id, self.visit.now);
        let ended = self.services.store.write({
            let (session, visit) = (self.session.clone(), self.visit.clone());
            move |connection| {
                // Who asked later knows better: they may have another refresh token than the one that was refused.
                Ok::<_, StoreError>(
                    rechecks::is_last_question(connection, id, now)?
                        && end(connection, AuditEvent::NoLongerWelcome, &session, &visit)?,
                )
            }
        });
        if ended.await? {
            let (request, slug) = (&self.visit.request, &self.session.provider);
            log::info!("request {request}: a session has ended: the provider {slug} no longer vouches for its person");
        }
        Ok(())
    }

    /// Ends the session about which the provider could not be asked for too long.
    async fn give_up(self) -> Result<bool, StoreError> {
        let (session, visit) = (self.session.clone(), self.visit.clone());
        let work = move |connection: &mut Connection| end(connection, AuditEvent::RecheckUnanswered, &session, &visit);
        if self.services.store.write(work).await? {
            let (request, slug) = (&self.visit.request, &self.session.provider);
            log::warn!(
                "request {request}: a session has ended: the provider {slug} has not answered for longer than recheck_grace"
            );
        }
        Ok(false)
    }
}

fn end(connection: &mut Connection, event: AuditEvent, session: &Session, visit: &Visit) -> Result<bool, StoreError> {
    let ended = sessions::end_one(connection, session.user, session.id)?;
    if ended {
        record(connection, event, session.user, session.provider.clone(), visit)?;
    }
    Ok(ended)
}
