//! What checks of sessions, rechecks and logout tokens count.

use reqwest::StatusCode;
use serde_json::json;

use super::series::{Series, moved};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Algorithm, Fault, Provider, SigningKey, TOKEN};
use crate::recheck::RecheckWorld;

const CHECKS: &str = "kaimu_session_checks_total";

#[tokio::test(flavor = "multi_thread")]
async fn a_check_of_a_session_counts_as_cached_asked_refused_or_failed() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let before = Series::of(&app).await;
    let mut asked = 0;
    let after = loop {
        assert_eq!(browser.session(&app).await.0, StatusCode::OK);
        asked += 1;
        let after = Series::of(&app).await;
        let checks = after.moved_since(&before, CHECKS);
        assert_eq!(checks.values().sum::<f64>(), f64::from(asked), "each counts once: {checks:?}");
        if checks.get("result=cached") == Some(&3.0) {
            break after;
        }
    };
    assert!(after.moved_since(&before, CHECKS).contains_key("result=asked"), "the first one, before it is in memory");
    assert_eq!(Browser::new().session(&app).await.0, StatusCode::UNAUTHORIZED);
    browser.sign_out(&app).await;
    assert_eq!(browser.session(&app).await.0, StatusCode::UNAUTHORIZED);
    moved((&after, &Series::of(&app).await), CHECKS, [("result=refused", 2.0)]);

    // Up to the session cookie: the dashboard would read the session into memory.
    let mut url = app.api("/auth/oidc/idp/authorize");
    for _ in 0..3 {
        url = browser.get(&url).await.location().unwrap();
    }
    let before = Series::of(&app).await;
    database.execute("ALTER TABLE session_tokens RENAME TO gone");
    assert_eq!(browser.session(&app).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    moved((&before, &Series::of(&app).await), CHECKS, [("result=failed", 1.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recheck_counts_by_what_the_provider_says() {
    let rechecks = "kaimu_rechecks_total";
    for (result, is_signed_in) in [("confirmed", true), ("unanswered", true), ("revoked", false)] {
        let world = RecheckWorld::signed_in(Database::sqlite()).await;
        match result {
            "unanswered" => world.provider.inject(TOKEN, Fault::Status(503)),
            "revoked" => world.provider.revoke(),
            _ => {}
        }
        let before = Series::of(&world.app).await;
        // So old that the request waits for the answer.
        world.advance_minutes(31);
        assert_eq!(world.is_signed_in().await, is_signed_in, "{result}");
        let after = Series::of(&world.app).await;
        moved((&before, &after), rechecks, [(&*format!("provider=idp,result={result}"), 1.0)]);
    }
}

async fn send(app: &TestApp, slug: &str, token: &str) {
    let url = app.api(&format!("/auth/oidc/{slug}/backchannel-logout"));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    Browser::new().request("POST", url, &form, &format!("logout_token={token}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_counts_by_its_result_and_the_keys_that_it_needs_by_theirs() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let before = Series::of(&app).await;
    let token = provider.logout_token(|_| ());
    send(&app, "idp", &token).await;
    send(&app, "idp", &token).await;
    send(&app, "another", &token).await;
    let after = Series::of(&app).await;
    moved(
        (&before, &after),
        "kaimu_logout_tokens_total",
        [
            ("provider=-,result=refused", 1.0),
            ("provider=idp,result=accepted", 1.0),
            ("provider=idp,result=repeated", 1.0),
        ],
    );
    moved((&before, &after), "kaimu_provider_key_refetches_total", []);

    // Signed with a key that the provider does not publish. The first token has the keys fetched. Those that come soon after it do
    // not have them fetched again.
    let (published, refetches) = (provider.key(), "kaimu_provider_key_refetches_total");
    let mut sent = 0.0;
    let forged = loop {
        provider.sign_with_key(&SigningKey::new(Algorithm::Es256));
        let token = provider.logout_token(|_| ());
        provider.sign_with_key(&published);
        send(&app, "idp", &token).await;
        sent += 1.0;
        let forged = Series::of(&app).await;
        moved((&after, &forged), "kaimu_logout_tokens_total", [("provider=idp,result=refused", sent)]);
        let counts = forged.moved_since(&after, refetches);
        assert_eq!(counts.values().sum::<f64>(), sent, "{counts:?}");
        assert!(counts["provider=idp,result=does_not_fit"] >= 1.0, "{counts:?}");
        if counts.contains_key("provider=idp,result=paused") {
            break forged;
        }
    };

    // A sign-in with a new key of the provider. It has a pause of its own. The logout token does not end that of another user.
    provider.rotate_keys();
    provider.person(json!({ "sub": "ada-2", "email": null }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    moved((&forged, &Series::of(&app).await), refetches, [("provider=idp,result=fits", 1.0)]);
}
