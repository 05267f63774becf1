//! The operator replaces the session secret, and no user has to sign in again.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{SESSION_SECRET, Setup};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::{Provider, alter};

on_both_databases![a_new_session_secret_ends_no_session_and_seals_everything_again];

const NEW_SECRET: &str = "the new secret of the tests, which is long enough";

async fn a_new_session_secret_ends_no_session_and_seals_everything_again(database: Database) {
    let provider = Provider::start();
    let endpoint = format!("{}/logout", provider.issuer);
    provider.script(|script| {
        script.discovery = alter(move |document: &mut Value| document["end_session_endpoint"] = json!(endpoint));
    });
    let setup = || Setup::on(&database).provider(provider.settings("idp"));
    let (browser, absent) = (Browser::new(), Browser::new());
    {
        let before = setup().start();
        for browser in [&browser, &absent] {
            browser.follow(before.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        }
    }
    let sealed = || database.values("id_token", "provider_sessions ORDER BY session_id");
    let with_old = sealed();

    // Both secrets: the new one seals. Cookies of the old one are opened, and replaced.
    let both = json!([NEW_SECRET, SESSION_SECRET]).to_string();
    {
        let during = setup().unset("SESSION_SECRET").set("KAIMU_SESSION__SECRETS", &both).start();
        let with_new = sealed();
        assert!(with_old.iter().zip(&with_new).all(|(old, new)| old.is_some() && new.is_some() && old != new));
        let first = browser.get(during.api("/auth/session")).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        let renewed = first.set_cookies();
        assert!(renewed.len() == 1 && renewed[0].starts_with("kaimu_session="), "{renewed:?}");
        assert!(renewed[0].contains("; HttpOnly; SameSite=Lax; Path=/"), "{renewed:?}");
        let second = browser.get(during.api("/auth/session")).await;
        assert_eq!((second.status, second.set_cookies().len()), (StatusCode::OK, 0), "once");
    }

    // The new secret alone: a browser that came meanwhile is signed in, and its ID token opens.
    let after = setup().set("SESSION_SECRET", NEW_SECRET).start();
    assert_eq!(browser.session(&after).await.0, StatusCode::OK);
    // A sign-out uses what is known about the provider, and waits for none.
    Browser::new().get(after.api("/auth/oidc/idp/authorize")).await;
    assert_eq!(absent.session(&after).await.0, StatusCode::UNAUTHORIZED, "its cookie was not renewed");
    let origin = after.frontend.origin().ascii_serialization();
    let signed_out = browser.request("POST", after.page("/logout"), &[("Origin", &origin)], "").await;
    let to_provider = signed_out.location().unwrap();
    assert!(to_provider.query_pairs().any(|(name, _)| name == "id_token_hint"), "{to_provider}");
}

#[test]
fn a_session_secret_that_can_be_guessed() {
    for guessable in ["changemechangemechangemechangeme", &"a".repeat(64)] {
        let refused = Program::new().set("SESSION_SECRET", guessable).run(&["check"]);
        assert_eq!(refused.status, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains("SESSION_SECRET: can be guessed"), "{}", refused.stderr);
    }
}
