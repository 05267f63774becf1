//! `kaimu check`: its output for a good set-up, and its finding for each broken one.

mod applications;
mod client;
mod document;
mod installation;
mod offline;
mod provider;
mod running;
mod sign_in;

use std::fmt::Write;

use serde_json::{Value, json};

use crate::database::Database;
use crate::okta::Okta;
use crate::program::{CommandOutput, Program};
use crate::provider::{CLIENT_SECRET, DISCOVERY, Fault, Provider};

/// Several set-ups, each with the lines that `kaimu check` prints for it.
#[derive(Default)]
struct Setups(String);

impl Setups {
    /// Checks a set-up and keeps the finding with this code.
    #[track_caller]
    fn show(&mut self, what: &str, program: &Program, code: &str) {
        let checked = program.run(&["check"]);
        reveals_no_secret(&checked);
        let text = normalized(&checked.stdout, program);
        let is_about = |line: &&str| line.ends_with(&format!("({code})"));
        let rank = |line: &&str| ["  ✗", "  !", "  ?"].iter().position(|mark| line.starts_with(mark)).unwrap_or(3);
        let line = text.lines().filter(is_about).min_by_key(rank);
        let line = line.unwrap_or_else(|| panic!("{what}: nothing about {code}: {}", checked.stdout));
        let next = text.lines().skip_while(|other| *other != line).nth(1);
        let remedy = next.filter(|next| next.starts_with("      ")).map(|next| format!("{next}\n")).unwrap_or_default();
        // Exit status 1 means that at least one finding is broken.
        assert_eq!(checked.status, Some(i32::from(text.contains("  ✗ "))), "{what}: {text}");
        writeln!(self.0, "{what}:\n{line}\n{remedy}").unwrap();
    }

    /// Compares all kept findings with the snapshot.
    #[track_caller]
    fn assert_snapshot(self, name: &str) {
        assert_snapshot(name, &self.0);
    }
}

#[track_caller]
fn assert_snapshot(name: &str, text: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text.trim_end());
    });
}

/// Asserts that the output contains no secret, no made-up value of a check and no free text of a provider.
#[track_caller]
fn reveals_no_secret(checked: &CommandOutput) {
    let output = format!("{}{}", checked.stdout, checked.stderr);
    for secret in [CLIENT_SECRET, "hunter2", "s3cret:with", "made-up-by", "ada@example.org", "Sorry"] {
        assert!(!output.contains(secret), "{secret} is in {output}");
    }
    assert!(!output.chars().any(|c| c.is_control() && c != '\n'), "{output:?}");
}

/// Replaces what differs between runs: ports, durations, folders.
fn normalized(text: &str, program: &Program) -> String {
    let text = text.replace(program.file("").to_str().unwrap().trim_end_matches('/'), "FOLDER");
    let mut normalized = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let is_port = number.len() >= 4 && before.ends_with(':');
        normalized += before;
        normalized += match () {
            () if is_port && after.starts_with([' ', '/', '"', '\n', ')', ',', ':', ';']) => "PORT",
            () if after.starts_with(" s ahead") || after.starts_with(" s behind") => "N",
            () if before.ends_with("answers in ") && after.starts_with(" s") => "N",
            () => number,
        };
        rest = after;
    }
    (normalized + rest).replace("answers in less than 0.1 s", "answers in N s")
}

/// Kaimu with one provider with these settings.
fn with(settings: Value) -> Program {
    Program::on(&Database::sqlite()).provider(settings)
}

/// Kaimu with one scripted provider, after `change` has scripted it.
fn at(provider: &Provider, change: impl FnOnce(&Provider)) -> Program {
    change(provider);
    with(provider.settings("idp"))
}

#[test]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
fn a_certified_provider_configured_like_okta_passes_every_check() {
    let program = Program::on(&Database::sqlite());
    let okta = Okta::start(&format!("{}/auth/oidc/okta/callback", program.base()), &[]);
    let program = program.provider(okta.settings());
    let checked = program.run(&["check"]);
    reveals_no_secret(&checked);
    assert_eq!((checked.status, checked.stderr.as_str()), (Some(0), ""));
    assert_snapshot("check", &normalized(&checked.stdout, &program));
}

