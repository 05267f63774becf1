//! The result of a sign-in at a provider, and what is kept of it for sign-outs: the upstream session.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::groups::Groups;
use super::identity::{Issuer, Subject, VerifiedIdentity};
use super::recheck::RecheckGrant;
use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// How far a sign-out goes (`sign_out`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutMode {
    /// At Kaimu, and then at the provider (OpenID Connect RP-Initiated Logout 1.0).
    Provider,
    /// At Kaimu only.
    Local,
    /// At Kaimu, and then at the provider; if necessary by the method that Auth0 had before the standard.
    Auth0,
}

/// The id of an upstream session: the claim `sid` (OpenID Connect Front-Channel Logout 1.0, section 3). Only its SHA-256
/// is kept: ids have no maximum length, and knowing one ends its sessions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UpstreamSessionId(SecretHash);

impl UpstreamSessionId {
    /// The id with this text. An empty text is no id.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(SecretHash::of(text)))
    }

    /// An id whose hash was read from the store.
    #[must_use]
    pub fn stored(hash: SecretHash) -> Self {
        Self(hash)
    }

    /// The hash of its text.
    #[must_use]
    pub fn hash(&self) -> &SecretHash {
        &self.0
    }
}

redacted_debug!(UpstreamSessionId);

/// The result of a sign-in at a provider. Every check of the protocol has passed.
#[derive(Debug)]
pub struct ProviderSignIn {
    /// The identity that signed in.
    pub verified: VerifiedIdentity,
    /// The user's groups at the provider.
    pub groups: Groups,
    /// The id of the upstream session, if the provider gave one.
    pub session: Option<UpstreamSessionId>,
    /// The algorithm that signed the ID token, by its name in JWA (RFC 7518, section 3.1).
    pub algorithm: String,
    /// When the provider issued the ID token, by its clock.
    pub issued_at: DateTime<Utc>,
    /// The ID token itself, if a sign-out at the provider will need it as a hint.
    pub id_token: Option<SecretString>,
    /// What rechecks need, if they are configured.
    pub recheck_grant: Option<RecheckGrant>,
}

/// Kaimu's client at an issuer. A logout token can only end sessions that began with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRegistration {
    /// The issuer.
    pub issuer: Issuer,
    /// Kaimu's client identifier at the issuer.
    pub id: String,
}

/// The upstream session of a session: the session that the provider keeps.
#[derive(Debug, Clone)]
pub struct UpstreamSession {
    /// The client with which it began.
    pub client: ClientRegistration,
    /// The subject that is signed in.
    pub subject: Subject,
    /// Its id, if the provider gave one.
    pub id: Option<UpstreamSessionId>,
    /// The ID token, encrypted.
    pub sealed_id_token: Option<String>,
    /// When the provider issued the ID token, by its clock. `None` in sessions that began before this was kept.
    pub issued_at: Option<DateTime<Utc>>,
}

/// Which sessions a provider ends: those of an upstream session, of a subject, or of both together.
#[derive(Debug, Clone)]
pub struct LogoutScope {
    /// The upstream session.
    pub session: Option<UpstreamSessionId>,
    /// The subject.
    pub subject: Option<Subject>,
}

/// A logout token that has passed every check (OpenID Connect Back-Channel Logout 1.0, section 2.6).
#[derive(Debug)]
pub struct LogoutToken {
    /// The issuer that sent it, and the client that received it.
    pub client: ClientRegistration,
    /// The sessions that it ends.
    pub scope: LogoutScope,
    /// The algorithm that signed it, by its name in JWA (RFC 7518, section 3.1).
    pub algorithm: String,
    /// Identifies the token, so that a repeated one is recognized.
    pub id: SecretHash,
    /// When the provider issued it, by its clock.
    pub issued_at: DateTime<Utc>,
}
