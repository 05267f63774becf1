//! The commands of the binary: their output and exit statuses.

use std::net::TcpListener;
use std::sync::Arc;

use crate::database::{Database, on_both_databases};
use crate::program::Program;

on_both_databases![a_second_migrate_changes_nothing, concurrent_migrate_commands_all_succeed,];

const PROVIDER: &str = r#"[{"name": "Okta", "slug": "okta", "issuer_url": "https://example.okta.com/oauth2/default",
  "client_id": "kaimu", "client_secret": "hunter2-hunter2"}]"#;

#[test]
fn check_shows_what_to_register_at_each_provider() {
    let program = Program::new().set("OIDC_PROVIDERS", PROVIDER).set("OIDC_BASE_URL", "https://api.yourdomain.com");
    let checked = program.set("OIDC_FRONTEND_URL", "https://yourdomain.com").run(&["check"]);
    for line in [
        "Okta: register these URIs at the provider\n",
        "  redirect URI: https://api.yourdomain.com/auth/oidc/okta/callback\n",
        "  post-logout redirect URI, for sign-out: https://yourdomain.com/login\n",
        "  back-channel logout URI, if the provider offers it: https://api.yourdomain.com/auth/oidc/okta/backchannel-logout\n",
        "  front-channel logout URI, if it offers only that: https://api.yourdomain.com/auth/oidc/okta/frontchannel-logout\n",
    ] {
        assert!(checked.stdout.contains(line), "{line:?} is missing: {}", checked.stdout);
    }
    assert!(!format!("{}{}", checked.stdout, checked.stderr).contains("hunter2"));
}

#[test]
fn check_creates_no_file() {
    let program = Program::new();
    assert_eq!(program.run(&["check"]).status, Some(0));
    assert_eq!(std::fs::read_dir(program.file(".")).unwrap().count(), 0);
}

#[test]
fn all_configuration_errors_are_reported_at_once_with_exit_status_2() {
    let program = Program::new()
        .set("OIDC_BASE_URL", "https://api.yourdomain.com/auth")
        .set("KAIMU_SESSION__IDLE_TIMEOUT", "soon")
        .set("KAIMU_SERVER__DASHBORD_URL", "/dashboard");
    for command in ["check", "serve", "migrate"] {
        let refused = program.run(&[command]);
        assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""), "{command}");
        for words in [
            "OIDC_BASE_URL: ",
            "KAIMU_SESSION__IDLE_TIMEOUT: expected a duration",
            "KAIMU_SERVER__DASHBORD_URL: unknown environment variable; did you mean KAIMU_SERVER__DASHBOARD_URL?",
        ] {
            assert!(refused.stderr.contains(words), "{command} does not say {words:?}: {}", refused.stderr);
        }
        assert_eq!(refused.stderr.lines().count(), 4, "one line each below the first: {}", refused.stderr);
    }
}

#[test]
fn malformed_providers_are_located_and_no_secret_is_printed() {
    // A comma after the last member, on the second line.
    let malformed = PROVIDER.replace(r#""}]"#, r#"",}]"#);
    let column = malformed.lines().nth(1).unwrap().find('}').unwrap() + 1;
    let refused = Program::new().set("OIDC_PROVIDERS", &malformed).set("RUST_LOG", "trace").run(&["check"]);
    assert_eq!(refused.status, Some(2));
    let place = format!("line 2 column {column}");
    assert!(refused.stderr.contains("OIDC_PROVIDERS: ") && refused.stderr.contains(&place), "{}", refused.stderr);
    assert!(!format!("{}{}", refused.stdout, refused.stderr).contains("hunter2"), "{}", refused.stderr);
}

#[test]
fn an_unknown_argument_is_refused_with_exit_status_2() {
    for arguments in [["serv"], ["--confg"]] {
        let refused = Program::new().run(&arguments);
        assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
        assert!(refused.stderr.contains(arguments[0]), "{}", refused.stderr);
    }
}

#[test]
fn a_configuration_file_given_as_an_argument_must_exist() {
    let refused = Program::new().run(&["check", "--config", "elsewhere.toml"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("--config: cannot read elsewhere.toml"), "{}", refused.stderr);
}

#[test]
fn help_shows_an_example_of_each_command() {
    for (arguments, example) in [
        (&["--help"][..], "kaimu serve"),
        (&["serve", "--help"], "kaimu serve"),
        (&["migrate", "--help"], "kaimu migrate"),
        (&["backup", "--help"], "kaimu backup"),
        (&["restore", "--help"], "kaimu restore"),
        (&["check", "--help"], "kaimu check"),
        (&["reload", "--help"], "kaimu reload"),
        (&["demo", "--help"], "kaimu demo"),
        (&["status", "--help"], "kaimu status"),
        (&["config", "--help"], "kaimu config"),
        (&["tokens", "--help"], "kaimu tokens"),
        (&["tokens", "list", "--help"], "kaimu tokens list"),
        (&["tokens", "revoke", "--help"], "kaimu tokens revoke"),
        (&["users", "--help"], "kaimu users"),
        (&["users", "list", "--help"], "kaimu users list"),
        (&["users", "show", "--help"], "kaimu users show"),
        (&["users", "export", "--help"], "kaimu users export"),
        (&["users", "disable", "--help"], "kaimu users disable"),
        (&["users", "enable", "--help"], "kaimu users enable"),
        (&["users", "sign-out", "--help"], "kaimu users sign-out"),
        (&["users", "unlink", "--help"], "kaimu users unlink"),
        (&["users", "relink", "--help"], "kaimu users relink"),
        (&["users", "rename", "--help"], "kaimu users rename"),
        (&["users", "invite", "--help"], "kaimu users invite"),
        (&["users", "delete", "--help"], "kaimu users delete"),
        (&["applications", "--help"], "kaimu applications list"),
        (&["applications", "list", "--help"], "kaimu applications list"),
        (&["audit", "--help"], "kaimu audit list"),
        (&["audit", "list", "--help"], "kaimu audit list"),
        (&["sign-in-link", "--help"], "kaimu sign-in-link"),
    ] {
        let help = Program::new().run(arguments);
        assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
        let shown = help.stdout.lines().find(|line| line.starts_with("Example: "));
        assert!(shown.is_some_and(|line| line.contains(example)), "{arguments:?}: {}", help.stdout);
    }
}

#[test]
fn a_port_in_use_is_reported_with_the_settings_to_change() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::new().set("KAIMU_SERVER__LISTEN", &address);
    let refused = program.run(&[]);
    assert_eq!(refused.status, Some(1));
    for words in [&address, "server.listen", "PORT"] {
        assert!(refused.stderr.contains(words), "{words:?} is missing: {}", refused.stderr);
    }
    assert!(!program.file("data").exists(), "nothing was begun");
}

#[test]
fn an_unreachable_database_is_reported_without_its_password() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let program = Program::new()
        .set("DATABASE_URL", &format!("postgres://kaimu:hunter2@{closed}/kaimu"))
        .set("SESSION_SECRET", "a secret of the tests, which is long enough")
        .set("RUST_LOG", "debug");
    for command in ["serve", "migrate"] {
        let failed = program.run(&[command]);
        assert_eq!(failed.status, Some(1));
        assert!(failed.stderr.contains(&closed.port().to_string()), "{}", failed.stderr);
        assert!(!failed.stderr.contains("hunter2"), "{}", failed.stderr);
    }
}

