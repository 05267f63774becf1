//! What a verified identity leads to, in one database transaction: a session, a link, or a refusal.
//!
//! The transaction says how it ended in its type: [`Committed`] was written, [`RolledBack`] left nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::attempt::{Browser, SignInNotice, SignedIn};
use super::linking::{self, LinkOutcome};
use super::resolve_user::{ResolvedUser, UserMatch, refuse_disabled, resolve_user};
use super::seal::SealedKind;
use super::services::{Policies, Services};
use super::session::{self, NewSession};
use super::sign_in_error::SignInError;
use super::{pending_link, random, recheck_credential};
use crate::domain::{
    ClientRegistration, Groups, PendingLinkSecret, ProviderSignIn, Purpose, RecheckState, RequestContext, Requester,
    SignInStrength, UpstreamSession, User, UserId, VerifiedIdentity, authentication_time,
};
use crate::oidc::Provider;
use crate::store::{Connection, StoreError, last_sign_ins, logout_tokens, rechecks, upstream_sessions, users};

/// What the transaction decided, and committed.
#[derive(Debug)]
pub(super) enum Committed {
    /// A session has begun; and how its user was found.
    SignedIn(SignedIn, UserMatch),
    /// The identity was linked to the user who is signed in before.
    AlreadyLinked,
    /// The identity waits until the user who is signed in agrees to link it.
    LinkPending(PendingLinkSecret),
    /// The sign-in was refused, and what was written with the refusal is kept: a pending link.
    Refused(SignInError),
}

/// Why the transaction was rolled back.
#[derive(Debug)]
pub(super) struct RolledBack(pub(super) SignInError);

impl From<SignInError> for RolledBack {
    fn from(error: SignInError) -> Self {
        Self(error)
    }
}

impl From<StoreError> for RolledBack {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

/// Everything that the decision needs, once the provider's answer has been verified.
#[derive(Clone)]
pub(super) struct SignInTransaction {
    provider: Arc<Provider>,
    purpose: Purpose,
    verified: VerifiedIdentity,
    groups: Groups,
    /// The id of the session that may begin: the ID token is sealed for it before the transaction.
    session_id: Uuid,
    upstream_session: UpstreamSession,
    recheck_state: Option<RecheckState>,
    signing_algorithm: String,
    /// When the ID token was issued, by the provider's clock.
    issued_at: DateTime<Utc>,
    browser: Browser,
    policies: Policies,
    context: RequestContext,
}

impl SignInTransaction {
    pub(super) fn new(
        services: &Services,
        provider: &Arc<Provider>,
        purpose: Purpose,
        at_provider: ProviderSignIn,
        browser: Browser,
        context: &RequestContext,
    ) -> Self {
        let ProviderSignIn { verified, groups, session, algorithm, issued_at, id_token, recheck_grant } = at_provider;
        let session_id = random::id(context.now);
        let upstream_session = UpstreamSession {
            client: ClientRegistration {
                issuer: verified.identity.issuer.clone(),
                id: provider.settings().client.id.clone(),
            },
            subject: verified.identity.subject.clone(),
            id: session,
            issued_at: Some(issued_at),
            // Without a sealed ID token, a sign-out ends Kaimu's session only.
            sealed_id_token: id_token.and_then(|id_token| {
                let sealed = services.seal.seal(&id_token, SealedKind::SignOutHint, session_id);
                sealed
                    .inspect_err(|_| {
                        log::error!("could not encrypt the ID token, so a sign-out ends this session in Kaimu only");
                    })
                    .ok()
            }),
        };
        let recheck_state = recheck_grant
            .as_ref()
            .map(|grant| recheck_credential::state_at_sign_in(&services.seal, grant, session_id, context));
        Self {
            provider: Arc::clone(provider),
            purpose,
            verified,
            groups,
            session_id,
            upstream_session,
            recheck_state,
            signing_algorithm: algorithm,
            issued_at,
            browser,
            policies: services.policies.clone(),
            context: context.clone(),
        }
    }

    /// Decides, and writes the decision.
    pub(super) fn run(self, connection: &mut Connection) -> Result<Committed, RolledBack> {
        if let Err(why) = self.provider.settings().groups.admit(&self.groups) {
            let user = users::find_by_identity(connection, &self.verified.identity)?.map(|user| user.id);
            return Ok(Committed::Refused(SignInError::NotInGroups { why, user }));
        }
        match self.purpose {
            Purpose::SignIn | Purpose::StepUp => self.sign_in(connection),
            Purpose::Reauthenticate(requester) => self.reauthenticate(connection, requester),
            Purpose::Link(requester) => self.link(connection, requester),
        }
    }

    fn reauthenticate(self, connection: &mut Connection, requester: Requester) -> Result<Committed, RolledBack> {
        let (browser, lifetimes) = (&self.browser, &self.policies.lifetimes);
        let linked = users::find_by_identity(connection, &self.verified.identity)?;
        // check: the user who reauthenticates
        if linked.is_some_and(|linked| linked.id == requester.user)
            && linking::is_requester(connection, requester, browser, lifetimes, &self.context)?
        {
            return self.sign_in(connection);
        }
        Ok(Committed::Refused(SignInError::AnotherUser))
    }

