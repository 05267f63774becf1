//! Logout tokens with `strict_logout_typ`. The other cases of logout tokens are in `back_channel_logout`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::catalogue::world::World;
use crate::provider::Draft;

fn with_typ(typ: Value) -> impl FnOnce(&mut Draft) {
    move |token| {
        token.header["typ"] = typ;
        token.header.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
}

async fn status(world: &World, change: impl FnOnce(&mut Draft)) -> StatusCode {
    let token = format!("logout_token={}", world.provider.logout_token(change));
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let url = world.app.api("/auth/oidc/idp/backchannel-logout");
    world.browser.request("POST", url, &headers, &token).await.status
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
