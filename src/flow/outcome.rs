//! What a verified identity leads to, written down in one transaction.

use std::sync::Arc;

use uuid::Uuid;

use super::account::{self, ResolvedUser};
use super::credential;
use super::linking::{self, Linking, record};
use super::seal::Sealed;
use super::sign_in::{Browser, Completed, SignInError, SignedIn};
use super::{Services, random};
use crate::domain::{
    AuditEvent, ClientRegistration, Groups, Lifetimes, ProviderSignIn, Purpose, RecheckState, RequestContext, Session,
    SessionToken, SignUpPolicy, UpstreamSession, User, UserId, VerifiedIdentity,
};
use crate::oidc::Provider;
use crate::store::{Connection, StoreError, logout_tokens, rechecks, sessions, upstream_sessions, user_admin, users};

/// Everything that is known when the provider has said who it is.
pub(super) struct Recorder {
    provider: Arc<Provider>,
    purpose: Purpose,
    verified: VerifiedIdentity,
    groups: Groups,
    /// The id of the session that may begin, for which the ID token is sealed.
    session_id: Uuid,
    upstream: UpstreamSession,
    recheck_state: Option<RecheckState>,
    algorithm: String,
    browser: Browser,
    lifetimes: Lifetimes,
    sign_up: SignUpPolicy,
    context: RequestContext,
}

impl Recorder {
    pub(super) fn new(
        services: &Services,
        provider: &Arc<Provider>,
        purpose: Purpose,
        at_provider: ProviderSignIn,
        browser: Browser,
        context: &RequestContext,
    ) -> Self {
        let ProviderSignIn { verified, groups, session, algorithm, id_token, recheck_grant } = at_provider;
        let session_id = random::id(context.now);
        let upstream = UpstreamSession {
            client: ClientRegistration {
                issuer: verified.identity.issuer.clone(),
                id: provider.settings().client.id.clone(),
            },
            subject: verified.identity.subject.clone(),
            id: session,
            // Without it a sign-out ends here alone.
            sealed_id_token: id_token.and_then(|id_token| {
                let sealed = services.seal.seal(&id_token, Sealed::SignOutHint, session_id);
                sealed.inspect_err(|_| log::error!("request {}: the ID token cannot be sealed", context.request)).ok()
            }),
        };
        Self {
            provider: Arc::clone(provider),
            purpose,
            verified,
            groups,
            session_id,
            upstream,
            recheck_state: recheck_grant
                .as_ref()
                .map(|it| credential::at_sign_in(&services.seal, it, session_id, context)),
            algorithm,
            browser,
            lifetimes: services.lifetimes,
            sign_up: services.sign_up.clone(),
            context: context.clone(),
        }
    }

    /// Writes it all down. What comes back within is an outcome that stays written, if it is a refusal; the error without
    /// undoes everything.
    pub(super) fn write(self, connection: &mut Connection) -> Result<Result<Completed, SignInError>, SignInError> {
        if let Err(why) = self.provider.settings().groups.admit(&self.groups) {
            let user = users::find_by_identity(connection, &self.verified.identity)?.map(|user| user.id);
            return Ok(Err(SignInError::NotInGroups { why, user }));
        }
        match self.purpose {
            Purpose::Link(user) => {
                let (verified, browser, context) = (&self.verified, &self.browser, &self.context);
                Ok(match linking::link(connection, user, verified, browser, &self.lifetimes, context)? {
                    Linking::Done => {
                        logout_tokens::record_signing_algorithm(connection, &self.upstream.client, &self.algorithm)?;
                        Ok(Completed::Linked)
                    }
                    Linking::Taken => Err(SignInError::IdentityTaken),
                    Linking::AnotherUser => Err(SignInError::AnotherUser),
                })
            }
            Purpose::Reauthenticate(user) => {
                let linked = users::find_by_identity(connection, &self.verified.identity)?;
                if linked.is_some_and(|linked| linked.id == user) {
                    return self.sign_in(connection);
                }
                Ok(Err(SignInError::AnotherUser))
            }
            Purpose::SignIn => self.sign_in(connection),
        }
    }

    fn sign_in(self, connection: &mut Connection) -> Result<Result<Completed, SignInError>, SignInError> {
        let linked_before = match self.browser.pending_link {
            Some(_) => users::find_by_identity(connection, &self.verified.identity)?.is_some(),
            None => false,
        };
        match account::user_of(connection, &self.verified, self.provider.settings(), &self.sign_up, &self.context)? {
            ResolvedUser::Existing(user) => {
                // Now that the user's row is ours, nobody disables them until the session is there to be ended.
                refuse_disabled(connection, user.id)?;
                if linked_before {
                    linking::finish_waiting(connection, user.id, &self.browser, &self.context)?;
                }
                Ok(Ok(Completed::SignedIn(self.begin_session(connection, user)?)))
            }
            ResolvedUser::NeedsConfirmation(user) => {
                refuse_disabled(connection, user)?;
                let secret = linking::wait(connection, user, &self.verified, self.context.now)?;
                Ok(Err(SignInError::ConfirmationNeeded { user, secret }))
            }
        }
    }

    /// Ends the browser's session before, and begins a new one with a new secret.
    fn begin_session(self, connection: &mut Connection, user: User) -> Result<SignedIn, StoreError> {
        let Self {
            provider, verified, groups, session_id, upstream, recheck_state, algorithm, browser, context, ..
        } = self;
        let groups = groups.bounded();
        if provider.settings().groups.wanted && groups == Groups::TooMany {
            let (request, provider) = (&context.request, &verified.provider);
            log::warn!("request {request}: {provider} has more groups of this person than fit; they are not known");
        }
        if let Some(previous) = browser.session {
            sessions::delete(connection, &previous)?;
        }
        let token = SessionToken::from_random(random::bytes());
        let session = Session {
            id: session_id,
            token_hash: token.hash(),
            user: user.id,
            provider: verified.provider.clone(),
            signed_in_at: context.now,
            last_seen_at: context.now,
            groups,
            authenticated_at: verified.authenticated_at.map_or(context.now, |then| then.min(context.now)),
            address: context.address,
            user_agent: browser.user_agent,
        };
        sessions::insert(connection, &session)?;
        upstream_sessions::insert(connection, session_id, &upstream)?;
        if let Some(recheck_state) = recheck_state {
            rechecks::insert(connection, session_id, &recheck_state)?;
        }
        logout_tokens::record_signing_algorithm(connection, &upstream.client, &algorithm)?;
        record(connection, AuditEvent::SignedIn, user.id, verified.provider, &context)?;
        Ok(SignedIn { token, user })
    }
}

/// Nobody signs in whom an operator has switched off.
///
/// # Errors
/// When this user is, or the store fails.
pub(super) fn refuse_disabled(connection: &mut Connection, user: UserId) -> Result<(), SignInError> {
    if user_admin::is_disabled(connection, user)? {
        return Err(SignInError::Disabled(user));
    }
    Ok(())
}
