//! Which settings a running server applies on reload.

use super::*;

const START: &[(&str, &str)] = &[("SESSION_SECRET", "the session secret of the server at its start")];

/// The settings of a running server after this change, and the keys that require a restart.
fn reloaded(variables: &[(&str, &str)]) -> (Settings, Vec<String>) {
    loaded("", variables).unwrap().for_reload(&loaded("", START).unwrap())
}

#[test]
fn settings_that_are_read_at_the_start_require_a_restart() {
    let other = "another secret, which is long enough as well";
    for (name, value, keys) in [
        ("PORT", "3000", &["server.listen", "server.frontend_url"][..]),
        ("OIDC_BASE_URL", "http://localhost:4321", &["server.base_url"]),
        ("KAIMU_SERVER__KEEP_ALIVE", "2m", &["server.keep_alive"]),
        ("KAIMU_SERVER__DRAIN", "0s", &["server.drain"]),
        ("KAIMU_METRICS__LISTEN", "127.0.0.1:9464", &["metrics.listen"]),
        ("DATABASE_URL", "sqlite://data/other.db", &["database.url"]),
        ("DATABASE_URL", "postgres://localhost/kaimu", &["database.url"]),
        ("KAIMU_DATABASE__POOL_SIZE", "3", &["database.pool_size"]),
        ("KAIMU_SESSION__ABSOLUTE_TIMEOUT", "1d", &["session.absolute_timeout"]),
        ("SESSION_SECRET", other, &["session.secret"]),
    ] {
        let variables: Vec<_> = START.iter().copied().filter(|(set, _)| *set != name).chain([(name, value)]).collect();
        let (settings, restart_required) = reloaded(&variables);
        assert_eq!(restart_required, keys, "{name}");
        assert_eq!(format!("{settings:?}"), format!("{:?}", loaded("", START).unwrap()), "{name}");
    }
    assert_eq!(reloaded(&[]).1, ["session.secret"]);
}

#[test]
fn all_other_settings_are_applied_by_a_reload() {
    let variables = [START, &[("KAIMU_SESSION__IDLE_TIMEOUT", "1h"), ("KAIMU_BRANDING__NAME", "Elsewhere")]].concat();
    let variables = [&variables[..], &[("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org")]].concat();
    let (settings, restart_required) = reloaded(&variables);
    assert!(restart_required.is_empty(), "{restart_required:?}");
    assert_eq!(format!("{settings:?}"), format!("{:?}", loaded("", &variables).unwrap()));
}

#[test]
fn allowed_return_origins_require_a_restart_together_with_a_public_url() {
    let origins = ("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org");
    let (settings, restart_required) =
        reloaded(&[START, &[("OIDC_BASE_URL", "http://localhost:4321"), origins]].concat());
    assert_eq!(restart_required, ["server.base_url", "server.allowed_return_origins"]);
    assert!(settings.return_policy.allowed_origins.is_empty());
}

#[test]
fn a_dashboard_url_requires_a_restart_together_with_a_public_url() {
    let frontend = ("OIDC_FRONTEND_URL", "http://localhost:3000");
    assert_eq!(reloaded(&[START, &[frontend]].concat()).1, ["server.frontend_url"], "the default follows frontend_url");
    for dashboard in ["/home", "https://app.example.org/dashboard"] {
        let variables = [START, &[frontend, ("KAIMU_SERVER__DASHBOARD_URL", dashboard)]].concat();
        let (settings, restart_required) = reloaded(&variables);
        assert_eq!(restart_required, ["server.frontend_url", "server.dashboard_url"], "{dashboard}");
        assert_eq!(settings.return_policy.dashboard.as_str(), "http://localhost:4321/dashboard");
    }
    let dashboard = ("KAIMU_SERVER__DASHBOARD_URL", "/home");
    assert!(reloaded(&[START, &[dashboard]].concat()).1.is_empty(), "alone it is applied by the reload");
}
