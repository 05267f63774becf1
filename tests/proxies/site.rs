//! A site: a proxy with its documented configuration, Kaimu, a provider, and three applications on two registrable domains.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::application::Applications;
use super::busy::Busy;
use super::configuration::Configuration;
use super::proxy::{Proxy, ProxyKind};
use super::relay::Relay;
use super::visitor::{Seen, Visitor};
use crate::app::{STARTS_PER_MINUTE, Setup, TestApp};
use crate::database::Database;
use crate::provider::Provider;
use crate::tls;
use crate::waiting::until;

pub const HOSTS: [&str; 4] = ["login.example.org", "wiki.example.org", "git.example.org", "notes.example.net"];
pub const LOGIN: &str = "https://login.example.org";
pub const WIKI: &str = "https://wiki.example.org";
pub const GIT: &str = "https://git.example.org";
pub const NOTES: &str = "https://notes.example.net";

pub struct Site {
    pub provider: Provider,
    pub kaimu: TestApp,
    pub database: Database,
    pub relay: Relay,
    pub applications: Applications,
    /// The certificate (PEM) of the authority that browsers trust.
    pub authority: String,
    pub busy: Busy,
    pub kind: &'static ProxyKind,
    proxy: Proxy,
    _folder: TempDir,
}

impl Site {
    /// A site behind this proxy, with the configuration of its page.
    pub async fn behind(kind: &'static ProxyKind) -> Self {
        Self::with(kind, |_| ()).await
    }

    /// A site whose configuration, of the proxy or of Kaimu, was edited.
    pub async fn with(kind: &'static ProxyKind, edit: impl FnOnce(&mut Configuration)) -> Self {
        Self::start(kind, edit, "127.0.0.1", None).await
    }

    /// A site whose configuration was edited, with these trusted proxies, and with another program in the place of the first
    /// application.
    pub async fn start(
        kind: &'static ProxyKind,
        edit: impl FnOnce(&mut Configuration),
        trusted_proxies: &str,
        first_application: Option<u16>,
    ) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut configuration = Configuration::of(kind.page);
        edit(&mut configuration);
        let (provider, database) = (Provider::start(), Database::sqlite());
        let kaimu = Setup::on(&database)
            .provider(provider_settings(&provider))
            .with_public_urls(LOGIN, LOGIN)
            .set("KAIMU_SERVER__TRUSTED_PROXIES", trusted_proxies)
            .set("KAIMU_SIGN_IN__SKIP_PAGE", "true")
            .set("KAIMU_APPLICATIONS", &configuration.applications().to_string())
            .set(STARTS_PER_MINUTE, "0")
            .start();
        let relay = Relay::before(kaimu.ports[0]).await;
        let applications = Applications::start();
        // The workers of nginx and Apache may run as another user, who cannot read in a folder of TMPDIR.
        let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir_in("/tmp").unwrap();
        let issued = tls::issue(&HOSTS, |_| ());
        let (certificate, key) = (issued.certificate.pem(), issued.key.serialize_pem());
        fs::write(folder.path().join("fullchain.pem"), &certificate).unwrap();
        fs::write(folder.path().join("privkey.pem"), &key).unwrap();
        fs::write(folder.path().join("haproxy.pem"), certificate + &key).unwrap();
        let [first, second, third] = applications.ports;
        let ports = [first_application.unwrap_or(first), second, third];
        let proxy = Proxy::start(kind, configuration, folder.path(), relay.port, ports).await;
        let authority = issued.authority;
        let site = Self {
            provider,
            kaimu,
            database,
            relay,
            applications,
            authority,
            busy: Busy::new(),
            kind,
            proxy,
            _folder: folder,
        };
        // Traefik and Apache listen some time before they serve.
        let client = site.visitor().client;
        until("the proxy serves", async || client.get(format!("{LOGIN}/healthz")).send().await.is_ok()).await;
        site
    }

    /// The port of the proxy.
    pub fn port(&self) -> u16 {
        self.proxy.port
    }

    pub fn proxy_log(&self) -> String {
        self.proxy.log()
    }

    /// A browser without cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::of(self)
    }

    /// Makes this person the one who signs in next.
    pub fn person(&self, name: &str, groups: &[&str]) {
        self.provider.person(json!({
            "sub": format!("{name}-1"), "email": format!("{name}@example.org"), "name": name, "preferred_username": name,
            "groups": groups,
        }));
    }

    /// A browser in which this person has signed in at the first application.
    pub async fn signed_in(&self, name: &str, groups: &[&str]) -> Visitor {
        self.person(name, groups);
        let visitor = self.visitor();
        let answer = visitor.open(&format!("{WIKI}/start")).await;
        assert_eq!(Seen::by(&answer).header("Remote-User"), name);
        visitor
    }
}

/// The provider, which tells the groups of its users.
pub fn provider_settings(provider: &Provider) -> Value {
    let mut settings = provider.settings("idp");
    settings["groups_claim"] = "groups".into();
    settings
}