    fn link(self, connection: &mut Connection, requester: Requester) -> Result<Committed, RolledBack> {
        let (verified, browser, context) = (&self.verified, &self.browser, &self.context);
        linking::admit(connection, requester.user, verified, self.provider.settings())?;
        Ok(match linking::link(connection, requester, verified, browser, &self.policies.lifetimes, context)? {
            LinkOutcome::AlreadyLinked => Committed::AlreadyLinked,
            LinkOutcome::NeedsConsent => {
                let (client, algorithm) = (&self.upstream_session.client, &self.signing_algorithm);
                logout_tokens::record_signing_algorithm(connection, client, algorithm)?;
                Committed::LinkPending(pending_link::create(connection, requester.user, verified, context.now)?)
            }
            LinkOutcome::AnotherSession => Committed::Refused(SignInError::AnotherUser),
        })
    }

    fn sign_in(self, connection: &mut Connection) -> Result<Committed, RolledBack> {
        self.refuse_ended(connection)?;
        let provider = self.provider.settings();
        match resolve_user(connection, &self.verified, provider, &self.policies.sign_up, &self.context)? {
            ResolvedUser::Found(user, identity, found_as) => {
                let notice = self.notice(connection, user.id, found_as)?;
                let signed_in = self.begin_session(connection, user, identity)?;
                Ok(Committed::SignedIn(SignedIn { notice, ..signed_in }, found_as))
            }
            ResolvedUser::NeedsConfirmation(user) => {
                refuse_disabled(connection, user)?;
                let secret = pending_link::create(connection, user, &self.verified, self.context.now)?;
                Ok(Committed::Refused(SignInError::ConfirmationNeeded { user, secret }))
            }
        }
    }

    /// Refuses a sign-in whose upstream session a logout token has ended before it was complete (OpenID Connect Back-Channel
    /// Logout 1.0, section 2.7). Before all other locks: a logout token waits for none of those.
    fn refuse_ended(&self, connection: &mut Connection) -> Result<(), RolledBack> {
        let UpstreamSession { client, subject, id, .. } = &self.upstream_session;
        logout_tokens::wait_for_turn(connection, client, Some(subject), *id)?;
        // check: a logout token ends the sign-in that it overtakes
        if logout_tokens::have_ended(connection, &self.upstream_session, self.issued_at)? {
            return Err(SignInError::SignedOutAtProvider.into());
        }
        Ok(())
    }

    fn notice(
        &self,
        connection: &mut Connection,
        user: UserId,
        found_as: UserMatch,
    ) -> Result<Option<SignInNotice>, StoreError> {
        Ok(match (found_as, self.browser.pending_link) {
            // check: a link by e-mail is reported
            (UserMatch::LinkedByEmail, _) => Some(SignInNotice::LinkedByEmail),
            // The owner of the address proves it by an identity that was linked before.
            (UserMatch::Existing, Some(secret)) => {
                let is_pending = pending_link::exists(connection, &secret, user, self.context.now)?;
                is_pending.then_some(SignInNotice::PendingLink)
            }
            _ => None,
        })
    }

    /// Begins the session, and keeps what its sign-out and its rechecks will need.
    fn begin_session(self, connection: &mut Connection, user: User, identity: Uuid) -> Result<SignedIn, StoreError> {
        let Self {
            provider,
            verified,
            groups,
            session_id,
            upstream_session,
            recheck_state,
            browser,
            policies,
            context,
            ..
        } = self;
        let groups = groups.bounded();
        let problem = match groups {
            Groups::TooMany => Some("more groups than a session can keep"),
            Groups::Unreadable => Some("groups in a form that Kaimu cannot read"),
            Groups::Known(_) | Groups::Unknown => None,
        };
        if let Some(problem) = problem.filter(|_| provider.settings().groups.wanted) {
            let provider = verified.provider.as_str();
            log::warn!(provider; "{provider} sent {problem}; the session has no groups");
        }
        let new = NewSession {
            id: session_id,
            provider: verified.provider.clone(),
            strength: SignInStrength {
                authenticated_at: authentication_time(verified.strength.authenticated_at, self.purpose, context.now),
                ..verified.strength
            },
            groups,
            max_per_user: policies.max_sessions_per_user,
            has_webhook: policies.webhook.is_some(),
        };
        let groups = new.groups.clone();
        session::begin(connection, new, user, browser, &context, |connection| {
            last_sign_ins::record(connection, identity, &verified.provider, &groups, context.now)?;
            upstream_sessions::insert(connection, session_id, &upstream_session)?;
            if let Some(recheck_state) = recheck_state {
                rechecks::insert(connection, session_id, &recheck_state)?;
            }
            logout_tokens::record_signing_algorithm(connection, &upstream_session.client, &self.signing_algorithm)
        })
    }
}
