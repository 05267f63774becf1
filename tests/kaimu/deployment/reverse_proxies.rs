//! The proxies of `deploy/nginx.conf`, `deploy/compose.caddy.yml` and `deploy/compose.traefik.yml`: the real programs run with these configurations.
//! Only ports, certificates and the address of Kaimu differ.

use std::fs::{self, File};
use std::net::{IpAddr, SocketAddr};
use std::process::{Child, Command, Stdio};

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder};
use tempfile::TempDir;

use super::file;
use crate::app::{Setup, TestApp};
use crate::database::Database;
use crate::program::free_port;
use crate::provider::Provider;
use crate::proxies::{PAGE, from_wheel};
use crate::tls;
use crate::waiting::until;

const API: &str = "https://api.yourdomain.com";
const FRONTEND: &str = "https://yourdomain.com";
const HOSTS: [&str; 2] = ["api.yourdomain.com", "yourdomain.com"];
/// Ids that a client chooses. Kaimu would take the trace id out of `traceparent` (W3C Trace Context).
pub const FORGED_IDS: [(&str, &str); 2] = [
    ("X-Request-Id", "chosen-by-a-client"),
    ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
];
/// Where browsers are. The proxy itself connects to Kaimu from 127.0.0.1.
const BROWSER: [u8; 4] = [127, 0, 0, 2];

/// A configuration of `deploy/`, and how to run it on this machine.
struct Kind {
    files: &'static [&'static str],
    /// What is replaced. Words in braces are the places of [`Front`].
    replaced: &'static [(&'static str, &'static str)],
    program: &'static [&'static str],
    /// The status for addresses that only the proxy may ask.
    closed: u16,
    /// Whether it gives each request an id.
    has_request_id: bool,
}

const CADDY: Kind = Kind {
    files: &["Caddyfile"],
    replaced: &[
        ("{\n\tlog {", "{\n\tadmin off\n\thttp_port {http}\n\thttps_port {https}\n\tdefault_bind 127.0.0.1\n\tlog {"),
        ("api.yourdomain.com {\n", "api.yourdomain.com {\n\ttls {folder}/certificate.pem {folder}/key.pem\n"),
        ("backend:3000", "127.0.0.1:{kaimu}"),
    ],
    program: &["bin/caddy", "run", "--adapter", "caddyfile", "--config", "{folder}/Caddyfile"],
    closed: 404,
    has_request_id: true,
};

const NGINX: Kind = Kind {
    files: &["nginx.conf"],
    replaced: &[
        (
            "# nginx as a reverse proxy",
            "daemon off; pid {folder}/nginx.pid; events {} http { access_log off; client_body_temp_path {folder}/body;
             proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
             scgi_temp_path {folder}/scgi;\n# nginx as a reverse proxy",
        ),
        ("    return 444;\n}\n", "    return 444;\n}\n}\n"),
        ("listen 443", "listen 127.0.0.1:{https}"),
        ("listen 80", "listen 127.0.0.1:{http}"),
        ("/etc/ssl/yourdomain.com.pem", "{folder}/certificate.pem"),
        ("/etc/ssl/yourdomain.com.key", "{folder}/key.pem"),
        ("proxy_pass http://127.0.0.1:3000", "proxy_pass http://127.0.0.1:{kaimu}"),
    ],
    program: &["/usr/sbin/nginx", "-e", "stderr", "-c", "{folder}/nginx.conf"],
    closed: 404,
    has_request_id: true,
};

const TRAEFIK: Kind = Kind {
    files: &["traefik/traefik.yml", "traefik/kaimu.yml"],
    replaced: &[
        ("\":80\"", "127.0.0.1:{http}"),
        ("\":443\"", "127.0.0.1:{https}"),
        ("        certResolver: letsencrypt", "        {}"),
        ("/data/acme.json", "{folder}/acme.json"),
        ("/etc/traefik/", "{folder}/"),
        ("\ntls:\n", "\ntls:\n  certificates: [{ certFile: {folder}/certificate.pem, keyFile: {folder}/key.pem }]\n"),
        ("backend:3000", "127.0.0.1:{kaimu}"),
    ],
    program: &["bin/traefik", "--configFile={folder}/traefik.yml"],
    closed: 418,
    has_request_id: false,
};

/// A running proxy. Dropping it ends its process.
struct Front {
    process: Child,
    http: u16,
    https: u16,
    folder: TempDir,
    authority: String,
}

