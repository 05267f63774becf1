//! Checks of the discovery document and of the signing keys.

use serde_json::{Value, json};

use super::{Setups, at};
use crate::provider::{Fault, KEYS, Provider, SigningKey, alter};

/// Sets a member of the discovery document. A null removes it.
fn with_metadata(name: &'static str, value: Value) -> impl FnOnce(&Provider) {
    move |provider| {
        provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| {
                document[name] = value.clone();
                document.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            });
        });
    }
}

#[test]
fn a_discovery_document_without_what_a_sign_in_needs_is_reported() {
    let mut setups = Setups::default();
    let mut offer = |what: &str, name: &'static str, value: Value, code: &str| {
        setups.show(what, &at(&Provider::start(), with_metadata(name, value)), code);
    };
    let elsewhere = json!("http://elsewhere.example/token");
    offer("an endpoint without https", "token_endpoint", elsewhere.clone(), "provider.endpoints");
    offer("no endpoint for codes", "token_endpoint", json!(null), "provider.endpoints");
    offer("the implicit flow alone", "response_types_supported", json!(["id_token"]), "provider.code_flow");
    offer("nothing about response types", "response_types_supported", json!(null), "provider.code_flow");
    offer("another grant alone", "grant_types_supported", json!(["client_credentials"]), "provider.code_flow");
    let (methods, grade) = ("code_challenge_methods_supported", "provider.pkce");
    offer("PKCE without a hash", methods, json!(["plain"]), grade);
    offer("PKCE", methods, json!(["plain", "S256"]), grade);
    offer("nothing about PKCE", methods, json!(null), grade);
    offer("no e-mail addresses", "scopes_supported", json!(["openid", "profile"]), "provider.scopes");
    let (methods, way) = ("token_endpoint_auth_methods_supported", "provider.client_authentication");
    offer("a signed proof alone", methods, json!(["private_key_jwt"]), way);
    offer("no client authentication", methods, json!(["none"]), way);
    offer("the secret in the body", methods, json!(["client_secret_post"]), way);
    let (algorithms, signing) = ("id_token_signing_alg_values_supported", "provider.signing");
    offer("ID tokens signed with our own secret", algorithms, json!(["HS256"]), signing);
    offer("nothing about signing", algorithms, json!(null), signing);
    let (logout, sign_out) = ("end_session_endpoint", "provider.sign_out");
    offer("no sign-out", logout, json!(null), sign_out);
    offer("a sign-out without https", logout, elsewhere, sign_out);
    offer("a sign-out", logout, json!("https://idp.example/logout"), sign_out);
    setups.assert_snapshot("check-document");
}

#[test]
fn unusable_signing_keys_are_reported() {
    let mut setups = Setups::default();
    let mut keys =
        |what: &str, change: fn(&Provider)| setups.show(what, &at(&Provider::start(), change), "provider.keys");
    keys("they are not there", |it| it.inject(KEYS, Fault::Status(404)));
    keys("they are a page", |it| it.inject(KEYS, Fault::Body("text/html", "<p>Sorry</p>".to_owned())));
    keys("they do not come", |it| it.inject(KEYS, Fault::Hang));
    keys("there are none", |it| it.script(|script| script.keys = alter(|keys: &mut Value| keys["keys"] = json!([]))));
    keys("they are for encryption", |it| {
        it.script(|script| script.keys = alter(|keys: &mut Value| keys["keys"][0]["use"] = "enc".into()));
    });
    keys("they are of another kind than the document says", |it| {
        with_metadata("id_token_signing_alg_values_supported", json!(["RS256"]))(it);
    });
    keys("it is an RSA key of 1024 bits", |it| it.sign_with_key(&SigningKey::short_rsa()));
    keys("all is well", |_| ());
    setups.assert_snapshot("check-keys");
}
