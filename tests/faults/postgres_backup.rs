//! A backup of Postgres and its restore: the steps of docs/backup.md, as written there.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::Value;

use super::backup::{on, only_alan_signs_in, others_sign_in, part, under_way};
use super::failover::postgres_programs;
use super::sqlite::sign_in;
use crate::app::{Setup, TestClock};
use crate::database::Database;
use crate::markdown::blocks;
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;

/// Unlinks the identities that only the second list has, of users who are still there, as docs/backup.md says. Returns how many those
/// are.
fn compare_identities(program: &Program) -> usize {
    let users = stdout_of(program, &["users", "list", "--format", "json"]);
    let [before, after] =
        ["identities-before.csv", "identities-after.csv"].map(|name| fs::read_to_string(program.file(name)).unwrap());
    let revived: Vec<_> = after
        .lines()
        .filter(|line| !before.lines().any(|known| known == *line) && users.contains(line.split_once(',').unwrap().0))
        .collect();
    for (user, identity) in revived.iter().map(|line| line.split_once(',').unwrap()) {
        stdout_of(program, &["users", "unlink", user, identity]);
    }
    revived.len()
}

/// Does what docs/backup.md says about the two lists of users. Returns the usernames of those whom it disables or deletes.
fn compare_users(program: &Program) -> Vec<String> {
    let [before, after] = ["users-before.json", "users-after.json"].map(|name| {
        let list: Vec<Value> = serde_json::from_slice(&fs::read(program.file(name)).unwrap()).unwrap();
        list
    });
    let mut changed = Vec::new();
    for user in after {
        let id = user["id"].as_str().unwrap();
        match before.iter().find(|known| known["id"] == user["id"]) {
            None => drop(stdout_of(program, &["users", "delete", id, "--yes"])),
            Some(known) if known["state"] == "disabled" => drop(stdout_of(program, &["users", "disable", id])),
            Some(_) => continue,
        }
        changed.push(user["username"].as_str().unwrap().to_owned());
    }
    changed
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_steps_for_postgres_bring_users_back_and_revive_nothing_that_has_ended() {
    // The name of the documentation.
    let (provider, database) = (Provider::start(), Database::postgres_named("kaimu"));
    let (server, (user, password)) = (database.server(), database.credentials());
    let program = on(&database, &provider).set("PGHOST", &server.0.to_string()).set("PGPORT", &server.1.to_string());
    let program = program.set("PGUSER", &user).set("PGPASSWORD", &password);
    let run_step = |program: &Program, step: &str| {
        let ran = program.run_script(step, &[postgres_programs().as_path()]);
        assert_eq!(ran.status, Some(0), "{step}{}", ran.stderr);
        ran.stdout
    };
    let steps = blocks(&part("Postgres"), "sh");
    let [back_up, save_users, restore, migrate, end, list_users] = &steps[..] else { panic!("six steps: {steps:#?}") };

    let running = program.start();
    let ada = sign_in(&running).await;
    others_sign_in(&running, &provider).await;
    stdout_of(&running.program, &["sign-in-link", "ada"]);
    stdout_of(&running.program, &["users", "invite", "margaret@example.org"]);
    let (at_provider, mut response) = under_way(&running).await;
    run_step(&running.program, back_up);
    // What has ended since stays ended.
    stdout_of(&running.program, &["users", "sign-out", "ada"]);
    stdout_of(&running.program, &["users", "unlink", "ada", "idp"]);
    stdout_of(&running.program, &["users", "disable", "grace"]);
    stdout_of(&running.program, &["users", "delete", "linus", "--yes"]);
    database.execute("UPDATE users SET username = 'changed' WHERE username = 'alan'");
    let program = running.program.clone();
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));

    run_step(&program, save_users);
    run_step(&program, restore);
    assert_eq!((database.count("sessions"), database.count("invitations")), (4, 1), "the backup is there");
    assert_eq!(database.count("users WHERE username = 'alan'"), 1);
    run_step(&program, migrate);
    run_step(&program, end);
    run_step(&program, list_users);
    assert_eq!(compare_users(&program), ["grace", "linus"]);
    assert_eq!(compare_identities(&program), 1);
    assert_eq!(database.count("identities JOIN users ON users.id = user_id WHERE username = 'ada'"), 0);
    let dump = fs::metadata(program.file("kaimu.dump")).unwrap();
    assert_eq!(dump.permissions().mode() & 0o077, 0, "other users can read the backup");
    for table in ["sessions", "sign_in_links", "invitations", "identities WHERE relink_until IS NOT NULL"] {
        assert_eq!(database.count(table), 0, "{table}");
    }

    // The wait of the last step.
    let clock = TestClock::default();
    clock.advance(TimeDelta::minutes(10));
    provider.advance(TimeDelta::minutes(10));
    let app = Setup::on(&database).provider(provider.settings("idp")).start_at(&clock);
    assert_eq!(ada.get(app.api("/auth/session")).await.status, StatusCode::UNAUTHORIZED);
    response.set_port(app.base.port()).unwrap();
    at_provider.follow(&response).await.is_refused_with("state.expired");
    only_alan_signs_in(&app.api("/auth/oidc/idp/authorize"), &provider).await;
    database.assert_up_to_date();
}
