//! Why a request to a provider, or a check of what it sent, failed.

use super::failed_check::FailedCheck;
use crate::domain::{Identity, Issuer, NotStrongEnough, ProviderRefusal};

/// Why a sign-in, a recheck or a logout token failed at or because of the provider.
///
/// The texts are for the log: they name the failed check and what the operator can do. They contain no text that a
/// provider or a user wrote, except issuers and URLs of the discovery document.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OidcError {
    /// Discovery, keys, tokens or userinfo are not available.
    #[error("cannot get {what} from {issuer}: {why}; `kaimu check` tests this provider")]
    Unavailable {
        /// What was requested: a document, or a complete answer in time.
        what: &'static str,
        /// The issuer of the provider.
        issuer: Issuer,
        /// The cause, with a suggested fix if there is one.
        why: String,
    },
    /// The response names another issuer, or none although the provider promises one (RFC 9207).
    #[error(
        "the authorization response does not come from {expected}: its iss is missing or names another issuer; if this \
         happens at every sign-in, compare issuer_url with the provider's discovery document"
    )]
    ResponseIssuerMismatch {
        /// The issuer that the request was sent to.
        expected: Issuer,
    },
    /// The provider answered with an error.
    #[error("the provider refused: {reason}; {advice}")]
    Refused {
        /// The reason.
        reason: ProviderRefusal,
        /// What the operator can do.
        advice: String,
    },
    /// The token endpoint returned no tokens.
    #[error("the token endpoint of {issuer} returned no tokens: {why}")]
    TokenExchange {
        /// The issuer of the provider.
        issuer: Issuer,
        /// The cause.
        why: String,
    },
    /// The provider rejected the client authentication.
    #[error(
        "{issuer} rejected our client id, client secret or client key ({reason}); compare them with the provider's console; \
         `kaimu check` tests them"
    )]
    ClientRejected {
        /// The issuer of the provider.
        issuer: Issuer,
        /// The error code, or else the status.
        reason: String,
    },
    /// The ID token failed a check.
    #[error("the ID token from {issuer} failed the check of {check}")]
    IdToken {
        /// The issuer of the provider.
        issuer: Issuer,
        /// The check that failed.
        check: FailedCheck,
    },
    /// The user did not authenticate as strongly, or as recently, as the operator requires.
    #[error("the sign-in at {issuer} does not meet the requirements: {lack}")]
    NotStrongEnough {
        /// The issuer of the provider.
        issuer: Issuer,
        /// What it lacks.
        lack: NotStrongEnough,
        /// The identity that signed in.
        identity: Identity,
    },
    /// The userinfo response failed a check.
    #[error("userinfo from {issuer} failed the check of {check}")]
    Userinfo {
        /// The issuer of the provider.
        issuer: Issuer,
        /// The check that failed.
        check: FailedCheck,
    },
    /// Userinfo is about another subject.
    #[error(
        "userinfo from {issuer} is about another subject than the ID token; this is a fault of the provider: report it there"
    )]
    UserinfoSubjectMismatch {
        /// The issuer of the provider.
        issuer: Issuer,
    },
}
