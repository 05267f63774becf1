//! A session token as a browser presents it.

use super::secret_hash::SecretHash;

/// How the store begins the name of an application's host: no host name begins so.
pub const APPLICATION_HOST_PREFIX: &str = "app/";

/// The hash of a session token, and the host to which the browser sent it. A token counts on its own host alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PresentedToken {
    /// The hash of the token.
    pub hash: SecretHash,
    /// The host that the browser asked.
    pub host: String,
}
