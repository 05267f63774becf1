//! What the application gets. Only `kaimu echo` in the place of the application shows it.

use serde::Deserialize;

use super::kinds::{Proxies, ProxyKind};
use super::probe::{Asking, Client, Exchange};
use super::questions::add_not_checked;
use super::wrong_line::{Fault, add_wrong_line, remedy};
use crate::domain::{Application, Check, Findings, ProbeKind};
use crate::store::StoreError;

/// What a client sends as the value of headers that it may not set.
const SPOOFED: &str = "kaimu-check-spoofed";
/// Headers whose path some frameworks open in place of the one that Kaimu has allowed.
const REWRITE_HEADERS: [&str; 2] = ["x-original-url", "x-rewrite-url"];
/// A token that is none, by which Kaimu has the proxy remove the credentials.
const TOKEN: &str = "Bearer kaimu_pat_kaimu-check";

/// A request as `kaimu echo` shows it.
#[derive(Deserialize)]
struct Echo {
    #[expect(dead_code, reason = "only `kaimu echo` sends it")]
    kaimu_echo: bool,
    headers: Vec<(String, String)>,
}

impl Echo {
    fn of(exchange: &Exchange) -> Option<Self> {
        serde_json::from_str(&exchange.answer.as_ref().ok()?.body).ok()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.headers.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.as_str())
    }

    /// The names of the headers that arrived with what the client sent.
    fn spoofed(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(|(_, value)| value.contains(SPOOFED)).map(|(name, _)| name.as_str())
    }
}

/// Checks which headers reach the application. `passed` is a request that Kaimu let pass.
pub(super) async fn check(
    client: &Client,
    application: &Application,
    passed: &Exchange,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    // A real application might create an account for the made-up user.
    let Some(plain) = Echo::of(passed) else {
        let why = "because only the application sees it; put `kaimu echo` in the place of the application, and run this again";
        add_not_checked(OF_THE_APPLICATION, why, findings);
        return Ok(());
    };
    let names: Vec<String> = application.headers.names().map(str::to_ascii_lowercase).collect();
    let with_user = client.send(&Asking::below(ProbeKind::SignedIn)).await?;
    check_identity(&names, Echo::of(&with_user).as_ref(), proxies, findings);
    check_spoofed(client, &names, proxies, findings).await?;
    check_cookie(&plain, proxies, findings);
    if application.has_tokens() {
        check_token(client, proxies, findings).await?;
    }
    Ok(())
}

const NOT_ARRIVED: &str = "because a request with headers of a client's choice did not reach `kaimu echo`";

const OF_THE_APPLICATION: &[Check] = &[
    Check::ProxyIdentity,
    Check::ProxySpoofedHeaders,
    Check::ProxyRewriteHeaders,
    Check::ProxyCookie,
    Check::ProxyToken,
];

fn check_identity(names: &[String], with_user: Option<&Echo>, proxies: &Proxies, findings: &mut Findings) {
    let Some(echo) = with_user else {
        return findings.unknown(Check::ProxyIdentity, "not checked: a request of a user did not reach `kaimu echo`");
    };
    let is_told = |name: &&String| echo.values(name).any(|value| !value.is_empty());
    let missing: Vec<&str> = names.iter().filter(|name| !is_told(name)).map(String::as_str).collect();
    if missing.is_empty() {
        return findings.good(Check::ProxyIdentity, "the application gets all identity headers");
    }
    let seen = format!("the application does not get {}", missing.join(", "));
    add_wrong_line(Check::ProxyIdentity, seen, Fault::NoIdentity, proxies, findings);
}

