//! The rotation of a client secret: with both secrets in the configuration, no sign-in is refused.

use serde_json::json;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::{ClientCheck, Provider, TOKEN};
use crate::secrets;

const NEW: &str = "the new secret of the client";
const OLD: &str = "the old secret of the client";

/// Kaimu with both secrets and a provider that accepts the old one.
fn with_both() -> (TestApp, Provider) {
    let provider = Provider::start();
    provider.script(|script| script.client_secret = Some(OLD));
    let mut settings = provider.settings("idp");
    settings.as_object_mut().unwrap().remove("client_secret");
    settings["client_secrets"] = json!([NEW, OLD]);
    for secret in [NEW, OLD] {
        secrets::watch_for(secret);
    }
    (Setup::on(&Database::sqlite()).provider(settings).start(), provider)
}

/// Signs in. Returns the last page and the number of token requests.
async fn sign_in(app: &TestApp, provider: &Provider) -> (Answer, usize) {
    let before = provider.requests(TOKEN);
    let end = Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await;
    (end, provider.requests(TOKEN) - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_secret_is_rotated_without_a_refused_sign_in() {
    let (app, provider) = with_both();
    // The first sign-in asks twice by a made-up code. A later change costs one request more.
    for (secret, requests) in [(OLD, 3), (OLD, 1), (NEW, 2), (NEW, 1)] {
        provider.script(|script| script.client_secret = Some(secret));
        let (end, asked) = sign_in(&app, &provider).await;
        end.is_dashboard_of("Ada");
        assert_eq!(asked, requests, "the secret that was accepted last is tried first");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_secret_is_rotated_however_the_provider_rejects_the_other_one() {
    for rejection in
        [(401, "unauthorized_client"), (403, "unauthorized_client"), (401, "access_denied"), (400, "invalid_client")]
    {
        let (app, provider) = with_both();
        provider.script(|script| script.client_rejection = Some(rejection));
        for secret in [OLD, NEW] {
            provider.script(|script| script.client_secret = Some(secret));
            sign_in(&app, &provider).await.0.is_dashboard_of("Ada");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_invalidates_codes_of_rejected_clients_refuses_no_sign_in_after_a_start() {
    let (app, provider) = with_both();
    provider.script(|script| script.uses_up_codes = true);
    sign_in(&app, &provider).await.0.is_dashboard_of("Ada");
    let (end, asked) = sign_in(&app, &provider).await;
    end.is_dashboard_of("Ada");
    assert_eq!(asked, 1, "the accepted secret is known");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_invalidates_codes_of_rejected_clients_refuses_one_sign_in_when_the_secret_changes() {
    let (app, provider) = with_both();
    provider.script(|script| script.uses_up_codes = true);
    sign_in(&app, &provider).await.0.is_dashboard_of("Ada");
    provider.script(|script| script.client_secret = Some(NEW));
    sign_in(&app, &provider).await.0.is_refused_with("token.exchange_failed");
    sign_in(&app, &provider).await.0.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accepted_secret_is_found_although_the_provider_looks_at_the_code_first() {
    let (app, provider) = with_both();
    provider.script(|script| script.client_check = ClientCheck::CodeFirst);
    let (end, asked) = sign_in(&app, &provider).await;
    end.is_dashboard_of("Ada");
    assert_eq!(asked, 3, "the made-up code, and the code with each secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_wrong_client_secrets_end_with_client_rejected_and_the_code_is_not_sent() {
    let (app, provider) = with_both();
    provider.script(|script| script.client_secret = Some("a third one"));
    for _ in 0..2 {
        let (end, asked) = sign_in(&app, &provider).await;
        end.is_refused_with("token.client_rejected");
        assert_eq!(asked, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_secret_needs_no_made_up_code() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let (end, asked) = sign_in(&app, &provider).await;
    end.is_dashboard_of("Ada");
    assert_eq!(asked, 1);
}
