//! The issuers of the demo provider, and the client that is registered at each.

use std::io;
use std::net::SocketAddr;

use secrecy::SecretString;
use url::Url;

use super::crypto;

/// An issuer of the demo provider.
#[derive(Debug)]
pub struct DemoIssuer {
    /// The path under which its endpoints are.
    pub path: &'static str,
    /// The name on its pages.
    pub name: &'static str,
    /// Whether the ID token contains the claims of the requested scopes. Otherwise only userinfo does, as at Okta.
    pub(super) claims_in_id_token: bool,
}

/// Every issuer.
pub static DEMO_ISSUERS: [DemoIssuer; 2] = [
    DemoIssuer { path: "okta", name: "Okta (demo)", claims_in_id_token: false },
    DemoIssuer { path: "google", name: "Google (demo)", claims_in_id_token: true },
];

/// The only client of an issuer.
#[derive(Debug)]
pub struct DemoClient {
    /// The issuer at which it is registered.
    pub issuer: &'static DemoIssuer,
    /// Its `client_id`.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The only allowed redirect URI, compared as an exact string.
    pub redirect_uri: Url,
    /// The only allowed `post_logout_redirect_uri`, compared as an exact string.
    pub post_logout_redirect_uri: Url,
    /// The applications to which the client may lead users after a sign-in.
    pub applications: Vec<Url>,
}

/// The issuer identifier of an issuer on this address.
#[must_use]
pub fn issuer_url(address: SocketAddr, issuer: &DemoIssuer) -> String {
    format!("http://{address}/{}", issuer.path)
}

/// Creates a random client secret.
pub fn client_secret() -> io::Result<String> {
    crypto::random_base64url().map_err(crypto::random_failed)
}
