//! What a running server takes over from a changed configuration.

use super::*;

const START: &[(&str, &str)] = &[("SESSION_SECRET", "the secret of the start, which is long")];

/// The settings that a server has after this change, and the keys that wait.
fn changed(variables: &[(&str, &str)]) -> (Settings, Vec<String>) {
    loaded("", variables).unwrap().for_running(&loaded("", START).unwrap())
}

#[test]
fn what_is_made_at_the_start_waits_for_the_next_one() {
    let other = "another secret, which is long enough as well";
    for (name, value, keys) in [
        ("PORT", "3000", &["server.listen", "server.frontend_url"][..]),
        ("OIDC_BASE_URL", "http://localhost:4321", &["server.base_url"]),
        ("DATABASE_URL", "sqlite://data/other.db", &["database.url"]),
        ("DATABASE_URL", "postgres://localhost/kaimu", &["database.url"]),
        ("KAIMU_DATABASE__POOL_SIZE", "3", &["database.pool_size"]),
        ("KAIMU_SESSION__ABSOLUTE_TIMEOUT", "1d", &["session.absolute_timeout"]),
        ("SESSION_SECRET", other, &["session.secret"]),
    ] {
        let variables: Vec<_> = START.iter().copied().filter(|(set, _)| *set != name).chain([(name, value)]).collect();
        let (settings, waiting) = changed(&variables);
        assert_eq!(waiting, keys, "{name}");
        assert_eq!(format!("{settings:?}"), format!("{:?}", loaded("", START).unwrap()), "{name}");
    }
    assert_eq!(changed(&[]).1, ["session.secret"]);
}

#[test]
fn everything_else_is_taken_over_at_once() {
    let variables = [START, &[("KAIMU_SESSION__IDLE_TIMEOUT", "1h"), ("KAIMU_BRANDING__NAME", "Elsewhere")]].concat();
    let variables = [&variables[..], &[("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org")]].concat();
    let (settings, waiting) = changed(&variables);
    assert!(waiting.is_empty(), "{waiting:?}");
    assert_eq!(format!("{settings:?}"), format!("{:?}", loaded("", &variables).unwrap()));
}

#[test]
fn allowed_origins_wait_together_with_a_public_url() {
    let origins = ("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org");
    let (settings, waiting) = changed(&[START, &[("OIDC_BASE_URL", "http://localhost:4321"), origins]].concat());
    assert_eq!(waiting, ["server.base_url", "server.allowed_return_origins"]);
    assert!(settings.return_policy.allowed_origins.is_empty());
}

#[test]
fn a_dashboard_url_waits_together_with_a_public_url_unless_it_only_follows_it() {
    let frontend = ("OIDC_FRONTEND_URL", "http://localhost:3000");
    assert_eq!(changed(&[START, &[frontend]].concat()).1, ["server.frontend_url"], "the default follows it");
    for dashboard in ["/home", "https://app.example.org/dashboard"] {
        let variables = [START, &[frontend, ("KAIMU_SERVER__DASHBOARD_URL", dashboard)]].concat();
        let (settings, waiting) = changed(&variables);
        assert_eq!(waiting, ["server.frontend_url", "server.dashboard_url"], "{dashboard}");
        assert_eq!(settings.return_policy.dashboard.as_str(), "http://localhost:4321/dashboard");
    }
    let dashboard = ("KAIMU_SERVER__DASHBOARD_URL", "/home");
    assert!(changed(&[START, &[dashboard]].concat()).1.is_empty(), "alone it is applied at once");
}
