//! What `kaimu check` and the checks at a start say about a provider behind a proxy, a busy one, a wrong certificate and a
//! mounted secret, and what a start sends to a provider.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use rcgen::{BasicConstraints, CertificateParams, IsCa};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::namespace::Namespace;
use crate::database::Database;
use crate::program::Program;
use crate::provider::{DISCOVERY, Fault, KEYS, PAR, Provider, PushedRequests, TOKEN, settings};
use crate::tls::TlsFront;

const AUTHORIZE: &str = "/authorize";

/// A provider behind TLS, and Kaimu, which trusts its authority.
async fn behind_tls(change: impl FnOnce(&mut CertificateParams)) -> (Provider, TlsFront, Program) {
    let mut provider = Provider::start();
    let front = TlsFront::start_with(&["localhost"], provider.port(), change).await;
    provider.set_issuer(&format!("https://localhost:{}", front.port));
    let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    let program = program.set("SSL_CERT_FILE", &front.authority);
    (provider, front, program)
}

/// An HTTP proxy for https (CONNECT), and how many connections it has made.
async fn connect_proxy() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, made) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&made);
    tokio::spawn(async move {
        while let Ok((mut outside, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(outside.read_u8().await.unwrap());
                }
                let target = String::from_utf8(head).unwrap().split(' ').nth(1).unwrap().to_owned();
                let mut inside = TcpStream::connect(target).await.unwrap();
                count.fetch_add(1, SeqCst);
                outside.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    (url, made)
}

/// The line of `kaimu check` about this check, and the line below it.
#[track_caller]
fn finding(program: &Program, code: &str) -> String {
    let checked = program.run(&["check"]).stdout;
    let lines: Vec<&str> = checked.lines().collect();
    let at = lines.iter().position(|line| line.ends_with(&format!("({code})")));
    let at = at.unwrap_or_else(|| panic!("nothing about {code}: {checked}"));
    lines[at..].iter().take(2).copied().collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_https_provider_behind_a_proxy_is_not_plain_http() {
    let (_provider, _front, program) = behind_tls(|_| ()).await;
    let (proxy, made) = connect_proxy().await;
    let tls = finding(&program.set("HTTPS_PROXY", &proxy), "provider.tls");
    assert!(made.load(SeqCst) > 0, "the requests take the proxy");
    assert!(
        tls.starts_with("  ✓ certificate trusted; it cannot be shown, because the connection uses a proxy"),
        "{tls}"
    );
}

#[test]
fn discovery_of_a_busy_provider_says_to_wait_and_not_that_issuer_url_is_wrong() {
    for status in [429, 500, 502, 503] {
        let provider = Provider::start();
        provider.inject(DISCOVERY, Fault::Status(status));
        let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
        let discovery = finding(&program, "provider.discovery");
        assert!(discovery.starts_with("  ✗ ") && discovery.contains(&format!("status {status}")), "{discovery}");
        assert!(discovery.contains("down or busy") && !discovery.contains("issuer_url"), "{discovery}");
        provider.recover();
        assert!(finding(&program, "provider.discovery").starts_with("  ✓ "));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_authority_that_a_server_uses_has_a_remedy() {
    let authority = |certificate: &mut CertificateParams| {
        certificate.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    };
    let (_provider, _front, program) = behind_tls(authority).await;
    let tls = finding(&program, "provider.tls");
    assert!(tls.starts_with("  ✗ certificate not trusted: it is the certificate of a certificate authority"), "{tls}");
    assert!(tls.contains("basicConstraints=critical,CA:FALSE") && tls.contains("SSL_CERT_FILE"), "{tls}");
    let (_provider, _front, program) = behind_tls(|_| ()).await;
    assert!(finding(&program, "provider.tls").starts_with("  ✓ "));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs namespaces of the kernel: use tests/run"]
async fn a_secret_that_is_mounted_read_only_for_everybody_is_no_warning() {
    let namespace = Namespace::new().await;
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let secret = folder.path().join("session");
    let (folder, path) = (folder.path().display(), secret.display());
    namespace.run(&format!(
        "mount -t tmpfs -o mode=755 none {folder}; echo 4b1f09c7d2e86a35f0b94c1d7e2a8365 > {path}; chmod 444 {path}"
    ));
    let program = Program::new().set("SESSION_SECRET_FILE", &path.to_string()).run_by(namespace.enter());
    let shown = finding(&program, "files.secret");
    assert!(
        shown.starts_with("  ! ") && shown.contains("chmod 600"),
        "before, this user can follow the advice: {shown}"
    );
    namespace.run(&format!("mount -o remount,ro {folder}; ! chmod 600 {path}"));
    let shown = finding(&program, "files.secret");
    assert!(shown.starts_with("  ? ") && shown.contains("it is mounted") && !shown.contains("chmod"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_asks_a_provider_for_no_token_and_no_sign_in_unless_the_operator_wants_it() {
    let requests = |provider: &Provider| [TOKEN, AUTHORIZE, PAR].map(|path| provider.requests(path));
    let start = |at_start: &'static str| {
        let provider = Provider::start();
        provider.script(|script| script.pushed_requests = Some(PushedRequests::Required));
        let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
        (provider, if at_start.is_empty() { program } else { program.set("KAIMU_DOCTOR__AT_START", at_start) })
    };
    let (provider, program) = start("full");
    let mut running = program.start();
    running.wait_for_line("check: 0 broken");
    assert!(requests(&provider).iter().all(|count| *count > 0), "{:?}", requests(&provider));
    assert!(!running.log().iter().any(|line| line.contains("not examined")));

    for at_start in ["", "passive"] {
        let (provider, program) = start(at_start);
        let mut running = program.start();
        running.wait_for_line("check: 0 broken");
        let line = running.log().last().unwrap().clone();
        let left_out = "provider.client, provider.redirect_uri, provider.pushed_authorization_requests";
        assert!(line.contains(&format!("not examined: {left_out} (`kaimu check` examines them)")), "{line}");
        let status = running.program.run(&["status"]).stdout;
        assert!(status.ends_with(&format!("\nnot examined: {left_out} (`kaimu check` examines them)\n")), "{status}");
        let json: Value = serde_json::from_str(&running.program.run(&["status", "--json"]).stdout).unwrap();
        let expected = json!(left_out.split(", ").collect::<Vec<_>>());
        assert_eq!(json["checks"]["not_examined"], expected);
        let findings = json["checks"]["findings"].as_array().unwrap();
        assert!(
            findings.iter().any(|it| it["seen"].as_str().unwrap().contains("requires pushed authorization requests"))
        );
        assert_eq!(requests(&provider), [0; 3]);
        assert!(provider.requests(KEYS) > 0, "the rest is checked");
        assert_eq!(running.program.run(&["check"]).status, Some(0));
        assert!(requests(&provider).iter().all(|count| *count > 0), "`kaimu check` checks everything");
    }

    let (provider, program) = start("off");
    let running = program.start();
    assert_eq!(running.program.run(&["status"]).status, Some(0));
    assert!(!running.log().iter().any(|line| line.contains("check: ")));
    assert_eq!(requests(&provider), [0; 3], "the checks of the status are passive");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_at_the_start_is_reported_by_the_passive_checks() {
    let down = settings("idp", &Provider::unreachable_issuer());
    let mut running = Program::on(&Database::sqlite()).provider(down).start();
    running.wait_for_line("check: 1 broken");
    assert!(running.log().iter().any(|line| line.contains(" ERROR ") && line.contains("(provider.discovery)")));
}
