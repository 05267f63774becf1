//! The contents of the log and of error pages.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::Database;
use crate::program::Program;
use crate::provider::{Draft, Fault, Provider, TOKEN, alter};
use crate::secrets::{self, Watch};

/// Proves that the watch detects a secret.
#[test]
fn a_secret_that_the_watch_must_find() {
    let log = ["request 1: fine".to_owned(), "request 2: the code is abcdefghijklmnop".to_owned()];
    assert_eq!(secrets::lines_with(&log, &["abcdefghijklmnop".to_owned()]), [&log[1]]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn secrets_in_the_debug_log_of_the_binary() {
    let (watch, provider) = (Watch::begin(), Provider::start());
    let running =
        Program::on(&Database::postgres()).provider(provider.settings("idp")).set("RUST_LOG", "debug").start();
    let link = running.api("/auth/oidc/idp/authorize?return_to=/a-deep-link-of-theirs");
    let browser = Browser::new();
    browser.follow(&link).await;
    browser.submit(running.page("/logout"), &running.frontend, &[]).await;
    let faults: [fn(&mut crate::provider::Script); 6] = [
        |script| script.id_token = alter(|token: &mut Draft| token.claims["nonce"] = "x".into()),
        |script| script.id_token = alter(|token: &mut Draft| token.claims["sub"] = "".into()),
        |script| script.id_token_text = alter(|token: &mut String| token.push('x')),
        |script| script.tokens = alter(|tokens: &mut Value| tokens["token_type"] = "DPoP".into()),
        |script| drop(script.faults.insert(TOKEN, Fault::JsonError(400, refusal()))),
        |script| {
            script.response = alter(|response: &mut Vec<(String, String)>| {
                response[0] = ("error".to_owned(), "access_denied".to_owned());
                response.push(("error_description".to_owned(), "ada@example.org may not".to_owned()));
            });
        },
    ];
    for change in faults {
        provider.recover();
        provider.script(change);
        assert!(Browser::new().follow(&link).await.parameter("error").is_some());
    }
    let mut response = running.api("/auth/oidc/idp/callback");
    response.query_pairs_mut().append_pair("state", "a made-up state").append_pair("code", "a made-up code");
    secrets::watch_for("a made-up state");
    secrets::watch_for("a made-up code");
    Browser::new().follow(response).await.is_refused_with("state.missing");
    running.signal("TERM");
    let (status, log) = running.end();
    assert_eq!(status, Some(0));
    assert!(log.iter().any(|line| line.contains("DEBUG")), "the level is right: {log:#?}");
    assert_eq!(watch.secrets_in(&log), Vec::<String>::new());
    assert!(!log.iter().any(|line| line.contains("a-deep-link-of-theirs")), "the destination of a user is private");
}

fn refusal() -> String {
    json!({ "error": "invalid_grant", "error_description": "the code of ada@example.org was used" }).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn line_breaks_in_requests_and_provider_answers() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| document["issuer"] = "x\r\nERROR evil-line".into());
    });
    let evil = "x%0d%0aERROR%20evil-line";
    for path in [
        format!("/auth/oidc/{evil}/authorize"),
        format!("/auth/oidc/idp/callback?state={evil}&code={evil}&iss={evil}"),
        format!("/auth/oidc/idp/callback?{evil}={evil}"),
        format!("/login?error={evil}&request={evil}"),
        format!("/{evil}"),
    ] {
        world.browser.follow(world.app.api(&path)).await;
    }
    world.refuses("provider.unavailable", r"x\r\nERROR evil-line").await;
    let log = world.app.watch.log();
    let lines: Vec<_> = log.iter().filter(|line| line.contains("kaimu::") && line.contains("\nERROR evil")).collect();
    assert_eq!(lines, Vec::<&String>::new());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn internals_on_the_page_of_an_outage() {
    let world = World::on(Database::postgres());
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    world.database.execute("ALTER TABLE sessions RENAME TO gone");
    let page = world.browser.get(world.app.page("/dashboard")).await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains(page.header("x-request-id")) && page.body.contains("Something went wrong here"));
    for word in ["sessions", "relation", "postgres", "diesel", "panicked", "src/", "ada@"] {
        assert!(!page.body.contains(word), "{word} is in {}", page.body);
    }
}
