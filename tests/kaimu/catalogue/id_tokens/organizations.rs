//! Accounts of organizations that are not allowed.

use serde_json::{Value, json};

use crate::catalogue::accepted::providers::{entra, in_tenant, with_issuer};
use crate::catalogue::world::World;
use crate::provider::{Draft, alter};

const STRANGER: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

/// Google with one allowed hosted domain.
fn google() -> World {
    let issuer = "https://accounts.google.com";
    let (provider, settings) = with_issuer(issuer, json!({ "allowed_hosted_domains": ["example.org"] }));
    World::with_settings(provider, settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_a_tenant_that_is_not_listed() {
    let world = entra();
    world.id_token(|token| in_tenant(token, STRANGER));
    let page = world.refuses("account.other_organization", "tid: not in allowed_tenants").await.body;
    assert!(page.contains("This account belongs to another organization"), "{page}");
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_tenant_differs_from_its_issuer() {
    let changes: [fn(&mut Draft); 4] = [
        |token| token.claims["tid"] = STRANGER.into(),
        |token| token.claims["tid"] = TENANT.to_uppercase().into(),
        |token| token.claims["tid"] = json!([TENANT]),
        |token| token.without("tid"),
    ];
    for change in changes {
        let world = entra();
        world.id_token(move |token| {
            in_tenant(token, TENANT);
            change(token);
        });
        world.refuses_the_id_token_by("tid").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_issuer_belongs_to_no_tenant() {
    for issuer in [
        "https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/organizations/v2.0",
        "https://login.microsoftonline.com/3F0E1A52-7C7B-4A52-9D9B-0D0F6A3C1E77/v2.0",
        "https://login.microsoftonline.com/3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77/v2.0/",
        "https://login.microsoftonline.com/c0ffee00-1111-4222-8333-444455556666/../3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77/v2.0",
        "https://sts.windows.net/3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77/",
        "https://idp.example/3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77/v2.0",
    ] {
        let world = entra();
        world.id_token(move |token| {
            in_tenant(token, TENANT);
            token.claims["iss"] = issuer.into();
        });
        world.refuses_the_id_token_by("iss").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_a_key_for_another_tenant() {
    let signed_for = |tenant: &'static str| {
        let world = entra();
        world.provider.script(|script| {
            script.keys = alter(move |document: &mut Value| {
                document["keys"][0]["issuer"] = format!("https://login.microsoftonline.com/{tenant}/v2.0").into();
            });
        });
        world
    };
    signed_for(STRANGER).refuses_the_id_token_by("kid: the key belongs to another issuer").await;
    signed_for("{tenantid}").accepts().await;
    signed_for(TENANT).accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_tenant_other_than_the_configured_one() {
    let (provider, settings) = with_issuer(&format!("https://login.microsoftonline.com/{TENANT}/v2.0"), json!({}));
    let world = World::with_settings(provider, settings);
    world.id_token(|token| in_tenant(token, STRANGER));
    world.refuses_the_id_token_by("iss").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_another_hosted_domain_or_none() {
    let others = [json!("example.com"), json!("mail.example.org"), json!(""), json!(["example.org"]), json!(true)];
    for hosted in others {
        let world = google();
        world.id_token(move |token| {
            token.claims["hd"] = hosted.clone();
            token.claims["email"] = "ada@example.org".into();
        });
        world.refuses("account.other_organization", "hd: not in allowed_hosted_domains").await;
        world.no_user_exists();
    }
    google().refuses("account.other_organization", "hd: missing").await;
}
