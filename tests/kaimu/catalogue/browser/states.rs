//! The binding of a response to its browser, provider, time limit and single use.

use std::collections::HashSet;

use chrono::TimeDelta;
use url::Url;

use crate::app::Setup;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::Database;
use crate::provider::{Provider, TOKEN, alter};

/// Asserts that there was no token request and no database row.
fn nothing_happened(world: &World) {
    assert_eq!((world.provider.requests(TOKEN), world.database.count("audit_events")), (0, 0));
    world.no_user_exists();
}

/// The same URL with another state.
fn with_state(response: &Url, state: &str) -> Url {
    let mut other = response.clone();
    let pairs: Vec<_> = response.query_pairs().filter(|(name, _)| name != "state").collect();
    other.query_pairs_mut().clear().extend_pairs(pairs).append_pair("state", state);
    other
}

fn state_of(url: &Url) -> String {
    url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_another_state() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let state = state_of(&response);
    for forged in ["forged".to_owned(), state.to_uppercase(), format!("{state} "), format!("{state}A")] {
        world.browser.follow(with_state(&response, &forged)).await.is_refused_with("state.unknown");
    }
    nothing_happened(&world);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_another_browser_planted() {
    let world = World::new();
    let response = world.response(&Browser::new()).await;
    world.browser.follow(&response).await.is_refused_with("state.missing");
    world.response(&world.browser).await;
    world.browser.follow(&response).await.is_refused_with("state.unknown");
    nothing_happened(&world);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_another_browser_with_our_own_state() {
    let world = World::new();
    for (ignores_code_verifier, code) in [(false, "token.exchange_failed"), (true, "id_token.invalid")] {
        world.provider.script(|script| script.ignores_code_verifier = ignores_code_verifier);
        let theirs = world.response(&Browser::new()).await;
        let ours = world.response(&world.browser).await;
        world.browser.follow(with_state(&theirs, &state_of(&ours))).await.is_refused_with(code);
    }
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_sent_to_another_provider_s_callback() {
    let other = Provider::start();
    let world = World::with(|setup| setup.provider(other.settings("other")));
    let response = world.response(&world.browser).await;
    let elsewhere = response.as_str().replace("/oidc/idp/", "/oidc/other/");
    world.browser.follow(elsewhere).await.is_refused_with("state.unknown");
    assert_eq!(other.requests(TOKEN), 0, "the other provider never sees this code");
    nothing_happened(&world);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_names_another_issuer() {
    let world = World::new();
    for issuer in ["https://elsewhere.example", &format!("{}/", world.provider.issuer)] {
        let issuer = issuer.to_owned();
        world.provider.script(|script| {
            script.response = alter(move |response: &mut Vec<(String, String)>| {
                response.push(("iss".to_owned(), issuer.clone()));
            });
        });
        world.refuses("response.issuer_mismatch", "does not come from").await;
    }
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_the_iss_that_discovery_announces() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut serde_json::Value| {
            document["authorization_response_iss_parameter_supported"] = true.into();
        });
    });
    world.refuses("response.issuer_mismatch", "does not come from").await;
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_response_of_another_issuer() {
    let world = World::new();
    world.provider.script(|script| {
        script.response = alter(|response: &mut Vec<(String, String)>| {
            response[0] = ("error".to_owned(), "access_denied".to_owned());
            response.push(("iss".to_owned(), "https://elsewhere.example".to_owned()));
        });
    });
    world.refuses("response.issuer_mismatch", "does not come from").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_took_too_long() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    world.app.clock.advance(TimeDelta::minutes(11));
    world.browser.follow(&response).await.is_refused_with("state.expired");
    assert_eq!(world.provider.requests(TOKEN), 0);
    assert_eq!(world.database.audit(), ["sign_in state.expired"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_is_sent_again_after_the_sign_out() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    world.browser.follow(&response).await.is_dashboard_of("Ada");
    world.browser.sign_out(&world.app).await;
    world.browser.follow(&response).await.is_refused_with("state.used");
    assert_eq!((world.provider.requests(TOKEN), world.database.count("sessions")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_response_that_is_sent_again() {
    let world = World::new();
    world.id_token(|token| token.claims["nonce"] = "x".into());
    let start = world.browser.get(world.sign_in_url()).await;
    let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    for round in 0..5 {
        // This browser keeps the sign-in cookie, although our response deletes it.
        let answer = Browser::new().request("GET", &response, &[("Cookie", &cookie)], "").await;
        let expected = if round == 0 { "error=id_token.invalid" } else { "&repeated=1" };
        assert!(answer.location().unwrap().query().unwrap().contains(expected), "{:?}", answer.location());
        assert!(round == 0 || answer.set_cookies().is_empty());
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    assert_eq!(world.provider.requests(TOKEN), 1);
    assert_eq!(world.database.audit(), ["sign_in id_token.invalid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_sign_in_cookie_in_a_second_browser() {
    let world = World::new();
    let start = world.browser.get(world.sign_in_url()).await;
    let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    world.browser.follow(&response).await.is_dashboard_of("Ada");
    let copied = Browser::new().request("GET", &response, &[("Cookie", &cookie)], "").await;
    // Such a browser has to sign in at the provider by itself.
    let own_callback = copied.location().unwrap();
    assert!(own_callback.query().unwrap().ends_with("&repeated=1") && copied.set_cookies().is_empty());
    let again = Browser::new().request("GET", own_callback, &[("Cookie", &cookie)], "").await;
    assert!(again.location().unwrap().as_str().starts_with(&world.provider.issuer));
    assert!(!again.set_cookies().iter().any(|cookie| cookie.starts_with("kaimu_session=")));
    assert_eq!((world.provider.requests(TOKEN), world.database.count("sessions")), (1, 1));
    assert_eq!(world.browser.session(&world.app).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_configured() {
    let world = World::new();
    for path in ["/auth/oidc/nobody/authorize", "/auth/oidc/nobody/callback?code=x&state=y", "/auth/oidc/IDP/authorize"]
    {
        world.browser.follow(world.app.api(path)).await.is_refused_with("provider.unknown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_state_nonce_and_code_challenge_for_each_sign_in() {
    let world = World::with(|setup| setup);
    let mut seen = HashSet::new();
    for _ in 0..10 {
        let request = world.browser.get(world.sign_in_url()).await.location().unwrap();
        for (name, value) in request.query_pairs() {
            match &*name {
                "state" | "nonce" | "code_challenge" => {
                    assert!(value.len() == 43 && seen.insert(value.into_owned()), "{name} of {request}");
                }
                "code_challenge_method" => assert_eq!(value, "S256"),
                "response_type" => assert_eq!(value, "code"),
                "redirect_uri" => assert_eq!(value, world.app.api("/auth/oidc/idp/callback").as_str()),
                "scope" => assert_eq!(value, "openid email profile"),
                "client_id" => {}
                other => panic!("{other} in {request}"),
            }
        }
    }
    assert_eq!(seen.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_cookie_of_another_installation() {
    let world = World::new();
    let stranger = Setup::on(&Database::sqlite())
        .provider(world.provider.settings("idp"))
        .set("SESSION_SECRET", "another secret of another place, also long enough")
        .start();
    let start = Browser::new().get(stranger.api("/auth/oidc/idp/authorize")).await;
    let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
    let mut response = world.app.api("/auth/oidc/idp/callback");
    response.query_pairs_mut().append_pair("state", &state_of(&start.location().unwrap())).append_pair("code", "x");
    let answer = world.browser.request("GET", response, &[("Cookie", &cookie)], "").await;
    assert!(answer.location().unwrap().query().unwrap().contains("error=state.unknown"));
    nothing_happened(&world);
}
