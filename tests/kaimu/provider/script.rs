//! The script of the provider: how its answers differ from those of a correct provider.

use std::collections::HashMap;
use std::sync::mpsc;

use serde_json::Value;

use super::{ClientKey, Fault, SigningKey};
use crate::waiting::DEADLINE;

/// How the provider differs from a correct one. An [`Alteration`] changes an answer just before it is sent.
#[derive(Default)]
pub struct Script {
    /// Whether the provider takes pushed authorization requests.
    pub pushed_requests: Option<PushedRequests>,
    /// The status of the page that answers an authorization request with `prompt=none`; `None` supports it.
    pub status_of_prompt_none: Option<u16>,
    /// The parameters of the authorization response.
    pub response: Alteration<Vec<(String, String)>>,
    /// The ID token, before it is signed.
    pub id_token: Alteration<Draft>,
    /// The signed ID token.
    pub id_token_text: Alteration<String>,
    /// The token response for a code.
    pub tokens: Alteration<Value>,
    /// The token response for a refresh token.
    pub new_tokens: Alteration<Value>,
    /// The key set.
    pub keys: Alteration<Value>,
    /// The `Cache-Control` header of the key set.
    pub keys_cache_control: Option<&'static str>,
    /// The userinfo response.
    pub userinfo: Alteration<Value>,
    /// Whether the userinfo response is a signed token.
    pub sign_userinfo: bool,
    /// The userinfo token, before it is signed.
    pub userinfo_token: Alteration<Draft>,
    /// The discovery document.
    pub discovery: Alteration<Value>,
    /// The only client authentication method that the token endpoint accepts.
    pub only_auth_method: Option<&'static str>,
    /// The client secret that the token endpoint accepts, if not the default one.
    pub client_secret: Option<&'static str>,
    /// The status and the error with which the token endpoint rejects a client, if not 401 and `invalid_client`.
    pub client_rejection: Option<(u16, &'static str)>,
    /// The error with which the token endpoint refuses an unknown code, if not `invalid_grant`.
    pub code_refusal: Option<&'static str>,
    /// How the token endpoint checks the client.
    pub client_check: ClientCheck,
    /// Whether the token endpoint invalidates the code of a request whose client authentication fails.
    pub uses_up_codes: bool,
    /// The key whose signatures the token endpoint accepts instead of a secret, by the method in [`Self::only_auth_method`].
    pub client_key: Option<ClientKey>,
    /// Whether the token endpoint accepts any code verifier, against RFC 7636.
    pub ignores_code_verifier: bool,
    /// The faults of the endpoints, by path.
    pub faults: HashMap<&'static str, Fault>,
}

/// How a token endpoint checks the client.
#[derive(Default, Clone, Copy, PartialEq)]
pub enum ClientCheck {
    #[default]
    Correct,
    /// It looks at the code before.
    CodeFirst,
    /// It compares the `Authorization` header without decoding it, against OAuth 2.0.
    WithoutDecoding,
    /// It accepts every client secret, as for a public client.
    None,
}

/// How a provider takes pushed authorization requests (RFC 9126).
#[derive(Clone, Copy, PartialEq)]
pub enum PushedRequests {
    Offered,
    Required,
}

/// An optional change to an answer.
pub type Alteration<T> = Option<Box<dyn FnMut(&mut T) + Send>>;

/// Makes an [`Alteration`].
pub fn alter<T>(change: impl FnMut(&mut T) + Send + 'static) -> Alteration<T> {
    Some(Box::new(change))
}

/// An [`Alteration`] that changes nothing and delays the answer until the test drops the [`Held`].
pub fn hold<T: 'static>() -> (Alteration<T>, Held) {
    let (arrive, arrived) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let held = Held { arrived, _release: release };
    (
        alter(move |_| {
            let _ = arrive.send(());
            // Returns when the test drops `Held`.
            let _ = released.recv();
        }),
        held,
    )
}

/// An answer that is delayed until this is dropped.
pub struct Held {
    arrived: mpsc::Receiver<()>,
    _release: mpsc::Sender<()>,
}

impl Held {
    /// Waits for the request.
    pub fn wait_for_request(&self) {
        self.arrived.recv_timeout(DEADLINE).expect("no request arrived");
    }
}

/// A token before it is signed.
pub struct Draft {
    pub header: Value,
    pub claims: Value,
    pub signature: Signature,
}

/// How a token gets its signature.
pub enum Signature {
    /// Signed by the published key.
    Right,
    /// Signed by an unpublished key, with the key id of the published one.
    OtherKey,
    /// Signed by this key.
    By(SigningKey),
    /// Signed by HS256 with this secret.
    Hmac(Vec<u8>),
    /// Unsigned: the signature is empty.
    Empty,
}

impl Draft {
    /// Removes a claim.
    pub fn without(&mut self, claim: &str) {
        self.claims.as_object_mut().unwrap().remove(claim);
    }
}
