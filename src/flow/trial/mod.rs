//! A test sign-in (`kaimu check --sign-in`): a real sign-in whose transaction is rolled back.

mod report;

use std::convert::Infallible;

use super::attempt::{Attempt, Browser};
use super::resolve_user::UserMatch;
use super::services::Services;
use super::sign_in::{self, Deadlines};
use super::sign_in_error::SignInError;
use super::sign_in_transaction::{Committed, RolledBack, SignInTransaction};
use crate::domain::{
    AuthorizationResponse, EmailDomain, Groups, Purpose, RequestContext, SignUpPolicy, User, VerifiedIdentity,
};
use crate::oidc::ReceivedClaims;
use crate::store::StoreError;

/// The result of a test sign-in. Its `Display` is the report for the operator.
#[derive(Debug)]
pub struct Trial {
    /// The claims as the provider sent them.
    received: Vec<ReceivedClaims>,
    /// The identity that Kaimu verified, and its groups; `None` when a check failed.
    verified: Option<(VerifiedIdentity, Groups)>,
    /// Whether the sign-in would succeed.
    outcome: Result<Admitted, SignInError>,
}

/// The user that would be signed in, and why.
#[derive(Debug)]
struct Admitted {
    user: User,
    found_as: UserMatch,
    rules: Rules,
}

/// The rules that had to be met. Only the groups apply to an existing user.
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

/// Keeps the claims that this provider sends from now on, for the report.
pub fn record_claims(services: &Services, slug: &str) {
    if let Some(provider) = services.providers.find(slug) {
        provider.record_claims();
    }
}

/// Completes the attempt by the same functions as every sign-in, and rolls back what it writes. The caller has compared
/// the state; it is not redeemed, because no cookie held it.
pub async fn complete(
    services: &Services,
    attempt: &Attempt,
    response: AuthorizationResponse,
    context: &RequestContext,
) -> Trial {
    let provider = match sign_in::usable_provider(services, attempt.provider.as_str()) {
        Ok(provider) => provider,
        Err(error) => return Trial { received: Vec::new(), verified: None, outcome: Err(error) },
    };
    let (account, deadline) = (attempt.purpose.account_selection(), Deadlines::from_now().provider);
    let redeemed = provider.redeem(response, &attempt.secrets, account, deadline).await;
    let received = provider.received_claims();
    let at_provider = match redeemed {
        Ok(at_provider) => at_provider,
        Err(error) => return Trial { received, verified: None, outcome: Err(error.into()) },
    };
    let verified = Some((at_provider.verified.clone(), at_provider.groups.clone()));
    let rules = Rules {
        sign_up: services.policies.sign_up.clone(),
        provider_domains: provider.settings().emails.allowed_domains.clone(),
        allowed_groups: provider.settings().groups.allowed.clone(),
    };
    let browser = Browser { session: None, host: String::new(), user_agent: None, pending_link: None };
    let transaction = SignInTransaction::new(services, provider, Purpose::SignIn, at_provider, browser, context);
    let outcome = match roll_back(services, transaction).await {
        Ok(Committed::SignedIn(signed_in, found_as)) => Ok(Admitted { user: signed_in.user, found_as, rules }),
        Ok(Committed::Refused(error)) | Err(RolledBack(error)) => Err(error),
        // Only an attempt to link ends so.
        Ok(Committed::AlreadyLinked | Committed::LinkPending(_)) => Err(SignInError::AnotherUser),
    };
    Trial { received, verified, outcome }
}

/// Runs the transaction, and rolls it back whatever it decided.
async fn roll_back(services: &Services, transaction: SignInTransaction) -> Result<Committed, RolledBack> {
    let work = move |connection: &mut _| -> Result<Infallible, Undone> {
        Err(Undone::Decided(Box::new(transaction.run(connection))))
    };
    match services.store.write(work).await {
        Err(Undone::Decided(decision)) => *decision,
        Err(Undone::Store(error)) => Err(error.into()),
        Ok(never) => match never {},
    }
}

/// The error that rolls the transaction back.
enum Undone {
    Decided(Box<Result<Committed, RolledBack>>),
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