#[test]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
fn a_certified_provider_reveals_a_wrong_secret_and_a_wrong_redirect_uri() {
    let program = Program::on(&Database::sqlite());
    let okta = Okta::start(&format!("{}/auth/oidc/okta/callback/", program.base()), &[]);
    let mut settings = okta.settings();
    settings["client_secret"] = "hunter2".into();
    let program = program.provider(settings);
    let mut setups = Setups::default();
    setups.show("the secret is another one", &program, "provider.client");
    setups.show("the redirect URI is registered with a slash at its end", &program, "provider.redirect_uri");
    setups.assert_snapshot("check-certified-provider");
}

#[test]
fn json_has_the_same_findings() {
    let provider = Provider::start();
    let program = with(provider.settings("idp"));
    let checked = program.run(&["check", "--json"]);
    reveals_no_secret(&checked);
    assert_eq!(checked.status, Some(0), "{}", checked.stderr);
    let mut answer: Value = serde_json::from_str(&normalized(&checked.stdout, &program)).unwrap();
    answer["examined_at"] = "0000-00-00T00:00:00Z".into();
    assert_snapshot("check-json", &serde_json::to_string_pretty(&answer).unwrap());

    provider.inject(DISCOVERY, Fault::Status(404));
    let checked = program.run(&["check", "--json"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    let answer: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(answer["verdict"], "broken");
    assert!(checked.stderr.contains("see the findings with the verdict \"broken\""), "{}", checked.stderr);

    let checked = program.set("OIDC_PROVIDERS", "[").run(&["check", "--json"]);
    assert_eq!((checked.status, checked.stdout.as_str()), (Some(2), ""), "a bad configuration: {}", checked.stderr);
}

#[test]
fn a_configuration_without_a_provider_is_broken() {
    let mut setups = Setups::default();
    setups.show("there is none", &Program::on(&Database::sqlite()), "provider.none");
    setups.assert_snapshot("check-no-provider");
}

#[test]
fn hanging_providers_are_checked_concurrently() {
    let providers: Vec<Provider> = (0..10).map(|_| Provider::start()).collect();
    let settings: Vec<Value> = providers.iter().enumerate().map(|(i, it)| it.settings(&format!("idp-{i}"))).collect();
    for (path, fault) in [(DISCOVERY, Fault::Hang), ("/token", Fault::ByteByByte), ("/authorize", Fault::Hang)] {
        for provider in &providers {
            provider.inject(path, fault.clone());
        }
        let program = Program::on(&Database::sqlite()).set("OIDC_PROVIDERS", &json!(settings).to_string());
        let began = std::time::Instant::now();
        let checked = program.run(&["check"]);
        // Sequential checks would take 40 seconds.
        assert!(began.elapsed().as_secs() < 30, "it took {:?}", began.elapsed());
        assert_eq!(checked.stdout.matches("no complete answer within").count(), 10, "{path}: {}", checked.stdout);
        providers.iter().for_each(Provider::recover);
    }
}

#[test]
fn the_guide_names_every_check() {
    let guide = include_str!("../../docs/check.md");
    for check in kaimu::domain::Check::ALL {
        assert!(guide.contains(&format!("| `{}` |", check.code())), "{}", check.code());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_providers_of_the_demo_pass_the_checks() {
    let demo = Program::new().demo();
    let page = crate::browser::Browser::new().get(demo.api("/auth/oidc/okta/authorize")).await.location().unwrap();
    let issuer = page.as_str().split("/authorize").next().unwrap();
    // Only the demo knows its client secret, so the client check is the only one that fails.
    let settings = json!({ "name": "Okta (demo)", "slug": "okta", "issuer_url": issuer, "client_id": "kaimu-demo",
        "client_secret": "hunter2-hunter2" });
    let program = Program::on(&Database::sqlite()).set("OIDC_BASE_URL", demo.base.as_str()).provider(settings);
    let checked = program.run(&["check"]);
    let broken: Vec<&str> =
        checked.stdout.lines().filter(|line| line.starts_with("  ✗") || line.starts_with("  !")).collect();
    let [client] = broken[..] else { panic!("{}", checked.stdout) };
    assert!(client.contains("(invalid_client, status 401) (provider.client)"), "{client}");
}
