//! The random secrets that a browser presents: session token, sign-in link token, pending link secret, hand-over
//! secret and ticket, probe token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// Defines a type of secret. Each use has a type of its own, so that one secret cannot be taken for another.
macro_rules! secret_token {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        redacted_debug!($name);

        impl $name {
            /// The length of a secret of Kaimu's own, in bytes.
            pub const LENGTH: usize = 43;

            /// Encodes 256 fresh random bits as text of 43 characters (base64url without padding).
            #[must_use]
            pub fn from_random(bytes: [u8; 32]) -> Self {
                Self(URL_SAFE_NO_PAD.encode(bytes))
            }

            /// Takes what a browser presented. Any text is allowed: it is valid only if the store has its hash.
            #[must_use]
            pub fn presented(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The secret, for the browser. The only way to read it.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// What the store keeps in its place.
            #[must_use]
            pub fn hash(&self) -> SecretHash {
                SecretHash::of(&self.0)
            }
        }
    };
}

secret_token! {
    /// The secret in the session cookie of a browser that is signed in.
    SessionToken
}

secret_token! {
    /// The secret in the URL of a sign-in link, which works once.
    SignInLinkToken
}

secret_token! {
    /// The secret in the cookie of a browser in which an identity waits to be linked. The browser came back from the
    /// provider with this identity.
    PendingLinkSecret
}

secret_token! {
    /// The secret in the cookie of a browser to which a session is handed over. The host that gets the session sets it.
    HandOverSecret
}

secret_token! {
    /// The ticket in the URL that carries a session to another host, which works once and in one browser.
    HandOverTicket
}

secret_token! {
    /// The secret in the cookie and in the path of a probe, by which the operator finds out what the proxy asks.
    ProbeToken
}

impl SessionToken {
    /// The token of a session on the host that has set this secret. It is the same for each hand-over of the session
    /// that begins with the secret, so that several tabs at once get the same token.
    #[must_use]
    pub fn for_hand_over(secret: &HandOverSecret, session: Uuid) -> Self {
        // Other hosts know the plain hash of the secret. The prefix makes this hash independent of it.
        let hash = SecretHash::of(&format!("session token\0{session}\0{}", secret.reveal()));
        Self::from_random(*hash.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_the_secret() {
        let token = SessionToken::from_random([7; 32]);
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert_eq!(token.reveal().len(), SessionToken::LENGTH);
    }
    #[test]
    fn a_handed_over_session_has_one_token_for_each_secret_and_session() {
        let secret = |byte| HandOverSecret::from_random([byte; 32]);
        let token = SessionToken::for_hand_over(&secret(1), Uuid::nil());
        assert_eq!(token, SessionToken::for_hand_over(&secret(1), Uuid::nil()));
        assert_ne!(token, SessionToken::for_hand_over(&secret(2), Uuid::nil()));
        assert_ne!(token, SessionToken::for_hand_over(&secret(1), Uuid::max()));
        assert_ne!(token.hash(), secret(1).hash());
    }
}
