//! The production set-up: a session on two host names over https. The client is curl, which honours `Domain`, `Secure` and the
//! cookie prefixes.

use std::process::Command;

use serde_json::Value;

use crate::app::{Setup, TestApp};
use crate::database::Database;
use crate::provider::Provider;
use crate::tls::TlsFront;

const API: &str = "https://api.kaimu.test";
const FRONTEND: &str = "https://kaimu.test";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs curl: use tests/run"]
async fn two_host_names_over_https_have_a_session_cookie_each() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).with_public_urls(API, FRONTEND).start();
    let curl = Curl::in_front_of(&app).await;

    let page = curl.get(&format!("{FRONTEND}/login"));
    assert!(page.contains(&format!("href=\"{API}/auth/oidc/idp/authorize\"")), "{page}");

    // A sign-in on the frontend's host is redirected to the base URL, which sets the cookie.
    let dashboard = curl.get(&format!("{FRONTEND}/auth/oidc/idp/authorize"));
    assert!(dashboard.contains(&format!("200 {FRONTEND}/dashboard")), "{dashboard}");
    assert!(dashboard.contains("Ada Lovelace"));

    // Each host has a cookie of its own, which no other host receives.
    let jar = std::fs::read_to_string(curl.folder.path().join("jar")).unwrap();
    let hosts = |name: &str| {
        let of_name = jar.lines().filter(|line| line.split('\t').nth(5).is_some_and(|found| found.starts_with(name)));
        let mut hosts: Vec<_> = of_name
            .map(|line| {
                let fields: Vec<&str> = line.split('\t').collect();
                assert_eq!((fields[1], fields[3]), ("FALSE", "TRUE"), "host-only, secure: {line}");
                fields[0].trim_start_matches("#HttpOnly_").to_owned()
            })
            .collect();
        hosts.sort();
        hosts
    };
    assert_eq!(hosts("__Host-kaimu_session"), ["api.kaimu.test", "kaimu.test"]);
    assert_eq!(hosts("__Host-kaimu_last_provider"), ["api.kaimu.test", "kaimu.test"]);
    assert_eq!(hosts("__Host-kaimu_sign_in_"), ["api.kaimu.test"]);
    assert_eq!(hosts("__Host-kaimu_hand_over"), ["kaimu.test"]);
    assert!(!jar.contains("__Secure-"), "{jar}");

    for host in [API, FRONTEND] {
        let session = curl.get(&format!("{host}/auth/session"));
        let session: Value = serde_json::from_str(session.lines().next().unwrap()).unwrap();
        assert_eq!(session["user"]["username"], "ada", "{host}");
    }
    let signed_out =
        curl.run(&[&format!("{FRONTEND}/logout"), "--data", "", "--header", &format!("Origin: {FRONTEND}")]);
    assert!(signed_out.contains("You are signed out"), "{signed_out}");
    for host in [API, FRONTEND] {
        assert!(curl.get(&format!("{host}/auth/session")).contains("signed_out"), "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs curl: use tests/run"]
async fn one_https_host_has_a_host_only_session_and_strict_transport_security() {
    let provider = Provider::start();
    let app =
        Setup::on(&Database::sqlite()).provider(provider.settings("idp")).with_public_urls(FRONTEND, FRONTEND).start();
    let curl = Curl::in_front_of(&app).await;
    let start = curl.run(&[&format!("{FRONTEND}/auth/oidc/idp/authorize"), "--include"]);
    assert!(start.contains("strict-transport-security: max-age=31536000"), "{start}");
    assert!(start.contains("set-cookie: __Host-kaimu_session="), "{start}");
    assert!(start.contains(&format!("200 {FRONTEND}/dashboard")), "{start}");
}

/// curl with a cookie jar. It reaches both host names at a TLS proxy in front of the app.
struct Curl {
    folder: tempfile::TempDir,
    front: TlsFront,
}

impl Curl {
    async fn in_front_of(app: &TestApp) -> Self {
        let front = TlsFront::start(&["kaimu.test", "api.kaimu.test"], app.ports[0]).await;
        Self { folder: tempfile::tempdir().unwrap(), front }
    }

    fn get(&self, url: &str) -> String {
        self.run(&[url])
    }

    /// The body of the last response. The last line has its status and URL.
    fn run(&self, arguments: &[&str]) -> String {
        let jar = self.folder.path().join("jar").display().to_string();
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--location", "--noproxy", "*", "--max-time", "30"])
            .args(["--cacert", &self.front.authority, "--cookie", &jar, "--cookie-jar", &jar])
            .args(["--connect-to", &format!("kaimu.test:443:127.0.0.1:{}", self.front.port)])
            .args(["--connect-to", &format!("api.kaimu.test:443:127.0.0.1:{}", self.front.port)])
            .args(["--write-out", "\n%{http_code} %{url_effective}\n"])
            .args(arguments)
            .output()
            .expect("curl is installed by tests/run");
        assert!(output.status.success(), "curl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
