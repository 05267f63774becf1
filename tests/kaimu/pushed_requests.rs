//! Pushed authorization requests (RFC 9126): Kaimu sends the parameters to the provider, and the browser carries a reference.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::catalogue::World;
use crate::database::Database;
use crate::okta::Okta;
use crate::program::Program;
use crate::provider::{
    Algorithm, CLIENT_ID, CLIENT_SECRET, ClientKey, Fault, PAR, Provider, PushedRequests, TOKEN, alter,
};

/// A provider that offers or requires pushed requests, and Kaimu with these additional keys.
fn world(offer: PushedRequests, keys: Value) -> World {
    let provider = Provider::start();
    provider.script(|script| script.pushed_requests = Some(offer));
    World::with_settings(provider, keys)
}

/// The query of the authorization request that a browser carries to the provider.
async fn carried(world: &World) -> BTreeMap<String, String> {
    let answer = world.browser.get(world.sign_in_url()).await;
    answer.location().unwrap().query_pairs().into_owned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_carries_only_a_reference_to_a_pushed_request() {
    let world = world(PushedRequests::Required, json!({}));
    let (first, second) = (carried(&world).await, carried(&world).await);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["client_id", "request_uri"]);
    assert_eq!(first["client_id"], CLIENT_ID);
    assert_ne!(first["request_uri"], second["request_uri"]);
    world.accepts().await;
    assert_eq!(world.provider.requests(PAR), 3, "each sign-in pushes its own request");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_pushed_where_the_provider_or_the_operator_requires_it() {
    for (offer, setting, pushed) in [
        (PushedRequests::Offered, "when_required", 0),
        (PushedRequests::Offered, "always", 1),
        (PushedRequests::Required, "when_required", 1),
    ] {
        let world = world(offer, json!({ "pushed_authorization_requests": setting }));
        world.accepts().await;
        assert_eq!(world.provider.requests(PAR), pushed, "{setting}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_is_authenticated_by_each_method() {
    for method in ["client_secret_basic", "client_secret_post"] {
        let world = world(PushedRequests::Required, json!({ "client_authentication": method }));
        world.provider.script(|script| script.only_auth_method = Some(method));
        world.accepts().await;
    }
    for audience in ["token_endpoint", "issuer"] {
        let (folder, mut key) = (tempfile::tempdir().unwrap(), ClientKey::new(Algorithm::Es256));
        key.is_for_issuer = audience == "issuer";
        let keys = json!({
            "client_secret": null, "client_authentication": "private_key_jwt", "client_key_file": key.write(folder.path()),
            "client_key_id": key.id, "client_assertion_audience": audience
        });
        let world = world(PushedRequests::Required, keys);
        world.provider.script(|script| {
            script.only_auth_method = Some("private_key_jwt");
            script.client_key = Some(key.clone());
        });
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_shows_which_of_two_client_secrets_the_provider_accepts() {
    let secrets = json!({ "client_secret": null, "client_secrets": ["the new secret of the client", CLIENT_SECRET] });
    let world = world(PushedRequests::Required, secrets);
    world.provider.script(|script| script.uses_up_codes = true);
    world.accepts().await;
    assert_eq!((world.provider.requests(PAR), world.provider.requests(TOKEN)), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_pushed_ends_the_sign_in_at_its_start() {
    let world = world(PushedRequests::Required, json!({}));
    let json_error = |status, error: &str| Fault::JsonError(status, json!({ "error": error }).to_string());
    for (fault, code, why) in [
        (json_error(401, "invalid_client"), "token.client_rejected", "client key (invalid_client, status 401)"),
        (json_error(400, "invalid_scope"), "provider.refused.invalid_scope", "invalid scope"),
        (json_error(400, "ada@example.org"), "provider.refused.other", "an error code that Kaimu does not know"),
        (Fault::Status(503), "provider.unavailable", "answers with status 503 and no OAuth error"),
        (Fault::Body("application/json", "{}".to_owned()), "provider.unavailable", "answers without a request_uri"),
        (Fault::Hang, "provider.unavailable", "it took longer than 5 s"),
    ] {
        world.provider.inject(PAR, fault);
        world.refuses(code, why).await;
    }
    assert_eq!(world.provider.requests("/authorize"), 0, "no browser is sent to the provider");
    world.provider.script(|script| script.faults.clear());
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_requires_pushed_requests_and_names_no_endpoint_is_refused() {
    let world = world(PushedRequests::Required, json!({}));
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| {
            document.as_object_mut().unwrap().remove("pushed_authorization_request_endpoint");
        });
    });
    world.refuses("provider.unavailable", "has no pushed_authorization_request_endpoint").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_certified_provider_that_requires_pushed_requests_signs_in_and_passes_the_checks() {
    let setup = crate::app::Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &["--require-pushed-requests"]);
    let app = setup.provider(okta.settings()).start();
    let (browser, link) = (crate::browser::Browser::new(), app.api("/auth/oidc/okta/authorize"));
    okta.sign_in(&browser, link, "alice").await.is_dashboard_of("Alice Example");

    let program = Program::on(&Database::sqlite());
    let okta = Okta::start(&format!("{}/auth/oidc/okta/callback", program.base()), &["--require-pushed-requests"]);
    let checked = program.provider(okta.settings()).run(&["check"]);
    assert_eq!(checked.status, Some(0), "{}", checked.stdout);
    assert!(checked.stdout.contains("  ✓ the provider accepts pushed authorization requests"), "{}", checked.stdout);
}
