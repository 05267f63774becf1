//! `kaimu check --application` behind each proxy: it finds nothing wrong with the documented configuration, and names the line
//! that is wrong.

use serde_json::Value;

use super::configuration::Configuration;
use super::proxy::ProxyKind;
use super::site::{LOGIN, Site, WIKI, provider_settings};
use crate::program::{Program, Running, free_port};

/// A text of the configuration, what stands there in place of it, the check that notices it, and a part of what it says.
pub type WrongLine = (&'static str, &'static str, &'static str, &'static str);

/// A proxy in front of `kaimu echo`, as the operator sets it up.
struct SetUp {
    site: Site,
    _echo: Running,
}

impl SetUp {
    async fn start(kind: &'static ProxyKind, edit: Option<(&str, &str)>, trusted_proxies: &str) -> Self {
        let port = free_port();
        let mut echo = Program::new().spawn(&["echo", "--listen", &format!("127.0.0.1:{port}")]);
        echo.wait_for("ready: ");
        let edit = |configuration: &mut Configuration| {
            if let Some((from, to)) = edit {
                configuration.replace(from, to);
            }
        };
        Self { site: Site::start(kind, edit, trusted_proxies, Some(port)).await, _echo: echo }
    }

    /// The findings about an address.
    async fn check(&self, url: &str) -> Vec<Value> {
        let (site, url) = (&self.site, url.to_owned());
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority.pem");
        std::fs::write(&authority, &site.authority).unwrap();
        let program = Program::new()
            .provider(provider_settings(&site.provider))
            .set("DATABASE_URL", site.database.url())
            .set("SESSION_SECRET", crate::app::SESSION_SECRET)
            .set("OIDC_BASE_URL", LOGIN)
            .set("OIDC_FRONTEND_URL", LOGIN)
            .set("KAIMU_APPLICATIONS", &Configuration::of(site.kind.page).applications().to_string())
            .set("SSL_CERT_FILE", authority.to_str().unwrap());
        let proxy = format!("127.0.0.1:{}", site.port());
        let run = move || program.run(&["check", "--json", "--application", &url, "--connect-to", &proxy]);
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        let report: Value =
            serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}{}", output.stdout, output.stderr));
        let is_broken = report["verdict"] == "broken";
        assert_eq!(output.status, Some(i32::from(is_broken)), "{}", output.stderr);
        report["findings"].as_array().unwrap().clone()
    }
}

/// The findings that need attention, or that have no answer.
fn remarkable(findings: &[Value]) -> Vec<&Value> {
    findings.iter().filter(|finding| finding["verdict"] != "good").collect()
}

/// Asserts that nothing is found to be wrong. `unknown` are the checks that this proxy leaves without an answer.
pub async fn nothing_is_wrong(kind: &'static ProxyKind, unknown: &[&str]) {
    let set_up = SetUp::start(kind, None, "127.0.0.1").await;
    let findings = set_up.check(&format!("{WIKI}/page?x=1")).await;
    let found = remarkable(&findings);
    let expected = found
        .iter()
        .all(|finding| finding["verdict"] == "unknown" && unknown.iter().any(|code| finding["check"] == *code));
    assert!(expected && found.len() == unknown.len(), "{}: {found:#?}", kind.name);
    assert!(findings.len() >= 14, "every check has a finding: {findings:#?}");
    assert_eq!(set_up.site.database.count("proxy_probes"), 0, "no probe is left");
}

/// Asserts that each wrong line is found and named.
pub async fn each_wrong_line_is_named(kind: &'static ProxyKind, wrong_lines: &[WrongLine]) {
    let mut unnoticed = Vec::new();
    for (right, wrong, check, words) in wrong_lines {
        let set_up = SetUp::start(kind, Some((right, wrong)), "127.0.0.1").await;
        let findings = set_up.check(&format!("{WIKI}/page?x=1")).await;
        let is_named = |finding: &&&Value| {
            finding["check"] == *check
                && ["broken", "warning"].iter().any(|verdict| finding["verdict"] == *verdict)
                && finding["remedy"].as_str().is_some_and(|remedy| remedy.contains(words) && remedy.contains(kind.name))
        };
        let found = remarkable(&findings);
        if found.iter().find(is_named).is_none() {
            unnoticed.push(format!("{right:?} as {wrong:?} is not in {found:#?}"));
        }
    }
    assert!(unnoticed.is_empty(), "{}: {}", kind.name, unnoticed.join("\n"));
}

/// Asserts that an address of the proxy that is not trusted is named.
pub async fn an_untrusted_proxy_is_named(kind: &'static ProxyKind) {
    let set_up = SetUp::start(kind, None, "192.0.2.1").await;
    let findings = set_up.check(WIKI).await;
    let found = findings.iter().find(|finding| finding["check"] == "proxy.trusted").unwrap();
    assert_eq!(found["verdict"], "broken");
    assert!(found["remedy"].as_str().unwrap().contains("add \"127.0.0.1\" to server.trusted_proxies"), "{found}");
}

/// Asserts that what only the application sees is not checked without `kaimu echo`, and that no user is made up there.
pub async fn the_application_itself_gets_no_made_up_user(kind: &'static ProxyKind) {
    let site = Site::behind(kind).await;
    let set_up = SetUp { site, _echo: Program::new().spawn(&["echo", "--listen", "127.0.0.1:0"]) };
    let findings = set_up.check(WIKI).await;
    let not_checked: Vec<&str> =
        remarkable(&findings).into_iter().map(|finding| finding["check"].as_str().unwrap()).collect();
    let expected = ["proxy.identity", "proxy.spoofed_headers", "proxy.rewrite_headers", "proxy.cookie", "proxy.token"];
    assert_eq!(not_checked, expected, "{findings:#?}");
    assert!(remarkable(&findings).iter().all(|finding| finding["verdict"] == "unknown"));
}
