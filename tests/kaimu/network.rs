//! Connections to providers: TLS with the system's authorities, HTTP proxies and `discovery_url`.

use crate::app::Setup;
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::tls::TlsFront;

/// Signs in with a provider that Kaimu, with this environment, reaches over TLS.
async fn sign_in(environment: impl FnOnce(&TlsFront) -> Vec<(&'static str, String)>) -> (Answer, Running) {
    let mut provider = Provider::start();
    let plain = provider.issuer.clone();
    let front = TlsFront::start(&["localhost"], provider.port()).await;
    provider.set_issuer(&format!("https://localhost:{}", front.port));
    let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    let running = environment(&front).iter().fold(program, |program, (name, value)| program.set(name, value)).start();
    let browser = Browser::new();
    let start = browser.get(running.api("/auth/oidc/idp/authorize")).await;
    // The browser of this test does not trust the authority, so it uses plain http.
    let leads_to = start.location().unwrap().as_str().replace(&provider.issuer, &plain);
    (browser.follow(leads_to).await, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_authority_that_the_system_trusts_is_trusted() {
    let (end, _running) = sign_in(|front| vec![("SSL_CERT_FILE", front.authority.clone())]).await;
    end.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_reports_an_unknown_certificate_authority() {
    let (end, mut running) = sign_in(|_| Vec::new()).await;
    end.is_refused_with("provider.unavailable");
    running.signal("TERM");
    running.wait_for("stopping: ");
    let line = running.log().iter().find(|line| line.contains("provider.unavailable")).unwrap();
    assert!(line.contains("UnknownIssuer"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_to_loopback_never_uses_a_proxy() {
    let provider = Provider::start();
    let running = Program::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("HTTP_PROXY", "http://127.0.0.1:9")
        .start();
    Browser::new().follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_url_reaches_a_provider_whose_issuer_only_browsers_reach() {
    let mut provider = Provider::start();
    let inside = provider.issuer.clone();
    provider.set_issuer("https://idp.example");
    let mut settings = provider.settings("idp");
    settings["discovery_url"] = inside.as_str().into();
    let app = Setup::on(&Database::sqlite()).provider(settings).start();
    let browser = Browser::new();
    let outside = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    assert!(outside.as_str().starts_with("https://idp.example/authorize?"), "{outside}");
    let end = browser.follow(outside.as_str().replace("https://idp.example", &inside)).await;
    end.is_dashboard_of("Ada");
}
