//! A trial sign-in: everything that a sign-in does, undone before anybody sees it.

mod words;

use std::convert::Infallible;

use super::Services;
use super::outcome::Recorder;
use super::sign_in::{self, Attempt, Browser, Completed, SignInError};
use crate::domain::{AuthorizationResponse, Groups, Purpose, User, VerifiedIdentity, Visit};
use crate::oidc::Received;
use crate::store::{StoreError, users};

/// What a trial sign-in came to.
#[derive(Debug)]
pub struct Trial {
    /// What the provider said, word for word.
    received: Vec<Received>,
    /// Whom that makes, if every check has passed.
    person: Option<(VerifiedIdentity, Groups)>,
    /// Whether they would be let in.
    outcome: Result<Admitted, SignInError>,
}

/// Why somebody would be let in, and as whom.
#[derive(Debug)]
enum Admitted {
    /// The identity is linked to this user.
    Known(User),
    /// It would be linked to this user, whose proven address it has.
    Linked(User),
    /// It would become this user.
    New(User),
}

impl Trial {
    /// Whether a sign-in would have succeeded.
    #[must_use]
    pub fn is_admitted(&self) -> bool {
        self.outcome.is_ok()
    }
}

/// Completes a sign-in whose state the caller has compared, by the code that completes every sign-in; what it writes is
/// undone. The state is not redeemed: it never was in a cookie of ours.
pub async fn complete(services: &Services, attempt: &Attempt, response: AuthorizationResponse, visit: &Visit) -> Trial {
    let provider = match sign_in::provider(services, attempt.provider.as_str()) {
        Ok(provider) => provider,
        Err(error) => return Trial { received: Vec::new(), person: None, outcome: Err(error) },
    };
    let redeemed = provider.redeem(response, &attempt.secrets, attempt.purpose.account()).await;
    let received = provider.received();
    let at_provider = match redeemed {
        Ok(at_provider) => at_provider,
        Err(error) => return Trial { received, person: None, outcome: Err(error.into()) },
    };
    let person = Some((at_provider.verified.clone(), at_provider.groups.clone()));
    let identity = at_provider.verified.identity.clone();
    let browser = Browser { session: None, user_agent: None, waiting_link: None };
    let recorder = Recorder::new(services, provider, Purpose::SignIn, at_provider, browser, visit);
    let now = visit.now;
    let undone = services.store.write(move |connection| -> Result<Infallible, Undone> {
        let was_known = users::of_identity(connection, &identity)?.is_some();
        let outcome = recorder.write(connection).and_then(|outcome| outcome);
        Err(Undone::Outcome(Box::new(outcome.and_then(|completed| match completed {
            Completed::SignedIn(signed_in) if was_known => Ok(Admitted::Known(signed_in.user)),
            Completed::SignedIn(signed_in) if signed_in.user.created_at == now => Ok(Admitted::New(signed_in.user)),
            Completed::SignedIn(signed_in) => Ok(Admitted::Linked(signed_in.user)),
            Completed::Linked => Err(SignInError::AnotherUser),
        }))))
    });
    let outcome = match undone.await {
        Err(Undone::Outcome(outcome)) => *outcome,
        Err(Undone::Store(error)) => Err(error.into()),
        Ok(never) => match never {},
    };
    Trial { received, person, outcome }
}

/// An error for the transaction, which undoes what was written.
enum Undone {
    Outcome(Box<Result<Admitted, SignInError>>),
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
