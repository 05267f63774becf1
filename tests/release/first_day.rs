//! The first day of a stranger: from the README to a running, monitored and backed-up Kaimu with forward-auth in front of one
//! application. What the stranger copies comes from the pages. The test replaces what is different on this machine.

#![allow(clippy::float_cmp, reason = "counters are whole numbers")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::arm64::emulator;
use super::artefacts::{file, succeed};
use crate::browser::{Answer, Browser};
use crate::documentation;
use crate::faults::backup::{documented, with_file};
use crate::markdown::{blocks, section};
use crate::metrics::series::Series;
use crate::operator::stdout_of;
use crate::program::{Program, Running, free_port};
use crate::provider::Provider;
use crate::proxies::{Busy, Configuration, NGINX, Proxy, Visitor};
use crate::tls;

/// The names in the README, in deploy/nginx.conf and in docs/proxies/nginx.md.
const HOSTS: [&str; 6] = [
    "yourdomain.com",
    "api.yourdomain.com",
    "wiki.example.org",
    "login.example.org",
    "git.example.org",
    "notes.example.net",
];
const WIKI: &str = "https://wiki.example.org/start";

/// The only block of a language in a part of a page that contains these words.
#[track_caller]
fn block(page: &str, language: &str, words: &str) -> String {
    let found: Vec<String> = blocks(page, language).into_iter().filter(|block| block.contains(words)).collect();
    let [block] = &found[..] else { panic!("{} blocks with {words:?}", found.len()) };
    block.clone()
}

/// `OIDC_PROVIDERS` of the README, with the values that the provider has given. Applications by groups need `groups_claim`
/// (docs/access.md).
fn providers(readme: &str, provider: &Provider) -> String {
    let exported = block(section(readme, "Run it with your provider"), "bash", "export OIDC_PROVIDERS=");
    let mut providers: Value = serde_json::from_str(exported.split('\'').nth(1).unwrap()).unwrap();
    let given = provider.settings("okta");
    for key in ["issuer_url", "client_id", "client_secret"] {
        providers[0][key] = given[key].clone();
    }
    providers[0]["groups_claim"] = "groups".into();
    providers.to_string()
}

/// Kaimu, with the configuration of the README, docs/production.md and docs/metrics.md.
fn kaimu(provider: &Provider, metrics_port: u16) -> Program {
    let readme = documentation::text("README.md");
    let program = Program::new().set("OIDC_PROVIDERS", &providers(&readme, provider));
    let urls = block(&documentation::text("docs/production.md"), "bash", "OIDC_BASE_URL=");
    let lines = urls.lines().map(|line| line.split_once('=').unwrap());
    let program = lines.fold(program, |program, (name, value)| program.set(name, value));
    let applications = block(section(&readme, "Protect applications"), "toml", "[[applications]]");
    let metrics = block(&documentation::text("docs/metrics.md"), "toml", "[metrics]");
    let metrics = metrics.replace("9464", &metrics_port.to_string());
    fs::write(program.file("kaimu.toml"), metrics + &applications).unwrap();
    program.set("KAIMU_CONFIG", "kaimu.toml")
}

/// nginx, with deploy/nginx.conf for Kaimu and docs/proxies/nginx.md for the application. The shared part of that page already has
/// the servers for other host names.
fn nginx_configuration() -> Configuration {
    let mut configuration = Configuration::of(NGINX.page);
    let page = documentation::text(NGINX.page);
    let servers = block(&page, "nginx", "# /etc/nginx/conf.d/applications.conf");
    let documented = servers.split_once("server {").unwrap().1.split("\n}\n").next().unwrap();
    let deployed = documentation::text("deploy/nginx.conf");
    let deployed = deployed.split_once("\n# Requests for any other host name get no answer.").unwrap().0;
    let deployed = deployed.split_once("server {").unwrap().1.trim_end().strip_suffix('}').unwrap();
    configuration.replace(documented, deployed);
    configuration
}

struct Site {
    _provider: Provider,
    kaimu: Running,
    nginx: Proxy,
    authority: String,
    metrics_port: u16,
    _application: Running,
    _folder: TempDir,
}

impl Site {
    /// `runner` runs another binary in place of that of the tests.
    async fn start(runner: Vec<String>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (provider, metrics_port, port) = (Provider::start(), free_port(), free_port());
        provider.person(json!({ "groups": ["staff"] }));
        let kaimu = kaimu(&provider, metrics_port).run_by(runner).start();
        let mut application = Program::new().spawn(&["echo", "--listen", &format!("127.0.0.1:{port}")]);
        application.wait_for("ready: ");
        // The workers of nginx may run as another user, who cannot read in a folder of TMPDIR.
        let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir_in("/tmp").unwrap();
        let issued = tls::issue(&HOSTS, |_| ());
        let file = |name: &str| folder.path().join(name).display().to_string();
        fs::write(file("fullchain.pem"), issued.certificate.pem()).unwrap();
        fs::write(file("privkey.pem"), issued.key.serialize_pem()).unwrap();
        let mut configuration = nginx_configuration();
        configuration.replace("/etc/ssl/yourdomain.com.pem", &file("fullchain.pem"));
        configuration.replace("/etc/ssl/yourdomain.com.key", &file("privkey.pem"));
        let nginx = Proxy::start(&NGINX, configuration, folder.path(), kaimu.ports[0], [port; 3]).await;
        Self {
            _provider: provider,
            kaimu,
            nginx,
            authority: issued.authority,
            metrics_port,
            _application: application,
            _folder: folder,
        }
    }

