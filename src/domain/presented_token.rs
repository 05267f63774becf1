//! A session token as a browser presents it.

use super::secret_hash::SecretHash;

/// The hash of a session token, and the host to which the browser sent it. A token counts on its own host alone.
#[derive(Debug, Clone)]
pub struct PresentedToken {
    /// The hash of the token.
    pub hash: SecretHash,
    /// The host that the browser asked.
    pub host: String,
}
