//! Runs the programs of `examples/verify-jwt` with assertions of Kaimu, good ones and bad ones.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ring::hmac;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::assertion::{GIT, SignedIn, WIKI, claims, header, key_set, kid, now};
use crate::database::{Database, environment};
use crate::provider::{Algorithm, SigningKey};

#[path = "../../examples/verify-jwt/rust/verify.rs"]
pub mod rust_example;

/// An assertion and what is wrong with it.
struct Case {
    what: &'static str,
    token: String,
}

/// The claims, or why the assertion was refused.
type Verdict = Result<Value, String>;

fn run(command: &mut Command, token: &str, issuer: &str) -> Verdict {
    let mut child = command
        .env("ISSUER", issuer)
        .env("AUDIENCE", WIKI)
        .env("NO_PROXY", "localhost")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() {
        Ok(serde_json::from_str(&text(output.stdout)).unwrap())
    } else {
        Err(text(output.stderr))
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Good, and in each way bad.
async fn assertions(database: &Database) -> (TestApp, String, Vec<Case>) {
    let ada = SignedIn::ada();
    let app = Setup::on(database).start();
    let good = ada.assertion(&app, WIKI).await;
    let claims = claims(&good);
    let signed_by_another = {
        let signed = format!("{}.{}", encoded(&header(&good)), encoded(&claims));
        let key = SigningKey::new(Algorithm::Es256);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())))
    };
    let unsigned = format!("{}.{}.", encoded(&json!({ "alg": "none", "kid": kid(&good) })), encoded(&claims));
    let by_public_key = {
        let head = json!({ "alg": "HS256", "typ": "JWT", "kid": kid(&good) });
        let signed = format!("{}.{}", encoded(&head), encoded(&claims));
        let secret = URL_SAFE_NO_PAD.decode(key_set(&app).await["keys"][0]["x"].as_str().unwrap()).unwrap();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    let changed = {
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let mut claims = claims.clone();
        claims["sub"] = json!("somebody else");
        parts[1] = encoded(&claims);
        parts.join(".")
    };
    let other = Setup::on(database).start();
    let expired = ada.assertion_at(&app, WIKI, now(&app) - TimeDelta::minutes(7)).await.unwrap();
    let cases = vec![
        Case { what: "for another application", token: ada.assertion(&app, GIT).await },
        Case { what: "expired", token: expired },
        Case { what: "without a signature", token: unsigned },
        Case { what: "signed by another key", token: signed_by_another },
        Case { what: "signed with the public key as a secret", token: by_public_key },
        Case { what: "changed", token: changed },
        Case { what: "of another Kaimu", token: ada.assertion(&other, WIKI).await },
        Case { what: "no token", token: "Ada".to_owned() },
    ];
    (app, good, cases)
}

async fn judge(mut verify: impl AsyncFnMut(&str, &str) -> Verdict) {
    let database = Database::sqlite();
    let (app, good, bad) = assertions(&database).await;
    let issuer = app.base.origin().ascii_serialization();
    assert_eq!(verify(&good, &issuer).await, Ok(claims(&good)));
    for Case { what, token } in bad {
        let verdict = verify(&token, &issuer).await;
        let Err(why) = verdict else { panic!("an assertion {what} is accepted") };
        assert!(why.contains("refused: "), "an assertion {what}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_in_rust_accepts_good_assertions_only() {
    judge(async |token: &str, issuer: &str| {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let keys = rust_example::keys(&http, issuer).await.unwrap();
        rust_example::verify(token, &keys, issuer, WIKI).map_err(|error| format!("refused: {error}"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python (KAIMU_TEST_PYTHON): use tests/run"]
async fn the_example_in_python_accepts_good_assertions_only() {
    let python = environment("KAIMU_TEST_PYTHON");
    judge(async |token: &str, issuer: &str| {
        run(Command::new(&python).arg("examples/verify-jwt/python/verify.py"), token, issuer)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn the_example_in_node_accepts_good_assertions_only() {
    let node = environment("KAIMU_TEST_NODE");
    judge(async |token: &str, issuer: &str| {
        run(Command::new(&node).arg("examples/verify-jwt/node/verify.mjs"), token, issuer)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Go (KAIMU_TEST_GO_EXAMPLE): use tests/run"]
async fn the_example_in_go_accepts_good_assertions_only() {
    let program = environment("KAIMU_TEST_GO_EXAMPLE");
    judge(async |token: &str, issuer: &str| run(&mut Command::new(&program), token, issuer)).await;
}

#[test]
fn every_example_pins_what_an_assertion_has_to_have() {
    for file in ["rust/verify.rs", "python/verify.py", "node/verify.mjs", "go/main.go"] {
        let source = fs::read_to_string(format!("examples/verify-jwt/{file}")).unwrap();
        for pinned in ["ES256", "/.well-known/jwks.json"] {
            assert!(source.contains(pinned), "{file}: {pinned}");
        }
    }
}
