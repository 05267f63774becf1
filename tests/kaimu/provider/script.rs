//! What the provider does other than a correct one.

use std::collections::HashMap;
use std::sync::mpsc;

use serde_json::Value;

use super::{ClientKey, SigningKey, Trouble};
use crate::waiting::DEADLINE;

/// What the provider does other than a correct one. A closure changes an answer just before it leaves.
#[derive(Default)]
pub struct Script {
    /// The parameters with which the browser is sent back.
    pub response: Lie<Vec<(String, String)>>,
    /// The ID token, before it is signed.
    pub id_token: Lie<Draft>,
    /// The ID token as text.
    pub id_token_text: Lie<String>,
    /// The answer of the token endpoint.
    pub tokens: Lie<Value>,
    /// The answer of the token endpoint to a refresh token.
    pub new_tokens: Lie<Value>,
    /// The key set.
    pub keys: Lie<Value>,
    /// The answer of userinfo.
    pub userinfo: Lie<Value>,
    /// Userinfo is a signed token.
    pub sign_userinfo: bool,
    /// That token, before it is signed.
    pub userinfo_token: Lie<Draft>,
    /// The discovery document.
    pub discovery: Lie<Value>,
    /// The token endpoint takes the client secret in this way only.
    pub only_auth_method: Option<&'static str>,
    /// The token endpoint takes another client secret than usual.
    pub client_secret: Option<&'static str>,
    /// The token endpoint uses up the code of whoever it does not know.
    pub uses_up_codes: bool,
    /// The token endpoint takes this key's signatures in place of a secret, in the way that [`Self::only_auth_method`] says.
    pub client_key: Option<ClientKey>,
    /// The token endpoint takes any code verifier (RFC 7636 asks it not to).
    pub ignores_code_verifier: bool,
    /// What an endpoint does in place of answering.
    pub trouble: HashMap<&'static str, Trouble>,
}

/// A change to an answer, if any.
pub type Lie<T> = Option<Box<dyn FnMut(&mut T) + Send>>;

/// Makes a [`Lie`].
pub fn lie<T>(change: impl FnMut(&mut T) + Send + 'static) -> Lie<T> {
    Some(Box::new(change))
}

/// A [`Lie`] that changes nothing and keeps the asker waiting until the test lets go.
pub fn hold<T: 'static>() -> (Lie<T>, Held) {
    let (arrive, arrived) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let held = Held { arrived, _release: release };
    (
        lie(move |_| {
            let _ = arrive.send(());
            // Ends when the test drops its end.
            let _ = released.recv();
        }),
        held,
    )
}

/// An answer that is held back as long as this lives.
pub struct Held {
    arrived: mpsc::Receiver<()>,
    _release: mpsc::Sender<()>,
}

impl Held {
    /// Waits until somebody has asked.
    pub fn wait_for_the_question(&self) {
        self.arrived.recv_timeout(DEADLINE).expect("nobody asked");
    }
}

/// A signed token to be.
pub struct Draft {
    pub header: Value,
    pub claims: Value,
    pub signature: Signature,
}

/// How a token gets its signature.
pub enum Signature {
    /// By the key in the key set.
    Right,
    /// By a key that nobody published, under the published key's id.
    OtherKey,
    /// By this key.
    By(SigningKey),
    /// HS256 with this secret.
    Hmac(Vec<u8>),
    /// Not at all.
    Empty,
}

impl Draft {
    /// Leaves a claim out.
    pub fn without(&mut self, claim: &str) {
        self.claims.as_object_mut().unwrap().remove(claim);
    }
}
