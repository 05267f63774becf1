//! Debian's Prometheus scrapes a run with sign-ins, questions of proxies, rechecks, logout tokens and events for a webhook: each query
//! of the dashboard returns data then, and Prometheus can evaluate each alert. `tests/release/metrics` runs this.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use kaimu::http::{Listener, serve_metrics};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use crate::app::Setup;
use crate::applications::visit::{Site, WIKI};
use crate::browser::Browser;
use crate::database::Database;
use crate::program::free_port;
use crate::provider::{Algorithm, SigningKey};
use crate::waiting::{DEADLINE, until};
use crate::webhook::receiver::{Receiver, SECRET};
use crate::webhook::{SECRETS, WEBHOOK};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A running Prometheus. Dropping it kills the process.
struct Prometheus {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Prometheus {
    /// Scrapes this port each second, and evaluates the alerts as often.
    fn scraping(port: u16) -> Self {
        let (folder, own_port) = (tempfile::tempdir().unwrap(), free_port());
        let configuration = json!({
            "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
            "rule_files": [format!("{ROOT}/deploy/prometheus/alerts.yml")],
            "scrape_configs": [{ "job_name": "kaimu", "static_configs": [{ "targets": [format!("127.0.0.1:{port}")] }] }],
        });
        let file = folder.path().join("prometheus.yml");
        // YAML contains JSON.
        std::fs::write(&file, configuration.to_string()).unwrap();
        let process = Command::new("/usr/bin/prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{own_port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port: own_port, _folder: folder }
    }

    async fn is_ready(&self) -> bool {
        tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok()
            && Browser::new().get(format!("http://127.0.0.1:{}/-/ready", self.port)).await.status == 200
    }

    async fn api(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let url = Url::parse_with_params(&format!("http://127.0.0.1:{}/api/v1/{path}", self.port), query).unwrap();
        let answer = Browser::new().get(url).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["data"].clone()
    }

    /// Whether this query returns a number.
    async fn has_data(&self, query: &str) -> bool {
        let query = query.replace("$__rate_interval", "15s");
        let found = self.api("query", &[("query", &query)]).await;
        let is_number = |series: &Value| series["value"][1].as_str().is_some_and(|value| value != "NaN");
        found["result"].as_array().unwrap().iter().any(is_number)
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Asserts that names, types and help texts follow the conventions of Prometheus, as its own tool reads them.
#[track_caller]
fn follow_the_conventions(metrics: &str) {
    let mut tool = Command::new("/usr/bin/promtool");
    tool.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut tool = tool.spawn().unwrap();
    tool.stdin.take().unwrap().write_all(metrics.as_bytes()).unwrap();
    let output = tool.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The queries of the dashboard, each with the title of its panel.
fn dashboard() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("deploy/grafana/kaimu.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let queries: Vec<_> = panels
        .flat_map(|panel| {
            let title = panel["title"].as_str().unwrap().to_owned();
            let targets = panel["targets"].as_array().cloned().unwrap_or_default();
            targets.into_iter().map(move |target| (title.clone(), target["expr"].as_str().unwrap().to_owned()))
        })
        .collect();
    assert!(queries.len() >= 20, "{queries:#?}");
    queries
}

/// Something of everything that Kaimu counts.
async fn some_traffic(site: &Site) {
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    for path in ["/", "/admin"] {
        site.ask_page(&browser, &site.at(WIKI, path)).await;
    }
    browser.follow(site.app.api("/auth/oidc/idp/callback?state=forged&code=x")).await;
    for _ in 0..3 {
        browser.session(&site.app).await;
    }
    for by in [TimeDelta::minutes(31), TimeDelta::zero()] {
        site.app.clock.advance(by);
        site.provider.advance(by);
        browser.session(&site.app).await;
    }
    let published = site.provider.key();
    site.provider.sign_with_key(&SigningKey::new(Algorithm::Es256));
    let forged = site.provider.logout_token(|_| ());
    site.provider.sign_with_key(&published);
    for token in [site.provider.logout_token(|_| ()), forged] {
        let url = site.app.api("/auth/oidc/idp/backchannel-logout");
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        Browser::new().request("POST", url, &form, &format!("logout_token={token}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Prometheus: use tests/release/metrics"]
async fn each_query_of_the_dashboard_returns_data_and_each_alert_can_be_evaluated() {
    let keys = json!({ "recheck": "15m", "scopes": "openid email profile offline_access" });
    let rules = json!({ "rules": [{ "path": "/admin", "allow": "nobody" }] });
    let receiver = Receiver::start();
    let setup = Setup::on(&Database::sqlite()).set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET);
    let site = Site::with_setup(setup, rules, keys);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::clone(&site.app.config);
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let _server = serve_metrics(config, vec![Listener::Tcp(listener)]).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let prometheus = Prometheus::scraping(port);
    until("Prometheus is ready", async || prometheus.is_ready().await).await;

    let (mut empty, deadline) = (dashboard(), Instant::now() + DEADLINE);
    while !empty.is_empty() {
        some_traffic(&site).await;
        let mut still_empty = Vec::new();
        for (title, query) in empty {
            if !prometheus.has_data(&query).await {
                still_empty.push((title, query));
            }
        }
        assert!(Instant::now() < deadline, "these queries return no data: {still_empty:#?}");
        empty = still_empty;
    }
    assert!(!prometheus.has_data("kaimu_no_such_series").await, "this test can tell");

    follow_the_conventions(&Browser::new().get(format!("http://127.0.0.1:{port}/metrics")).await.body);

    let rules = prometheus.api("rules", &[]).await;
    let rules = rules["groups"][0]["rules"].as_array().unwrap();
    let names: Vec<_> = rules.iter().map(|rule| (&rule["name"], &rule["health"])).collect();
    assert!(rules.len() >= 12 && names.iter().all(|(_, health)| *health == "ok"), "{names:#?}");
}
