//! The operator's commands of the binary, while a server runs on the same database.

use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::{CommandOutput, Program};
use crate::provider::Provider;

on_both_databases![
    users_are_listed_as_table_and_json,
    invitations_are_listed_as_table_and_json,
    access_tokens_are_listed_as_table_and_json,
    the_audit_log_is_listed_as_table_json_and_csv,
    a_user_signed_out_by_the_operator_can_sign_in_again,
    the_operator_unlinks_an_identity_by_its_id_or_slug,
    the_operator_changes_a_username_that_applications_then_see,
    the_deletion_of_a_user_keeps_only_their_audit_entries,
    a_deletion_has_the_time_of_its_confirmation,
    an_invitation_of_an_existing_user_or_of_an_address_that_is_not_admitted_is_refused,
    every_command_that_changes_something_writes_an_audit_entry,
];

/// Kaimu with two users, Ada and one with a hostile name, and the program for the operator's commands.
async fn with_two_users(database: &Database) -> (TestApp, Provider, Program) {
    let provider = Provider::start();
    let app = Setup::on(database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let hostile = "Grace \u{1b}[31mHopper\u{202e}\u{7}\nroot";
    let grace = json!({ "sub": "grace", "email": "grace@a-rather-long-name-of-a-company.example.org",
        "email_verified": false, "name": hostile, "preferred_username": "grace" });
    provider.person(grace);
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Grace");
    (app, provider, Program::on(database))
}

/// The standard output of a command, which must succeed.
#[track_caller]
pub fn stdout_of(program: &Program, arguments: &[&str]) -> String {
    let CommandOutput { status, stdout, stderr } = program.run(arguments);
    assert_eq!(status, Some(0), "{arguments:?}: {stderr}");
    stdout
}

/// Replaces the digits of ids, times and ports by zeros, since they differ between runs.
pub fn normalized(text: &str) -> String {
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || "-:._".contains(c);
    let mut normalized = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(part_of_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !part_of_word(c)).unwrap_or(from.len()));
        let hexadecimal = word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        let id = hexadecimal && (word.len() == 36 || word.len() == 16);
        let time = word.starts_with("20") && word.matches('-').count() == 2 || word.len() == 5 && word.contains(':');
        normalized.push_str(before);
        normalized.push_str(&match word {
            word if id => word.replace(|c: char| c.is_ascii_hexdigit(), "0"),
            word if time => word.replace(|c: char| c.is_ascii_digit(), "0"),
            word if word.starts_with("127.0.0.1:") => "127.0.0.1:00000".to_owned(),
            word => word.to_owned(),
        });
        rest = after;
    }
    normalized + rest
}

/// Compares an output with its snapshot, which is the same for both databases.
fn assert_snapshot(name: &str, output: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, normalized(output));
    });
}

