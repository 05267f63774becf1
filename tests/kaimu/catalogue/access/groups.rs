//! `allowed_groups`, and the groups that a session stores.

use serde_json::{Value, json};

use crate::account::link;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::{Database, on_both_databases};
use crate::provider::{USERINFO, alter};

on_both_databases![an_existing_user_in_no_allowed_group, a_session_that_stores_the_groups_of_its_sign_in];

const NONE: &str = "account.no_allowed_group";
const TOO_MANY: &str = "account.too_many_groups";

/// Signs in. Returns the groups, as applications see them.
async fn groups(world: &World) -> Value {
    let browser = Browser::new();
    browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    browser.session(&world.app).await.1["session"]["groups"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_user_in_no_allowed_group() {
    let world = World::with_keys(json!({ "allowed_groups": ["staff", "admins"] }));
    for groups in [json!([]), json!(["Staff"]), json!(["staff,admins"]), json!("everyone"), json!(7), json!(["staff "])]
    {
        world.provider.person(json!({ "groups": groups }));
        let end = world.refuses(NONE, "is among allowed_groups").await;
        assert!(end.body.contains("You are not in a group that may sign in here"), "{}", end.body);
        assert!(end.body.contains("Use another account"), "{}", end.body);
    }
    world.no_user_exists();
    world.provider.person(json!({ "groups": ["everyone", "admins"] }));
    world.accepts().await;
}

async fn an_existing_user_in_no_allowed_group(database: Database) {
    let world = World::with_keys_on(database, json!({ "allowed_groups": ["staff"] }));
    world.provider.person(json!({ "groups": ["staff"] }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    world.provider.person(json!({ "groups": ["former staff"] }));
    world.refuses(NONE, "none of the 1 groups in the claim `groups`").await;
    let user = world.database.values("id", "users")[0].clone();
    assert_eq!(world.database.audit(), ["sign_in succeeded".to_owned(), format!("sign_in {NONE}")]);
    assert!(world.database.values("user_id", "audit_events").contains(&user), "the entry names the user");
    assert_eq!(world.browser.session(&world.app).await.0, 200, "groups are only checked at a sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_groups_claim_that_is_missing_or_malformed() {
    let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
    world.refuses(NONE, "neither the ID token nor userinfo has the claim `groups`").await;
    let unreadable = [json!(true), json!([["staff"]]), json!([{ "title": "staff" }]), json!([7.5]), json!([null])];
    for value in &unreadable {
        world.provider.person(json!({ "groups": value }));
        world.refuses(NONE, "the claim `groups` has groups in a form that Kaimu cannot read").await;
    }
    assert_eq!(world.provider.requests(USERINFO), 1 + unreadable.len(), "userinfo was asked, too");
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_differ_from_an_allowed_group_by_the_leading_slash_alone() {
    let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
    world.provider.person(json!({ "groups": ["/staff", "/company/staff"] }));
    world
        .refuses(NONE, "none of the 2 groups in the claim `groups` is among allowed_groups: one of them differs")
        .await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_groups_in_one_text() {
    let claims = json!({ "groups": "everyone, staff" });
    let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
    world.provider.person(claims.clone());
    world.refuses(NONE, "set groups_separator").await;
    let world = World::with_keys(json!({ "allowed_groups": ["staff"], "groups_separator": "," }));
    world.provider.person(claims);
    assert_eq!(groups(&world).await, json!(["everyone", "staff"]));
    world.provider.person(json!({ "groups": "everyone,staffing" }));
    world.refuses(NONE, "none of the 2 groups").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_no_rule_needs_and_kaimu_cannot_read() {
    let world = World::with_keys(json!({ "groups_claim": "groups" }));
    world.provider.person(json!({ "groups": [["staff"]] }));
    assert_eq!(groups(&world).await, json!(null), "unknown groups are not an empty list");
    assert!(world.app.watch.log().iter().any(|line| line.contains("idp sent groups in a form that Kaimu cannot read")));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_groups_than_fit_into_a_token() {
    for overage in [
        json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": "https://graph.example" } } }),
        json!({ "hasgroups": true }),
        json!({ "hasgroups": "true", "groups": ["staff"] }),
    ] {
        let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
        world.provider.person(overage.clone());
        let end = world.refuses(TOO_MANY, "more groups than fit into a token (overage)").await;
        assert!(end.body.contains("You are in too many groups"), "{}", end.body);
        assert_eq!(world.database.audit(), [format!("sign_in {TOO_MANY}")]);
        world.no_user_exists();

        let world = World::with_keys(json!({ "groups_claim": "groups" }));
        world.provider.person(overage);
        assert_eq!(groups(&world).await, json!(null), "unknown groups are not an empty list");
        assert!(world.app.watch.log().iter().any(|line| line.contains("idp sent more groups than a session can keep")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_groups_than_a_session_can_store() {
    let world = World::with_keys(json!({ "allowed_groups": ["group 600"] }));
    let endless: Vec<String> = (0..=600).map(|number| format!("group {number}")).collect();
    world.provider.person(json!({ "groups": endless }));
    assert_eq!(groups(&world).await, json!(null));
    assert_eq!(world.database.values("provider_groups", "sessions"), [Some("\"too many\"".to_owned())]);
    world.provider.person(json!({ "groups": endless[101..] }));
    assert_eq!(groups(&world).await.as_array().unwrap().len(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_in_every_format_that_providers_use() {
    for (claim, claims, expected) in [
        ("groups", json!({ "groups": ["staff", "two words"] }), json!(["staff", "two words"])),
        ("groups", json!({ "groups": "staff" }), json!(["staff"])),
        ("groups", json!({ "groups": [{ "id": 7, "name": "staff" }, 8] }), json!(["staff", "8"])),
        ("/realm_access/roles", json!({ "realm_access": { "roles": ["staff"] } }), json!(["staff"])),
        (
            "urn:zitadel:iam:org:project:roles",
            json!({ "urn:zitadel:iam:org:project:roles": { "staff": { "1": "example.org" } } }),
            json!(["staff"]),
        ),
        ("https://example.org/roles", json!({ "https://example.org/roles": ["staff"] }), json!(["staff"])),
    ] {
        let world = World::with_keys(json!({ "groups_claim": claim, "allowed_groups": ["staff"] }));
        world.provider.person(claims);
        assert_eq!(groups(&world).await, expected, "{claim}");
        assert_eq!(world.provider.requests(USERINFO), 0, "{claim}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_only_userinfo_contains() {
    let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
    world.provider.person(json!({ "groups": ["staff"] }));
    world.id_token(|token| token.without("groups"));
    assert_eq!(groups(&world).await, json!(["staff"]));
    world.provider.script(|script| {
        script.userinfo = alter(|claims: &mut Value| claims["sub"] = "somebody-else".into());
    });
    world.refuses("userinfo.subject_mismatch", "about another subject").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_an_identity_in_no_allowed_group() {
    let world = World::with_keys(json!({ "allowed_groups": ["staff"] }));
    world.provider.person(json!({ "groups": ["staff"] }));
    world.provider.person_has_just_authenticated();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    world.provider.person(json!({ "sub": "ada-2", "email": "ada@two.example", "groups": ["strangers"] }));
    let end = link(&world.app, &world.browser, "idp").await;
    assert_eq!((end.url.path(), end.parameter("error").as_deref()), ("/account", Some(NONE)));
    assert_eq!(world.database.count("identities"), 1);
}

async fn a_session_that_stores_the_groups_of_its_sign_in(database: Database) {
    let world = World::on(database);
    assert_eq!(groups(&world).await, json!(null), "the provider sends no groups");
    assert_eq!(world.provider.requests(USERINFO), 0, "no setting needs groups");
    for values in [json!([]), json!(["staff", "<b>\"é\u{202e}"])] {
        world.provider.person(json!({ "groups": values }));
        assert_eq!(groups(&world).await, values);
    }
    let browser = Browser::new();
    browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = browser.get(world.app.page("/account")).await;
    assert!(page.body.contains("Groups at The idp<br><bdi>staff</bdi> · <bdi>&#60;b&#62;"), "{}", page.body);
    // Not "202e" alone: the random number of a request or user contains these four digits at times.
    for part in ["staff", "\u{202e}", "u{202e}"] {
        assert!(!world.app.watch.log().iter().any(|line| line.contains("kaimu::") && line.contains(part)), "{part}");
    }
}
