//! The `server` section, and the cookie domain that follows from its public URLs.

use std::time::Duration;

use super::*;
use crate::domain::{CheckDepth, ForwardedHeaders, ListenAddress};

fn with_urls(base: &str, frontend: &str) -> Vec<(&'static str, String)> {
    vec![("OIDC_BASE_URL", base.to_owned()), ("OIDC_FRONTEND_URL", frontend.to_owned())]
}

fn load_urls(base: &str, frontend: &str) -> Result<Settings, ConfigProblems> {
    let variables = with_urls(base, frontend);
    loaded("", &variables.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>())
}

#[test]
fn port_replaces_the_addresses_and_sets_the_port_of_both_urls() {
    let settings = loaded("[server]\nlisten = [\"127.0.0.1:9\"]", &[("PORT", "8080")]).unwrap();
    assert_eq!(settings.listen, [ListenAddress::EveryIp(8080)]);
    assert_eq!(settings.return_policy.urls.base.as_str(), "http://localhost:8080/");
    assert_eq!(settings.return_policy.urls.frontend.as_str(), "http://localhost:8080/");
    let file = "[server]\nfrontend_url = \"http://localhost:5\"";
    let settings = loaded(file, &[("PORT", "8080")]).unwrap();
    assert_eq!(settings.return_policy.urls.frontend.as_str(), "http://localhost:5/");
    for port in ["0", "65536", "-1", "http", "127.0.0.1:3000", "80,81"] {
        assert_problem("", &[("PORT", port)], &["PORT: expected a port from 1 to 65535"]);
    }
}

#[test]
fn port_and_the_long_name_must_not_differ() {
    let both = |long| loaded("", &[("PORT", "8080"), ("KAIMU_SERVER__LISTEN", long)]);
    assert_eq!(both("0.0.0.0:8080").unwrap().return_policy.urls.base.as_str(), "http://localhost:8080/");
    let message = both("127.0.0.1:8080").unwrap_err().to_string();
    assert!(message.starts_with("PORT and KAIMU_SERVER__LISTEN: are set to different values"), "{message}");
}

