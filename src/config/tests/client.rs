use std::path::Path;
use std::process::Command;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::provider::{okta, read, secrets, with, without, wrong};
use super::*;
use crate::domain::{ClientAuthentication, PrivateKey, SecretMethod};

pub(super) const EC: [&str; 5] = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA: [&str; 5] = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];

/// A file that openssl wrote.
pub(super) fn key_file(directory: &Path, arguments: &[&str]) -> String {
    let path = directory.join("key.pem");
    let made = Command::new("openssl").args(arguments).arg("-out").arg(&path).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    path.to_str().unwrap().to_owned()
}

/// A provider that authenticates us with what these members say, in place of a client secret.
fn by(members: &Value) -> Value {
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
fn a_client_secret_goes_as_discovery_allows_or_as_the_operator_says() {
    for (method, meant) in [
        (None, None),
        (Some("client_secret_basic"), Some(SecretMethod::Basic)),
        (Some("client_secret_post"), Some(SecretMethod::Post)),
    ] {
        let provider = method.map_or_else(okta, |method| with("client_authentication", method));
        let ClientAuthentication::Secret { secrets, method } = authentication(provider) else { panic!("no secret") };
        assert_eq!((secrets.current().expose_secret(), method), ("hunter2", meant));
    }
    let words = "\"client_secret_basic\", \"client_secret_post\", \"private_key_jwt\" or \"apple\"";
    wrong(&with("client_authentication", "hunter2"), &["client_authentication: expected ", words]);
    wrong(&with("client_key_id", "k"), &["client_key_id: goes with client_authentication = \"private_key_jwt\" or"]);
    wrong(&with("apple_team_id", "t"), &["apple_team_id: goes with client_authentication"]);
}

#[test]
fn a_private_key_is_read_at_the_start_and_does_not_show() {
    let directory = tempfile::tempdir().unwrap();
    let ec = key_file(directory.path(), &EC);
    let provider =
        by(&json!({ "client_authentication": "private_key_jwt", "client_key_file": ec, "client_key_id": "k1" }));
    let pem = std::fs::read_to_string(&ec).unwrap();
    let shown = format!("{:?}", read(provider.clone()));
    assert!(shown.contains("PrivateKey(…)") && !pem.lines().any(|line| shown.contains(line)), "{shown}");
    let ClientAuthentication::PrivateKey { key, key_id } = authentication(provider) else { panic!("no key") };
    assert_eq!((key.algorithm(), key_id.as_deref()), ("ES256", Some("k1")));

    let rsa = key_file(directory.path(), &RSA);
    let provider = by(&json!({ "client_authentication": "private_key_jwt", "client_key_file": rsa }));
    let ClientAuthentication::PrivateKey { key, key_id } = authentication(provider) else { panic!("no key") };
    assert_eq!((key.algorithm(), key_id), ("RS256", None));
    // As older tools write it.
    let older = directory.path().join("older.pem");
    let converted = Command::new("openssl").args(["rsa", "-traditional", "-in", &rsa, "-out"]).arg(&older).output();
    assert!(converted.unwrap().status.success());
    assert!(matches!(PrivateKey::parse(&std::fs::read_to_string(older).unwrap()), Ok(PrivateKey::Rsa(_))));
}

#[test]
fn a_file_without_a_key_that_signs_is_refused_and_says_what_would() {
    let directory = tempfile::tempdir().unwrap();
    let refused = |path: &str, words: &str| {
        let provider = by(&json!({ "client_authentication": "private_key_jwt", "client_key_file": path }));
        wrong(&provider, &["client_key_file: ", words]);
    };
    refused("/nonexistent/key.pem", "cannot read /nonexistent/key.pem: No such file");
    refused("hunter2", "cannot read the file: No such file");
    let none = written(directory.path(), "none.pem", b"hunter2");
    refused(none.to_str().unwrap(), "holds no private key in PEM form");
    let p384 = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
    for other in [&p384[..], &["genpkey", "-algorithm", "ED25519"]] {
        refused(&key_file(directory.path(), other), "holds another kind of key; make one with `openssl genpkey");
    }
    let short = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
    refused(&key_file(directory.path(), &short), "an RSA key of 2048 bits or more");
    let older = ["ecparam", "-name", "prime256v1", "-genkey", "-noout"];
    refused(&key_file(directory.path(), &older), "holds an EC key in its older form; `openssl pkcs8");
    let locked = [&EC[..], &["-aes256", "-pass", "pass:hunter2"]].concat();
    refused(&key_file(directory.path(), &locked), "one that a password protects cannot be used");
}

#[test]
fn what_a_method_has_no_use_for_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let ec = key_file(directory.path(), &EC);
    let key = json!({ "client_authentication": "private_key_jwt", "client_key_file": ec });
    for (name, value) in [("client_secret", "hunter2"), ("client_secret_file", "/hunter2"), ("apple_team_id", "TEAM")] {
        let mut provider = by(&key);
        provider[name] = value.into();
        wrong(&provider, &[&format!("{name}: has no use with client_authentication = \"private_key_jwt\"; remove it")]);
    }
    wrong(&by(&json!({ "client_authentication": "private_key_jwt" })), &["client_key_file: is missing"]);
    let mut spaced = by(&key);
    spaced["client_key_id"] = "hunter2 hunter2".into();
    wrong(&spaced, &["client_key_id: expected the identifier that the provider shows"]);
}

