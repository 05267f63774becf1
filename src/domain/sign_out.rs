//! What a sign-in at a provider leaves behind, so that it can be ended: from here, and from there.

use secrecy::SecretString;

use super::groups::Groups;
use super::identity::{Issuer, Subject, VerifiedIdentity};
use super::recheck::RecheckGrant;
use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// How far a sign-out goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutMode {
    /// Here, and then at the provider (OpenID Connect RP-Initiated Logout 1.0).
    Provider,
    /// Here alone.
    Local,
    /// Here, and then at the provider, if need be in the way that Auth0 had before there was a standard.
    Auth0,
}

/// What a provider calls its own session with a person: the claim `sid` (OpenID Connect Front-Channel Logout 1.0,
/// section 3), of at most 255 printable ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamSessionId(String);

impl UpstreamSessionId {
    /// Takes the text, unless it is empty, endless or not printable: such a session is as good as unnamed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        (!text.is_empty() && text.len() <= 255 && printable).then(|| Self(text.to_owned()))
    }

    /// The exact text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

redacted_debug!(UpstreamSessionId);

/// A sign-in at a provider: every check has passed.
#[derive(Debug)]
pub struct ProviderSignIn {
    /// Who it is.
    pub verified: VerifiedIdentity,
    /// In which groups they are there.
    pub groups: Groups,
    /// What the provider calls its session, if it says so.
    pub session: Option<UpstreamSessionId>,
    /// The algorithm that signed the ID token, by its name in JWA (RFC 7518, section 3.1).
    pub algorithm: String,
    /// The ID token itself, where a sign-out will need it as a hint.
    pub id_token: Option<SecretString>,
    /// With what to ask again, where the operator wants that.
    pub recheck_grant: Option<RecheckGrant>,
}

/// Which sessions a provider knows: all of them came from it, with our client there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRegistration {
    /// The provider.
    pub issuer: Issuer,
    /// Our client identifier there.
    pub id: String,
}

/// The provider's session behind one of ours.
#[derive(Debug, Clone)]
pub struct UpstreamSession {
    /// Where.
    pub client: ClientRegistration,
    /// Whose.
    pub subject: Subject,
    /// What the provider calls it.
    pub id: Option<UpstreamSessionId>,
    /// The ID token, sealed.
    pub sealed_id_token: Option<String>,
}

/// Whose sessions a provider ends: those of a session of its own, of a person, or of both at once.
#[derive(Debug, Clone)]
pub struct LogoutScope {
    /// The session at the provider.
    pub session: Option<UpstreamSessionId>,
    /// The person there.
    pub subject: Option<Subject>,
}

/// A logout token that passed every check of its own (OpenID Connect Back-Channel Logout 1.0, section 2.6).
#[derive(Debug)]
pub struct LogoutToken {
    /// Who sent it, and to which client.
    pub client: ClientRegistration,
    /// Whom it signs out.
    pub scope: LogoutScope,
    /// The algorithm that signed it.
    pub algorithm: String,
    /// Recognises the token when it comes again.
    pub id: SecretHash,
}
