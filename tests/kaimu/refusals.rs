//! What is refused on the way back, each with its code, and nobody signed in. A case is one call of [`refused`].

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Draft, Provider, Script, Signature, lie};

struct World {
    database: Database,
    provider: Provider,
    app: TestApp,
    browser: Browser,
}

impl World {
    fn new() -> Self {
        let (database, provider) = (Database::sqlite(), Provider::start());
        let app = Setup::on(&database).provider(provider.settings("idp")).provider(provider.settings("other")).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    fn link(&self) -> url::Url {
        self.app.api("/auth/oidc/idp/authorize")
    }

    /// Starts a sign-in and stops before the callback: its address.
    async fn response(&self, browser: &Browser) -> url::Url {
        let at_provider = browser.get(self.link()).await.location().unwrap();
        browser.get(at_provider).await.location().unwrap()
    }

    async fn nobody_is_signed_in(&self) {
        assert_eq!(self.browser.session(&self.app).await.0, StatusCode::UNAUTHORIZED);
        for table in ["users", "identities", "sessions"] {
            assert_eq!(self.database.count(table), 0, "{table}");
        }
    }
}

/// A whole sign-in with a provider that lies ends with this code, leaves this audit entry, and signs nobody in.
async fn refused(code: &str, script: impl FnOnce(&mut Script)) {
    let world = World::new();
    world.provider.script(script);
    world.browser.follow(world.link()).await.is_refused_with(code);
    world.nobody_is_signed_in().await;
    assert_eq!(world.database.audit(), [format!("sign_in {code}")]);
}

async fn id_token_refused(change: impl FnMut(&mut Draft) + Send + 'static) {
    refused("id_token.invalid", |script| script.id_token = lie(change)).await;
}

fn in_seconds(seconds: i64) -> Value {
    #[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    let now = chrono::Utc::now();
    (now + TimeDelta::seconds(seconds)).timestamp().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_another_nonce() {
    id_token_refused(|token| token.claims["nonce"] = "another".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_nonce() {
    id_token_refused(|token| drop(token.claims.as_object_mut().unwrap().remove("nonce"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_issuer() {
    id_token_refused(|token| token.claims["iss"] = "https://elsewhere.example".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_for_another_client() {
    id_token_refused(|token| token.claims["aud"] = "somebody-else".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_for_us_and_others_that_was_given_to_another() {
    id_token_refused(|token| {
        token.claims["aud"] = json!(["kaimu", "other"]);
        token.claims["azp"] = "other".into();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_for_us_and_others_that_does_not_say_to_whom_it_was_given() {
    id_token_refused(|token| token.claims["aud"] = json!(["kaimu", "other"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_signed_by_another_key() {
    id_token_refused(|token| token.signature = Signature::OtherKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_alg_none() {
    id_token_refused(|token| {
        token.header = json!({ "alg": "none" });
        token.signature = Signature::Empty;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_has_expired() {
    id_token_refused(|token| token.claims["exp"] = in_seconds(-90)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_an_end() {
    id_token_refused(|token| drop(token.claims.as_object_mut().unwrap().remove("exp"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_from_the_future() {
    id_token_refused(|token| token.claims["iat"] = in_seconds(90)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_was_issued_long_ago() {
    id_token_refused(|token| token.claims["iat"] = in_seconds(-11 * 60)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_not_valid_yet() {
    id_token_refused(|token| token.claims["nbf"] = in_seconds(90)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_a_subject() {
    id_token_refused(|token| drop(token.claims.as_object_mut().unwrap().remove("sub"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_access_token() {
    id_token_refused(|token| token.claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_critical_header_parameters() {
    id_token_refused(|token| token.header["crit"] = json!(["b64"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_type() {
    id_token_refused(|token| token.header["typ"] = "logout+jwt".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_without_an_id_token() {
    refused("id_token.invalid", |script| {
        script.tokens = lie(|tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("id_token")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_no_bearer_token() {
    refused("token.exchange_failed", |script| {
        script.tokens = lie(|tokens: &mut Value| tokens["token_type"] = "DPoP".into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_about_somebody_else() {
    refused("userinfo.subject_mismatch", |script| {
        script.id_token = lie(|token: &mut Draft| drop(token.claims.as_object_mut().unwrap().remove("email")));
        script.userinfo = lie(|claims: &mut Value| claims["sub"] = "mallory".into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_access_denied() {
    refused("provider.refused.access_denied", |script| {
        script.response = lie(|response: &mut Vec<(String, String)>| {
            response[0] = ("error".to_owned(), "access_denied".to_owned());
        });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_of_another_issuer() {
    refused("response.issuer_mismatch", |script| {
        script.response = lie(|response: &mut Vec<(String, String)>| {
            response.push(("iss".to_owned(), "https://elsewhere.example".to_owned()));
        });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_the_issuer_that_discovery_promises() {
    refused("response.issuer_mismatch", |script| {
        script.discovery =
            lie(|document: &mut Value| document["authorization_response_iss_parameter_supported"] = true.into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_of_another_issuer_stops_before_the_browser_leaves() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = lie(|document: &mut Value| document["issuer"] = "https://elsewhere.example".into());
    });
    world.browser.follow(world.link()).await.is_refused_with("provider.unavailable");
    assert_eq!(world.provider.requests("/authorize"), 0);
    assert_eq!(world.database.count("audit_events"), 0, "a start writes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_state_is_unknown_and_reaches_neither_provider_nor_database() {
    let world = World::new();
    let mut response = world.response(&world.browser).await;
    response.set_query(Some("code=code-1&state=forged"));
    world.browser.follow(&response).await.is_refused_with("state.unknown");
    assert_eq!(world.provider.requests("/token"), 0);
    assert_eq!(world.database.count("audit_events"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_browser_s_response_finds_no_cookie() {
    let world = World::new();
    let response = world.response(&Browser::new()).await;
    world.browser.follow(&response).await.is_refused_with("state.missing");
    assert_eq!((world.provider.requests("/token"), world.database.count("audit_events")), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_carried_to_another_provider_s_callback() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let elsewhere = response.as_str().replace("/oidc/idp/", "/oidc/other/");
    world.browser.follow(elsewhere).await.is_refused_with("state.unknown");
    assert_eq!(world.provider.requests("/token"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_took_too_long() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    world.app.clock.advance(TimeDelta::minutes(11));
    world.browser.follow(&response).await.is_refused_with("state.expired");
    assert_eq!(world.provider.requests("/token"), 0);
    assert_eq!(world.database.audit(), ["sign_in state.expired"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_response_signs_nobody_in_a_second_time() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    world.browser.follow(&response).await.is_dashboard_of("Ada");
    world.browser.sign_out(&world.app).await;
    world.browser.follow(&response).await.is_refused_with("state.used");
    assert_eq!(world.provider.requests("/token"), 1);
    assert_eq!(world.database.count("sessions"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_response_costs_one_token_request_and_one_audit_entry_however_often_it_comes() {
    let world = World::new();
    world.provider.script(|script| script.id_token = lie(|token: &mut Draft| token.claims["nonce"] = "x".into()));
    let start = world.browser.get(world.link()).await;
    let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    for round in 0..5 {
        // A browser that keeps the cookie of the sign-in under way, whatever we answer.
        let answer = Browser::new().request("GET", &response, &[("Cookie", &cookie)], "").await;
        let code = if round == 0 { "error=id_token.invalid" } else { "error=state.used" };
        assert!(answer.location().unwrap().query().unwrap().contains(code), "{:?}", answer.location());
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    assert_eq!(world.provider.requests("/token"), 1);
    assert_eq!(world.database.audit(), ["sign_in id_token.invalid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_for_another_client_or_past_its_end() {
    for (claim, value) in
        [("aud", json!("somebody-else")), ("iss", json!("https://elsewhere")), ("exp", in_seconds(-90))]
    {
        refused("provider.unavailable", |script| {
            script.id_token = lie(|token: &mut Draft| drop(token.claims.as_object_mut().unwrap().remove("name")));
            script.sign_userinfo = true;
            script.userinfo = lie(move |claims: &mut Value| claims[claim] = value.clone());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_a_parameter_twice_or_without_any_is_malformed() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let query = response.query().unwrap();
    for query in [&format!("{query}&state=x"), &format!("{query}&error=x"), "state=x", "code=x", ""] {
        let mut malformed = response.clone();
        malformed.set_query(Some(query));
        world.browser.follow(&malformed).await.is_refused_with("response.malformed");
    }
    world.browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_configured() {
    let world = World::new();
    world.browser.follow(world.app.api("/auth/oidc/nobody/authorize")).await.is_refused_with("provider.unknown");
    world
        .browser
        .follow(world.app.api("/auth/oidc/nobody/callback?code=x&state=y"))
        .await
        .is_refused_with("provider.unknown");
}
