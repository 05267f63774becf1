//! A machine without certificate authorities: a minimal container image, or a broken one.

use crate::browser::Browser;
use crate::database::Database;
use crate::program::Program;
use crate::provider::Provider;
use crate::tls::TlsFront;

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_certificate_authorities_starts_and_says_what_to_install() {
    let mut provider = Provider::start();
    let plain = provider.issuer.clone();
    let front = TlsFront::start(&["localhost"], provider.port()).await;
    provider.set_issuer(&format!("https://localhost:{}", front.port));
    let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    let (file, folder) = (program.file("authorities.pem"), program.file("authorities"));
    std::fs::write(&file, "").unwrap();
    std::fs::create_dir(&folder).unwrap();
    let program = program.set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0");
    let program = program.set("SSL_CERT_FILE", file.to_str().unwrap()).set("SSL_CERT_DIR", folder.to_str().unwrap());
    let checked = program.run(&["check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    for words in ["this machine has no certificate authorities", "package ca-certificates", "(provider.tls)"] {
        assert!(checked.stdout.contains(words), "{words}: {}", checked.stdout);
    }

    let mut running = program.start();
    running.wait_for("check: idp: this machine has no certificate authorities");
    let browser = Browser::new();
    assert_eq!(browser.get(running.api("/readyz")).await.status, 200);
    let refused = browser.follow(running.api("/auth/oidc/idp/authorize")).await;
    refused.is_refused_with("provider.unavailable");

    // As the installation of the package does.
    std::fs::copy(&front.authority, &file).unwrap();
    crate::waiting::until("the retry delay is over", async || {
        let start = browser.get(running.api("/auth/oidc/idp/authorize")).await;
        start.location().is_some_and(|url| url.as_str().starts_with(&provider.issuer))
    })
    .await;
    let at_provider = browser.get(running.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    // The browser of this test does not trust the authority, so it uses plain http.
    let end = browser.follow(at_provider.as_str().replace(&provider.issuer, &plain)).await;
    end.is_dashboard_of("Ada");
}
