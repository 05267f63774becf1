//! The sections `session`, `sign_in`, `database` and `limits`.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;
use crate::domain::DatabaseUrl;

/// 32 bytes, like those of `openssl rand -hex 16`.
const RANDOM: &str = "4b1f09c7d2e86a35f0b94c1d7e2a8365";

#[test]
fn durations_have_units_and_are_between_one_second_and_ten_years() {
    let file = "[session]\nidle_timeout = \"90m\"\nabsolute_timeout = \"1d 12h\"";
    let lifetimes = loaded(file, &[]).unwrap().lifetimes;
    assert_eq!(lifetimes.idle, Duration::from_mins(90));
    assert_eq!(lifetimes.absolute, Duration::from_hours(36));
    assert!(loaded("[session]\nabsolute_timeout = \"3650d\"", &[]).is_ok());
    for (text, expected) in [
        ("0s", "too short"),
        ("999ms", "too short"),
        ("3651d", "too long; use at most 3650d"),
        ("99999999999999999999y", "expected a duration"),
        ("12", "expected a duration"),
        ("-1h", "expected a duration"),
        ("soon", "expected a duration"),
    ] {
        assert_problem(
            "",
            &[("KAIMU_SESSION__ABSOLUTE_TIMEOUT", text)],
            &["KAIMU_SESSION__ABSOLUTE_TIMEOUT: ", expected],
        );
    }
}

#[test]
fn an_absolute_timeout_may_be_shorter_than_the_idle_one() {
    let settings = loaded("", &[("KAIMU_SESSION__ABSOLUTE_TIMEOUT", "6h")]).unwrap();
    assert_eq!(settings.lifetimes.absolute, Duration::from_hours(6));
}

#[test]
fn a_user_has_1_to_10000_sessions_and_100_by_default() {
    let max = |file: &str| loaded(file, &[]).unwrap().max_sessions_per_user;
    assert_eq!((max(""), max("[session]\nmax_per_user = 1"), max("[session]\nmax_per_user = 10000")), (100, 1, 10_000));
    for number in ["0", "10001", "many"] {
        let variable = "KAIMU_SESSION__MAX_PER_USER";
        assert_problem("", &[(variable, number)], &[variable, "expected a whole number from 1 to 10000"]);
    }
}

#[test]
fn a_sign_in_attempt_takes_1_to_60_minutes() {
    let attempt =
        |text| loaded("", &[("OIDC_STATE_EXPIRATION_MINUTES", text)]).map(|settings| settings.sign_in_attempt);
    assert_eq!(attempt("1").unwrap(), Duration::from_mins(1));
    assert_eq!(attempt("60").unwrap(), Duration::from_hours(1));
    for text in ["0", "61", "1.5", "10m", "-1", "99999999999"] {
        let message = attempt(text).unwrap_err().to_string();
        assert_eq!(message, "OIDC_STATE_EXPIRATION_MINUTES: expected a whole number from 1 to 60");
    }
}

#[test]
fn a_session_secret_has_at_least_32_bytes() {
    assert!(loaded("", &[("SESSION_SECRET", RANDOM)]).unwrap().session_secrets.is_some());
    assert!(loaded("", &[("SESSION_SECRET", &"äbcdefghij".repeat(3))]).unwrap().session_secrets.is_some());
    assert_problem("", &[("SESSION_SECRET", &RANDOM[..31])], &["SESSION_SECRET: ", "32 bytes", "openssl rand"]);
    let file = "[session]\nsecret = \"hunter2\"";
    assert_problem(file, &[], &["kaimu.toml, session.secret: ", "32 bytes"]);
    assert!(!problems(file, &[]).contains("hunter2"));
}

#[test]
fn a_session_secret_that_can_be_guessed_is_refused() {
    for guessable in ["changemechangemechangemechangeme", &"a".repeat(40), "your-session-secret-0123456789-abcdef"] {
        assert_problem("", &[("SESSION_SECRET", guessable)], &["SESSION_SECRET: can be guessed", "openssl rand"]);
        assert_problem("", &[("KAIMU_SESSION__SECRETS", guessable)], &["KAIMU_SESSION__SECRETS", "can be guessed"]);
    }
}

#[test]
fn two_session_secrets_are_the_new_one_and_the_old_one() {
    let old = "the old secret of this server; 0123456789";
    let secrets = |text: &str| loaded("", &[("KAIMU_SESSION__SECRETS", text)]).unwrap().session_secrets.unwrap();
    let rotating = secrets(&format!("{RANDOM},{old}"));
    assert_eq!(rotating.current.expose_secret(), RANDOM);
    assert_eq!(rotating.previous.unwrap().expose_secret(), old);
    assert!(secrets(RANDOM).previous.is_none());
    let file =
        loaded(&format!("[session]\nsecrets = [\"{RANDOM}\", \"{old}\"]"), &[]).unwrap().session_secrets.unwrap();
    assert_eq!(file.previous.unwrap().expose_secret(), old);
    assert_problem("[session]\nsecrets = []", &[], &["session.secrets", "one or two secrets"]);
    assert_problem("", &[("KAIMU_SESSION__SECRETS", &[RANDOM; 3].join(","))], &["one or two secrets"]);
    let both = [("SESSION_SECRET", RANDOM), ("KAIMU_SESSION__SECRETS", RANDOM)];
    assert_problem("", &both, &["session.secret (SESSION_SECRET) and session.secrets", "are both set"]);
    let postgres = ("DATABASE_URL", "postgres://kaimu:hunter2@localhost/kaimu");
    assert!(loaded("", &[postgres, ("KAIMU_SESSION__SECRETS", RANDOM)]).is_ok());
}

