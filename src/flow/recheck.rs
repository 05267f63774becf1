//! Whether somebody who is signed in is still welcome at their provider, which is asked while they are here.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use uuid::Uuid;

use super::Services;
use super::linking::record;
use super::seal::{Seal, Sealed};
use crate::domain::{
    AuditEvent, Credential, NextStep, Recheck, Reference, SealedCredential, Session, Standing, Visit, causes,
};
use crate::oidc::{Provider, Question, Reply};
use crate::store::{Connection, StoreError, provider_sessions, rechecks, sessions};

/// How long a request waits for an answer that it depends on.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How a session stands that begins now.
pub(super) fn at_sign_in(seal: &Seal, reference: &Reference, session: Uuid, visit: &Visit) -> Standing {
    Standing {
        credential: sealed(seal, &reference.credential, session, visit),
        nonce: reference.nonce,
        authenticated_at: reference.authenticated_at,
        confirmed_at: visit.now,
        asked_at: visit.now,
        unanswered_since: None,
    }
}

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
        let (id, now) = (self.session.id, self.visit.now);
        let found = self.services.store.read(move |connection| rechecks::of_session(connection, id)).await?;
        let Some(standing) = found else {
            // It began before `recheck` was set, so there is nothing to ask with, and nobody has answered since.
            let is_over = now >= self.session.signed_in_at + self.recheck.every + self.recheck.grace;
            return if is_over { self.give_up().await } else { Ok(true) };
        };
        match standing.next_step(&self.recheck, now) {
            NextStep::GoOn => Ok(true),
            NextStep::Ask => {
                tokio::spawn(self.ask(standing));
                Ok(true)
            }
            NextStep::AskFirst => {
                // In a task all the same: the answer may hold the only refresh token that works from now on, and must be
                // kept although the browser, or our patience, has gone.
                let asked = tokio::spawn(self.clone().ask(standing));
                let _ = tokio::time::timeout(LONGEST_WAIT, asked).await;
                self.goes_on_after_the_question().await
            }
            NextStep::End => self.give_up().await,
        }
    }

    async fn goes_on_after_the_question(self) -> Result<bool, StoreError> {
        let (token, id) = (self.session.token_hash, self.session.id);
        let found = self.services.store.read(move |connection| {
            let is_there = sessions::find(connection, &token)?.is_some();
            Ok::<_, StoreError>((is_there, rechecks::of_session(connection, id)?))
        });
        match found.await? {
            (true, Some(standing)) if standing.is_given_up(&self.recheck, self.visit.now) => self.give_up().await,
            (is_there, _) => Ok(is_there),
        }
    }

    /// Asks the provider, unless somebody else does, on whichever instance, and notes what it says.
    async fn ask(self, seen: Standing) {
        let request = self.visit.request.clone();
        if let Err(error) = self.try_to_ask(seen).await {
            log::error!("request {request}: whether somebody is still welcome cannot be noted: {}", causes(&error));
        }
    }

    async fn try_to_ask(self, seen: Standing) -> Result<(), StoreError> {
        let (id, now, before) = (self.session.id, self.visit.now, seen.clone());
        let behind = self.services.store.write(move |connection| {
            if !rechecks::claim(connection, id, &before, now)? {
                return Ok(None);
            }
            provider_sessions::behind(connection, id)
        });
        // With another client at the provider nothing of the former one's is of use.
        let Some(behind) = behind.await?.filter(|it| it.client == self.provider.client()) else { return Ok(()) };
        let Some(credential) = self.open(&seen.credential) else {
            if seen.unanswered_since.is_none() {
                let words = "there is nothing to ask a provider with about a session, or it cannot be opened";
                log::warn!("request {}: {words}: has the session secret changed?", self.visit.request);
            }
            return Ok(());
        };
        let question = Question {
            credential,
            subject: behind.subject,
            nonce: seen.nonce,
            authenticated_at: seen.authenticated_at,
        };
        match self.provider.ask_again(&question).await {
            Reply::Welcome(credential) => self.note(credential, true).await,
            Reply::NoAnswer(credential) => self.note(credential, false).await,
            Reply::Unwelcome => self.send_away().await,
        }
    }

    fn open(&self, credential: &SealedCredential) -> Option<Credential> {
        let SealedCredential { refresh_token, access_token, access_token_ends_at } = credential;
        let open = |sealed: &str, kind| self.services.seal.open(sealed, kind, self.session.id);
        match (refresh_token, access_token) {
            (Some(sealed), _) => open(sealed, Sealed::RefreshToken).map(Credential::RefreshToken),
            (None, Some(sealed)) => {
                open(sealed, Sealed::AccessToken).map(|token| Credential::AccessToken(token, *access_token_ends_at))
            }
            (None, None) => None,
        }
    }

    /// Keeps the answer and the new tokens that came with it: both or neither.
    async fn note(self, credential: Option<Credential>, confirmed: bool) -> Result<(), StoreError> {
        let (id, now) = (self.session.id, self.visit.now);
        let credential = credential.map(|it| sealed(&self.services.seal, &it, id, &self.visit));
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

/// What cannot be sealed is not kept: the session ends when its time without an answer is over.
fn sealed(seal: &Seal, credential: &Credential, session: Uuid, visit: &Visit) -> SealedCredential {
    let seal = |token: &SecretString, kind| {
        let sealed = seal.seal(token, kind, session);
        sealed.inspect_err(|_| log::error!("request {}: a token cannot be sealed", visit.request)).ok()
    };
    match credential {
        Credential::RefreshToken(token) => {
            SealedCredential { refresh_token: seal(token, Sealed::RefreshToken), ..SealedCredential::default() }
        }
        Credential::AccessToken(token, ends_at) => SealedCredential {
            access_token: seal(token, Sealed::AccessToken),
            access_token_ends_at: *ends_at,
            ..SealedCredential::default()
        },
    }
}
