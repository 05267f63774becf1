//! Why the relying party stopped.

use super::failed_check::FailedCheck;
use crate::domain::{Identity, Issuer, NotStrongEnough, ProviderRefusal};

/// Why a sign-in stopped at, or on account of, a provider. The texts are for the log: they name the check that failed and
/// what an operator can mend, and hold nothing that a provider or a person wrote, except issuers and URLs of discovery.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OidcError {
    /// Discovery, keys or userinfo could not be had.
    #[error("{what} of {issuer} cannot be had: {why}")]
    Unavailable {
        /// Which document.
        what: &'static str,
        /// Whose.
        issuer: Issuer,
        /// What went wrong, with a hint where there is one.
        why: String,
    },
    /// The response names another issuer, or none where one was promised (RFC 9207).
    #[error("the authorization response does not come from {expected}")]
    ResponseIssuerMismatch {
        /// The issuer that was asked.
        expected: Issuer,
    },
    /// The provider answered with an error.
    #[error("the provider refused: {reason}; {advice}")]
    Refused {
        /// Its reason.
        reason: ProviderRefusal,
        /// What an operator can do about it.
        advice: String,
    },
    /// The token endpoint gave no tokens.
    #[error("the token endpoint of {issuer} gave no tokens: {why}")]
    TokenExchange {
        /// Whose.
        issuer: Issuer,
        /// What went wrong.
        why: String,
    },
    /// The token endpoint does not know us.
    #[error(
        "the token endpoint of {issuer} rejected our client id or client secret, or what our key signed (invalid_client)"
    )]
    ClientRejected {
        /// Whose.
        issuer: Issuer,
    },
    /// The ID token failed a check.
    #[error("the ID token of {issuer} failed the check of {check}")]
    IdToken {
        /// Whose.
        issuer: Issuer,
        /// Which check.
        check: FailedCheck,
    },
    /// The person did not sign in as strongly, or as lately, as the operator asks.
    #[error("the sign-in at {issuer} is not what is asked for: {lack}")]
    NotStrongEnough {
        /// Whose.
        issuer: Issuer,
        /// What it lacks.
        lack: NotStrongEnough,
        /// Who it was all the same.
        identity: Identity,
    },
    /// Userinfo is about another subject.
    #[error("userinfo of {issuer} is about another subject than the ID token")]
    UserinfoSubjectMismatch {
        /// Whose.
        issuer: Issuer,
    },
}
