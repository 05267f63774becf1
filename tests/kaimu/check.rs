//! `kaimu check`, the doctor: what it prints for a good set-up, and the line for each broken one.

mod client;
mod document;
mod ourselves;
mod provider;
mod running;
mod sign_in;

use std::fmt::Write;

use serde_json::{Value, json};

use crate::database::Database;
use crate::okta::Okta;
use crate::program::{Ended, Program};
use crate::provider::{CLIENT_SECRET, DISCOVERY, Provider, Trouble};

/// Many set-ups, each with the lines that are printed for it.
#[derive(Default)]
struct Setups(String);

impl Setups {
    /// Checks this set-up; keeps what is said of one check, which has to hold this verdict.
    #[track_caller]
    fn show(&mut self, what: &str, program: &Program, code: &str) {
        let checked = program.run(&["check"]);
        is_discreet(&checked);
        let text = steady(&checked.stdout, program);
        let is_about = |line: &&str| line.ends_with(&format!("({code})"));
        let is_good = |line: &&str| line.starts_with("  ✓");
        let line = text.lines().find(|line| is_about(line) && !is_good(line)).or(text.lines().find(is_about));
        let line = line.unwrap_or_else(|| panic!("{what}: nothing about {code}: {}", checked.stdout));
        let next = text.lines().skip_while(|other| *other != line).nth(1);
        let remedy = next.filter(|next| next.starts_with("      ")).map(|next| format!("{next}\n")).unwrap_or_default();
        // Broken means exit status 1, and nothing else does.
        assert_eq!(checked.status, Some(i32::from(text.contains("  ✗ "))), "{what}: {text}");
        writeln!(self.0, "{what}:\n{line}\n{remedy}").unwrap();
    }

    /// Holds all of it against what was accepted last.
    #[track_caller]
    fn hold(self, name: &str) {
        hold(name, &self.0);
    }
}

#[track_caller]
fn hold(name: &str, text: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text.trim_end());
    });
}

/// Neither the secrets that we gave it, nor what it made up, nor what a provider wrote for people.
#[track_caller]
fn is_discreet(checked: &Ended) {
    let said = format!("{}{}", checked.stdout, checked.stderr);
    for secret in [CLIENT_SECRET, "hunter2", "s3cret:with", "made-up-by", "ada@example.org", "Sorry"] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
}

/// Without what differs from run to run: ports, moments, spans of time, folders.
fn steady(text: &str, program: &Program) -> String {
    let text = text.replace(program.file("").to_str().unwrap().trim_end_matches('/'), "FOLDER");
    let mut steady = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let is_port = number.len() >= 4 && before.ends_with(':');
        steady += before;
        steady += match () {
            () if is_port && after.starts_with([' ', '/', '"', '\n', ')', ',', ':', ';']) => "PORT",
            () if after.starts_with(" s ahead") || after.starts_with(" s behind") => "N",
            () if before.ends_with("answers in ") && after.starts_with(" s") => "N",
            () => number,
        };
        rest = after;
    }
    (steady + rest).replace("answers in less than 0.1 s", "answers in N s")
}

/// Kaimu with one provider of this shape.
fn with(settings: Value) -> Program {
    Program::on(&Database::sqlite()).provider(settings)
}

/// Kaimu with one scripted provider that does something wrong.
fn at(provider: &Provider, change: impl FnOnce(&Provider)) -> Program {
    change(provider);
    with(provider.settings("idp"))
}

#[test]
fn all_is_well_at_a_certified_provider_in_okta_s_shape() {
    let program = Program::on(&Database::sqlite());
    let okta = Okta::start(&format!("{}/auth/oidc/okta/callback", program.base()), &[]);
    let program = program.provider(okta.settings());
    let checked = program.run(&["check"]);
    is_discreet(&checked);
    assert_eq!((checked.status, checked.stderr.as_str()), (Some(0), ""));
    hold("check", &steady(&checked.stdout, &program));
}

#[test]
fn a_certified_provider_reveals_a_wrong_secret_and_a_wrong_redirect_uri() {
    let program = Program::on(&Database::sqlite());
    let okta = Okta::start(&format!("{}/auth/oidc/okta/callback/", program.base()), &[]);
    let mut settings = okta.settings();
    settings["client_secret"] = "hunter2".into();
    let program = program.provider(settings);
    let mut setups = Setups::default();
    setups.show("the secret is another one", &program, "provider.client");
    setups.show("the redirect URI is registered with a slash at its end", &program, "provider.redirect_uri");
    setups.hold("check-certified-provider");
}

#[test]
fn json_has_the_same_for_scripts() {
    let provider = Provider::start();
    let program = with(provider.settings("idp"));
    let checked = program.run(&["check", "--json"]);
    is_discreet(&checked);
    assert_eq!(checked.status, Some(0), "{}", checked.stderr);
    let mut answer: Value = serde_json::from_str(&steady(&checked.stdout, &program)).unwrap();
    answer["examined_at"] = "0000-00-00T00:00:00Z".into();
    hold("check-json", &serde_json::to_string_pretty(&answer).unwrap());

    provider.trouble(DISCOVERY, Trouble::Status(404));
    let checked = program.run(&["check", "--json"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    let answer: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(answer["verdict"], "broken");
    assert!(checked.stderr.contains("see the findings with the verdict \"broken\""), "{}", checked.stderr);

    let checked = program.set("OIDC_PROVIDERS", "[").run(&["check", "--json"]);
    assert_eq!((checked.status, checked.stdout.as_str()), (Some(2), ""), "a bad configuration: {}", checked.stderr);
}

#[test]
fn nobody_can_sign_in_without_a_provider() {
    let mut setups = Setups::default();
    setups.show("there is none", &Program::on(&Database::sqlite()), "provider.none");
    setups.hold("check-no-provider");
}

#[test]
fn providers_that_hang_are_asked_at_once_and_keep_nobody() {
    let providers: Vec<Provider> = (0..10).map(|_| Provider::start()).collect();
    let settings: Vec<Value> = providers.iter().enumerate().map(|(i, it)| it.settings(&format!("idp-{i}"))).collect();
    for (path, trouble) in [(DISCOVERY, Trouble::Late), ("/token", Trouble::Drip), ("/authorize", Trouble::Late)] {
        for provider in &providers {
            provider.trouble(path, trouble.clone());
        }
        let program = Program::on(&Database::sqlite()).set("OIDC_PROVIDERS", &json!(settings).to_string());
        let began = std::time::Instant::now();
        let checked = program.run(&["check"]);
        // One after the other they would take 40 s.
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
async fn the_demo_s_providers_are_well() {
    let demo = Program::new().demo();
    let page = crate::browser::Browser::new().get(demo.api("/auth/oidc/okta/authorize")).await.location().unwrap();
    let issuer = page.as_str().split("/authorize").next().unwrap();
    // Whoever does not know its secret, which nobody but the demo knows, sees everything else.
    let settings = json!({ "name": "Okta (demo)", "slug": "okta", "issuer_url": issuer, "client_id": "kaimu-demo",
        "client_secret": "hunter2-hunter2" });
    let program = Program::on(&Database::sqlite()).set("OIDC_BASE_URL", demo.base.as_str()).provider(settings);
    let checked = program.run(&["check"]);
    let broken: Vec<&str> =
        checked.stdout.lines().filter(|line| line.starts_with("  ✗") || line.starts_with("  !")).collect();
    let [client] = broken[..] else { panic!("{}", checked.stdout) };
    assert!(client.contains("(invalid_client) (provider.client)"), "{client}");
}
