//! `kaimu check --offline`: what a build can check without a network and without a database.

use serde_json::{Value, json};

use super::installation::file;
use super::{assert_snapshot, normalized, reveals_no_secret, with};
use crate::program::Program;
use crate::provider::Provider;

#[test]
fn an_offline_check_asks_no_provider_and_no_database_and_names_what_it_left_out() {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_secret_expires_at"] = "2999-12-31".into();
    let program = with(settings)
        .set("DATABASE_URL", "postgres://kaimu:hunter2@127.0.0.1:9/kaimu")
        .set("KAIMU_APPLICATIONS", r#"[{"name": "Wiki", "url": "https://wiki.example.org", "allow": "nobody"}]"#);
    let checked = program.run(&["check", "--offline"]);
    reveals_no_secret(&checked);
    assert_eq!((checked.status, provider.connections()), (Some(0), 0), "{}", checked.stderr);
    assert_snapshot("check-offline", &normalized(&checked.stdout, &program));

    let json: Value = serde_json::from_str(&program.run(&["check", "--offline", "--json"]).stdout).unwrap();
    let left_out = json["not_examined"].as_array().unwrap();
    let examined = json["findings"].as_array().unwrap().iter().map(|finding| &finding["check"]);
    assert!(examined.into_iter().all(|check| !left_out.contains(check)), "{json:#}");
    assert!(left_out.contains(&json!("database.reachable")) && left_out.contains(&json!("provider.redirect_uri")));
    assert!(left_out.contains(&json!("applications.name")), "{json:#}");
}

#[test]
fn an_offline_check_fails_for_an_expired_secret_a_file_that_others_can_write_and_an_invalid_rule() {
    let provider = Provider::start();
    let expired = with({
        let mut settings = provider.settings("idp");
        settings["client_secret_expires_at"] = "2020-12-31".into();
        settings
    });
    let checked = expired.run(&["check", "--offline"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stdout);
    assert!(checked.stdout.contains("the client secret expired on 2020-12-31"), "{}", checked.stdout);

    let program = with(provider.settings("idp")).unset("SESSION_SECRET");
    let (_folder, secret) = file("secret", "a secret of the tests, which is long enough", 0o666);
    let checked = program.set("SESSION_SECRET_FILE", &secret).run(&["check", "--offline"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stdout);
    assert!(checked.stdout.contains("can replace SESSION_SECRET_FILE"), "{}", checked.stdout);

    let rule = r#"[{"name": "Wiki", "url": "https://wiki.example.org", "allow": {"providers": ["okta"]}}]"#;
    let checked = with(provider.settings("idp")).set("KAIMU_APPLICATIONS", rule).run(&["check", "--offline"]);
    assert_eq!(checked.status, Some(2), "{}", checked.stdout);
    assert!(checked.stderr.contains("expected slugs of configured providers"), "{}", checked.stderr);
    assert_eq!(provider.connections(), 0);
}

#[test]
fn without_providers_and_applications_only_the_database_is_left_out() {
    let checked = Program::new().run(&["check", "--offline", "--json"]);
    let json: Value = serde_json::from_str(&checked.stdout).unwrap();
    let database = ["database.reachable", "database.migrations", "database.tls", "database.pooler"];
    assert_eq!(json["not_examined"], json!(database));
}
