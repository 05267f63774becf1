//! Checks of the connection to a provider: its host name, certificate, discovery, issuer and clock.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use chrono::{Datelike, TimeDelta, Utc};
use rcgen::CertificateParams;

use super::{Setups, at, with};
use crate::program::Program;
use crate::provider::{DISCOVERY, Fault, Provider, settings};
use crate::tls::TlsFront;

#[test]
fn each_cause_of_a_failed_discovery_is_reported() {
    let mut setups = Setups::default();
    let mut discovery = |what: &str, fault: Fault| {
        let provider = Provider::start();
        setups.show(what, &at(&provider, |it| it.inject(DISCOVERY, fault)), "provider.discovery");
    };
    discovery("it does not answer", Fault::Hang);
    discovery("it answers slowly", Fault::Slow(Duration::from_millis(2200)));
    discovery("it has no such address", Fault::Status(404));
    discovery("it leads elsewhere", Fault::Redirect("https://elsewhere.example/".to_owned()));
    discovery("it answers with a page", Fault::Body("text/html", "<p>Sorry</p>".to_owned()));
    discovery("it answers with another document", Fault::Body("application/json", "{}".to_owned()));
    discovery("its answer is cut off", Fault::CutOff);
    discovery("its answer is too long", Fault::Oversized);
    setups.show("nobody listens", &with(settings("idp", &Provider::unreachable_issuer())), "provider.discovery");
    setups.show("nobody has its name", &with(settings("idp", "https://nowhere.invalid")), "provider.name");
    setups.assert_snapshot("check-discovery");
}

#[test]
fn an_issuer_that_is_not_exact_is_reported_with_the_likely_one() {
    let mut setups = Setups::default();
    let mut mistaken = |what: &str, path: &str, meant: &str, code: &str| {
        let provider = Provider::start_below(path);
        let issuer = provider.issuer.replace(path, meant);
        setups.show(what, &with(settings("idp", &issuer)), code);
    };
    mistaken("a slash at its end", "/oauth2/default", "/oauth2/default/", "provider.issuer");
    mistaken("the org server in place of the default one", "/oauth2/default", "", "provider.discovery");
    mistaken("a path of an older Keycloak", "/realms/one", "/auth/realms/one", "provider.discovery");
    mistaken("a path of a newer Keycloak", "/auth/realms/one", "/realms/one", "provider.discovery");
    let mut named = |what: &str, path: &str, name: &str| {
        let mut provider = Provider::start_below(path);
        let (issuer, name) = (provider.issuer.clone(), provider.issuer.replace(path, name));
        provider.set_issuer(&name);
        setups.show(what, &with(settings("idp", &issuer)), "provider.issuer");
    };
    named("it names a custom server", "/org", "/oauth2/default");
    named("it names the org server", "/oauth2/default", "");
    named("it names another realm", "/realms/one", "/realms/two");
    named("it names every tenant", "/common/v2.0", "/{tenantid}/v2.0");
    named("it writes what steers a terminal", "/one", "/\u{1b}[2J\u{202e}two");
    setups.assert_snapshot("check-issuer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_untrusted_or_expires_soon_is_reported() {
    let mut setups = Setups::default();
    let in_days = |days| {
        move |certificate: &mut CertificateParams| {
            certificate.not_before = rcgen::date_time_ymd(2020, 1, 1);
            end_in(certificate, days);
        }
    };
    let never = |_: &mut CertificateParams| ();
    show(&mut setups, "its authority is unknown", &["localhost"], false, never).await;
    show(&mut setups, "it is for another name", &["elsewhere.example"], true, never).await;
    show(&mut setups, "it has ended", &["localhost"], true, in_days(-3)).await;
    show(&mut setups, "it ends soon", &["localhost"], true, in_days(5)).await;
    show(&mut setups, "all is well", &["localhost"], true, never).await;

    let provider = Provider::start();
    let plain = provider.issuer.replace("http://", "https://");
    setups.show("plain http at an https issuer", &with(settings("idp", &plain)), "provider.tls");
    let mut provider = Provider::start();
    provider.set_issuer(&provider.issuer.replace("127.0.0.1", "0.0.0.0"));
    let mut insecure = provider.settings("idp");
    insecure["allow_insecure_issuer"] = true.into();
    setups.show("plain http across a network", &with(insecure), "provider.tls");
    // The snapshot must not depend on the day of the test.
    setups.0 = setups.0.replace(&date_text(-3), "3 DAYS AGO").replace(&date_text(5), "IN 5 DAYS");
    setups.0 = setups.0.replace("expires in 4 days", "expires in 5 days");
    setups.assert_snapshot("check-certificate");
}

async fn show(
    setups: &mut Setups,
    what: &str,
    names: &[&str],
    trusted: bool,
    change: impl FnOnce(&mut CertificateParams),
) {
    let mut provider = Provider::start();
    let front = TlsFront::start_with(names, provider.port(), change).await;
    provider.set_issuer(&format!("https://localhost:{}", front.port));
    let program = with(provider.settings("idp"));
    let program = if trusted { program.set("SSL_CERT_FILE", &front.authority) } else { program };
    setups.show(what, &program, "provider.tls");
}

pub(super) fn today(days: i64) -> chrono::DateTime<Utc> {
    #[allow(clippy::disallowed_methods, reason = "a test reads the clock, too")]
    let now = Utc::now();
    now + TimeDelta::days(days)
}

/// Lets a certificate expire at midnight, this many days from now.
fn end_in(certificate: &mut CertificateParams, days: i64) {
    let day = today(days);
    let (month, day_of_month) = (u8::try_from(day.month()).unwrap(), u8::try_from(day.day()).unwrap());
    certificate.not_after = rcgen::date_time_ymd(day.year(), month, day_of_month);
}

fn date_text(days: i64) -> String {
    today(days).format("%Y-%m-%d").to_string()
}

#[test]
fn a_clock_difference_is_reported() {
    let mut setups = Setups::default();
    for (what, seconds) in
        [("half a minute behind", 30), ("five minutes behind", 300), ("ahead", -300), ("hardly at all", 3)]
    {
        setups.show(what, &clock_is_off_by(seconds), "provider.clock");
    }
    setups.assert_snapshot("check-clock");
}

/// Kaimu with a minimal provider whose `Date` header is this many seconds ahead of our clock.
fn clock_is_off_by(seconds: i64) -> Program {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let document = serde_json::json!({ "issuer": issuer }).to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let date = (today(0) + TimeDelta::seconds(seconds)).format("%a, %d %b %Y %H:%M:%S GMT");
            let length = document.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ndate: {date}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{document}").as_bytes());
        }
    });
    with(settings("idp", &issuer))
}
