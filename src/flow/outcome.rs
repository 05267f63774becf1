//! What a verified identity leads to, written down in one transaction.

use std::sync::Arc;

use super::account::{self, Whose};
use super::linking::{self, Linking, record};
use super::random;
use super::sign_in::{Browser, Completed, SignInError, SignedIn};
use crate::domain::{AuditEvent, Lifetimes, Purpose, Session, SessionToken, User, VerifiedIdentity, Visit};
use crate::oidc::Provider;
use crate::store::{Connection, StoreError, sessions, users};

/// Everything that is known when the provider has said who it is.
pub(super) struct Recorder {
    pub(super) provider: Arc<Provider>,
    pub(super) purpose: Purpose,
    pub(super) verified: VerifiedIdentity,
    pub(super) browser: Browser,
    pub(super) lifetimes: Lifetimes,
    pub(super) visit: Visit,
}

impl Recorder {
    /// Writes it all down. What comes back within is an outcome that stays written, if it is a refusal; the error without
    /// undoes everything.
    pub(super) fn write(self, connection: &mut Connection) -> Result<Result<Completed, SignInError>, StoreError> {
        match self.purpose {
            Purpose::Link(user) => {
                let (verified, browser, visit) = (&self.verified, &self.browser, &self.visit);
                Ok(match linking::link(connection, user, verified, browser, &self.lifetimes, visit)? {
                    Linking::Done => Ok(Completed::Linked),
                    Linking::Taken => Err(SignInError::IdentityTaken),
                    Linking::AnotherUser => Err(SignInError::AnotherUser),
                })
            }
            Purpose::Confirm(user) => {
                let linked = users::of_identity(connection, &self.verified.identity)?;
                if linked.is_some_and(|linked| linked.id == user) {
                    return self.sign_in(connection);
                }
                Ok(Err(SignInError::AnotherUser))
            }
            Purpose::SignIn => self.sign_in(connection),
        }
    }

    fn sign_in(self, connection: &mut Connection) -> Result<Result<Completed, SignInError>, StoreError> {
        let linked_before = match self.browser.waiting_link {
            Some(_) => users::of_identity(connection, &self.verified.identity)?.is_some(),
            None => false,
        };
        match account::user_of(connection, &self.verified, self.provider.settings(), &self.visit)? {
            Whose::Theirs(user) => {
                if linked_before {
                    linking::finish_waiting(connection, user.id, &self.browser, &self.visit)?;
                }
                Ok(Ok(Completed::SignedIn(self.begin_session(connection, user)?)))
            }
            Whose::Waits(user) => {
                let secret = linking::wait(connection, user, &self.verified, self.visit.now)?;
                Ok(Err(SignInError::ConfirmationNeeded { user, secret }))
            }
        }
    }

    /// Ends the browser's session before, and begins a new one with a new secret.
    fn begin_session(self, connection: &mut Connection, user: User) -> Result<SignedIn, StoreError> {
        let Self { verified, browser, visit, .. } = self;
        if let Some(previous) = browser.session {
            sessions::delete(connection, &previous)?;
        }
        let token = SessionToken::from_random(random::bytes());
        let session = Session {
            id: random::id(visit.now),
            token_hash: token.hash(),
            user: user.id,
            provider: verified.provider.clone(),
            signed_in_at: visit.now,
            last_seen_at: visit.now,
            authenticated_at: verified.authenticated_at.map_or(visit.now, |then| then.min(visit.now)),
            address: visit.address,
            user_agent: browser.user_agent,
        };
        sessions::insert(connection, &session)?;
        record(connection, AuditEvent::SignedIn, user.id, verified.provider, &visit)?;
        Ok(SignedIn { token, user })
    }
}
