//! Claims of the ID token and of userinfo, in every format that providers use.

use serde_json::{Value, json};

use crate::catalogue::world::{World, payload, signed};
use crate::database::{Database, on_both_databases};
use crate::provider::{CLIENT_ID, Draft, Fault, USERINFO, alter};

on_both_databases![subjects_in_any_script_that_are_compared_byte_for_byte];

#[tokio::test(flavor = "multi_thread")]
async fn names_of_8_192_characters_in_any_script() {
    for name in ["Ada 阿达·洛芙莱斯 ", "Ada آدا لوفليس ", "Ada \u{1f469}\u{200d}\u{1f4bb} ", "Ada A\u{301}\u{323} "]
    {
        let world = World::new();
        let long: String = name.chars().cycle().take(8192).collect();
        world.provider.person(json!({ "name": long, "preferred_username": long }));
        let shown = world.accepts().await["display_name"].as_str().unwrap().to_owned();
        assert!((90..=100).contains(&shown.chars().count()), "{shown}");
        assert!(long.replace('\u{200d}', "").starts_with(&shown), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_an_email_address() {
    let world = World::new();
    world.provider.person(json!({ "email": null, "email_verified": null }));
    let user = world.accepts().await;
    assert_eq!((&user["email"], &user["email_verified"]), (&json!(null), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_a_name() {
    let world = World::new();
    world
        .provider
        .person(json!({ "name": null, "preferred_username": null, "picture": null, "email": "ada-7@example.org" }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("ada-7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_with_a_subject_and_no_other_claims() {
    let world = World::new();
    world.provider.person(json!({
        "name": null, "preferred_username": null, "picture": null, "email": null, "email_verified": null
    }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("user");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_verified_claim_that_is_true_or_the_string_true() {
    for verified in [json!(true), json!("true")] {
        let world = World::new();
        world.provider.person(json!({ "email_verified": verified }));
        assert_eq!(world.accepts().await["email"], "ada@example.org");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_of_unexpected_types() {
    let world = World::new();
    world.id_token(|token| {
        token.claims["email"] = json!(["ada@example.org"]);
        token.claims["picture"] = json!({ "url": "https://example.org" });
        token.claims["updated_at"] = "yesterday".into();
        token.claims["address"] = json!({ "formatted": [1, 2] });
        token.claims["groups"] = json!(vec!["group"; 300]);
        token.claims["_claim_names"] = json!({ "groups": "src1" });
        token.claims["_claim_sources"] = json!({ "src1": { "endpoint": "https://graph.example" } });
        token.claims["auth_time"] = "now".into();
        token.claims["amr"] = json!(null);
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_name_and_a_family_name_without_a_name() {
    for thin in [false, true] {
        let world = World::new();
        world.provider.person(json!({ "name": null, "given_name": "Ada", "family_name": "Lovelace" }));
        if thin {
            world.thin_id_token();
        }
        assert_eq!(world.accepts().await["display_name"], "Ada Lovelace");
        assert_eq!(world.provider.requests(USERINFO), usize::from(thin), "nothing is missing in the ID token");
    }
}

/// Adds these members to the text of the ID token's claims, which `serde_json` could not write.
fn with_members(world: &World, members: &'static str) {
    let key = world.provider.key();
    world.provider.script(|script| {
        script.id_token_text = alter(move |token: &mut String| {
            let payload = payload(token);
            let changed = format!("{},{members}}}", payload.strip_suffix('}').unwrap());
            *token = signed(&key, &key.header().to_string(), &changed);
        });
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_that_decide_nothing_and_cannot_be_read() {
    for members in [
        r#""nickname":"Ada \ud83d""#,
        r#""picture":"https://example.org/\udc00.png""#,
        r#""\ud83d":true"#,
        r#""updated_at":1e999,"employee":123456789012345678901234567890"#,
        r#""locale":"en","locale":"de","address":{"a":1,"a":2}"#,
        r#""preferred_username":"ada","preferred_username":"eve""#,
    ] {
        let world = World::new();
        with_members(&world, members);
        world.accepts().await;
    }
    let world = World::new();
    world.provider.person(json!({ "name": null }));
    with_members(&world, r#""name":"Ada \ud83d""#);
    assert_eq!(world.accepts().await["display_name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_with_a_claim_that_decides_nothing_and_cannot_be_read() {
    let world = World::new();
    world.thin_id_token();
    let body = r#"{"sub":"ada-1","name":"Ada \ud83d","updated_at":1e999,"locale":"en","locale":"de"}"#;
    world.provider.inject(USERINFO, Fault::Body("application/json", body.to_owned()));
    assert_eq!(world.accepts().await["display_name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_of_255_bytes() {
    let world = World::new();
    for subject in ["x".repeat(255), format!("{}x", "ü".repeat(127))] {
        world.provider.person(json!({ "sub": subject, "email": null }));
        world.accepts().await;
    }
}

async fn subjects_in_any_script_that_are_compared_byte_for_byte(database: Database) {
    let world = World::on(database);
    let mut users = Vec::new();
    // The second is the first in decomposed form. Some collations treat two of these as equal.
    for subject in
        ["jürgen", "ju\u{308}rgen", "JÜRGEN", "jurgen", "jürgen ", "jürgen\u{200b}", "ju\u{308}\u{ad}rgen", "用户"]
    {
        world.provider.person(json!({ "sub": subject, "email": null }));
        let user = world.accepts().await["id"].clone();
        assert_eq!(world.accepts().await["id"], user, "{subject:?} is the same user at the next sign-in");
        users.push(user.to_string());
    }
    let count = users.len();
    users.sort();
    users.dedup();
    assert_eq!(users.len(), count, "each is a user of their own");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_missing_claims_are_in_userinfo() {
    let world = World::new();
    world.thin_id_token();
    let user = world.accepts().await;
    assert_eq!(
        (&user["email"], &user["display_name"], &user["avatar_url"]),
        (&json!("ada@example.org"), &json!("Ada Lovelace"), &json!("https://example.org/ada.png"))
    );
    assert_eq!(world.provider.requests(USERINFO), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_id_token_without_a_userinfo_request() {
    let world = World::new();
    world.provider.inject(USERINFO, Fault::Status(500));
    world.accepts().await;
    assert_eq!(world.provider.requests(USERINFO), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo() {
    let world = World::new();
    world.thin_id_token();
    world.provider.script(|script| script.sign_userinfo = true);
    assert_eq!(world.accepts().await["email"], "ada@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_with_several_audiences() {
    let world = World::new();
    world.thin_id_token();
    world.provider.script(|script| {
        script.sign_userinfo = true;
        script.userinfo = alter(|claims: &mut Value| {
            claims["aud"] = json!([CLIENT_ID, "other"]);
            claims["azp"] = CLIENT_ID.into();
        });
        script.userinfo_token = alter(|token: &mut Draft| token.header["typ"] = "JWT".into());
    });
    world.accepts().await;
}
