//! Rolling restarts of three instances behind the load balancers of `docs/several-instances.md`.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::Value;
use url::Url;

use super::sqlite::sign_in_and_out;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::deployment::FORGED_IDS;
use crate::documentation;
use crate::markdown;
use crate::program::{Program, Running, free_port};
use crate::provider::Provider;
use crate::waiting::until;

/// The instances of the page, as it writes their addresses.
const DOCUMENTED: [&str; 3] = ["10.0.0.1:3000", "10.0.0.2:3000", "10.0.0.3:3000"];

/// The code blocks of the page in this language.
fn blocks(language: &str) -> Vec<String> {
    markdown::blocks(&documentation::text("docs/several-instances.md"), language)
}

/// The documented configuration, for the instances at these ports.
fn with_ports(configuration: &str, instances: [u16; 3]) -> String {
    DOCUMENTED.iter().zip(instances).fold(configuration.to_owned(), |text, (documented, port)| {
        assert!(text.contains(documented), "{text}");
        text.replace(documented, &format!("127.0.0.1:{port}"))
    })
}

/// A load balancer. Dropping it ends its process.
struct Balancer(Child);

impl Drop for Balancer {
    fn drop(&mut self) {
        // nginx and haproxy end their workers at SIGTERM.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

fn run(program: &str, arguments: &[&str]) -> Balancer {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Balancer(command.spawn().unwrap())
}

fn nginx(folder: &Path, port: u16, instances: [u16; 3]) -> Balancer {
    let [upstream, server] = blocks("nginx").try_into().unwrap();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|kind| format!("{kind}_temp_path {}/{kind};", folder.display())).join("\n");
    let configuration = format!(
        "daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
         events {{ worker_connections 1024; }}
         http {{ access_log off; {temporary}
           {upstream}
           server {{ listen 127.0.0.1:{port};
             {server}
             proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host:$server_port;
             proxy_set_header X-Forwarded-For $remote_addr;
             location / {{ proxy_pass http://kaimu; }}
           }}
         }}",
        folder = folder.display(),
        upstream = with_ports(&upstream, instances),
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration).unwrap();
    run("/usr/sbin/nginx", &["-e", folder.join("error.log").to_str().unwrap(), "-c", file.to_str().unwrap()])
}

fn haproxy(folder: &Path, port: u16, instances: [u16; 3]) -> Balancer {
    let [documented] = blocks("haproxy").try_into().unwrap();
    let bind = "    bind :8080\n";
    assert!(documented.contains(bind), "{documented}");
    let configuration = with_ports(&documented, instances).replace(bind, &format!("    bind 127.0.0.1:{port}\n"));
    let file = folder.join("haproxy.cfg");
    std::fs::write(&file, configuration).unwrap();
    run("/usr/sbin/haproxy", &["-db", "-f", file.to_str().unwrap()])
}

/// Signs in and out, until the test ends. Each answer has to be the right one.
async fn keep_signing_in(base: Url, ended: Arc<AtomicBool>, sign_ins: Arc<AtomicUsize>) {
    while !ended.load(Ordering::SeqCst) {
        assert_eq!(sign_in_and_out(&base, &base).await, None);
        sign_ins.fetch_add(1, Ordering::SeqCst);
    }
}

async fn no_request_fails_behind(balancer: impl FnOnce(&Path, u16, [u16; 3]) -> Balancer) {
    let (provider, database, port) = (Provider::start(), Database::postgres(), free_port());
    let base = format!("http://localhost:{port}");
    let start = |_| {
        let program = Program::on(&database).provider(provider.settings("idp"));
        let program = program.set("OIDC_BASE_URL", &base).set("OIDC_FRONTEND_URL", &base);
        let program = program.set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1").unset("KAIMU_SERVER__DRAIN");
        program.set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0").start()
    };
    let mut instances: Vec<Running> = (0..3).map(start).collect();
    let folder = tempfile::tempdir().unwrap();
    let _balancer = balancer(folder.path(), port, [0, 1, 2].map(|index: usize| instances[index].ports[0]));
    let is_ready = async |url: String| Browser::new().get(url).await.status == 200;
    until("the load balancer answers", async || {
        TcpStream::connect(("127.0.0.1", port)).is_ok() && is_ready(format!("{base}/readyz")).await
    })
    .await;

    let (ended, sign_ins) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let users: Vec<_> = (0..8)
        .map(|_| tokio::spawn(keep_signing_in(Url::parse(&base).unwrap(), Arc::clone(&ended), Arc::clone(&sign_ins))))
        .collect();
    for _ in 0..2 {
        for _ in 0..3 {
            let before = sign_ins.load(Ordering::SeqCst);
            let oldest = instances.remove(0);
            let restarted = tokio::task::spawn_blocking(|| oldest.restart()).await.unwrap();
            until("it is ready", async || is_ready(restarted.api("/readyz").into()).await).await;
            instances.push(restarted);
            // HAProxy notices it within a second; then users sign in through it.
            let during = sign_ins.load(Ordering::SeqCst);
            assert!(during > before, "users signed in during the restart");
            until("users sign in", async || sign_ins.load(Ordering::SeqCst) >= during + 40).await;
        }
    }
    ended.store(true, Ordering::SeqCst);
    for user in users {
        user.await.expect("every request has the right answer");
    }
}

mod long {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
    async fn no_request_fails_during_rolling_restarts_behind_nginx() {
        no_request_fails_behind(nginx).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
    async fn no_request_fails_during_rolling_restarts_behind_haproxy() {
        no_request_fails_behind(haproxy).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy: use tests/run"]
async fn a_client_of_haproxy_does_not_choose_the_id_of_its_request() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let kaimu = Setup::on(&Database::sqlite()).set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1").start();
    let _balancer = haproxy(folder.path(), port, [kaimu.ports[0]; 3]);
    until("the load balancer answers", async || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
    let answer = Browser::new().request("GET", format!("http://127.0.0.1:{port}/missing"), &FORGED_IDS, "").await;
    let upstream = kaimu.watch.upstream_id_of(answer.header("x-request-id")).await.unwrap();
    assert!(FORGED_IDS.iter().all(|(_, forged)| !forged.contains(&upstream)), "{upstream}");
    let verify = Browser::new().get(format!("http://127.0.0.1:{port}/auth/verify/forward")).await;
    assert!(verify.status == 404 && !verify.headers.contains_key("x-request-id"), "HAProxy itself answers");
}

#[test]
fn kubernetes_notices_a_stop_during_the_drain_and_waits_for_its_end() {
    let [deployment] = blocks("yaml").try_into().unwrap();
    let deployment: Value = serde_saphyr::from_str(&deployment).unwrap();
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["terminationGracePeriodSeconds"], 30, "a stop takes 25 seconds");
    let probe = &pod["containers"][0]["readinessProbe"];
    assert_eq!(probe["httpGet"]["path"], "/readyz");
    let noticed = probe["periodSeconds"].as_u64().unwrap() * probe["failureThreshold"].as_u64().unwrap();
    assert!(noticed < 5, "before the drain ends: {noticed} s");
}
