//! A token endpoint that cannot be reached, or that refuses.

use serde_json::{Value, json};

use crate::catalogue::World;
use crate::provider::{Fault, Provider, TOKEN, alter};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_is_gone_or_cuts_its_answer_off_is_an_unavailable_provider() {
    let world = World::new();
    let gone = format!("{}/token", Provider::unreachable_issuer());
    world.provider.script(|script| {
        script.discovery = alter(move |document: &mut Value| document["token_endpoint"] = gone.clone().into());
    });
    world.refuses("provider.unavailable", "the token endpoint does not answer: ").await;
    assert_eq!(world.provider.requests(TOKEN), 0, "the fault takes effect");

    let world = World::new();
    world.provider.inject(TOKEN, Fault::CutOff);
    world.refuses("provider.unavailable", "the token endpoint does not answer: ").await;
    assert_eq!(world.provider.requests(TOKEN), 1, "the fault takes effect");
    world.provider.recover();
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_token_endpoint_is_logged_with_its_status_and_a_plain_error_code() {
    let world = World::new();
    for (status, error, why) in [
        (400, "invalid_grant", "with the error invalid_grant (status 400)"),
        (500, "server_error", "with the error server_error (status 500)"),
        (403, "org.example.blocked", "with the error org.example.blocked (status 403)"),
        (400, "ada@example.org is locked", "with an unknown error (status 400)"),
        (400, &"a".repeat(65), "with an unknown error (status 400)"),
    ] {
        world.provider.inject(TOKEN, Fault::JsonError(status, json!({ "error": error }).to_string()));
        world.refuses("token.exchange_failed", why).await;
    }
    for (status, why) in [
        (503, "its response (status 503) is not a token response; the provider is down or busy"),
        (429, "its response (status 429) is not a token response; the provider is down or busy"),
        (404, "its response (status 404) is not a token response; check the token_endpoint"),
    ] {
        world.provider.inject(TOKEN, Fault::Status(status));
        world.refuses("token.exchange_failed", why).await;
    }
    world.provider.recover();
    world.accepts().await;
}
