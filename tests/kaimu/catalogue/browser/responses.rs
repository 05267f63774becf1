//! Malformed authorization responses and error responses.

use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::{TOKEN, alter};

/// Asserts that a response with this query is malformed, causes no token request, and does not use up the good response.
async fn malformed(change: impl FnOnce(&str) -> String) {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let mut other = response.clone();
    other.set_query(Some(&change(response.query().unwrap())));
    world.browser.follow(&other).await.is_refused_with("response.malformed");
    assert_eq!((world.provider.requests(TOKEN), world.database.count("audit_events")), (0, 0));
    world.browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_two_states() {
    malformed(|query| format!("{query}&state=x")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_two_codes() {
    malformed(|query| format!("{query}&code=x")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_a_parameter_in_another_spelling() {
    for other in
        ["code[]=x", "code[0]=x", "code%5B%5D=x", "%20code=x", "code%00=x", "state[]=x", "iss[a]=x", "error[]=x"]
    {
        malformed(|query| format!("{query}&{other}")).await;
        malformed(|query| format!("{other}&{query}")).await;
    }
    malformed(|query| query.replace("code=", "code[]=")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_two_issuers() {
    malformed(|query| format!("{query}&iss=x&iss=y")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_a_code_and_an_error() {
    malformed(|query| format!("{query}&error=access_denied")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_state() {
    malformed(|_| "code=x".to_owned()).await;
    malformed(|_| "code=x&state=".to_owned()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_neither_code_nor_error() {
    malformed(|query| query.replace("code=", "cod=")).await;
    malformed(|_| String::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_response() {
    malformed(|query| format!("{query}&x={}", "x".repeat(17 * 1024))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_form() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    for length in [17 * 1024, 10 * 1024 * 1024] {
        let body = format!("{}&reposted=1&x={}", response.query().unwrap(), "x".repeat(length));
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = world.browser.request("POST", world.app.api("/auth/oidc/idp/callback"), &form, &body).await;
        assert!(answer.location().unwrap().query().unwrap().contains("error=response.malformed"));
    }
    world.browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_posted_again_without_the_cookie() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let fields = format!("{}&reposted=1", response.query().unwrap());
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let again = Browser::new().request("POST", world.app.api("/auth/oidc/idp/callback"), &form, &fields).await;
    assert!(again.location().unwrap().query().unwrap().starts_with("error=state.missing"));
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_response_by_form_post() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let state = response.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let fields = [("state", state.as_str()), ("error", "login_required"), ("reposted", "1")];
    let end = world.browser.submit(world.app.api("/auth/oidc/idp/callback"), &world.app.base, &fields).await;
    end.is_refused_with("provider.refused.login_required");
    assert_eq!(world.database.audit(), ["sign_in provider.refused.login_required"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_another_http_method() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    for method in ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let origin = world.app.base.origin().ascii_serialization();
        let answer = world.browser.request(method, &response, &[("Origin", &origin)], "").await;
        assert_eq!(answer.status, 405, "{method}");
    }
    assert_eq!(world.provider.requests(TOKEN), 0);
    world.browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_with_each_error_code_of_a_provider() {
    let world = World::new();
    for (error, description, code) in [
        ("access_denied", "", "access_denied"),
        ("access_denied", "User is not assigned to the client application.", "not_assigned"),
        ("access_denied", "Policy evaluation failed for this request, please check", "no_access_policy"),
        ("invalid_scope", "", "invalid_scope"),
        ("login_required", "", "login_required"),
        ("consent_required", "", "consent_required"),
        ("interaction_required", "", "interaction_required"),
        ("interaction_required", "AADSTS50076: you must use multi-factor", "unmet_authentication_requirements"),
        ("unmet_authentication_requirements", "", "unmet_authentication_requirements"),
        ("access_denied", "AADSTS50105: ada@example.org is not assigned", "not_assigned"),
        ("account_selection_required", "", "account_selection_required"),
        ("temporarily_unavailable", "", "temporarily_unavailable"),
        ("server_error", "", "server_error"),
        ("unauthorized_client", "", "unauthorized_client"),
        ("invalid_request", "", "invalid_request"),
        ("<made up>", "", "other"),
    ] {
        world.provider.script(|script| {
            script.response = alter(move |response: &mut Vec<(String, String)>| {
                response[0] = ("error".to_owned(), error.to_owned());
                response.push(("error_description".to_owned(), description.to_owned()));
            });
        });
        let end = world.refuses(&format!("provider.refused.{code}"), "the provider refused").await;
        assert!(end.body.contains("Try again with The idp"), "a way on: {}", end.body);
    }
    assert_eq!(world.provider.requests(TOKEN), 0);
}
