//! A sign-in attempt, the browser that completes it, and what it leads to.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::domain::{
    AuthorizationSecrets, PendingLinkSecret, PresentedToken, Purpose, ReturnTo, SecretHash, SessionToken, Slug, User,
    UserAgent,
};

/// A sign-in that has been started and not completed. Only the browser that started it keeps it, sealed in a cookie.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The provider that was asked.
    pub provider: Slug,
    /// State, nonce and code verifier: they bind the response to this request and this browser.
    pub secrets: AuthorizationSecrets,
    /// What the attempt is for.
    pub purpose: Purpose,
    /// Where the browser goes after the sign-in.
    pub return_to: ReturnTo,
    /// When the attempt was started.
    pub started_at: DateTime<Utc>,
    /// The state of the attempt that this one repeats, because the answer to its response did not reach the browser.
    pub repeats: Option<SecretHash>,
}

impl Attempt {
    /// The hash of its state.
    #[must_use]
    pub fn state_hash(&self) -> SecretHash {
        SecretHash::of(self.secrets.state.expose_secret())
    }
}

/// The browser that comes back from a provider.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The session token that it presented, if any.
    pub session: Option<PresentedToken>,
    /// The host that gives it the token of a new session.
    pub host: String,
    /// Its `User-Agent` header.
    pub user_agent: Option<UserAgent>,
    /// The hash of its pending-link secret, if it has one.
    pub pending_link: Option<SecretHash>,
}

/// What a sign-in attempt led to.
#[derive(Debug)]
pub enum Completed {
    /// The user is signed in.
    SignedIn(SignedIn),
    /// The identity was linked to the user who is signed in before.
    AlreadyLinked,
    /// The user who is signed in has to agree to the link, in the browser with this secret.
    LinkPending(PendingLinkSecret),
}

/// A session that has begun.
#[derive(Debug)]
pub struct SignedIn {
    /// The id of the session.
    pub session: Uuid,
    /// The token for the session cookie.
    pub token: SessionToken,
    /// The user of the session.
    pub user: User,
    /// What the user should be told or asked first.
    pub notice: Option<SignInNotice>,
    /// Whether other sessions may have ended, whose refresh tokens have to be revoked.
    pub may_have_ended_others: bool,
}

/// What the user should be told or asked after a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInNotice {
    /// The identity was linked to the user now, because it has their proven address.
    LinkedByEmail,
    /// An identity waits in this browser for the user's answer.
    PendingLink,
}
