//! The token endpoint of the demo provider.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gives_an_id_token_without_claims_at_okta_and_with_claims_at_google() {
    let provider = Provider::start();
    for (issuer, email) in [("okta", Value::Null), ("google", json!("alice@example.org"))] {
        let code = provider.code(issuer, &[]).await;
        let answer = provider.redeem(issuer, &code, Some(SECRET), &[]).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"), "{}", answer.body);
        let tokens = answer.json();
        assert_eq!((&tokens["token_type"], &tokens["scope"]), (&json!("Bearer"), &json!("openid profile email")));
        let claims = claims(&tokens["id_token"]);
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(provider.issuer(issuer)), &json!("kaimu")));
        assert_eq!((&claims["sub"], &claims["nonce"]), (&json!(format!("{issuer}-alice")), &json!("the nonce")));
        assert_eq!(claims["email"], email);
        let person = provider.userinfo(issuer, tokens["access_token"].as_str().unwrap()).await.json();
        assert_eq!((&person["sub"], &person["name"]), (&claims["sub"], &json!("Alice Example")));
        assert_eq!((&person["email"], &person["email_verified"]), (&json!("alice@example.org"), &json!(true)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_of_an_unrequested_scope_are_left_out() {
    let provider = Provider::start();
    let code = provider.code("google", &[("scope", "openid email offline_access")]).await;
    let in_body = [("client_id", "kaimu"), ("client_secret", SECRET)];
    let tokens = provider.redeem("google", &code, None, &in_body).await.json();
    assert_eq!(tokens["scope"], "openid email");
    let person = provider.userinfo("google", tokens["access_token"].as_str().unwrap()).await.json();
    assert_eq!(person, json!({ "sub": "google-alice", "email": "alice@example.org", "email_verified": true }));
    assert_eq!(claims(&tokens["id_token"]).get("name"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_client_gets_no_tokens_and_does_not_use_up_the_code() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    for (basic, body) in [
        (Some("mistyped"), &[][..]),
        (None, &[]),
        (None, &[("client_id", "kaimu"), ("client_secret", "mistyped")]),
        (None, &[("client_id", "somebody"), ("client_secret", SECRET)]),
        (Some(SECRET), &[("client_id", "somebody")]),
    ] {
        let refused = provider.redeem("okta", &code, basic, body).await;
        is_refused(&refused, StatusCode::UNAUTHORIZED, "invalid_client");
        assert!(refused.header("www-authenticate").starts_with("Basic "));
    }
    let both = provider.redeem("okta", &code, Some(SECRET), &[("client_secret", SECRET)]).await;
    is_refused(&both, StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(provider.redeem("okta", &code, Some(SECRET), &[]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_request_that_does_not_match_the_code_is_refused_and_uses_it_up() {
    let provider = Provider::start();
    let elsewhere = format!("{CALLBACK}/");
    for (issuer, changes, error) in [
        ("okta", &[("code_verifier", "another-code-verifier-of-at-least-43-characters-01")][..], "invalid_grant"),
        ("okta", &[("redirect_uri", elsewhere.as_str())], "invalid_grant"),
        ("okta", &[("code", "invented")], "invalid_grant"),
        ("google", &[], "invalid_grant"),
        ("okta", &[("code_verifier", "")], "invalid_request"),
        ("okta", &[("code", "one"), ("code", "two")], "invalid_request"),
        ("okta", &[("grant_type", "refresh_token")], "unsupported_grant_type"),
    ] {
        let code = provider.code("okta", &[]).await;
        let refused = provider.redeem(issuer, &code, Some(SECRET), changes).await;
        is_refused(&refused, StatusCode::BAD_REQUEST, error);
        let used_up =
            changes.iter().any(|(name, value)| error == "invalid_grant" && *name != "code" && !value.is_empty());
        let again = provider.redeem("okta", &code, Some(SECRET), &[]).await;
        assert_eq!(again.status == StatusCode::OK, !used_up, "{changes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_use_of_a_code_revokes_its_access_token() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(provider.userinfo("okta", access_token).await.status, StatusCode::OK);
    assert_eq!(provider.userinfo("google", access_token).await.status, StatusCode::UNAUTHORIZED);
    let again = provider.redeem("okta", &code, Some(SECRET), &[]).await;
    is_refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    let refused = provider.userinfo("okta", access_token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"invalid_token\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_expires_after_one_minute_and_an_access_token_after_five() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    provider.clock.advance(TimeDelta::seconds(60));
    let late = provider.redeem("okta", &code, Some(SECRET), &[]).await;
    is_refused(&late, StatusCode::BAD_REQUEST, "invalid_grant");
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    provider.clock.advance(TimeDelta::seconds(300));
    let late = provider.userinfo("okta", tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
}
