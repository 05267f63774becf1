//! `required_acr`, `required_amr` and `max_age`: how strong and how recent a sign-in must be.

use serde_json::{Value, json};

use crate::account::{link, own_session, press_with_session};
use crate::browser::Browser;
use crate::catalogue::world::{World, in_seconds};
use crate::provider::{TOKEN, alter};

const STRONGER: &str = "account.stronger_sign_in_needed";

/// Asserts that each of these values of a claim is refused with this code. A null removes the claim.
async fn refused_with(world: &World, claim: &str, values: impl IntoIterator<Item = Value>, code: &str, why: &str) {
    for value in values {
        world.provider.person(json!({ claim: value }));
        let end = world.refuses(code, why).await;
        assert!(
            end.body.contains("Try again with The idp") && end.body.contains("Use another account"),
            "{}",
            end.body
        );
    }
    assert!(world.database.audit().iter().all(|entry| *entry == format!("sign_in {code}")));
    assert_eq!(world.provider.requests("/userinfo"), 0);
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_without_a_required_acr() {
    let world = World::with_keys(json!({ "required_acr": ["urn:mfa", "urn:hardware"] }));
    let values =
        [json!(null), json!(""), json!("urn:pwd"), json!("URN:MFA"), json!(["urn:mfa"]), json!("urn:mfa urn:pwd")];
    refused_with(&world, "acr", values, STRONGER, "acr is missing or not in required_acr").await;
    world.provider.person(json!({ "acr": "urn:hardware" }));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_without_a_required_amr() {
    let world = World::with_keys(json!({ "required_amr": ["pwd", "mfa"] }));
    let values =
        [json!(null), json!([]), json!(["pwd"]), json!("pwd mfa"), json!(["pwd", "MFA"]), json!({ "mfa": true })];
    refused_with(&world, "amr", values, STRONGER, "amr is missing or lacks a value of required_amr").await;
    world.provider.person(json!({ "amr": ["otp", "mfa", "pwd"] }));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acr_and_amr_that_only_userinfo_contains() {
    let world = World::with_keys(json!({ "required_acr": ["urn:mfa"], "required_amr": ["mfa"] }));
    world.thin_id_token();
    world.provider.person(json!({ "acr": "urn:mfa", "amr": ["mfa"] }));
    world.refuses(STRONGER, "acr is missing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auth_time_older_than_max_age() {
    let world = World::with_keys(json!({ "max_age": "5m" }));
    let values = [json!(null), in_seconds(-500), in_seconds(90), json!("now"), json!(in_seconds(0).to_string())];
    refused_with(&world, "auth_time", values, "account.fresh_sign_in_needed", "the claim auth_time is").await;
    world.provider.person(json!({ "auth_time": in_seconds(-290) }));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_existing_user_whose_sign_in_is_too_weak() {
    let world = World::with_keys(json!({ "required_amr": ["mfa"] }));
    world.provider.person(json!({ "amr": ["mfa"] }));
    world.accepts().await;
    let user = world.database.values("id", "users")[0].clone();
    world.provider.person(json!({ "amr": ["pwd"] }));
    world.refuses(STRONGER, "amr is missing or lacks a value of required_amr").await;
    let entries = world.database.values("user_id", &format!("audit_events WHERE outcome = '{STRONGER}'"));
    assert_eq!(entries, [user], "their account page and the operator's list have it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_with_a_sign_in_that_is_too_weak() {
    let world = World::with_keys(json!({ "required_amr": ["mfa"] }));
    world.provider.person(json!({ "amr": ["mfa"], "auth_time": in_seconds(0) }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    world.provider.person(json!({ "sub": "ada-2", "email": "ada@two.example", "amr": ["pwd"] }));
    let end = link(&world.app, &world.browser, "idp").await;
    assert_eq!((end.url.path(), end.parameter("error").as_deref()), ("/account", Some(STRONGER)));
    assert_eq!(world.database.count("identities"), 1);
    assert_eq!(world.database.audit().last().unwrap(), &format!("link {STRONGER}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_request_with_the_required_acr_and_the_shorter_max_age() {
    for (keys, asked) in [
        (json!({ "required_acr": ["urn:a", "urn:b"], "max_age": "1h" }), [Some("urn:a urn:b"), Some("3600")]),
        (json!({ "required_acr": ["urn:a"], "acr_values": "urn:c  urn:a" }), [Some("urn:c urn:a"), None]),
        (json!({ "max_age": "5m" }), [None, Some("300")]),
    ] {
        let world = World::with_keys(keys.clone());
        let request = Browser::new().get(world.sign_in_url()).await.location().unwrap();
        let value = |name: &str| request.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
        assert_eq!([value("acr_values"), value("max_age")], asked.map(|it| it.map(str::to_owned)), "{keys}");
    }
    for (max_age, asked) in [("5m", "300"), ("1h", "600")] {
        let world = World::with_keys(json!({ "max_age": max_age }));
        world.provider.person(json!({ "auth_time": in_seconds(0) }));
        world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
        let confirm = world.app.api("/account/confirm");
        let origin = world.app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let form = format!("provider=idp&own_session={}", own_session(&world.app, &world.browser).await);
        let answer = world.browser.request("POST", confirm, &headers, &form).await;
        let request = answer.location().unwrap();
        assert!(request.query_pairs().any(|(name, value)| (&*name, &*value) == ("max_age", asked)), "{request}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reauthentication_that_only_the_configured_max_age_allows() {
    let world = World::with_keys(json!({ "max_age": "1h" }));
    world.provider.person(json!({ "auth_time": in_seconds(-700) }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let tokens = world.provider.requests(TOKEN);
    let end = press_with_session(&world.app, &world.browser, "confirm", "idp").await;
    assert_eq!((end.url.path(), end.parameter("error").as_deref()), ("/account", Some("account.fresh_sign_in_needed")));
    world.log_says(&end, "the user was to authenticate again, and the claim auth_time is 70");
    assert_eq!(world.provider.requests(TOKEN), tokens + 1);
}

/// The person at the browser removes `prompt` and `max_age` from the request, so that the provider asks for nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_reauthentication_at_a_provider_that_announces_auth_time_and_sends_none() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = alter(|it: &mut Value| it["claims_supported"] = json!(["sub", "auth_time"]));
    });
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let end = press_with_session(&world.app, &world.browser, "confirm", "idp").await;
    assert_eq!((end.url.path(), end.parameter("error").as_deref()), ("/account", Some("account.fresh_sign_in_needed")));
    world.log_says(&end, "the claim auth_time is missing");
}
