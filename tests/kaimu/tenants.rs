//! Tenants of Entra ID that share an issuer URL. Each tenant is an issuer of its own, for sign-ins and for logout.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::{DISCOVERY, Draft, Provider, alter};

on_both_databases![
    a_sign_in_from_another_tenant_is_no_change_of_issuer,
    users_keep_their_identities_when_a_single_tenant_issuer_becomes_a_shared_one,
    a_sign_out_of_one_tenant_ends_no_session_of_another,
];

const ONE: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";
const TWO: &str = "c0ffee00-1111-4222-8333-444455556666";
const SHARED: &str = "https://login.microsoftonline.com/organizations/v2.0";

fn issuer(tenant: &str) -> String {
    format!("https://login.microsoftonline.com/{tenant}/v2.0")
}

/// A provider like Entra ID on this machine, and its settings.
fn entra() -> (Provider, Value) {
    let mut provider = Provider::start();
    let discovery = format!("{}{DISCOVERY}", provider.issuer);
    provider.set_issuer(&issuer("{tenantid}"));
    let mut settings = provider.settings("entra");
    settings["issuer_url"] = SHARED.into();
    settings["discovery_url"] = discovery.into();
    settings["allowed_tenants"] = json!([ONE, TWO]);
    (provider, settings)
}

fn start(database: &Database, settings: &Value) -> TestApp {
    Setup::on(database).provider(settings.clone()).start()
}

/// Signs Ada in from this tenant, where she has the same subject as in the other one. Returns the browser and the user's id.
async fn sign_in(app: &TestApp, provider: &Provider, tenant: &'static str) -> (Browser, Value) {
    provider.script(|script| {
        script.id_token = alter(move |token: &mut Draft| {
            token.claims["iss"] = issuer(tenant).into();
            token.claims["tid"] = tenant.into();
            token.claims["sid"] = "s-1".into();
            token.without("email_verified");
        });
    });
    let browser = Browser::resolving(provider);
    browser.follow(app.api("/auth/oidc/entra/authorize")).await.is_dashboard_of("Ada");
    let id = browser.session(app).await.1["user"]["id"].take();
    (browser, id)
}

async fn a_sign_in_from_another_tenant_is_no_change_of_issuer(database: Database) {
    let (provider, settings) = entra();
    let (_, ada) = sign_in(&start(&database, &settings), &provider, ONE).await;
    let (_, other) = sign_in(&start(&database, &settings), &provider, TWO).await;
    let (_, again) = sign_in(&start(&database, &settings), &provider, ONE).await;
    assert!(ada == again && ada != other, "{ada} {other} {again}");
}

async fn users_keep_their_identities_when_a_single_tenant_issuer_becomes_a_shared_one(database: Database) {
    let (mut provider, shared) = entra();
    let mut alone = shared.clone();
    alone["issuer_url"] = issuer(ONE).into();
    alone.as_object_mut().unwrap().remove("allowed_tenants");
    provider.set_issuer(&issuer(ONE));
    let (_, before) = sign_in(&start(&database, &alone), &provider, ONE).await;
    provider.set_issuer(&issuer("{tenantid}"));
    let (_, after) = sign_in(&start(&database, &shared), &provider, ONE).await;
    assert_eq!(before, after);
    sign_in(&start(&database, &shared), &provider, TWO).await;
    // With one tenant again, the operator must confirm the issuer, since the last sign-in came from the other tenant.
    provider.set_issuer(&issuer(ONE));
    let app = start(&database, &alone);
    let refused = Browser::resolving(&provider).follow(app.api("/auth/oidc/entra/authorize")).await;
    refused.is_refused_with("provider.issuer_changed");
}

async fn a_sign_out_of_one_tenant_ends_no_session_of_another(database: Database) {
    let (provider, settings) = entra();
    let app = start(&database, &settings);
    let (one, _) = sign_in(&app, &provider, ONE).await;
    let (two, _) = sign_in(&app, &provider, TWO).await;
    let frame = async |issuer: &str| {
        let mut url = app.api("/auth/oidc/entra/frontchannel-logout");
        url.query_pairs_mut().append_pair("iss", issuer).append_pair("sid", "s-1");
        Browser::new().get(url).await.status
    };
    for unknown in [SHARED, &issuer("{tenantid}"), "https://idp.example"] {
        assert_eq!(frame(unknown).await, StatusCode::BAD_REQUEST, "{unknown}");
    }
    assert_eq!(frame(&issuer(ONE)).await, StatusCode::OK);
    assert_eq!(one.session(&app).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(two.session(&app).await.0, StatusCode::OK);
    let token = |tenant: &str| {
        provider.logout_token(|draft| {
            draft.claims["iss"] = issuer(tenant).into();
            draft.claims["sid"] = "s-1".into();
        })
    };
    let send_logout_token = async |token: String| {
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let url = app.api("/auth/oidc/entra/backchannel-logout");
        Browser::new().request("POST", url, &form, &format!("logout_token={token}")).await.status
    };
    // A logout token is accepted after a sign-in from its tenant, with the algorithm of that ID token.
    assert_eq!(send_logout_token(token(ONE)).await, StatusCode::OK);
    assert_eq!(two.session(&app).await.0, StatusCode::OK);
    assert_eq!(send_logout_token(token(TWO)).await, StatusCode::OK);
    assert_eq!(two.session(&app).await.0, StatusCode::UNAUTHORIZED);
}