    fn visitor(&self) -> Visitor {
        Visitor::at(&HOSTS, self.nginx.port, &self.authority, Busy::new())
    }

    async fn metrics(&self) -> Series {
        Series::read(&Browser::new().get(format!("http://127.0.0.1:{}/metrics", self.metrics_port)).await.body)
    }
}

/// Opens the application, signs in, and returns the id of the user as the application sees it.
async fn sign_in(visitor: &Visitor) -> String {
    let page = visitor.open(WIKI).await;
    assert_eq!((page.url.host_str(), page.url.path()), (Some("yourdomain.com"), "/login"), "{}", page.body);
    let button = page.body.split("href=\"").map(|rest| rest.split('"').next().unwrap());
    let button = button.into_iter().find(|href| href.contains("/auth/oidc/okta/authorize")).unwrap();
    let answer = visitor.open(&button.replace("&#38;", "&").replace("&amp;", "&")).await;
    user_at_the_application(&answer)
}

#[track_caller]
fn user_at_the_application(answer: &Answer) -> String {
    assert_eq!(answer.url.as_str(), WIKI, "{} {}", answer.status, answer.body);
    let seen = answer.json();
    assert_eq!(seen["kaimu_echo"], true, "{seen}");
    let header = |name: &str| {
        let found = seen["headers"].as_array().unwrap().iter().find(|header| header[0] == name);
        found.unwrap_or_else(|| panic!("no {name}: {seen}"))[1].as_str().unwrap().to_owned()
    };
    assert_eq!((header("remote-user").as_str(), header("remote-groups").as_str()), ("ada", "staff"), "{seen}");
    header("remote-sub")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn a_stranger_protects_an_application_watches_it_and_gets_it_back_after_a_loss() {
    walk(Vec::new()).await;
}

mod long {
    use super::*;

    /// Installs the binary of the archive for a kind of machine into this folder, with the commands of the documentation.
    fn install_archive(machine: &str, folder: &Path) -> PathBuf {
        let installing = documentation::text("docs/installing.md");
        let commands = blocks(section(&installing, "Archive"), "bash").remove(0).replace("x86_64", machine);
        let binary = folder.join("kaimu");
        let archive = format!("{machine}-linux.tar.gz");
        let commands = commands
            .replace(&format!("kaimu-VERSION-{archive}"), &file(&archive).display().to_string())
            .replace("VERSION", env!("CARGO_PKG_VERSION"))
            .replace("/usr/local/bin/kaimu", &binary.display().to_string());
        succeed(Command::new("sh").args(["-ec", &format!("cd \"$0\"\n{commands}")]).arg(folder));
        binary
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs a release build: use tests/run --release"]
    async fn a_stranger_does_the_same_with_the_archive_of_a_release() {
        let folder = tempfile::tempdir().unwrap();
        let binary = install_archive(std::env::consts::ARCH, folder.path());
        let run = format!("shift; exec {} \"$@\"", binary.display());
        walk(["/bin/sh", "-c", &run, "sh"].map(str::to_owned).into()).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs a release build and qemu-user: use tests/run --release"]
    async fn a_stranger_does_the_same_with_the_archive_for_arm64() {
        let folder = tempfile::tempdir().unwrap();
        walk(emulator(&install_archive("aarch64", folder.path()))).await;
    }
}

async fn walk(runner: Vec<String>) {
    let mut site = Site::start(runner).await;
    let callback = "https://api.yourdomain.com/auth/oidc/okta/callback";
    let checked = site.kaimu.program.run(&["check"]);
    assert!(checked.stdout.contains(callback), "{}{}", checked.stdout, checked.stderr);

    let visitor = site.visitor();
    let ada = sign_in(&visitor).await;
    assert_eq!(user_at_the_application(&visitor.open(WIKI).await), ada, "without another sign-in");
    let asked = visitor.get("https://yourdomain.com/auth/verify/nginx").await;
    assert_eq!(asked.status, 404, "only nginx itself asks");

    let metrics = site.metrics().await;
    assert_eq!(metrics.get("kaimu_sign_ins_total{outcome=\"signed_in\",provider=\"okta\"}"), Some(1.0));
    let allowed = metrics.get("kaimu_verify_requests_total{answer=\"allowed\",application=\"Wiki\"}");
    assert!(allowed.is_some_and(|count| count >= 2.0), "{metrics:?}");

    let safe = tempfile::tempdir().unwrap();
    let backup = safe.path().join("kaimu.db").display().to_string();
    let program = site.kaimu.program.clone();
    let run = |command: &str| {
        let words = with_file(command, &backup);
        stdout_of(&program, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let shown = run(&documented("Back up an SQLite file")[0]);
    let secret = shown.split_once("the file ").unwrap().1.split(". Without it").next().unwrap();
    let kept_secret = safe.path().join("kaimu.secret");
    fs::copy(program.file(secret), &kept_secret).unwrap();

    // The disk is lost.
    site.kaimu.signal("TERM");
    site.kaimu.end();
    fs::remove_dir_all(program.file("data")).unwrap();
    let shown = run(&documented("Restore an SQLite file")[0]);
    assert!(shown.contains("1 session of it ended"), "{shown}");
    fs::copy(&kept_secret, program.file(secret)).unwrap();
    site.kaimu = program.start();

    assert_eq!(sign_in(&visitor).await, ada, "the user of before, after another sign-in");
    assert!(stdout_of(&site.kaimu.program, &["users", "list"]).contains("ada"));
}
