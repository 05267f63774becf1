//! Discovery documents, authorization responses, token responses and clocks.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::catalogue::world::{World, in_seconds};
use crate::database::Database;
use crate::provider::{Algorithm, CLIENT_ID, ClientKey, DISCOVERY, Draft, Fault, Provider, TOKEN, alter};

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_with_a_trailing_slash() {
    World::at(Provider::start_below("/"), Database::sqlite(), |setup| setup).accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_with_a_path() {
    World::at(Provider::start_below("/oauth2/default"), Database::sqlite(), |setup| setup).accepts().await;
    World::at(Provider::start_below("/realms/one/"), Database::sqlite(), |setup| setup).accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discovery_document_with_unknown_members_and_unexpected_types() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| {
            document["x_mtls_endpoint_aliases"] = json!({ "token_endpoint": 7 });
            document["scopes_supported"] = json!(null);
            document["claims_supported"] = json!({ "a": [1] });
            document["end_session_endpoint"] = "not a url".into();
            document["response_types_supported"] = "code".into();
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discovery_document_with_another_content_type() {
    let world = World::new();
    let document = Browser::new().get(format!("{}{DISCOVERY}", world.provider.issuer)).await.body;
    world.provider.inject(DISCOVERY, Fault::Body("text/plain", document));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_without_userinfo() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| drop(document.as_object_mut().unwrap().remove("userinfo_endpoint")));
    });
    world.id_token(|token| token.without("picture"));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_names_its_issuer() {
    let world = World::new();
    let issuer = world.provider.issuer.clone();
    world.provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["authorization_response_iss_parameter_supported"] = true.into());
        script.response = alter(move |response: &mut Vec<(String, String)>| {
            response.push(("iss".to_owned(), issuer.clone()));
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_additional_parameters() {
    let world = World::new();
    world.provider.script(|script| {
        script.response = alter(|response: &mut Vec<(String, String)>| {
            response.push(("session_state".to_owned(), "a b&c=<d>".to_owned()));
            response.push(("scope".to_owned(), "openid email".to_owned()));
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_accepts_only_client_secret_basic() {
    let world = World::new();
    world.provider.script(|script| script.only_auth_method = Some("client_secret_basic"));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_accepts_only_client_secret_post() {
    let world = World::new();
    world.provider.script(|script| script.only_auth_method = Some("client_secret_post"));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_client_authentication_method() {
    for method in ["client_secret_basic", "client_secret_post"] {
        let world = World::with_settings(Provider::start(), json!({ "client_authentication": method }));
        world.provider.script(|script| {
            script.only_auth_method = Some(method);
            // The discovery document does not list the methods.
            script.discovery = alter(|document: &mut Value| {
                document.as_object_mut().unwrap().remove("token_endpoint_auth_methods_supported");
            });
        });
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_accepts_only_private_key_jwt() {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        let (folder, key) = (tempfile::tempdir().unwrap(), ClientKey::new(algorithm));
        let provider = Provider::start_below("/oauth2/default");
        provider.script(|script| {
            script.only_auth_method = Some("private_key_jwt");
            script.client_key = Some(key.clone());
        });
        let keys = json!({
            "client_secret": null, "client_authentication": "private_key_jwt", "client_key_file": key.write(folder.path()),
            "client_key_id": key.id
        });
        let world = World::with_settings(provider, keys);
        // Each assertion works once, so the second sign-in needs a new one.
        world.accepts().await;
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_key_jwt_for_a_provider_with_a_discovery_url() {
    let (folder, key) = (tempfile::tempdir().unwrap(), ClientKey::new(Algorithm::Es256));
    let mut provider = Provider::start();
    let here = provider.issuer.clone();
    provider.set_issuer("https://login.example.org");
    provider.script(|script| {
        script.only_auth_method = Some("private_key_jwt");
        script.client_key = Some(key.clone());
    });
    let keys = json!({
        "client_secret": null, "client_authentication": "private_key_jwt", "client_key_file": key.write(folder.path()),
        "client_key_id": key.id, "discovery_url": here
    });
    World::with_settings(provider, keys).accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_type_in_any_case() {
    let world = World::new();
    for kind in ["bearer", "Bearer", "BEARER"] {
        world
            .provider
            .script(|script| script.tokens = alter(move |tokens: &mut Value| tokens["token_type"] = kind.into()));
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_without_expires_in_and_with_unknown_members() {
    let world = World::new();
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| {
            tokens.as_object_mut().unwrap().remove("expires_in");
            tokens["ext_expires_in"] = json!(-1);
            tokens["not-before-policy"] = json!({ "a": [] });
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expires_in_that_is_a_string() {
    let world = World::new();
    world.provider.script(|script| script.tokens = alter(|tokens: &mut Value| tokens["expires_in"] = "3600".into()));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_45_seconds_ahead_of_ours() {
    let world = World::new();
    world.id_token(|token| {
        token.claims["iat"] = in_seconds(45);
        token.claims["nbf"] = in_seconds(45);
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_45_seconds_behind_ours() {
    let world = World::new();
    world.id_token(|token| {
        token.claims["iat"] = in_seconds(-345);
        token.claims["exp"] = in_seconds(-45);
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn timestamps_with_fractions_of_a_second() {
    let world = World::new();
    world.id_token(|token| {
        token.claims["exp"] = json!(token.claims["exp"].as_f64().unwrap() + 0.25);
        token.claims["iat"] = json!(token.claims["iat"].as_f64().unwrap() - 0.5);
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_audiences_with_our_client_as_authorized_party() {
    let world = World::new();
    world.id_token(|token| {
        token.claims["aud"] = json!(["project", CLIENT_ID, "another"]);
        token.claims["azp"] = CLIENT_ID.into();
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_one_audience() {
    let world = World::new();
    world.id_token(|token| token.claims["aud"] = json!([CLIENT_ID]));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_answers_after_three_seconds() {
    let world = World::new();
    world.provider.inject(TOKEN, Fault::Slow(Duration::from_secs(3)));
    let begun = Instant::now();
    world.accepts().await;
    assert!(begun.elapsed() >= Duration::from_secs(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_post_response_that_our_own_page_posts_again() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let (callback, fields) = (world.app.api("/auth/oidc/idp/callback"), response.query().unwrap());
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let cross_site = [form, ("Origin", "https://idp.example"), ("Sec-Fetch-Site", "cross-site")];
    // A browser sends no `SameSite=Lax` cookie with a cross-site POST.
    let page = Browser::new().request("POST", &callback, &cross_site, fields).await;
    assert_eq!(page.status, 200);
    for part in ["name=\"reposted\" value=\"1\"", "name=\"state\"", "name=\"code\"", "type=\"submit\"", "<script src="]
    {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
    assert!(page.body.contains(&format!("action=\"{callback}\"")), "{}", page.body);
    let done = world.browser.request("POST", &callback, &[form], &format!("{fields}&reposted=1")).await;
    assert_eq!(done.location().unwrap(), world.app.page("/dashboard"));
    assert_eq!(world.browser.session(&world.app).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_after_a_refused_one_in_the_same_browser() {
    let world = World::new();
    world.id_token(|token: &mut Draft| token.without("nonce"));
    world.browser.follow(world.sign_in_url()).await.is_refused_with("id_token.invalid");
    world.provider.recover();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
}
