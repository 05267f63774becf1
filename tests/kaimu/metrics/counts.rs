//! What sign-ins, requests to providers and limits count.

use serde_json::json;

use super::series::{Series, moved};
use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::applications::visit::{Site, WIKI};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Fault, Provider, PushedRequests, TOKEN, USERINFO};

const AUTHORIZE: &str = "/auth/oidc/idp/authorize";

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_counts_by_provider_and_outcome_with_its_duration_and_each_request_to_the_provider() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let before = Series::of(&app).await;
    assert_eq!(before.get("kaimu_sign_ins_total{outcome=\"signed_in\",provider=\"idp\"}"), Some(0.0));
    Browser::new().follow(app.api(AUTHORIZE)).await.is_dashboard_of("Ada");
    let after = Series::of(&app).await;
    let both = (&before, &after);
    moved(both, "kaimu_sign_ins_total", [("outcome=signed_in,provider=idp", 1.0)]);
    moved(both, "kaimu_sign_in_duration_seconds_count", [("provider=idp", 1.0)]);
    moved(both, "kaimu_callback_duration_seconds_count", [("provider=idp", 1.0)]);
    let requests = "kaimu_provider_request_duration_seconds_count";
    moved(
        both,
        requests,
        [
            ("endpoint=discovery,provider=idp,result=ok", 1.0),
            ("endpoint=keys,provider=idp,result=ok", 1.0),
            ("endpoint=token,provider=idp,result=ok", 1.0),
        ],
    );
    let sum = after.get("kaimu_callback_duration_seconds_sum{provider=\"idp\"}").unwrap();
    assert!(sum > 0.0 && sum < 15.0, "{sum} seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_counts_once_by_its_code_and_not_again_when_its_response_comes_back() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let before = Series::of(&app).await;
    provider.inject(TOKEN, Fault::Status(503));
    let start = browser.get(app.api(AUTHORIZE)).await;
    let response = browser.get(start.location().unwrap()).await.location().unwrap();
    for _ in 0..2 {
        browser.follow(&response).await.is_refused_with("token.exchange_failed");
    }
    browser.follow(app.api("/auth/oidc/idp/callback?state=forged&code=x")).await.is_refused_with("state.unknown");
    browser.follow(app.api("/auth/oidc/another/authorize")).await.is_refused_with("provider.unknown");
    let after = Series::of(&app).await;
    let both = (&before, &after);
    moved(
        both,
        "kaimu_sign_ins_total",
        [
            ("outcome=token.exchange_failed,provider=idp", 1.0),
            ("outcome=provider.unknown,provider=-", 1.0),
            ("outcome=state.unknown,provider=idp", 1.0),
        ],
    );
    moved(both, "kaimu_sign_in_duration_seconds_count", []);
    let token = "kaimu_provider_request_duration_seconds_count{endpoint=\"token\",provider=\"idp\",result=\"refused\"}";
    assert!(after.get(token).unwrap() >= 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_counts_by_its_endpoint_and_also_without_an_answer() {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["groups_claim"] = json!("groups");
    settings["pushed_authorization_requests"] = json!("always");
    provider.script(|script| script.pushed_requests = Some(PushedRequests::Offered));
    let app = Setup::on(&Database::sqlite()).provider(settings).start();
    let before = Series::of(&app).await;
    provider.inject(USERINFO, Fault::CutOff);
    Browser::new().follow(app.api(AUTHORIZE)).await;
    let after = Series::of(&app).await;
    let requests = after.moved_since(&before, "kaimu_provider_request_duration_seconds_count");
    for (labels, count) in [
        ("endpoint=pushed_authorization_request,provider=idp,result=ok", 1.0),
        ("endpoint=userinfo,provider=idp,result=unanswered", 1.0),
    ] {
        assert_eq!(requests.get(labels), Some(&count), "{requests:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_limit_counts_what_it_refuses() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).set(STARTS_PER_MINUTE, "2").start();
    let before = Series::of(&app).await;
    let browser = Browser::new();
    for status in [303, 303, 429, 429, 429] {
        assert_eq!(browser.get(app.api(AUTHORIZE)).await.status, status);
    }
    moved((&before, &Series::of(&app).await), "kaimu_rate_limited_total", [("limit=sign_in_starts", 3.0)]);

    let site = Site::with(&Database::sqlite(), json!({ "tokens": true }));
    let before = Series::of(&site.app).await;
    for number in 0..23 {
        let token = format!("Bearer kaimu_pat_{number:043}");
        site.ask(&browser, "forward", "GET", &site.at(WIKI, "/"), &[("Authorization", &token)]).await;
    }
    moved((&before, &Series::of(&site.app).await), "kaimu_rate_limited_total", [("limit=unknown_tokens", 3.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_series_of_the_alerts_begin_at_zero_so_that_the_first_failure_is_an_increase() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let series = Series::of(&app).await;
    for name in [
        r#"kaimu_sign_ins_total{outcome="provider.unavailable",provider="idp"}"#,
        r#"kaimu_sign_ins_total{outcome="token.exchange_failed",provider="idp"}"#,
        r#"kaimu_sign_ins_total{outcome="token.client_rejected",provider="idp"}"#,
        r#"kaimu_sign_ins_total{outcome="id_token.invalid",provider="idp"}"#,
        r#"kaimu_sign_ins_total{outcome="database.unavailable",provider="idp"}"#,
        r#"kaimu_rechecks_total{provider="idp",result="unanswered"}"#,
        r#"kaimu_logout_tokens_total{provider="idp",result="refused"}"#,
        r#"kaimu_logout_tokens_total{provider="idp",result="failed"}"#,
    ] {
        assert_eq!(series.get(name), Some(0.0), "{name}");
    }
}
