//! The `audit` section.

use std::time::Duration;

use super::*;

#[test]
fn audit_entries_are_kept_for_180_days_by_default() {
    assert_eq!(loaded("", &[]).unwrap().audit_kept, Duration::from_hours(180 * 24));
    assert_eq!(loaded("[audit]\nkeep = \"30d\"", &[]).unwrap().audit_kept, Duration::from_hours(30 * 24));
    assert_problem("[audit]\nkeep = \"forever\"", &[], &["audit.keep: ", "expected a duration"]);
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn webhook(url: &str, secrets: &str) -> String {
    format!("[audit]\nwebhook = \"{url}\"\nwebhook_secrets = {secrets}\n")
}

#[test]
fn the_webhook_is_off_by_default_and_has_one_secret_or_two() {
    assert!(loaded("", &[]).unwrap().webhook.is_none());
    let one = format!("[\"{SECRET}\"]");
    for url in
        ["https://hooks.example.org/kaimu?token=1", "http://127.0.0.1:8080/", "http://localhost/", "https://10.0.0.1"]
    {
        let loaded = loaded(&webhook(url, &one), &[]).unwrap().webhook.unwrap();
        assert_eq!((loaded.url.as_str().starts_with(url), loaded.secrets.other.is_none()), (true, true), "{url}");
    }
    let two = format!("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD,{SECRET}");
    let environment = [("KAIMU_AUDIT__WEBHOOK", "https://hooks.example.org/"), ("KAIMU_AUDIT__WEBHOOK_SECRETS", &two)];
    assert!(loaded("", &environment).unwrap().webhook.unwrap().secrets.other.is_some());
    let directory = tempfile::tempdir().unwrap();
    let file = written(directory.path(), "secrets", SECRET.as_bytes()).display().to_string();
    let environment =
        [("KAIMU_AUDIT__WEBHOOK", "https://hooks.example.org/"), ("KAIMU_AUDIT__WEBHOOK_SECRETS_FILE", file.as_str())];
    let settings = loaded("", &environment).unwrap();
    assert!(settings.webhook.is_some());
    assert_eq!(settings.secret_files.len(), 1, "kaimu check looks at its mode");
}

#[test]
fn a_webhook_that_others_could_read_or_forge_is_refused() {
    let one = format!("[\"{SECRET}\"]");
    for (url, words) in [
        ("http://hooks.example.org/", "is http, so that others on the network could read"),
        ("http://10.0.0.1/", "use https"),
        ("ftp://hooks.example.org/", "only http and https"),
        ("https://user:password@hooks.example.org/", "must not contain a user name or password"),
        ("https://hooks.example.org/#kaimu", "must not have a fragment"),
    ] {
        assert_problem(&webhook(url, &one), &[], &["audit.webhook: ", words]);
    }
    for (secrets, words) in [
        ("[]".to_owned(), "expected one secret, or two while you replace it"),
        (format!("[\"{SECRET}\", \"{SECRET}\", \"{SECRET}\"]"), "expected one secret, or two"),
        (
            "[\"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"]".to_owned(),
            "expected `whsec_` and the base64 of 24 to 64 random bytes",
        ),
        ("[\"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]".to_owned(), "can be guessed"),
    ] {
        let file = webhook("https://hooks.example.org/", &secrets);
        assert_problem(&file, &[], &["audit.webhook_secrets", words]);
    }
    let label = "audit.webhook_secrets (KAIMU_AUDIT__WEBHOOK_SECRETS): ";
    assert_problem(
        "[audit]\nwebhook = \"https://a.example\"",
        &[],
        &[label, "is required with audit.webhook", "openssl rand"],
    );
    assert_problem(&format!("[audit]\nwebhook_secrets = {one}"), &[], &[label, "has no effect without audit.webhook"]);
}
