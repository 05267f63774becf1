//! Mistakes in the configuration: each is named, and no part of a password is printed.

use std::collections::BTreeMap;

use diesel::{Connection, PgConnection};
use kaimu::domain::error_chain;
use kaimu::store::Store;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::database::Database;
use crate::program::Program;
use crate::provider::Provider;

const SECRET: &str = "a secret of the tests, which is long enough";

/// URLs of which libpq prints the password, because it cannot read them.
const PRINTED_BY_LIBPQ: [&str; 9] = [
    "postgres://p:hunter2 abc@127.0.0.1:1/d",
    "postgres://p:hunter2%00@127.0.0.1:1/d",
    "postgres://p:hunter2%zz@127.0.0.1:1/d",
    "postgres://p@127.0.0.1:1/d?password=hunter2 b",
    "postgres://p@127.0.0.1:1/d?sslmode=require&hunter2",
    "postgres://p@127.0.0.1:1/d?password=a&hunter2=b",
    "postgres://p@127.0.0.1:1/d?hunter2=b=c",
    "postgres://p:hunter2@[::1/d",
    "postgres://p:a@hunter2@127.0.0.1:1/d",
];

#[test]
fn a_malformed_database_url_is_refused_by_every_command_without_its_password() {
    for url in PRINTED_BY_LIBPQ {
        let printed = PgConnection::establish(url).err().unwrap().to_string();
        assert!(printed.contains("hunter2"), "libpq itself does not print it: {printed}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("database-url");
    let commands: [&[&str]; 9] = [
        &["serve"],
        &["migrate"],
        &["check"],
        &["check", "--json"],
        &["status"],
        &["reload"],
        &["users", "list"],
        &["audit", "list"],
        &["migrate"],
    ];
    // Each URL with one command, and each command with one URL.
    for (url, command) in PRINTED_BY_LIBPQ.into_iter().zip(commands) {
        std::fs::write(&file, url).unwrap();
        for (name, value) in [("DATABASE_URL", url), ("DATABASE_URL_FILE", file.to_str().unwrap())] {
            let ran = Program::new().set(name, value).set("SESSION_SECRET", SECRET).run(command);
            let printed = format!("{}{}", ran.stdout, ran.stderr);
            assert!(printed.contains("DATABASE_URL") && !printed.contains("hunter2"), "{url} {command:?}: {printed}");
            assert_eq!(ran.status, Some(2), "{url} {command:?}: {printed}");
        }
    }
}

/// What may stand in a URL by mistake.
const PIECES: &[&str] = &[
    " ",
    "\n",
    "\t",
    "%",
    "%00",
    "%2",
    "%20",
    "%zz",
    "@",
    "/",
    "//",
    ":",
    "?",
    "#",
    "&",
    "=",
    "&&",
    "[",
    "]",
    "[::1",
    ",",
    ";",
    "\\",
    "\"",
    "'",
    "&x",
    "&x=",
    "?x=1",
    "\u{feff}",
    "ä",
    "&sslmode=",
];

/// Well-formed URLs. The two halves of the password look different, so that each can be found.
const WELL_FORMED: &[&str] = &[
    "postgres://kaimu:hunter2HUNTER3@127.0.0.1:1/kaimu?sslmode=disable&connect_timeout=1",
    "postgres://kaimu@127.0.0.1:1/kaimu?password=hunter2HUNTER3&sslmode=disable",
    "postgresql://127.0.0.1:1/kaimu?sslmode=disable&user=kaimu&password=hunter2HUNTER3",
    "postgres://kaimu:hunter2HUNTER3@[::1]:1,127.0.0.1:1/kaimu",
    "postgres://kaimu:hunter2HUNTER3@127.0.0.1:1",
];

/// A URL with up to three mistakes: something more, or a sign less.
fn malformed() -> impl Strategy<Value = String> {
    let mistake = (any::<prop::sample::Index>(), prop::option::of(prop::sample::select(PIECES)));
    (prop::sample::select(WELL_FORMED), prop::collection::vec(mistake, 1..4))
        .prop_map(|(url, mistakes)| {
            let mut url = url.to_owned();
            for (at, more) in mistakes {
                let host = url.find("127.0.0.1").map_or(0..0, |start| start..start + "127.0.0.1".len());
                // Without the colon before it, a password can be the name of a host.
                let scheme = "postgres://".len();
                let first_colon = url[scheme..].find(':').map(|at| scheme + at);
                let is_sign =
                    |at: usize| url[at..].starts_with(['@', ':', '/', '?', '&', '=', '%']) && first_colon != Some(at);
                let places: Vec<usize> = url
                    .char_indices()
                    .map(|(at, _)| at)
                    // Another host would be looked up.
                    .filter(|at| !host.contains(at) && *at >= scheme && (more.is_some() || is_sign(*at)))
                    .collect();
                if places.is_empty() {
                    continue;
                }
                let place = *at.get(&places);
                match more {
                    Some(more) => url.insert_str(place, more),
                    None => drop(url.remove(place)),
                }
            }
            url
        })
        .prop_filter("a password in the place of the host is printed as one", |url| {
            !url.contains('@') || url.contains("@127.0.0.1") || url.contains("@[::1]")
        })
}

/// What Kaimu says about this URL: the configuration refuses it, or the connection fails.
fn said_about(url: &str) -> String {
    let variables = [("DATABASE_URL", url), ("SESSION_SECRET", SECRET)];
    let environment: BTreeMap<_, _> = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    match kaimu::config::load(None, &environment) {
        Err(problems) => problems.to_string(),
        Ok(settings) => match Store::open_existing(&settings.database_url) {
            Err(error) => error_chain(&error),
            Ok(_) => panic!("nothing listens on port 1"),
        },
    }
}

#[test]
fn no_part_of_the_password_of_a_database_url_with_any_mistake_is_printed() {
    let cases = Config { cases: 400, failure_persistence: None, ..Config::default() };
    TestRunner::new(cases)
        .run(&malformed(), |url| {
            let said = said_about(&url);
            prop_assert!(!said.contains("hunter2") && !said.contains("HUNTER3"), "{}: {}", url, said);
            Ok(())
        })
        .unwrap();
    for url in WELL_FORMED {
        let said = said_about(url);
        assert!(!said.contains("DATABASE_URL") && !said.contains("hunter2"), "it is well-formed: {said}");
    }
}

#[test]
fn a_key_with_one_underscore_for_two_stops_the_start_with_the_right_name() {
    let provider = Provider::start();
    let program = || Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    for (wrong, value, right) in [
        ("KAIMU_SIGN_IN_SIGN_UP", "closed", "KAIMU_SIGN_IN__SIGN_UP"),
        ("KAIMU_SERVER_TRUSTED_PROXIES", "10.0.0.0/8", "KAIMU_SERVER__TRUSTED_PROXIES"),
        ("KAIMU_SESSION_SECRET_FILE", "/run/secrets/session", "KAIMU_SESSION__SECRET_FILE"),
    ] {
        let refused = program().set(wrong, value).run(&["check"]);
        assert_eq!(refused.status, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains(&format!("{wrong}: unknown environment variable; write it as {right}")));
    }
    program().set("KAIMU_SIGN_IN__SIGN_UP", "closed").start();
}

#[test]
fn a_line_end_after_the_database_url_makes_no_second_database() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    database.open();
    let url = format!("{}\n", database.url());
    let refused = Program::on(&database).set("DATABASE_URL", &url).run(&["migrate"]);
    assert_eq!(refused.status, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("DATABASE_URL: contains a control character"), "{}", refused.stderr);
    for (text, expected) in [("hunter2\n\n", "a control character"), ("\u{feff}hunter2", "a byte order mark")] {
        let file = folder.path().join("client-secret");
        std::fs::write(&file, text).unwrap();
        let mut settings = Provider::start().settings("idp");
        settings.as_object_mut().unwrap().remove("client_secret");
        settings["client_secret_file"] = file.to_str().unwrap().into();
        let refused = Program::on(&database).provider(settings.clone()).run(&["check"]);
        assert_eq!(refused.status, Some(2), "{}", refused.stdout);
        let expected = format!("client_secret_file: {} contains {expected}", file.display());
        assert!(refused.stderr.contains(&expected) && !refused.stderr.contains("hunter2"), "{}", refused.stderr);
        std::fs::write(&file, "hunter2\n").unwrap();
        assert_ne!(
            Program::on(&database).provider(settings).run(&["check"]).status,
            Some(2),
            "one line end is dropped"
        );
    }
    let mut blank = Provider::start().settings("idp");
    blank["client_id"] = " kaimu".into();
    let refused = Program::on(&database).provider(blank).run(&["check"]);
    assert!(refused.stderr.contains("(idp): client_id: begins or ends with a blank"), "{}", refused.stderr);
    assert_eq!(Program::on(&database).run(&["migrate"]).status, Some(0));
}
