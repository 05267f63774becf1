//! A trial sign-in: everything that a sign-in does, undone before anybody sees it.

mod words;

use std::convert::Infallible;

use super::Services;
use super::outcome::Recorder;
use super::sign_in::{self, Attempt, Browser, Completed, SignInError, SignedIn};
use crate::domain::{
    AuthorizationResponse, EmailDomain, Groups, Purpose, RequestContext, SignUpPolicy, User, VerifiedIdentity,
};
use crate::oidc::ReceivedClaims;
use crate::store::{StoreError, users};

/// What a trial sign-in came to.
#[derive(Debug)]
pub struct Trial {
    /// What the provider said, word for word.
    received: Vec<ReceivedClaims>,
    /// Whom that makes, if every check has passed.
    person: Option<(VerifiedIdentity, Groups)>,
    /// Whether they would be let in.
    outcome: Result<Admitted, SignInError>,
}

/// Why somebody would be let in, and as whom.
#[derive(Debug)]
struct Admitted {
    user: User,
    way: Way,
    rules: Rules,
}

/// How the identity is theirs.
#[derive(Debug)]
enum Way {
    /// It is linked to them.
    Known,
    /// It would be linked to them, whose proven address it has.
    Linked,
    /// It would become a user of its own.
    New,
}

/// What had to be met: all of it by who is new, and by who is known the groups alone.
#[derive(Debug)]
struct Rules {
    sign_up: SignUpPolicy,
    provider_domains: Vec<EmailDomain>,
    allowed_groups: Vec<String>,
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
pub async fn complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    context: &RequestContext,
) -> Trial {
    let provider = match sign_in::provider(services, attempt.provider.as_str()) {
        Ok(provider) => provider,
        Err(error) => return Trial { received: Vec::new(), person: None, outcome: Err(error) },
    };
    let redeemed = provider.redeem(response, &attempt.secrets, attempt.purpose.account_selection()).await;
    let received = provider.received();
    let at_provider = match redeemed {
        Ok(at_provider) => at_provider,
        Err(error) => return Trial { received, person: None, outcome: Err(error.into()) },
    };
    let person = Some((at_provider.verified.clone(), at_provider.groups.clone()));
    let identity = at_provider.verified.identity.clone();
    let rules = Rules {
        sign_up: services.sign_up.clone(),
        provider_domains: provider.settings().emails.allowed_domains.clone(),
        allowed_groups: provider.settings().groups.allowed.clone(),
    };
    let browser = Browser { session: None, user_agent: None, pending_link: None };
    let recorder = Recorder::new(services, provider, Purpose::SignIn, at_provider, browser, context);
    let now = context.now;
    let undone = services.store.write(move |connection| -> Result<Infallible, Undone> {
        let was_known = users::find_by_identity(connection, &identity)?.is_some();
        let outcome = recorder.write(connection).and_then(|outcome| outcome);
        Err(Undone::Outcome(Box::new(outcome.and_then(|completed| match completed {
            Completed::SignedIn(SignedIn { user, .. }) => {
                let way = match () {
                    () if was_known => Way::Known,
                    () if user.created_at == now => Way::New,
                    () => Way::Linked,
                };
                Ok(Admitted { user, way, rules })
            }
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
