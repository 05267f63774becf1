//! Checks what applications behind the reverse proxy depend on. Without applications there is nothing to check.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::domain::{ApplicationUrl, Applications, Check, CheckDepth, Findings, ListenAddress};

/// How long one name may take.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Checks host names, https, the trusted proxies and the addresses of the server.
pub(super) async fn check(
    applications: &Applications,
    trusts_a_proxy: bool,
    listen: &[ListenAddress],
    depth: CheckDepth,
) -> Findings {
    let mut findings = Findings::default();
    if applications.is_empty() {
        return findings;
    }
    if depth != CheckDepth::Offline {
        check_names(applications, &mut findings).await;
    }
    check_https(applications, &mut findings);
    check_proxies(trusts_a_proxy, &mut findings);
    check_listen(listen, &mut findings);
    findings
}

/// Resolves each host name once, all at the same time.
async fn check_names(applications: &Applications, findings: &mut Findings) {
    let hosts: BTreeMap<&str, &ApplicationUrl> =
        applications.addresses().map(|found| (found.url.host(), found.url)).collect();
    let lookup = |url: &ApplicationUrl| {
        let address = (url.host().trim_matches(['[', ']']).to_owned(), url.port().unwrap_or(443));
        tokio::spawn(async move {
            let found = tokio::time::timeout(MAX_WAIT, tokio::net::lookup_host(address)).await;
            found.ok().and_then(Result::ok).and_then(|mut addresses| addresses.next())
        })
    };
    let lookups: Vec<_> = hosts.into_iter().map(|(host, url)| (host, lookup(url))).collect();
    for (host, lookup) in lookups {
        match lookup.await.ok().flatten() {
            Some(address) => {
                findings.good(Check::ApplicationName, format!("the host {host} resolves to {}", address.ip()));
            }
            None => findings.warning(
                Check::ApplicationName,
                format!("the host {host} of an application does not resolve here"),
                "correct its url in [[applications]], or create the DNS record; if only browsers can resolve it, nothing \
                 has to be done",
            ),
        }
    }
}

fn check_https(applications: &Applications, findings: &mut Findings) {
    let insecure: Vec<String> = applications
        .addresses()
        .filter(|found| found.url.origin_url().scheme() != "https")
        .map(|found| found.url.to_string())
        .collect();
    let seen = if insecure.is_empty() {
        "all applications use https: their cookies have the attribute Secure".to_owned()
    } else {
        format!("{} use http within this machine, where ports share cookies; all others use https", insecure.join(", "))
    };
    findings.good(Check::ApplicationHttps, seen);
}

fn check_proxies(trusts_a_proxy: bool, findings: &mut Findings) {
    if trusts_a_proxy {
        let seen = "only proxies of server.trusted_proxies, or on the Unix socket, may ask about applications";
        return findings.good(Check::ApplicationProxies, seen);
    }
    findings.warning(
        Check::ApplicationProxies,
        "there are applications, but server.trusted_proxies is empty: Kaimu refuses each question of the reverse proxy",
        "set server.trusted_proxies to the addresses from which the reverse proxy asks, such as [\"127.0.0.1\"]",
    );
}

fn check_listen(listen: &[ListenAddress], findings: &mut Findings) {
    let public: Vec<String> = listen.iter().filter(|address| is_public(address)).map(ToString::to_string).collect();
    if public.is_empty() {
        let seen = "the server listens on private addresses alone: clients reach it through the reverse proxy";
        return findings.good(Check::ApplicationListen, seen);
    }
    findings.warning(
        Check::ApplicationListen,
        format!("the server listens on {}, perhaps within reach of clients that pass by the proxy", public.join(", ")),
        "listen on a loopback or private address or on a Unix socket (server.listen), or let a firewall protect the port",
    );
}

/// Whether an address may be reachable from other networks.
fn is_public(address: &ListenAddress) -> bool {
    match address {
        ListenAddress::Unix(_) => false,
        ListenAddress::EveryIp(_) => true,
        ListenAddress::Ip(address) => match address.ip() {
            IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
            IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()),
        },
    }
}
