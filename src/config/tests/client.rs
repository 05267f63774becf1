//! Client credentials: secrets, private keys, Apple.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::provider::{assert_invalid, okta, read, secrets, with, without};
use super::*;
use crate::domain::{AssertionAudience, ClientAuthentication, PrivateKey, SecretMethod};

pub(super) const EC: &str = "ec-p256";
const RSA: &str = "rsa-2048";

/// The path of a test key that `openssl` wrote.
pub(super) fn key_file(name: &str) -> String {
    format!("{}/tests/keys/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

/// A provider with these members instead of a client secret.
fn with_key(members: &Value) -> Value {
    let mut provider = okta();
    let provider_members = provider.as_object_mut().unwrap();
    provider_members.remove("client_secret");
    provider_members.extend(members.as_object().unwrap().clone());
    provider
}

fn authentication(provider: Value) -> ClientAuthentication {
    read(provider).client.authentication
}

#[test]
fn the_secret_method_follows_client_authentication() {
    for (method, meant) in [
        (None, None),
        (Some("client_secret_basic"), Some(SecretMethod::Basic)),
        (Some("client_secret_post"), Some(SecretMethod::Post)),
    ] {
        let provider = method.map_or_else(okta, |method| with("client_authentication", method));
        let ClientAuthentication::Secret { secrets, method } = authentication(provider) else { panic!("no secret") };
        assert_eq!((secrets.current().expose_secret(), method), ("hunter2", meant));
    }
    let expected = "\"client_secret_basic\", \"client_secret_post\", \"private_key_jwt\" or \"apple\"";
    assert_invalid(&with("client_authentication", "hunter2"), &["client_authentication: expected ", expected]);
    assert_invalid(
        &with("client_key_id", "k"),
        &["client_key_id: is only used with client_authentication = \"private_key_jwt\" or"],
    );
    assert_invalid(
        &with("client_assertion_audience", "issuer"),
        &["client_assertion_audience: is only used with client_authentication = \"private_key_jwt\""],
    );
    assert_invalid(&with("apple_team_id", "t"), &["apple_team_id: is only used with client_authentication"]);
}

#[test]
fn a_private_key_is_read_and_not_shown_in_debug_output() {
    let ec = key_file(EC);
    let provider =
        with_key(&json!({ "client_authentication": "private_key_jwt", "client_key_file": ec, "client_key_id": "k1" }));
    let pem = std::fs::read_to_string(&ec).unwrap();
    let shown = format!("{:?}", read(provider.clone()));
    assert!(shown.contains("PrivateKey(…)") && !pem.lines().any(|line| shown.contains(line)), "{shown}");
    let ClientAuthentication::PrivateKey { key, key_id, audience } = authentication(provider) else { panic!("no key") };
    assert_eq!((key.algorithm(), key_id.as_deref()), ("ES256", Some("k1")));
    assert_eq!(audience, AssertionAudience::TokenEndpoint);

    let rsa = key_file(RSA);
    let provider = with_key(
        &json!({ "client_authentication": "private_key_jwt", "client_key_file": rsa, "client_assertion_audience": "issuer" }),
    );
    let ClientAuthentication::PrivateKey { key, key_id, audience } = authentication(provider) else { panic!("no key") };
    assert_eq!((key.algorithm(), key_id, audience), ("RS256", None, AssertionAudience::Issuer));
    // The traditional format of older tools.
    let older = key_file("rsa-2048-traditional");
    assert!(matches!(PrivateKey::parse(&std::fs::read_to_string(older).unwrap()), Ok(PrivateKey::Rsa(_))));
}

#[test]
fn a_file_without_a_usable_signing_key_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let assert_refused = |path: &str, expected: &str| {
        let provider = with_key(&json!({ "client_authentication": "private_key_jwt", "client_key_file": path }));
        assert_invalid(&provider, &["client_key_file: ", expected]);
    };
    assert_refused("/nonexistent/key.pem", "cannot read /nonexistent/key.pem: No such file");
    assert_refused("hunter2", "cannot read the file: No such file");
    let none = written(directory.path(), "none.pem", b"hunter2");
    assert_refused(none.to_str().unwrap(), "holds no private key in PEM form");
    for other in ["ec-p384", "ed25519"] {
        assert_refused(&key_file(other), "holds another kind of key; make one with `openssl genpkey");
    }
    assert_refused(&key_file("rsa-1024"), "an RSA key of 2048 bits or more");
    assert_refused(&key_file("ec-p256-traditional"), "holds an EC key in its older form; `openssl pkcs8");
    assert_refused(&key_file("ec-p256-encrypted"), "a key with a password cannot be used");
}

#[test]
fn keys_that_the_method_does_not_use_are_refused() {
    let ec = key_file(EC);
    let key = json!({ "client_authentication": "private_key_jwt", "client_key_file": ec });
    for (name, value) in [("client_secret", "hunter2"), ("client_secret_file", "/hunter2"), ("apple_team_id", "TEAM")] {
        let mut provider = with_key(&key);
        provider[name] = value.into();
        assert_invalid(
            &provider,
            &[&format!("{name}: is not used with client_authentication = \"private_key_jwt\"; remove it")],
        );
    }
    assert_invalid(&with_key(&json!({ "client_authentication": "private_key_jwt" })), &["client_key_file: is missing"]);
    let mut spaced = with_key(&key);
    spaced["client_key_id"] = "hunter2 hunter2".into();
    assert_invalid(&spaced, &["client_key_id: expected the identifier that the provider shows"]);
}

#[test]
fn apple_requires_a_team_id_and_an_ec_key_with_its_id() {
    let ec = key_file(EC);
    let apple = json!({ "client_authentication": "apple", "client_key_file": ec, "client_key_id": "KEY",
        "apple_team_id": "TEAM" });
    let ClientAuthentication::Apple { key_id, team_id, .. } = authentication(with_key(&apple)) else {
        panic!("not so")
    };
    assert_eq!((key_id.as_str(), team_id.as_str()), ("KEY", "TEAM"));
    for key in ["client_key_file", "client_key_id", "apple_team_id"] {
        let mut provider = with_key(&apple);
        provider.as_object_mut().unwrap().remove(key);
        assert_invalid(&provider, &[&format!("{key}: is missing")]);
    }
    let mut provider = with_key(&apple);
    provider["client_secret"] = "hunter2".into();
    assert_invalid(&provider, &["client_secret: is not used with client_authentication = \"apple\""]);
    let mut provider = with_key(&apple);
    provider["client_key_file"] = key_file(RSA).into();
    assert_invalid(&provider, &["client_key_file: contains an RSA key; use the EC key that Apple issued"]);
}

#[test]
fn client_secrets_lists_the_new_secret_first() {
    let with_secrets = |list: Value| {
        let mut provider = without("client_secret");
        provider["client_secrets"] = list;
        provider
    };
    let in_turn = |provider: Value, other_first| {
        let provider = read(provider);
        secrets(&provider).in_order(other_first).map(|it| it.expose_secret().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(in_turn(with_secrets(json!(["hunter3", "hunter2"])), false), ["hunter3", "hunter2"]);
    assert_eq!(in_turn(with_secrets(json!(["hunter3", "hunter2"])), true), ["hunter2", "hunter3"]);
    assert_eq!(in_turn(with_secrets(json!(["hunter3"])), true), ["hunter3"]);
    for (list, expected) in [
        (json!([]), "expected one or two secrets"),
        (json!(["hunter3", "hunter2", "hunter1"]), "expected one or two secrets"),
        (json!(["hunter2", "hunter2"]), "contains the same secret twice"),
        (json!(["hunter2", ""]), "contains an empty string"),
        (json!("hunter2"), "expected a list of strings"),
    ] {
        assert_invalid(&with_secrets(list), &["client_secrets: ", expected]);
    }
    let mut provider = with("client_secrets", "hunter2");
    assert_invalid(&provider, &["client_secret and client_secrets: are both set; keep one of the two"]);
    provider["client_secret_file"] = "/nonexistent".into();
    assert_invalid(
        &provider,
        &["client_secret and client_secret_file and client_secrets: are all set; keep one of them"],
    );
}

#[test]
fn client_secret_expires_at_is_a_date() {
    let expires_at = read(with("client_secret_expires_at", "2027-03-01")).client.secret_expires_at;
    assert_eq!(expires_at, chrono::NaiveDate::from_ymd_opt(2027, 3, 1));
    for text in ["2027-02-30", "2027-3-1", "1.3.2027", "2027-03-01T00:00:00Z", ""] {
        assert_invalid(
            &with("client_secret_expires_at", text),
            &["client_secret_expires_at: expected a date such as \"2027-03-01\""],
        );
    }
}

#[test]
fn a_client_secret_can_be_in_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = written(directory.path(), "secret", b"hunter2\r\n");
    let mut provider = without("client_secret");
    provider["client_secret_file"] = path.to_str().unwrap().into();
    assert_eq!(secrets(&read(provider.clone())).current().expose_secret(), "hunter2");
    provider["client_secret"] = "hunter2".into();
    assert_invalid(&provider, &["client_secret and client_secret_file: are both set"]);
    let mut provider = without("client_secret");
    provider["client_secret_file"] = "/nonexistent/secret".into();
    assert_invalid(&provider, &["client_secret_file: cannot read /nonexistent/secret: No such file"]);
    provider["client_secret_file"] = written(directory.path(), "empty", b"\n").to_str().unwrap().into();
    assert_invalid(&provider, &["client_secret_file: ", "is empty"]);
}
