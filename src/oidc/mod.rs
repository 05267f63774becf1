//! The relying party: everything that is said to, or believed from, an OpenID Provider.
//!
//! [`authorization`] makes the request that a browser carries out, [`callback`] turns the response that it carries back
//! into a verified identity. In between, [`provider`] knows each provider's metadata and keys. No token leaves
//! this folder but those that [`logout`] and [`recheck`] will need, as secrets; no error of it holds one.

mod authorization;
mod cache;
mod callback;
mod checks;
mod claims;
mod claims_recorder;
mod client_authentication;
mod client_secrets;
mod discovery;
mod error;
mod failed_check;
mod http;
mod id_token;
mod issuer_mend;
mod jws;
mod keys;
mod logout;
mod provider;
mod recheck;
mod refused;
mod token_request;
mod tokens;
mod userinfo;

pub use claims_recorder::ReceivedClaims;
pub use error::OidcError;
pub use failed_check::FailedCheck;
pub use http::ClientError;
pub use logout::LogoutTokenError;
pub use provider::{Provider, Providers, Random};
pub use recheck::{RecheckOutcome, RecheckRequest};
