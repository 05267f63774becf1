//! `kaimu config`: the effective configuration, for the terminal and for scripts.

use std::fs;

use serde_json::{Value, json};

use crate::operator::{normalized, stdout_of};
use crate::program::Program;

const SECRET: &str = "hunter2-hunter2-hunter2-hunter2-abcdefgh";

/// A program with a configuration file in its default place, an environment file and variables.
fn configured(file: &str) -> Program {
    let program = Program::new();
    fs::create_dir(program.file("config")).unwrap();
    fs::write(program.file("config/kaimu.toml"), file).unwrap();
    fs::write(program.file("env"), format!("SESSION_SECRET='{SECRET}'\n")).unwrap();
    program.set("KAIMU_ENV_FILE", "./env").set("KAIMU_SERVER__LISTEN", "127.0.0.1:3000,unix:/run/kaimu/kaimu.sock")
}

const FILE: &str = r#"[server]
base_url = "https://api.example.org"
frontend_url = "https://example.org"

[session]
idle_timeout = "1h"

[[oidc.providers]]
preset = "okta"
domain = "example.okta.com"
client_id = "0oa1example"
client_secret = "hunter2-of-okta"
groups_claim = "groups"

[[applications]]
name = "Wiki"
url = "https://wiki.example.org"
allow = { groups = ["okta:staff"] }
"#;

#[test]
fn the_effective_configuration_fits_a_terminal_and_says_where_each_value_comes_from() {
    let program =
        configured(FILE).set("DATABASE_URL", "postgres://kaimu:hunter2@db.example.org/kaimu?sslmode=verify-full");
    let shown = stdout_of(&program, &["config"]);
    assert!(!shown.contains("hunter2"), "{shown}");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("config", normalized(&shown));
    });
}

#[test]
fn scripts_get_each_key_with_its_source_and_no_secret() {
    let shown = stdout_of(&configured(FILE), &["config", "--format", "json"]);
    assert!(!shown.contains("hunter2"), "{shown}");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown["valid"], &shown["file"], &shown["env_file"]),
        (&json!(true), &json!("config/kaimu.toml"), &json!("./env"))
    );
    let entry = |key: &str| shown["values"].as_array().unwrap().iter().find(|it| it["key"] == key).unwrap().clone();
    assert_eq!(
        entry("session.idle_timeout"),
        json!({ "key": "session.idle_timeout", "value": "1h", "state": "shown", "source": "file",
            "place": "config/kaimu.toml, line 6" })
    );
    assert_eq!(
        entry("session.secret"),
        json!({ "key": "session.secret", "value": null, "state": "hidden", "source": "environment_file",
            "place": "SESSION_SECRET (./env, line 1)" })
    );
    assert_eq!(entry("oidc.providers[0].slug")["place"], "preset okta");
    assert_eq!(entry("applications[0].allow")["value"], json!({ "groups": ["okta:staff"] }));
    assert_eq!(
        entry("audit.keep"),
        json!({ "key": "audit.keep", "value": "180d", "state": "shown", "source": "default", "place": null })
    );
}

#[test]
fn an_invalid_configuration_is_shown_with_its_problems_and_exit_status_2() {
    let program = configured("[session]\nidle_timeout = \"hunter2\"\nidel = 1\n");
    for arguments in [&["config"][..], &["config", "--format", "json"]] {
        let shown = program.run(arguments);
        assert_eq!(shown.status, Some(2), "{}", shown.stdout);
        assert!(shown.stderr.contains("unknown key `session.idel`"), "{}", shown.stderr);
        assert!(shown.stdout.contains("idle_timeout") && shown.stdout.contains("absolute_timeout"), "{}", shown.stdout);
        assert!(!format!("{}{}", shown.stdout, shown.stderr).contains("hunter2"), "{}", shown.stdout);
    }
    let shown: Value = serde_json::from_str(&program.run(&["config", "--format", "json"]).stdout).unwrap();
    assert_eq!((&shown["valid"], shown["problems"].as_array().unwrap().len()), (&json!(false), 2));
    assert_eq!(shown["problems"][1]["place"], "config/kaimu.toml, session.idle_timeout");
}