/// Checks that a client cannot set identity headers, in any spelling that applications may read as the same name.
async fn check_spoofed(
    client: &Client,
    names: &[String],
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let (mut spoofed, mut are_all_asked) = (Vec::new(), true);
    for separator in ["-", "_", ".", "~", "!"] {
        let spelled: Vec<String> = names.iter().map(|name| name.replace('-', separator)).collect();
        for kind in [ProbeKind::Anonymous, ProbeKind::SignedIn] {
            let arrived = spoofed_names(client, kind, &spelled).await?;
            are_all_asked &= arrived.is_some();
            spoofed.extend(arrived.unwrap_or_default());
        }
    }
    spoofed.sort_unstable();
    spoofed.dedup();
    if spoofed.is_empty() && !are_all_asked {
        add_not_checked(&[Check::ProxySpoofedHeaders], NOT_ARRIVED, findings);
    } else if spoofed.is_empty() {
        findings.good(Check::ProxySpoofedHeaders, "identity headers of a client do not reach the application");
    } else {
        let seen =
            format!("a client can pretend to be another user: its {} reaches the application", spoofed.join(", "));
        add_wrong_line(Check::ProxySpoofedHeaders, seen, Fault::SpoofedHeaders, proxies, findings);
    }
    let rewriting = spoofed_names(client, ProbeKind::Anonymous, &REWRITE_HEADERS.map(str::to_owned)).await?;
    let Some(rewriting) = rewriting else {
        add_not_checked(&[Check::ProxyRewriteHeaders], NOT_ARRIVED, findings);
        return Ok(());
    };
    if rewriting.is_empty() {
        findings.good(Check::ProxyRewriteHeaders, "headers that change the path do not reach the application");
    } else {
        let names = rewriting.join(", ");
        let seen = format!(
            "some applications would open another path than Kaimu has allowed: {names} reaches the application"
        );
        add_wrong_line(Check::ProxyRewriteHeaders, seen, Fault::RewriteHeaders, proxies, findings);
    }
    Ok(())
}

/// The names of the headers that the application gets from the client: no name if the proxy takes the request for a bad one,
/// and `None` if nothing shows what the application would get.
async fn spoofed_names(client: &Client, kind: ProbeKind, names: &[String]) -> Result<Option<Vec<String>>, StoreError> {
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), SPOOFED)).collect();
    let exchange = client.send(&Asking::below(kind).with(&headers)).await?;
    let arrived = Echo::of(&exchange).map(|echo| echo.spoofed().map(str::to_owned).collect());
    Ok(arrived.or_else(|| (exchange.status() == 400).then(Vec::new)))
}

fn check_cookie(plain: &Echo, proxies: &Proxies, findings: &mut Findings) {
    let cookies: Vec<&str> = plain.values("cookie").collect();
    if cookies.iter().all(|cookie| !cookie.contains("kaimu_app=")) {
        return findings.good(Check::ProxyCookie, "Kaimu's cookie does not reach the application");
    }
    if proxies.as_slice() == [ProxyKind::Traefik] {
        let seen =
            "Kaimu's cookie reaches the application, since Traefik cannot remove one cookie; it counts there alone";
        return findings.unknown(Check::ProxyCookie, seen);
    }
    let seen = "Kaimu's cookie reaches the application";
    findings.warning(Check::ProxyCookie, seen, remedy(Fault::ForwardedCookie, proxies));
}

async fn check_token(client: &Client, proxies: &Proxies, findings: &mut Findings) -> Result<(), StoreError> {
    let asked = client.send(&Asking::below(ProbeKind::Anonymous).with(&[("authorization", TOKEN)])).await?;
    match Echo::of(&asked) {
        None => {
            add_not_checked(
                &[Check::ProxyToken],
                "because a request with a token did not reach `kaimu echo`",
                findings,
            );
        }
        Some(echo) if echo.values("authorization").next().is_none() => {
            findings.good(Check::ProxyToken, "a personal access token does not reach the application");
        }
        Some(_) => {
            let seen = "a personal access token reaches the application, which could use it";
            add_wrong_line(Check::ProxyToken, seen, Fault::ForwardedToken, proxies, findings);
        }
    }
    Ok(())
}