#[test]
fn postgres_requires_a_session_secret() {
    let postgres = ("DATABASE_URL", "postgres://kaimu:hunter2@localhost/kaimu");
    assert_problem("", &[postgres], &["session.secret (SESSION_SECRET)", "instances", "openssl rand -base64 48"]);
    assert!(loaded("", &[postgres, ("SESSION_SECRET", RANDOM)]).is_ok());
}

#[test]
fn a_database_is_postgres_or_a_sqlite_file() {
    let secret = ("SESSION_SECRET", RANDOM);
    let database = |url| loaded("", &[("DATABASE_URL", url), secret]).unwrap().database_url;
    for url in [
        "postgres:///kaimu?host=/run/postgresql",
        "postgres://k:a%40b@[::1]:5432,db:5433/kaimu",
        "postgres://localhost/kaimu",
        "postgresql://a:hunter2@b/c?sslmode=require",
    ] {
        use secrecy::ExposeSecret;
        assert!(matches!(database(url), DatabaseUrl::Postgres(server) if server.url.expose_secret() == url));
    }
    for (url, expected) in
        [("sqlite://data/a b.db", "data/a b.db"), ("sqlite:///var/lib/kaimu.db", "/var/lib/kaimu.db")]
    {
        assert!(matches!(database(url), DatabaseUrl::Sqlite(path) if path == Path::new(expected)));
    }
}

#[test]
fn an_invalid_database_url_is_refused_without_showing_its_password() {
    for (url, expected) in [
        ("postgres://kaimu:100%hunter2@db/kaimu", "%25"),
        ("postgres://kaimu:hunter2%2@db/kaimu", "%25"),
        ("postgres://kaimu:hunt/er2@db/kaimu", "%2F"),
        ("postgres://kaimu:hunt?er2@db/kaimu", "%3F"),
        ("postgres://kaimu:hunt@er2@db/kaimu", "%40"),
        ("postgres://kaimu:hunter2", "user:password@host"),
        ("mysql://root:hunter2@localhost/x", "expected postgres://"),
        ("host=localhost password=hunter2", "expected postgres://"),
        ("sqlite::memory:", "expected postgres://"),
        ("sqlite://", "does not name a file"),
        ("sqlite://hunter2/", "does not name a file"),
        ("sqlite://:memory:", "in-memory database"),
        ("sqlite://hunter2?mode=ro", "are not supported"),
        ("sqlite://file:hunter2", "are not supported"),
    ] {
        assert_problem("", &[("DATABASE_URL", url)], &["DATABASE_URL: ", expected]);
        assert!(!problems("", &[("DATABASE_URL", url)]).contains("hunter2"), "{url}");
    }
}

#[test]
fn a_pool_has_1_to_1000_connections() {
    for size in ["1", "1000"] {
        assert!(loaded("", &[("KAIMU_DATABASE__POOL_SIZE", size)]).is_ok());
    }
    for size in ["0", "1001", "many"] {
        assert_problem("", &[("KAIMU_DATABASE__POOL_SIZE", size)], &["expected a whole number from 1 to 1000"]);
    }
}

#[test]
fn skipping_the_sign_in_page_is_optional_and_warns_with_several_providers() {
    assert!(!loaded("", &[]).unwrap().skip_sign_in_page);
    assert!(loaded("[sign_in]\nskip_page = true", &[]).unwrap().skip_sign_in_page);
    assert!(loaded("", &[("KAIMU_SIGN_IN__SKIP_PAGE", "true")]).unwrap().skip_sign_in_page);
    assert_problem("[sign_in]\nskip_page = \"yes\"", &[], &["sign_in.skip_page", "true or false"]);
    let provider = |slug| {
        format!(
            "[[oidc.providers]]\nname = \"P\"\nslug = \"{slug}\"\nissuer_url = \"https://example.org\"\n\
             client_id = \"id\"\nclient_secret = \"secret\"\n"
        )
    };
    let several = format!("[sign_in]\nskip_page = true\n{}{}", provider("one"), provider("two"));
    let warnings = loaded(&several, &[]).unwrap().warnings;
    assert!(warnings[0].contains("sign_in.skip_page") && warnings[0].contains("several providers"), "{warnings:?}");
}

#[test]
fn sign_in_starts_are_limited_to_60_by_default_and_0_turns_the_limit_off() {
    let limit = |file: &str| loaded(file, &[]).unwrap().sign_in_starts_per_minute;
    assert_eq!(limit(""), 60);
    assert_eq!(limit("[limits]\nsign_in_starts_per_minute = 0"), 0);
    let variable = "KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE";
    assert_eq!(loaded("", &[(variable, "120")]).unwrap().sign_in_starts_per_minute, 120);
    assert_problem("", &[(variable, "-1")], &[variable, "expected a whole number from 0"]);
}