#[test]
fn a_sqlite_file_that_cannot_be_created_is_reported() {
    let failed = Program::new().set("DATABASE_URL", "sqlite:///dev/null/kaimu.db").run(&["migrate"]);
    assert_eq!(failed.status, Some(1));
    assert!(failed.stderr.contains("/dev/null"), "{}", failed.stderr);
}

async fn a_second_migrate_changes_nothing(database: Database) {
    let program = Program::on(&database);
    let first = program.run(&["migrate"]);
    assert_eq!(first.status, Some(0), "{}", first.stderr);
    assert!(first.stderr.contains("the database now has migration "), "{}", first.stderr);
    assert_eq!(database.count("users"), 0);
    let second = program.run(&["migrate"]);
    assert_eq!(second.status, Some(0), "{}", second.stderr);
    assert!(!second.stderr.contains("now has migration"), "{}", second.stderr);
    assert!(second.stderr.contains("the database is up to date"), "{}", second.stderr);
}

async fn concurrent_migrate_commands_all_succeed(database: Database) {
    let program = Arc::new(Program::on(&database));
    let commands: Vec<_> = (0..6)
        .map(|_| {
            let program = Arc::clone(&program);
            std::thread::spawn(move || program.run(&["migrate"]))
        })
        .collect();
    for command in commands {
        let ended = command.join().unwrap();
        assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    }
    database.assert_up_to_date();
}

#[test]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
fn the_end_of_the_process_does_not_disturb_a_new_connection() {
    let program = Program::on(&Database::postgres());
    for round in 0..50 {
        let ended = program.run(&["migrate"]);
        assert_eq!(ended.status, Some(0), "round {round}: {}", ended.stderr);
    }
}

#[test]
fn the_completions_of_each_shell_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let printed = Program::new().run(&["completions", shell]);
        assert_eq!(printed.status, Some(0), "{}", printed.stderr);
        assert!(printed.stdout.contains("sign-in-link"), "{shell}");
    }
    let program = Program::new();
    let completed = program.run_script(
        "kaimu completions bash > kaimu.bash; bash -c '. ./kaimu.bash; COMP_WORDS=(kaimu heal); COMP_CWORD=1; \
         _kaimu kaimu heal kaimu; echo \"${COMPREPLY[@]}\"'",
        &[],
    );
    assert_eq!(completed.stdout, "health\n", "{}", completed.stderr);
}

#[test]
fn every_command_has_a_manual_page() {
    let program = Program::new();
    std::fs::create_dir(program.file("man1")).unwrap();
    let written = program.run(&["man-pages", program.file("man1").to_str().unwrap()]);
    assert_eq!(written.status, Some(0), "{}", written.stderr);
    for (page, words) in
        [("kaimu", "sign-in-link"), ("kaimu-serve", "--config"), ("kaimu-users-list", "Exit status: 0")]
    {
        let text = std::fs::read_to_string(program.file(&format!("man1/{page}.1"))).unwrap();
        assert!(text.replace("\\-", "-").contains(words), "{page}: {text}");
    }
    let refused = program.run(&["man-pages", "missing"]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("cannot write the manual pages to missing: "), "{}", refused.stderr);
}