impl Front {
    /// Starts the proxy in front of Kaimu on this port.
    async fn start(kind: &Kind, kaimu: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issued = tls::issue(&HOSTS, |_| ());
        fs::write(folder.path().join("certificate.pem"), issued.certificate.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), issued.key.serialize_pem()).unwrap();
        let (http, https) = (free_port(), free_port());
        let places = [
            ("{folder}", folder.path().display().to_string()),
            ("{http}", http.to_string()),
            ("{https}", https.to_string()),
            ("{kaimu}", kaimu.to_string()),
        ];
        let with_places = |text: &str| places.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        let mut files: Vec<(&str, String)> = kind.files.iter().map(|path| (*path, file(path))).collect();
        for (from, to) in kind.replaced {
            assert!(files.iter().any(|(_, text)| text.contains(from)), "{:?} have no {from:?}", kind.files);
            for (_, text) in &mut files {
                *text = text.replace(from, &with_places(to));
            }
        }
        for (path, text) in files {
            fs::write(folder.path().join(path.rsplit('/').next().unwrap()), text).unwrap();
        }
        let output = File::create(folder.path().join("output.log")).unwrap();
        let program = kind.program[0];
        let mut command = if program.starts_with('/') { Command::new(program) } else { from_wheel(program) };
        command.args(kind.program[1..].iter().map(|argument| with_places(argument)));
        command.env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let process = command.spawn().unwrap();
        let mut front = Self { process, http, https, folder, authority: issued.authority };
        until("the proxy serves", async || {
            assert!(front.process.try_wait().unwrap().is_none(), "the proxy has ended: {}", front.log());
            front.client().build().unwrap().get(FRONTEND).send().await.is_ok()
        })
        .await;
        front
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("output.log")).unwrap()
    }

    /// A browser that finds the proxy under every host name, and forges where it is.
    fn client(&self) -> ClientBuilder {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        let forged = [
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "for=203.0.113.9;host=evil.example"),
            ("X-Real-Ip", "203.0.113.9"),
        ];
        for (name, value) in PAGE.into_iter().chain(forged).chain(FORGED_IDS) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let client = Client::builder()
            .cookie_store(true)
            .no_proxy()
            .local_address(IpAddr::from(BROWSER))
            .tls_certs_only([Certificate::from_pem(self.authority.as_bytes()).unwrap()])
            .default_headers(headers);
        let address = SocketAddr::from(([127, 0, 0, 1], self.https));
        HOSTS.into_iter().chain(["evil.example"]).fold(client, |client, host| client.resolve(host, address))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn kaimu_on(database: &Database, provider: &Provider) -> TestApp {
    Setup::on(database)
        .provider(provider.settings("idp"))
        .with_public_urls(API, FRONTEND)
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .start()
}

async fn a_user_signs_in_and_kaimu_sees_the_address_of_the_browser(kind: &Kind) {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let kaimu = kaimu_on(&database, &provider);
    let front = Front::start(kind, kaimu.ports[0]).await;
    let client = front.client().build().unwrap();
    let start = format!("{API}/auth/oidc/idp/authorize?return_to=/dashboard");
    let dashboard = client.get(&start).send().await.unwrap();
    assert_eq!(dashboard.url().as_str(), format!("{FRONTEND}/dashboard"));
    assert!(dashboard.text().await.unwrap().contains("Ada Lovelace"));
    let address = IpAddr::from(BROWSER).to_string();
    assert_eq!(database.values("address", "audit_events WHERE action = 'sign_in'"), [Some(address)]);

    let answer = client.get(format!("{API}/missing")).send().await.unwrap();
    let upstream = kaimu.watch.upstream_id_of(answer.headers()["x-request-id"].to_str().unwrap()).await;
    assert_eq!(upstream.is_some(), kind.has_request_id, "{upstream:?}");
    assert!(FORGED_IDS.iter().all(|(_, forged)| upstream.iter().all(|it| !forged.contains(it))), "{upstream:?}");

    for path in ["/auth/verify/forward", "/auth/verify/nginx", "/auth/verify"] {
        for origin in [API, FRONTEND] {
            let answer = client.get(format!("{origin}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), kind.closed, "{origin}{path}");
        }
    }
    let unknown = front.client().tls_danger_accept_invalid_certs(true).build().unwrap();
    assert!(unknown.get("https://evil.example/login").send().await.is_err(), "an unknown host name gets an answer");
    let plain = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let plain = plain.resolve("yourdomain.com", ([127, 0, 0, 1], front.http).into()).build().unwrap();
    let redirect = plain.get("http://yourdomain.com/login").send().await.unwrap();
    assert!(redirect.headers()["location"].to_str().unwrap().starts_with(FRONTEND), "{redirect:?}");
}

async fn the_log_of_the_proxy_has_no_code_while_kaimu_is_down(kind: &Kind) {
    let front = Front::start(kind, free_port()).await;
    let client = front.client().build().unwrap();
    for path in ["/auth/oidc/idp/callback?code=secret-word&state=secret-word", "/auth/link/secret-word"] {
        let request = client.get(format!("{API}{path}")).header("Referer", format!("{API}/auth/hand-over/secret-word"));
        let answer = request.header("Cookie", "__Host-kaimu_session=secret-word").send().await.unwrap();
        assert_eq!(answer.status(), 502);
    }
    let log = front.log();
    assert!(!log.contains("secret-word"), "{log}");
}

macro_rules! proxies {
    ($($kind:ident => $sign_in:ident, $log:ident;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs the reverse proxies: use tests/run"]
            async fn $sign_in() {
                a_user_signs_in_and_kaimu_sees_the_address_of_the_browser(&$kind).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs the reverse proxies: use tests/run"]
            async fn $log() {
                the_log_of_the_proxy_has_no_code_while_kaimu_is_down(&$kind).await;
            }
        )*
    };
}

proxies! {
    CADDY => a_user_signs_in_through_caddy, caddy_logs_no_code;
    NGINX => a_user_signs_in_through_nginx, nginx_logs_no_code;
    TRAEFIK => a_user_signs_in_through_traefik, traefik_logs_no_code;
}
