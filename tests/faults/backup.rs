//! A backup of an SQLite file under a running server and its restore, with the commands of docs/backup.md.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use reqwest::StatusCode;
use serde_json::json;
use url::Url;

use super::sqlite::{beside, file_of, sign_in};
use crate::browser::Browser;
use crate::database::Database;
use crate::documentation;
use crate::markdown::section;
use crate::operator::stdout_of;
use crate::program::{Program, Running};
use crate::provider::Provider;

/// The part of docs/backup.md under this heading.
pub fn part(heading: &str) -> String {
    section(&documentation::text("docs/backup.md"), heading).to_owned()
}

/// The commands of Kaimu in the part of docs/backup.md under this heading, without `kaimu`.
pub fn documented(heading: &str) -> Vec<String> {
    part(heading).lines().filter_map(|line| line.strip_prefix("$ kaimu ")).map(str::to_owned).collect()
}

/// A command of the page, with a file of the test in place of that of the page.
pub fn with_file(command: &str, file: &str) -> Vec<String> {
    command
        .split(' ')
        .map(|word| if word.starts_with("/var/backups/") { file } else { word })
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn run(program: &Program, words: &[String]) -> String {
    stdout_of(program, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

pub fn on(database: &Database, provider: &Provider) -> Program {
    Program::on(database).provider(provider.settings("idp"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_restore_of_the_documentation_brings_users_back_and_revives_nothing_that_has_ended() {
    let (provider, database, folder) = (Provider::start(), Database::sqlite(), tempfile::tempdir().unwrap());
    let backup = folder.path().join("kaimu.db").display().to_string();
    let running = on(&database, &provider).start();
    let ada = sign_in(&running).await;
    others_sign_in(&running, &provider).await;
    stdout_of(&running.program, &["sign-in-link", "ada"]);
    database.execute(
        "INSERT INTO access_tokens (id, token_hash, user_id, identity_id, name, applications, created_at, expires_at) \
         SELECT id, 'x', user_id, id, 'laptop', '[]', 0, 4000000000000 FROM identities WHERE subject = 'alan'",
    );
    let (at_provider, mut response) = under_way(&running).await;

    let [command] = &documented("Back up an SQLite file")[..] else { panic!("one command") };
    let shown = run(&running.program, &with_file(command, &backup));
    assert!(shown.contains("4 users") && shown.contains("session.secret (SESSION_SECRET)"), "{shown}");
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let again = running.program.run(&["backup", &backup]);
    assert!(again.status == Some(1) && again.stderr.contains("not overwritten"), "{}", again.stderr);

    // What has ended since stays ended.
    assert_eq!(stdout_of(&running.program, &["tokens", "revoke", "--all"]), "1 access token revoked\n");
    stdout_of(&running.program, &["users", "sign-out", "ada"]);
    stdout_of(&running.program, &["users", "unlink", "ada", "idp"]);
    stdout_of(&running.program, &["users", "disable", "grace"]);
    stdout_of(&running.program, &["users", "delete", "linus", "--yes"]);
    let [command, ..] = &documented("Restore an SQLite file")[..] else { panic!("commands") };
    let restore = with_file(command, &backup);
    let refused = running.program.run(&["restore", &backup]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("stop it first"), "{}", refused.stderr);
    let elsewhere = folder.path().join("elsewhere.db");
    std::os::unix::fs::symlink(file_of(&database), &elsewhere).unwrap();
    let linked = Program::new().set("DATABASE_URL", &format!("sqlite://{}", elsewhere.display()));
    let refused = linked.run(&["restore", &backup]);
    assert!(refused.stderr.contains("stop it first"), "{}", refused.stderr);
    running.signal("KILL");
    running.end();

    let program = on(&database, &provider);
    let shown = run(&program, &restore);
    for words in [
        "Disabled since the backup, and active again:\n  grace ",
        "Deleted since the backup, and back again:\n  linus ",
        "Unlinked since the backup, and linked again:\n  idp of ada ",
    ] {
        assert!(shown.contains(words), "{words:?} is missing: {shown}");
    }
    assert!(shown.contains("1 access token of it revoked"), "{shown}");
    assert!(shown.contains("4 sessions of it ended") && !shown.contains("  alan "), "{shown}");
    let revived = shown.lines().filter_map(|line| line.split_once(": kaimu ")).map(|(_, command)| command.split(' '));
    for command in revived {
        let mut command: Vec<&str> = command.collect();
        if command[1] == "delete" {
            command.push("--yes");
        }
        stdout_of(&program, &command);
    }
    assert_eq!(
        database.values("username", "users JOIN identities ON users.id = user_id ORDER BY username"),
        ["alan", "grace"].map(|it| Some(it.to_owned()))
    );

    for table in ["access_tokens", "last_sign_ins", "sessions", "sign_in_links", "hand_over_tickets", "waiting_links"] {
        assert_eq!(database.count(table), 0, "{table}");
    }
    assert_eq!(database.values("COUNT(*)", "users WHERE username = 'linus'"), [Some("0".to_owned())]);

    let running = program.start();
    assert_eq!(ada.get(running.api("/auth/session")).await.status, StatusCode::UNAUTHORIZED, "as before the restore");
    response.set_port(Some(running.ports[0])).unwrap();
    at_provider.follow(&response).await.is_refused_with("state.expired");
    only_alan_signs_in(&running.api("/auth/oidc/idp/authorize"), &provider).await;
    database.assert_up_to_date();
}

/// Makes the provider sign this person in.
fn is_person(provider: &Provider, name: &str) {
    provider.person(json!({ "sub": name, "name": name, "preferred_username": name }));
}

/// Grace, Linus and Alan sign in.
pub async fn others_sign_in(running: &Running, provider: &Provider) {
    for name in ["grace", "linus", "alan"] {
        is_person(provider, name);
        Browser::new().follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of(name);
    }
}

/// A browser in the middle of a sign-in, and the URL of the callback to which the provider has sent it.
pub async fn under_way(running: &Running) -> (Browser, Url) {
    let browser = Browser::new();
    let started = browser.get(running.api("/auth/oidc/idp/authorize")).await;
    let response = browser.get(started.location().unwrap()).await.location().unwrap();
    (browser, response)
}

/// After a restore and its last steps: Grace is disabled, and Alan is a user.
pub async fn only_alan_signs_in(start: &Url, provider: &Provider) {
    is_person(provider, "grace");
    Browser::new().follow(start).await.is_refused_with("account.disabled");
    is_person(provider, "alan");
    Browser::new().follow(start).await.is_dashboard_of("alan");
}

/// The file that a restore has kept.
fn kept(file: &std::path::Path) -> Vec<std::path::PathBuf> {
    let name = format!("{}.replaced-", file.file_name().unwrap().to_str().unwrap());
    let entries = fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_replaces_a_damaged_database_and_keeps_it() {
    let (provider, database, folder) = (Provider::start(), Database::sqlite(), tempfile::tempdir().unwrap());
    let (file, backup) = (file_of(&database), folder.path().join("backup.db").display().to_string());
    let running = on(&database, &provider).start();
    sign_in(&running).await;
    stdout_of(&running.program, &["backup", &backup]);
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    let damaged = b"this is no database, and longer than the header of one".repeat(20);
    fs::write(&file, &damaged).unwrap();
    fs::write(beside(&file, "-wal"), "nor a log").unwrap();
    let program = on(&database, &provider);
    assert_eq!(program.run(&["users", "list"]).status, Some(1), "the database is damaged");

    let shown = stdout_of(&program, &["restore", &backup]);
    assert!(shown.contains("The previous database cannot be read"), "{shown}");
    assert!(stdout_of(&program, &["users", "list"]).contains("ada@example.org"));
    assert_eq!(fs::read(&kept(&file)[0]).unwrap(), damaged);
    assert!(!beside(&file, "-wal").exists(), "the log of the damaged file is not read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_refuses_what_is_no_sound_database_of_kaimu_and_changes_nothing() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    let program = Program::on(&database);
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    let before = fs::read(file_of(&database)).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("text"), "no database").unwrap();
    fs::write(path("empty"), "").unwrap();
    let (newer, other) = (Database::sqlite(), Database::sqlite());
    for made in [&newer, &other] {
        assert_eq!(Program::on(made).run(&["migrate"]).status, Some(0));
    }
    newer.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    other.execute("DROP TABLE identities");
    for (file, words) in [
        (path("missing"), "No such file"),
        (path("text"), "not a database"),
        (path("empty"), "there is no Kaimu database"),
        (file_of(&newer).display().to_string(), "99990101000000"),
        (file_of(&other).display().to_string(), "there is no Kaimu database"),
    ] {
        let refused = program.run(&["restore", &file]);
        assert_eq!(refused.status, Some(1), "{file}: {}", refused.stdout);
        assert!(
            refused.stderr.contains("nothing was restored") && refused.stderr.contains(words),
            "{}",
            refused.stderr
        );
        assert!(refused.stderr.contains(&file), "{}", refused.stderr);
    }
    assert_eq!(fs::read(file_of(&database)).unwrap(), before);
    assert_eq!(fs::read_dir(file_of(&database).parent().unwrap()).unwrap().count(), 1, "no copy is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_kaimu_is_migrated_by_its_restore() {
    let (older, database) = (Database::sqlite(), Database::sqlite());
    assert_eq!(Program::on(&older).run(&["migrate"]).status, Some(0));
    older.execute("DROP TABLE readiness");
    older.execute("DELETE FROM __diesel_schema_migrations WHERE version = '20261129500000'");
    let program = Program::on(&database);
    stdout_of(&program, &["restore", file_of(&older).to_str().unwrap()]);
    database.assert_up_to_date();
    assert_eq!(program.run(&["users", "list"]).status, Some(0));
}

#[test]
fn on_postgres_backup_and_restore_name_the_programs_to_use() {
    let program = Program::new()
        .set("DATABASE_URL", "postgres://kaimu:hunter2@127.0.0.1:9/kaimu")
        .set("SESSION_SECRET", "a secret of the tests, which is long enough");
    for (command, words) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let refused = program.run(&[command, "file"]);
        assert_eq!(refused.status, Some(2));
        assert!(refused.stderr.contains(words) && refused.stderr.contains("docs/backup.md"), "{}", refused.stderr);
        assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    }
}

#[test]
fn a_restore_in_the_folder_of_another_user_is_refused_also_for_root() {
    let (backup, database) = (Database::sqlite(), Database::sqlite());
    assert_eq!(Program::on(&backup).run(&["migrate"]).status, Some(0));
    let is_root = rustix::process::geteuid().is_root();
    let target = if is_root {
        let file = file_of(&database);
        let folder = file.parent().unwrap();
        fs::create_dir(folder).unwrap();
        std::os::unix::fs::chown(folder, Some(65534), Some(65534)).unwrap();
        database.url().to_owned()
    } else {
        "sqlite:///usr/share/kaimu.db".to_owned()
    };
    let program = Program::on(&database).set("DATABASE_URL", &target);
    let refused = program.run(&["restore", file_of(&backup).to_str().unwrap()]);
    let owner = if is_root { 65534 } else { 0 };
    let command = format!("setpriv --reuid={owner} --regid={owner} --clear-groups kaimu restore");
    for words in [&format!("belongs to the user {owner}"), &command] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert_eq!((refused.status, Path::new(target.trim_start_matches("sqlite://")).exists()), (Some(1), false));
}