#[test]
fn apple_wants_a_team_and_an_ec_key_with_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let ec = key_file(directory.path(), &EC);
    let apple = json!({ "client_authentication": "apple", "client_key_file": ec, "client_key_id": "KEY",
        "apple_team_id": "TEAM" });
    let ClientAuthentication::Apple { key_id, team_id, .. } = authentication(by(&apple)) else { panic!("not so") };
    assert_eq!((key_id.as_str(), team_id.as_str()), ("KEY", "TEAM"));
    for key in ["client_key_file", "client_key_id", "apple_team_id"] {
        let mut provider = by(&apple);
        provider.as_object_mut().unwrap().remove(key);
        wrong(&provider, &[&format!("{key}: is missing")]);
    }
    let mut provider = by(&apple);
    provider["client_secret"] = "hunter2".into();
    wrong(&provider, &["client_secret: has no use with client_authentication = \"apple\""]);
    let mut provider = by(&apple);
    provider["client_key_file"] = key_file(directory.path(), &RSA).into();
    wrong(&provider, &["client_key_file: holds an RSA key; Apple's keys"]);
}

#[test]
fn two_client_secrets_stand_in_a_list_the_new_one_first() {
    let secrets = |list: Value| {
        let mut provider = without("client_secret");
        provider["client_secrets"] = list;
        provider
    };
    let in_turn = |provider: Value, other_first| {
        let provider = read(provider);
        super::provider::secrets(&provider)
            .in_order(other_first)
            .map(|it| it.expose_secret().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(in_turn(secrets(json!(["hunter3", "hunter2"])), false), ["hunter3", "hunter2"]);
    assert_eq!(in_turn(secrets(json!(["hunter3", "hunter2"])), true), ["hunter2", "hunter3"]);
    assert_eq!(in_turn(secrets(json!(["hunter3"])), true), ["hunter3"]);
    for (list, words) in [
        (json!([]), "expected the new one and the one before it"),
        (json!(["hunter3", "hunter2", "hunter1"]), "expected the new one and the one before it"),
        (json!(["hunter2", "hunter2"]), "holds the same one twice"),
        (json!(["hunter2", " "]), "holds an empty text"),
        (json!("hunter2"), "expected a list of texts"),
    ] {
        wrong(&secrets(list), &["client_secrets: ", words]);
    }
    let mut provider = with("client_secrets", "hunter2");
    wrong(&provider, &["client_secret and client_secrets: are both set; keep one of the two"]);
    provider["client_secret_file"] = "/nonexistent".into();
    wrong(&provider, &["client_secret and client_secret_file and client_secrets: are all set; keep one of them"]);
}

#[test]
fn the_last_day_of_a_client_secret_is_a_day() {
    let expires_at = read(with("client_secret_expires_at", "2027-03-01")).client.secret_expires_at;
    assert_eq!(expires_at, chrono::NaiveDate::from_ymd_opt(2027, 3, 1));
    for text in ["2027-02-30", "2027-3-1", "1.3.2027", "2027-03-01T00:00:00Z", ""] {
        wrong(
            &with("client_secret_expires_at", text),
            &["client_secret_expires_at: expected a day such as \"2027-03-01\""],
        );
    }
}

#[test]
fn a_client_secret_may_stand_in_a_file_instead() {
    let directory = tempfile::tempdir().unwrap();
    let path = written(directory.path(), "secret", b"hunter2 \r\n");
    let mut provider = without("client_secret");
    provider["client_secret_file"] = path.to_str().unwrap().into();
    assert_eq!(secrets(&read(provider.clone())).current().expose_secret(), "hunter2 ");
    provider["client_secret"] = "hunter2".into();
    wrong(&provider, &["client_secret and client_secret_file: are both set"]);
    let mut provider = without("client_secret");
    provider["client_secret_file"] = "/nonexistent/secret".into();
    wrong(&provider, &["client_secret_file: cannot read /nonexistent/secret: No such file"]);
    provider["client_secret_file"] = written(directory.path(), "empty", b"\n").to_str().unwrap().into();
    wrong(&provider, &["client_secret_file: ", "is empty"]);
}