#[test]
fn the_default_of_an_image_is_replaced_by_every_other_way_to_set_the_addresses() {
    let image = ("KAIMU_DEFAULT_LISTEN", "*:3000,*:4321");
    let listen = |file, variables: &[_]| {
        let settings = loaded(file, &[&[image], variables].concat()).unwrap();
        assert_eq!(settings.warnings, [""; 0]);
        settings.listen.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(listen("", &[]), ["*:3000", "*:4321"]);
    assert_eq!(listen("", &[("PORT", "8080")]), ["*:8080"]);
    let both = [("KAIMU_SERVER__LISTEN", "127.0.0.1:3000"), ("OIDC_FRONTEND_URL", "http://localhost:3000")];
    assert_eq!(listen("", &both), ["127.0.0.1:3000"]);
    let file = "[server]\nlisten = [\"unix:/run/kaimu/kaimu.sock\"]";
    assert_eq!(listen(file, &[]), ["unix:/run/kaimu/kaimu.sock"]);
}

#[test]
fn listen_addresses_are_not_empty_and_unique() {
    assert_problem("[server]\nlisten = []", &[], &["server.listen: is an empty list"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", "[]")], &["KAIMU_SERVER__LISTEN: is an empty list"]);
    let twice = [("KAIMU_SERVER__LISTEN", "[::1]:3,127.0.0.1:3,[0:0::1]:3")];
    assert_problem("", &twice, &["KAIMU_SERVER__LISTEN: lists [::1]:3 twice"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", "*:3,[::1]:3")], &["KAIMU_SERVER__LISTEN: lists [::1]:3 twice"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", "unix:kaimu.sock")], &["entry 1: expected an IP address and a port"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", "localhost:3")], &["entry 1: expected an IP address and a port"]);
}

#[test]
fn a_public_url_is_an_origin() {
    let settings = load_urls("https://api.yourdomain.com/", "https://yourdomain.com").unwrap();
    assert_eq!(settings.return_policy.urls.base.as_str(), "https://api.yourdomain.com/");
    assert_eq!(settings.warnings, [""; 0]);
    for (url, expected) in [
        ("https://example.org/kaimu", "must not have a path"),
        ("https://example.org//", "must not have a path"),
        ("https://example.org?hunter2", "a query"),
        ("https://example.org/#hunter2", "fragment"),
        ("https://me:hunter2@example.org", "user name or password"),
        ("https://@example.org", "user name or password"),
        ("ftp://example.org", "only http and https"),
        ("example.org", "expected an absolute URL"),
        ("localhost:3000", "expected an absolute URL"),
        ("https:example.org", "expected an absolute URL"),
        ("https:///example.org", "expected an absolute URL"),
        ("https:\\\\example.org", "expected an absolute URL"),
        ("https://example.org ", "begins or ends with a blank"),
        ("https://exa\tmple.org", "contains a control character"),
        ("https://exa mple.org", "expected an absolute URL"),
        ("https://", "expected an absolute URL"),
        ("https://example.org:99999", "expected an absolute URL"),
    ] {
        for name in ["OIDC_BASE_URL", "OIDC_FRONTEND_URL"] {
            assert_problem("", &[(name, url)], &[&format!("{name}: "), expected]);
            assert!(!problems("", &[(name, url)]).contains("hunter2"), "{url}");
        }
    }
}

#[test]
fn both_urls_have_the_same_scheme() {
    let message = load_urls("https://example.org", "http://example.org").unwrap_err().to_string();
    assert!(message.starts_with("OIDC_BASE_URL and OIDC_FRONTEND_URL: one uses https, the other http"), "{message}");
    let message = problems("", &[("OIDC_BASE_URL", "https://localhost")]);
    assert!(message.starts_with("OIDC_BASE_URL and server.frontend_url (OIDC_FRONTEND_URL): "), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn http_on_a_host_that_is_not_loopback_is_a_warning() {
    let warnings = load_urls("http://example.org", "http://example.org").unwrap().warnings;
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].starts_with("server.base_url (OIDC_BASE_URL): is http on a host"), "{warnings:?}");
    assert!(warnings[1].starts_with("server.frontend_url (OIDC_FRONTEND_URL): is http on a host"), "{warnings:?}");
    for host in ["localhost", "127.8.8.8", "[::1]"] {
        let url = format!("http://{host}:3000");
        assert_eq!(load_urls(&url, &url).unwrap().warnings, [""; 0]);
    }
}

#[test]
fn a_loopback_url_with_a_port_that_is_not_listened_on_is_a_warning_that_names_both_keys() {
    for url in ["http://localhost:5000", "http://api.localhost", "https://[::1]"] {
        let warnings = load_urls(url, url).unwrap().warnings;
        assert_eq!(warnings.len(), 2, "{url}");
        assert!(warnings[0].starts_with("server.base_url ") && warnings[0].contains("server.listen"), "{warnings:?}");
        assert!(warnings[1].starts_with("server.frontend_url ") && warnings[1].contains("server.listen"));
    }
    assert_eq!(loaded("", &[("KAIMU_SERVER__LISTEN", "127.0.0.1:0")]).unwrap().warnings, [""; 0]);
}

#[test]
fn the_dashboard_is_a_path_below_the_frontend_or_an_absolute_url() {
    let dashboard = |text| {
        let variables = [("KAIMU_SERVER__DASHBOARD_URL", text), ("OIDC_FRONTEND_URL", "http://localhost:3000")];
        loaded("", &variables).map(|settings| settings.return_policy.dashboard.to_string())
    };
    assert_eq!(dashboard("/home?tab=1#top").unwrap(), "http://localhost:3000/home?tab=1#top");
    assert_eq!(dashboard("https://app.example.org/home?a=b").unwrap(), "https://app.example.org/home?a=b");
    for text in ["//evil.example", "/\\evil.example", "home", "javascript:alert(1)", "https://me:x@example.org/"] {
        let message = dashboard(text).unwrap_err().to_string();
        assert!(message.starts_with("KAIMU_SERVER__DASHBOARD_URL: "), "{message}");
    }
}

#[test]
fn allowed_return_origins_are_origins_without_wildcards() {
    let name = "KAIMU_SERVER__ALLOWED_RETURN_ORIGINS";
    let settings = loaded("", &[(name, "https://wiki.example.org/, http://localhost:8000")]).unwrap();
    let origins: Vec<_> = settings.return_policy.allowed_origins.iter().map(url::Origin::ascii_serialization).collect();
    assert_eq!(origins, ["https://wiki.example.org", "http://localhost:8000"]);
    assert_problem("", &[(name, "*")], &["ORIGINS, entry 1: a wildcard"]);
    assert_problem("", &[(name, "https://a.example,https://*.example.org")], &["ORIGINS, entry 2: a wildcard"]);
    assert_problem("", &[(name, "https://example.org/path")], &["ORIGINS, entry 1: must not have a path"]);
    assert_problem("", &[(name, "null")], &["ORIGINS, entry 1: expected an absolute URL"]);
}

#[test]
fn a_trusted_proxy_is_an_address_or_a_network() {
    let settings = loaded("[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"192.168.0.1\", \"::1\"]", &[]).unwrap();
    let networks: Vec<_> = settings.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["10.0.0.0/8", "192.168.0.1/32", "::1/128"]);
    for text in ["10.0.0.0/33", "proxy.local", "*"] {
        assert_problem(
            "",
            &[("KAIMU_SERVER__TRUSTED_PROXIES", text)],
            &["entry 1: expected an IP address or a network"],
        );
    }
}

#[test]
fn idle_connections_are_kept_and_the_drain_may_be_off_within_limits() {
    let read = |name, text| loaded("", &[(name, text)]);
    let (keep_alive, drain) = ("KAIMU_SERVER__KEEP_ALIVE", "KAIMU_SERVER__DRAIN");
    assert_eq!(read(keep_alive, "2m").unwrap().keep_alive, Duration::from_mins(2));
    assert_eq!(read(drain, "0s").unwrap().drain, Duration::ZERO);
    assert_eq!(read(drain, "6s").unwrap().drain, Duration::from_secs(6));
    for (name, text, expected) in [
        (keep_alive, "0s", "is too short"),
        (keep_alive, "2h", "from \"0s\" to \"3600s\""),
        (drain, "7s", "from \"0s\" to \"6s\""),
        (drain, "-1s", "expected a duration"),
        (drain, "5", "expected a duration"),
    ] {
        assert_problem("", &[(name, text)], &[&format!("{name}: "), expected]);
    }
}

#[test]
fn networks_of_all_addresses_are_a_warning_that_says_what_it_means() {
    let warnings = |networks: &str| loaded("", &[("KAIMU_SERVER__TRUSTED_PROXIES", networks)]).unwrap().warnings;
    for (networks, shown) in [
        ("0.0.0.0/0", "(0.0.0.0/0)"),
        ("::/0", "(::/0)"),
        ("10.0.0.0/8,0.0.0.0/1,128.0.0.0/1", "(0.0.0.0/0)"),
        ("0.0.0.0/0,::/0", "(0.0.0.0/0, ::/0)"),
    ] {
        let warnings = warnings(networks);
        let expected = format!(
            "server.trusted_proxies (KAIMU_SERVER__TRUSTED_PROXIES): trusts every client like a reverse proxy {shown}"
        );
        assert!(warnings.len() == 1 && warnings[0].starts_with(&expected), "{warnings:?}");
    }
    assert_eq!(warnings("10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fd00::/8,0.0.0.0/1"), [""; 0]);
}

#[test]
fn one_family_of_forwarded_headers_is_read_and_it_is_x_forwarded_by_default() {
    let forwarded = |file: &str| loaded(file, &[]).unwrap().forwarded;
    assert_eq!(forwarded(""), ForwardedHeaders::XForwarded);
    assert_eq!(forwarded("[server]\nforwarded = \"x-forwarded\""), ForwardedHeaders::XForwarded);
    assert_eq!(forwarded("[server]\nforwarded = \"rfc7239\""), ForwardedHeaders::Rfc7239);
    let both = [("KAIMU_SERVER__FORWARDED", "both")];
    assert_problem("", &both, &["KAIMU_SERVER__FORWARDED: expected \"x-forwarded\" or \"rfc7239\""]);
}

#[test]
fn a_server_checks_passively_at_its_start_by_default() {
    let depth = |file: &str| loaded(file, &[]).unwrap().checks_at_start;
    assert_eq!(depth(""), Some(CheckDepth::Passive));
    assert_eq!(depth("[doctor]\nat_start = \"full\""), Some(CheckDepth::Full));
    assert_eq!(depth("[doctor]\nat_start = \"off\""), None);
    let never = [("KAIMU_DOCTOR__AT_START", "never")];
    assert_problem("", &never, &["KAIMU_DOCTOR__AT_START: expected \"full\", \"passive\" or \"off\""]);
}

#[test]
fn two_hosts_need_one_registrable_domain() {
    assert!(load_urls("https://api.example.org", "https://app.example.org").is_ok());
    let message = load_urls("https://api.example.org", "https://app.example.net").unwrap_err().to_string();
    let names = "server.base_url (OIDC_BASE_URL) and server.frontend_url (OIDC_FRONTEND_URL): ";
    assert!(message.starts_with(&format!("{names}the hosts `api.example.org` and `app.example.net`")), "{message}");
}

#[test]
fn a_cookie_domain_stops_the_start_with_the_reason_and_the_replacement() {
    let expected = "was removed: every host of that domain could overwrite the session cookie; remove it";
    for name in
        ["COOKIE_DOMAIN", "COOKIE_DOMAIN_FILE", "KAIMU_SESSION__COOKIE_DOMAIN", "KAIMU_SESSION__COOKIE_DOMAIN_FILE"]
    {
        assert_problem("", &[(name, "example.org")], &[&format!("{name}: {expected}"), "GET /auth/session"]);
    }
    assert_problem("[session]\ncookie_domain = \"example.org\"", &[], &["session.cookie_domain: ", expected]);
}
