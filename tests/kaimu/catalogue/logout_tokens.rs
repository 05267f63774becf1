//! Logout tokens: their type, their age without `exp`, repetitions, and the length of `sid`. The other cases are in
//! `back_channel_logout`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::catalogue::world::{World, in_seconds};
use crate::metrics::series::Series;
use crate::provider::{Draft, alter};

fn with_typ(typ: Value) -> impl FnOnce(&mut Draft) {
    move |token| {
        token.header["typ"] = typ;
        token.header.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
}

async fn status(world: &World, change: impl FnOnce(&mut Draft)) -> StatusCode {
    send(world, &world.provider.logout_token(change)).await
}

async fn send(world: &World, token: &str) -> StatusCode {
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let url = world.app.api("/auth/oidc/idp/backchannel-logout");
    world.browser.request("POST", url, &headers, &format!("logout_token={token}")).await.status
}

/// A logout token without `exp` that was issued so many seconds ago.
fn without_exp(seconds: i64) -> impl FnOnce(&mut Draft) {
    move |token| {
        token.without("exp");
        token.claims["iat"] = in_seconds(-seconds);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_without_its_type_from_a_strict_provider() {
    let world = World::with_keys(json!({ "strict_logout_typ": true }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    for typ in [json!(null), json!("JWT"), json!("application/jwt"), json!("at+jwt")] {
        assert_eq!(status(&world, with_typ(typ.clone())).await, StatusCode::BAD_REQUEST, "{typ}");
        assert_eq!(world.browser.session(&world.app).await.0, StatusCode::OK, "{typ}");
    }
    assert_eq!(status(&world, with_typ(json!("logout+jwt"))).await, StatusCode::OK);
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_with_or_without_its_type_from_another_provider() {
    for typ in [json!(null), json!("JWT"), json!("application/logout+jwt")] {
        let world = World::new();
        world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
        assert_eq!(status(&world, with_typ(typ.clone())).await, StatusCode::OK, "{typ}");
        assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
    }
}

/// Has the provider issue ID tokens that are older than each logout token of these cases.
fn issue_id_tokens_before(world: &World) {
    world.provider.script(|script| script.id_token = alter(|token: &mut Draft| token.claims["iat"] = in_seconds(-400)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_logout_token_without_exp() {
    for seconds in [-30, 0, 280] {
        let world = World::new();
        issue_id_tokens_before(&world);
        world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
        assert_eq!(status(&world, without_exp(seconds)).await, StatusCode::OK, "{seconds}");
        assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED, "{seconds}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_without_exp_that_is_older_than_five_minutes() {
    let world = World::new();
    issue_id_tokens_before(&world);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    assert_eq!(status(&world, without_exp(320)).await, StatusCode::BAD_REQUEST);
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::OK);
    let with_exp = |token: &mut Draft| token.claims["iat"] = in_seconds(-320);
    assert_eq!(status(&world, with_exp).await, StatusCode::OK, "exp limits it");
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_that_is_sent_again_after_another_sign_in() {
    let world = World::new();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    // A sign-in of the same second would be ended, too.
    let token = world.provider.logout_token(|token| token.claims["iat"] = in_seconds(-2));
    assert_eq!(send(&world, &token).await, StatusCode::OK);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    assert_eq!(send(&world, &token).await, StatusCode::OK);
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::OK);
    let repeated = "kaimu_logout_tokens_total{provider=\"idp\",result=\"repeated\"}";
    assert_eq!(Series::of(&world.app).await.get(repeated), Some(1.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sid_of_any_length_and_characters() {
    let long = "s".repeat(4000);
    for (sid, other) in [(long.as_str(), &long[1..]), ("sitzung-ü", "sitzung-u"), ("S-1", "s-1")] {
        let world = World::new();
        world.provider.person(json!({ "sid": sid }));
        world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
        let with_sid = |sid: &str| {
            let sid = sid.to_owned();
            move |token: &mut Draft| {
                token.without("sub");
                token.claims["sid"] = sid.into();
            }
        };
        assert_eq!(status(&world, with_sid(other)).await, StatusCode::OK);
        assert_eq!(world.browser.session(&world.app).await.0, StatusCode::OK, "the session of another sid");
        assert_eq!(status(&world, with_sid(sid)).await, StatusCode::OK);
        assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
    }
}
