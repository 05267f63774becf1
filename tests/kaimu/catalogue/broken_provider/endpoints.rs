//! A discovery document that sends Kaimu's requests, or the browser, to a host where they must not go.

use serde_json::{Value, json};

use crate::catalogue::world::World;
use crate::provider::{Provider, PushedRequests, alter};

const CALLED_BY_KAIMU: [&str; 4] =
    ["token_endpoint", "jwks_uri", "userinfo_endpoint", "pushed_authorization_request_endpoint"];

/// A provider with a public issuer, which Kaimu and browsers reach on this machine, with these additional keys.
fn public_issuer(keys: Value) -> World {
    let mut provider = Provider::start();
    let mut settings = json!({ "discovery_url": provider.issuer });
    settings.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    provider.set_issuer("https://idp.example");
    World::with_settings(provider, settings)
}

async fn refuses_the_document(member: &'static str, url: &'static str, why: &str) {
    let world = public_issuer(json!({}));
    world.provider.script(|script| {
        script.pushed_requests = Some(PushedRequests::Required);
        script.discovery = alter(move |document: &mut Value| document[member] = url.into());
    });
    world.refuses("provider.unavailable", &format!("the {member} {why}")).await;
    assert_eq!(world.provider.requests("/authorize"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_a_public_issuer_that_names_a_private_host() {
    for member in CALLED_BY_KAIMU {
        for url in ["https://127.0.0.1:9200/x", "https://10.0.0.1/x", "https://idp.localhost/x", "https://[fd00::1]/x"]
        {
            refuses_the_document(member, url, "is on a loopback or private host").await;
        }
    }
    for url in
        ["https://[::ffff:192.168.0.1]/x", "https://169.254.169.254/x", "https://0.0.0.0/x", "https://100.64.0.1"]
    {
        refuses_the_document("token_endpoint", url, "is on a loopback or private host").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_an_https_issuer_that_names_plain_http_on_this_machine() {
    for member in CALLED_BY_KAIMU.into_iter().chain(["authorization_endpoint"]) {
        for url in ["http://127.0.0.1:9200/_cluster/x", "http://localhost:9200/x"] {
            refuses_the_document(member, url, "does not use https").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_hosts_that_the_operator_allows() {
    let world = public_issuer(json!({ "allow_private_endpoints": true }));
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| document["userinfo_endpoint"] = "https://10.0.0.1/x".into());
    });
    world.accepts().await;
}