/// Asserts that no line is longer than 80 characters, and that no control character reaches the terminal.
#[track_caller]
fn fits_a_terminal(output: &str) {
    for line in output.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(!output.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{output:?}");
}

async fn users_are_listed_as_table_and_json(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    assert_eq!(operator.run(&["users", "disable", "grace"]).status, Some(0));
    for (name, arguments) in [
        ("users-list", &["users", "list"][..]),
        ("users-show", &["users", "show", "ada"]),
        ("users-show-disabled", &["users", "show", "grace"]),
    ] {
        let table = stdout_of(&operator, arguments);
        fits_a_terminal(&table);
        assert_snapshot(name, &table);
        let json = stdout_of(&operator, &[arguments, &["--format", "json"]].concat());
        let _: Value = serde_json::from_str(&json).unwrap();
        assert_snapshot(&format!("{name}-json"), &json);
    }
}

async fn access_tokens_are_listed_as_table_and_json(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    assert_eq!(stdout_of(&operator, &["tokens", "list"]), "No access tokens.\n");
    for (name, user, applications, used) in [
        ("laptop", "ada", r#"["https://git.example.org","https://home.example.org/wiki"]"#, "4000000000000"),
        ("a \u{1b}[31mname", "grace", r#"["https://files.a-rather-long-name-of-a-company.example.org"]"#, "NULL"),
    ] {
        database.execute(&format!(
            "INSERT INTO access_tokens (id, token_hash, user_id, identity_id, name, applications, created_at, \
             expires_at, last_used_at) SELECT identities.id, '{name}', user_id, identities.id, '{name}', \
             '{applications}', 1790000000000, 4000000000000, {used} FROM identities JOIN users \
             ON users.id = identities.user_id WHERE username = '{user}'"
        ));
    }
    let table = stdout_of(&operator, &["tokens", "list"]);
    fits_a_terminal(&table);
    assert_snapshot("tokens-list", &table);
    let json = stdout_of(&operator, &["tokens", "list", "--format", "json"]);
    assert_snapshot("tokens-list-json", &json);
    let of_ada = stdout_of(&operator, &["tokens", "list", "--user", "ada", "--format", "json"]);
    let of_ada: Value = serde_json::from_str(&of_ada).unwrap();
    assert_eq!((of_ada.as_array().unwrap().len(), &of_ada[0]["name"]), (1, &json!("laptop")));
    let unknown = operator.run(&["tokens", "list", "--user", "nobody"]);
    assert!(unknown.stderr.contains("no user has this username"), "{}", unknown.stderr);
}

async fn invitations_are_listed_as_table_and_json(database: Database) {
    let operator = Program::on(&database).set("KAIMU_SIGN_IN__SIGN_UP", "invited");
    stdout_of(&operator, &["migrate"]);
    let invited = stdout_of(&operator, &["users", "invite", "grace@example.org"]);
    assert_snapshot("users-invite", &invited.replace(&operator.frontend(), "https://example.org"));
    stdout_of(&operator, &["users", "invite", "Linus@example.org", "--days", "14"]);
    let table = stdout_of(&operator, &["users", "list", "--invited"]);
    fits_a_terminal(&table);
    assert_snapshot("users-invited", &table);
    assert_snapshot("users-invited-json", &stdout_of(&operator, &["users", "list", "--invited", "--format", "json"]));
    let days = database.values("(expires_at - invited_at) / 86400000", "invitations ORDER BY email_key");
    assert_eq!(days, [Some("7".to_owned()), Some("14".to_owned())]);
}

async fn the_audit_log_is_listed_as_table_json_and_csv(database: Database) {
    let (app, _provider, operator) = with_two_users(&database).await;
    stdout_of(&operator, &["users", "disable", "grace"]);
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_refused_with("account.disabled");
    let table = stdout_of(&operator, &["audit", "list"]);
    fits_a_terminal(&table);
    assert_snapshot("audit-list", &table);
    for format in ["json", "csv"] {
        assert_snapshot(&format!("audit-list-{format}"), &stdout_of(&operator, &["audit", "list", "--format", format]));
    }
    let lines = |arguments: &[&str]| {
        stdout_of(&operator, &[&["audit", "list", "--format", "csv"], arguments].concat()).lines().count()
    };
    assert_eq!(lines(&[]), 1 + 4);
    assert_eq!(lines(&["--outcome", "internal"]), 1, "the names of the columns");
    assert_eq!(lines(&["--user", "ada"]), 1 + 1);
    assert_eq!(lines(&["--user", "ada@example.org"]), 1 + 1);
    assert_eq!(lines(&["--outcome", "refused"]), 1 + 1);
    assert_eq!(lines(&["--outcome", "account.disabled", "--user", "grace"]), 1 + 1);
    assert_eq!(lines(&["--since", "1h", "--outcome", "succeeded"]), 1 + 3);
    database.execute("UPDATE audit_events SET occurred_at = occurred_at - 172800000 WHERE action = 'sign_in'");
    assert_eq!(lines(&["--since", "47h"]), 1 + 1);
    assert_eq!(lines(&["--since", "49h"]), 1 + 4);
    assert_eq!(lines(&["--since", "2020-01-01"]), 1 + 4);
    assert_eq!(lines(&["--since", "2020-01-01T00:00:00+01:00"]), 1 + 4);
}

async fn a_user_signed_out_by_the_operator_can_sign_in_again(database: Database) {
    let (app, provider, operator) = with_two_users(&database).await;
    provider.person(json!({ "sub": "ada-1", "email": "ada@example.org", "email_verified": true, "name": "Ada" }));
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(
        stdout_of(&operator, &["users", "sign-out", "ada@EXAMPLE.org"]),
        "ada is signed out; 2 sessions ended\n"
    );
    assert_eq!(browser.session(&app).await.0, 401);
    assert_eq!(database.count("sessions"), 1, "Grace's stays");
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

async fn the_operator_unlinks_an_identity_by_its_id_or_slug(database: Database) {
    let [one, two] = [(); 2].map(|()| Provider::start());
    let app = Setup::on(&database).provider(one.settings("one")).provider(two.settings("two")).start();
    let operator = Program::on(&database);
    let (by_one, by_two) = (Browser::new(), Browser::new());
    by_one.follow(app.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    by_two.follow(app.api("/auth/oidc/two/authorize")).await.is_signed_in_as("Ada");
    database.execute("UPDATE identities SET provider = 'one'");
    let known = database.values("id", "identities ORDER BY linked_at, id");
    let known: Vec<String> = known.into_iter().flatten().collect();
    for unclear in ["one", "three", "0197a0b8-0000-7000-8000-000000000000"] {
        let refused = operator.run(&["users", "unlink", "ada", unclear]);
        assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""), "{unclear}");
        let listed = format!("name one identity of ada by its id: {} (one), {} (one)", known[0], known[1]);
        assert!(refused.stderr.contains(&listed), "{}", refused.stderr);
    }
    let unlinked = stdout_of(&operator, &["users", "unlink", "ada", &known[1]]);
    assert_eq!(unlinked, "the identity of ada at one is unlinked; 1 session ended\n");
    assert_eq!((by_one.session(&app).await.0.as_u16(), by_two.session(&app).await.0.as_u16()), (200, 401));
    by_two.follow(app.api("/auth/oidc/two/authorize")).await.is_refused_with("account.confirmation_needed");

    let unlinked = stdout_of(&operator, &["users", "unlink", "ada", "one"]);
    assert!(unlinked.contains("1 session ended\nada has no way to sign in left"), "{unlinked}");
    assert_eq!((database.count("identities"), database.count("sessions")), (0, 0));
    let none = operator.run(&["users", "unlink", "ada", "one"]);
    assert!(none.stderr.contains("name one identity of ada by its id: there is none"), "{}", none.stderr);
    let written = database.values("action", "audit_events WHERE provider = 'operator'");
    assert_eq!(written, ["user_unlink"; 2].map(|action| Some(action.to_owned())));
}

async fn the_operator_changes_a_username_that_applications_then_see(database: Database) {
    let (app, provider, operator) = with_two_users(&database).await;
    let taken = operator.run(&["users", "rename", "grace", "ada"]);
    assert_eq!((taken.status, taken.stdout.as_str()), (Some(1), ""));
    assert!(taken.stderr.contains("another user has or had this username"), "{}", taken.stderr);
    assert_eq!(stdout_of(&operator, &["users", "rename", "grace", "hopper"]), "grace is now hopper\n");
    assert_eq!(stdout_of(&operator, &["users", "rename", "hopper", "hopper"]), "hopper is now hopper\n");
    provider.person(json!({ "name": "Grace" }));
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Grace");
    assert_eq!(browser.session(&app).await.1["user"]["username"], "hopper", "also after the next sign-in");
    assert_eq!(database.audit()[2..4], ["user_rename succeeded"; 2]);
}

async fn the_deletion_of_a_user_keeps_only_their_audit_entries(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    let id = database.values("id", "users WHERE username = 'ada'")[0].clone().unwrap();
    let asked = operator.run(&["users", "delete", "ada"]);
    assert_eq!((asked.status, asked.stdout.as_str()), (Some(2), ""));
    assert!(asked.stderr.contains("--yes"), "{}", asked.stderr);
    assert_eq!(database.count("users"), 2);

    let declined = operator.run_at_a_terminal(&["users", "delete", "ada"], "\n");
    let question = "Delete ada with 1 identity and 1 session? This cannot be undone. [y/N] ";
    assert!(
        declined.stdout.contains(question) && declined.stdout.contains("nothing was deleted"),
        "{}",
        declined.stdout
    );
    assert_eq!((declined.status, database.count("users")), (Some(1), 2));
    let confirmed = operator.run_at_a_terminal(&["users", "delete", "grace"], "yes\n");
    assert!(confirmed.stdout.contains("grace is deleted"), "{}", confirmed.stdout);
    assert_eq!((confirmed.status, database.count("users")), (Some(0), 1));

    assert_eq!(stdout_of(&operator, &["users", "delete", "ada", "--yes"]), "ada is deleted\n");
    let left = ["users", "identities", "sessions"].map(|table| database.count(table));
    assert_eq!(left, [0, 0, 0]);
    let about = stdout_of(&operator, &["audit", "list", "--user", &id, "--format", "json"]);
    let about: Value = serde_json::from_str(&about).unwrap();
    assert_eq!((&about[0]["action"], &about[0]["username"]), (&json!("sign_in"), &json!(null)));
    assert_eq!((&about[1]["action"], &about[1]["user"]), (&json!("user_delete"), &json!(id)));
}

async fn a_deletion_has_the_time_of_its_confirmation(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    let mut asking = operator.at_a_terminal(&["users", "delete", "ada"]);
    let mut question = Vec::new();
    BufReader::new(asking.stdout.as_mut().unwrap()).read_until(b']', &mut question).unwrap();
    assert!(question.ends_with(b"[y/N]"), "{}", String::from_utf8_lossy(&question));
    stdout_of(&operator, &["users", "invite", "new@example.org"]);
    let mut keyboard = asking.stdin.take().unwrap();
    keyboard.write_all(b"yes\n").unwrap();
    assert!(asking.wait().unwrap().success());
    let actions = database.values("action", "audit_events WHERE provider = 'operator' ORDER BY occurred_at");
    assert_eq!(actions, ["user_invite", "user_delete"].map(|action| Some(action.to_owned())));
}

async fn an_invitation_of_an_existing_user_or_of_an_address_that_is_not_admitted_is_refused(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    let refused = |program: &Program, address: &str, words: &str| {
        let ended = program.run(&["users", "invite", address]);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""), "{address}");
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    };
    refused(&operator, "ADA@example.org", "this address belongs to the user ada already");
    let closed = Program::on(&database).set("KAIMU_SIGN_IN__SIGN_UP", "closed");
    refused(&closed, "new@example.org", "sign_in.sign_up is \"closed\"");
    let limited = Program::on(&database).set("KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS", "example.org");
    refused(&limited, "new@example.com", "sign_in.allowed_email_domains");
    assert_eq!(database.count("invitations"), 0);
    let open = stdout_of(&operator, &["users", "invite", "new@example.com"]);
    assert!(open.contains("sign_in.sign_up is \"open\""), "{open}");
}

async fn every_command_that_changes_something_writes_an_audit_entry(database: Database) {
    let (_app, _provider, operator) = with_two_users(&database).await;
    for arguments in [
        &["users", "sign-out", "ada"][..],
        &["users", "disable", "ada"],
        &["users", "disable", "ada"],
        &["users", "enable", "ada"],
        &["users", "rename", "grace", "hopper"],
        &["users", "unlink", "hopper", "idp"],
        &["users", "sign-out", "--all"],
        &["users", "invite", "new@example.org"],
        &["sign-in-link", "ada"],
        &["users", "delete", "ada", "--yes"],
        &["users", "list"],
        &["users", "show", "hopper"],
        &["audit", "list"],
    ] {
        stdout_of(&operator, arguments);
    }
    let written = database.audit();
    assert_eq!(
        written[2..],
        [
            "user_sign_out",
            "user_disable",
            "user_disable",
            "user_enable",
            "user_rename",
            "user_unlink",
            "user_invite",
            "sign_in_link",
            "user_delete"
        ]
        .map(|action| format!("{action} succeeded"))
    );
    let by = database.values("provider", "audit_events ORDER BY id");
    assert!(by[2..].iter().all(|provider| provider.as_deref() == Some("operator")), "{by:?}");
    let subject = database.values("user_id", "audit_events WHERE action = 'user_invite'");
    assert_eq!(subject, [None], "an invited address is no user yet, and no audit entry contains it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_user_leaves_nothing_in_the_files_of_sqlite() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let known = ["subject-in-a-free-page", "free.page@example.org", "Ada of the Free Page"];
    provider.person(json!({ "sub": known[0], "email": known[1], "name": known[2] }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let path = database.url().strip_prefix("sqlite://").unwrap();
    let stored = |text: &str| {
        let files = ["", "-wal"].map(|ending| std::fs::read(format!("{path}{ending}")).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    assert!(known.into_iter().all(stored));
    assert_eq!(stdout_of(&Program::on(&database), &["users", "delete", "ada", "--yes"]), "ada is deleted\n");
    let left: Vec<&str> = known.into_iter().filter(|text| stored(text)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_unknown_user_is_an_error_without_an_audit_entry() {
    let database = Database::sqlite();
    let operator = Program::on(&database);
    stdout_of(&operator, &["migrate"]);
    for arguments in [
        &["users", "show", "nobody"][..],
        &["users", "disable", "nobody"],
        &["users", "enable", "nobody@example.org"],
        &["users", "sign-out", "0197a0b8-0000-7000-8000-000000000000"],
        &["users", "sign-out", "nobody", "--session", "0197a0b8-0000-7000-8000-000000000000"],
        &["users", "unlink", "nobody", "okta"],
        &["users", "rename", "nobody", "ada"],
        &["users", "delete", "nobody", "--yes"],
        &["sign-in-link", "nobody"],
        &["audit", "list", "--user", "nobody"],
    ] {
        let ended = operator.run(arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(ended.stderr.contains("no user has this username, id or proven e-mail address"), "{}", ended.stderr);
    }
    assert_eq!(database.count("audit_events"), 0);
}

#[test]
fn invalid_arguments_end_with_exit_status_2_and_name_the_valid_ones() {
    let operator = Program::on(&Database::sqlite());
    for (arguments, words) in [
        (&["users"][..], "list"),
        (&["users", "list", "--format", "xml"], "table, json"),
        (&["users", "invite", "grace"], "expected an e-mail address"),
        (&["users", "invite", "grace@example.org", "--days", "0"], "1..=365"),
        (&["users", "sign-out"], "required arguments were not provided"),
        (&["users", "sign-out", "ada", "--all"], "cannot be used with"),
        (&["users", "sign-out", "--provider", "okta", "--all"], "cannot be used with"),
        (&["users", "sign-out", "--all", "--session", "0197a0b8-0000-7000-8000-000000000000"], "cannot be used with"),
        (
            &["users", "sign-out", "--provider", "okta", "--session", "0197a0b8-0000-7000-8000-000000000000"],
            "cannot be used with",
        ),
        (&["users", "sign-out", "ada", "--session", "7"], "--session"),
        (&["users", "sign-out", "--provider", "Okta!"], "lower-case letters"),
        (&["users", "rename", "ada", "Ada L"], "lower-case letters"),
        (&["users", "relink", "--provider", "okta"], "--by"),
        (&["audit", "list", "--format", "xml"], "table, json, csv"),
        (&["audit", "list", "--since", "yesterday"], "expected a duration such as 24h"),
        (&["audit", "list", "--outcome", "account.disbled"], "expected succeeded, refused"),
        (&["sign-in-link"], "<USER>"),
    ] {
        let ended = operator.run(arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.stderr.contains(words), "{arguments:?}: {}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn user_and_audit_commands_neither_create_nor_migrate_a_database() {
    let program = Program::new();
    for arguments in [&["users", "list"][..], &["audit", "list"], &["sign-in-link", "ada"]] {
        let ended = program.run(arguments);
        assert_eq!(ended.status, Some(1), "{arguments:?}");
        assert!(ended.stderr.contains("there is no Kaimu database at the configured place"), "{}", ended.stderr);
    }
    assert!(!program.file("data/kaimu.db").exists());

    let database = Database::sqlite();
    let app = Setup::on(&database).start();
    database.execute("DELETE FROM __diesel_schema_migrations WHERE version LIKE '20261124300000%'");
    let ended = Program::on(&database).run(&["users", "list"]);
    assert_eq!(ended.status, Some(1));
    assert!(ended.stderr.contains("belongs to an older version of Kaimu"), "{}", ended.stderr);
    drop(app);
}
