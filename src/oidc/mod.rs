//! The OpenID Connect relying party: sends requests to providers and verifies what they return.
//!
//! `authorization` builds the authorization request that the browser takes to the provider. `callback` turns the
//! authorization response into a verified identity. `provider` holds the settings, metadata and keys of one provider.
//! No token leaves this folder except those that `logout` and `recheck` need later, as secrets. No error holds a token.

mod accepted_secret;
mod authorization;
mod callback;
mod checks;
mod claims;
mod claims_object;
mod claims_recorder;
mod client_authentication;
mod client_request;
mod client_secrets;
mod counted_client;
mod discovery;
mod document_cache;
mod endpoint;
mod error;
mod failed_check;
mod http_client;
mod id_token;
mod issuer_suggestion;
mod jws;
mod key_set;
mod logout;
mod provider;
mod providers;
mod pushed_request;
mod recheck;
mod refetch_pause;
mod refusal_advice;
mod revocation;
mod signing_keys;
mod token_claims;
mod token_request;
mod token_set;
mod userinfo;
mod verifying_key;

pub use claims_recorder::ReceivedClaims;
pub use error::OidcError;
pub use failed_check::FailedCheck;
pub use http_client::{ClientError, HttpClient};
pub use jws::{Jws, TokenKind, VerifiedJws};
pub use key_set::KeySet;
pub use logout::LogoutTokenError;
pub use provider::{Provider, SecretGenerator};
pub use providers::Providers;
pub use recheck::{RecheckOutcome, RecheckRequest};
pub use revocation::RevocationOutcome;
