//! The configuration file: defaults, precedence, syntax errors, unknown keys.

use std::time::Duration;

use super::*;
use crate::config::load::load_or;

#[test]
fn every_key_has_its_default_without_file_and_environment() {
    let settings = load_or(None, &[Path::new("/nonexistent/kaimu.toml")], &environment(&[])).unwrap();
    let listen: Vec<_> = settings.listen.iter().map(ToString::to_string).collect();
    assert_eq!(listen, ["127.0.0.1:3000", "127.0.0.1:4321"]);
    assert_eq!(settings.return_policy.urls.base.as_str(), "http://localhost:3000/");
    assert_eq!(settings.return_policy.urls.frontend.as_str(), "http://localhost:4321/");
    assert_eq!(settings.return_policy.dashboard.as_str(), "http://localhost:4321/dashboard");
    assert!(settings.return_policy.allowed_origins.is_empty() && settings.trusted_proxies.is_empty());
    assert_eq!(format!("{:?}", settings.database_url), "Sqlite(\"data/kaimu.db\")");
    assert_eq!((settings.keep_alive, settings.drain), (Duration::from_secs(75), Duration::from_secs(5)));
    assert_eq!(settings.database_pool_size, 16);
    assert_eq!(settings.lifetimes.idle, Duration::from_hours(12));
    assert_eq!(settings.lifetimes.absolute, Duration::from_hours(7 * 24));
    assert_eq!(settings.sign_in_attempt, Duration::from_mins(10));
    assert!(settings.session_secrets.is_none());
    assert!(settings.providers.is_empty());
    assert_eq!(settings.warnings, [""; 0]);
}

#[test]
fn the_file_overrides_the_default_and_the_environment_overrides_the_file() {
    let file = "[database]\npool_size = 3\n";
    assert_eq!(loaded(file, &[]).unwrap().database_pool_size, 3);
    assert_eq!(loaded(file, &[("KAIMU_DATABASE__POOL_SIZE", "5")]).unwrap().database_pool_size, 5);
}

#[test]
fn the_file_is_named_by_the_command_line_else_by_the_environment_else_the_default() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name, size| written(directory.path(), name, format!("[database]\npool_size = {size}").as_bytes());
    let (named, other, default) = (file("named.toml", 1), file("other.toml", 2), file("default.toml", 3));
    let variables = environment(&[("KAIMU_CONFIG", other.to_str().unwrap())]);
    let size = |file, variables| {
        load_or(file, &[Path::new("/nonexistent/kaimu.toml"), &default], variables).unwrap().database_pool_size
    };
    assert_eq!(size(Some(&*named), &variables), 1);
    assert_eq!(size(None, &variables), 2);
    assert_eq!(size(None, &environment(&[])), 3);
}

#[test]
fn a_named_file_that_is_missing_is_an_error() {
    let missing = Path::new("/nonexistent/kaimu.toml");
    let message = load(Some(missing), &environment(&[])).unwrap_err().to_string();
    assert!(message.starts_with("--config: cannot read /nonexistent/kaimu.toml: No such file"), "{message}");
    let variables = environment(&[("KAIMU_CONFIG", "/nonexistent/kaimu.toml")]);
    let message = load(None, &variables).unwrap_err().to_string();
    assert!(message.starts_with("KAIMU_CONFIG: cannot read /nonexistent/kaimu.toml: No such file"), "{message}");
    let message = load(None, &environment(&[("KAIMU_CONFIG", "")])).unwrap_err().to_string();
    assert!(message.starts_with("KAIMU_CONFIG: is set but empty"), "{message}");
}

#[test]
fn a_syntax_error_has_file_line_and_column_and_not_the_text_of_the_line() {
    let broken = "[session]\nsecret = \"hunter2-hunter2 \n";
    assert_problem(broken, &[], &["kaimu.toml: ", "line 2, column ", "expected `\"`"]);
    assert!(!problems(broken, &[]).contains("hunter2"));
    assert_problem("[server]\n[server]\n", &[], &["line 2, column ", "duplicate key"]);
    assert_problem("[database]\npool_size = 99999999999999999999\n", &[], &["out of range"]);
}

#[test]
fn the_environment_is_checked_even_if_the_file_cannot_be_read() {
    let message = problems("[", &[("KAIMU_DATABASE__POOL_SIZE", "0"), ("DATABASE_URL", "postgres://localhost/kaimu")]);
    assert!(message.contains("KAIMU_DATABASE__POOL_SIZE: expected a whole number"), "{message}");
    // The secret may be in the file.
    assert!(!message.contains("SESSION_SECRET"), "{message}");
}

#[test]
fn an_unknown_key_or_section_is_an_error_that_names_the_nearest_known_one() {
    assert_problem("[session]\nidle_timout = \"1h\"", &[], &["`session.idle_timout`", "`session.idle_timeout`"]);
    assert_problem("[sesion]\nsecret = \"x\"", &[], &["`sesion`", "`[session]`"]);
    assert_problem("[[providers]]\nname = \"x\"", &[], &["`providers`", "`oidc.providers`"]);
    assert_problem("\"session.secret\" = \"x\"", &[], &["`session.secret`", "`[session]`"]);
    assert_problem("server = 3", &[], &["kaimu.toml: `server` is a section", "[server]"]);
    assert_problem("\"a\\nb\" = 3", &[], &["`a\\nb`"]);
}

#[test]
fn a_value_of_the_wrong_type_is_refused_without_repeating_it() {
    for (file, expected) in [
        ("[server]\nlisten = \"127.0.0.1:3000\"", "server.listen: expected a list of strings"),
        ("[server]\nlisten = [71717]", "server.listen: expected a list of strings"),
        ("[server]\nbase_url = 71717", "server.base_url: expected a string in quotes"),
        ("[server]\ndashboard_url = 71717", "server.dashboard_url: expected a string in quotes"),
        ("[database]\nurl = 71717", "database.url: expected a string in quotes"),
        ("[database]\npool_size = \"71717\"", "database.pool_size: expected a whole number from 1 to 1000"),
        ("[database]\npool_size = 71717", "database.pool_size: expected a whole number from 1 to 1000"),
        ("[session]\nidle_timeout = 71717", "session.idle_timeout: expected a duration in quotes"),
        ("[session]\nsecret = 71717", "session.secret: expected a string in quotes"),
        (
            "[oidc]\nproviders = 71717",
            "oidc.providers: expected a list of providers; start each provider with [[oidc.providers]]",
        ),
    ] {
        assert_problem(file, &[], &["kaimu.toml, ", expected]);
        assert!(!problems(file, &[]).contains("71717"), "{file}");
    }
}

#[test]
fn every_problem_is_reported_at_once_in_the_order_of_the_keys() {
    let message = problems(
        "[server]\nlisten = [\"x\", \"y\"]\nbase_url = \"x\"\n[database]\npool_size = 0\n\
         [session]\nidle_timeout = \"0s\"",
        &[("OIDC_PROVIDERS", "[{}]"), ("KAIMU_SESSION__SECRE", "x")],
    );
    let starts =
        ["KAIMU_SESSION__SECRE:", "listen, entry 1:", "listen, entry 2:", "base_url:", "pool_size:", "idle_timeout:"];
    let providers =
        ["name: is missing", "slug: is missing", "issuer_url: is missing", "client_id: is", "client_secret: is"];
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), starts.len() + providers.len(), "{message}");
    for (line, part) in lines.iter().zip(starts.iter().chain(&providers)) {
        assert!(line.contains(part), "{line}");
    }
}
