//! The `server` section, and the cookie domain that follows from its URLs.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::address::{origin, web_address};
use super::keys::{self, Key};
use super::problem::{Noted, Report};
use super::read;
use super::source::{SetBy, Sources};
use crate::domain::{PublicUrls, ReturnPolicy, cookie_domain, is_loopback};

/// What the `server` section says.
pub(super) struct Server {
    pub(super) listen: Vec<SocketAddr>,
    pub(super) return_policy: ReturnPolicy,
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) cookie_domain: Option<String>,
}

/// Reads the section and warns of what will probably not work.
pub(super) fn read(sources: &Sources, report: &mut Report) -> Result<Server, Noted> {
    let listen = listen(sources, report);
    let urls = public_urls(sources, report);
    let domain = urls.as_ref().map_err(|noted| *noted).and_then(|urls| shared_domain(sources, urls, report));
    let dashboard = dashboard(sources, urls.as_ref().map_err(|noted| *noted), report);
    let allowed_origins = sources
        .get(&keys::ALLOWED_RETURN_ORIGINS)
        .and_then(|given| given.map_or(Ok(Vec::new()), |given| read::list(given, report, return_origin)));
    let trusted_proxies = sources
        .get(&keys::TRUSTED_PROXIES)
        .and_then(|given| given.map_or(Ok(Vec::new()), |given| read::list(given, report, network)));

    let (listen, urls) = (listen?, urls?);
    warn(&listen, &urls, report);
    Ok(Server {
        listen,
        return_policy: ReturnPolicy {
            allowed_origins: allowed_origins?.iter().map(Url::origin).collect(),
            dashboard: dashboard?,
            urls,
        },
        trusted_proxies: trusted_proxies?,
        cookie_domain: domain?,
    })
}

fn listen(sources: &Sources, report: &mut Report) -> Result<Vec<SocketAddr>, Noted> {
    let Some(given) = sources.get(&keys::LISTEN)? else {
        return Ok(vec![SocketAddr::from(([127, 0, 0, 1], 3000)), SocketAddr::from(([127, 0, 0, 1], 4321))]);
    };
    if given.set_by == SetBy::ShortName {
        let port = port(sources).ok_or_else(|| report.problem(&given.place, "expected a port from 1 to 65535"))?;
        return Ok(vec![SocketAddr::from(([0, 0, 0, 0], port))]);
    }
    let addresses: Vec<SocketAddr> = read::list(given, report, |text| {
        text.parse().map_err(|_| "expected an IP address and a port, such as 127.0.0.1:3000 or [::1]:3000".to_owned())
    })?;
    if addresses.is_empty() {
        return Err(report.problem(&given.place, "is an empty list; name an address, such as \"127.0.0.1:3000\""));
    }
    let repeated = (1..addresses.len()).find(|&index| addresses[..index].contains(&addresses[index]));
    match repeated {
        Some(index) => Err(report.problem(&given.place, format!("names {} twice; remove one", addresses[index]))),
        None => Ok(addresses),
    }
}

/// The port when `PORT` decided where to listen.
fn port(sources: &Sources) -> Option<u16> {
    let given = sources.get(&keys::LISTEN).ok().flatten().filter(|given| given.set_by == SetBy::ShortName)?;
    given.value.as_str()?.parse().ok().filter(|port| *port != 0)
}

fn public_urls(sources: &Sources, report: &mut Report) -> Result<PublicUrls, Noted> {
    let mut url = |key: &Key, usual_port: u16| {
        let default = format!("http://localhost:{}", port(sources).unwrap_or(usual_port));
        let text = sources.get(key)?.map_or(Ok(default.as_str()), read::text);
        text.and_then(origin).map_err(|words| report.problem(place(sources, key), words))
    };
    let (base, frontend) = (url(&keys::BASE_URL, 3000), url(&keys::FRONTEND_URL, 4321));
    let (base, frontend) = (base?, frontend?);
    if base.scheme() != frontend.scheme() {
        let places = format!("{} and {}", place(sources, &keys::BASE_URL), place(sources, &keys::FRONTEND_URL));
        let words = format!("one is {}, the other {}; use one scheme for both", base.scheme(), frontend.scheme());
        return Err(report.problem(places, words));
    }
    Ok(PublicUrls { base, frontend })
}

fn place(sources: &Sources, key: &Key) -> String {
    sources.get(key).ok().flatten().map_or_else(|| key.names(), |given| given.place.clone())
}

fn shared_domain(sources: &Sources, urls: &PublicUrls, report: &mut Report) -> Result<Option<String>, Noted> {
    let configured = sources
        .read(&keys::COOKIE_DOMAIN, None, report, |given| read::text(given).map(|text| Some(text.to_owned())))?;
    cookie_domain(urls, configured.as_deref())
        .map_err(|error| report.problem(keys::COOKIE_DOMAIN.names(), error.to_string()))
}

fn dashboard(sources: &Sources, urls: Result<&PublicUrls, Noted>, report: &mut Report) -> Result<Url, Noted> {
    let given = sources.get(&keys::DASHBOARD_URL)?;
    let text = given.map_or(Ok("/dashboard"), read::text);
    let url = match text {
        Ok(path) if path.starts_with('/') => below(&urls?.frontend, path),
        other => other.and_then(web_address),
    };
    url.map_err(|words| report.problem(place(sources, &keys::DASHBOARD_URL), words))
}

fn below(frontend: &Url, path: &str) -> Result<Url, String> {
    let joined = frontend.join(path).ok().filter(|url| url.origin() == frontend.origin());
    joined.ok_or_else(|| "expected a path, such as \"/dashboard\", or an absolute URL".to_owned())
}

fn return_origin(text: &str) -> Result<Url, String> {
    if text.contains('*') {
        return Err("a wildcard would let strangers receive people after sign-in; name each origin".to_owned());
    }
    origin(text)
}

fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "expected an IP address or a network, such as 10.0.0.0/8 or ::1".to_owned())
}

fn warn(listen: &[SocketAddr], urls: &PublicUrls, report: &mut Report) {
    for (key, url) in [(keys::BASE_URL, &urls.base), (keys::FRONTEND_URL, &urls.frontend)] {
        if url.scheme() == "http" && !is_loopback(url) {
            let words = "http on a host that is not loopback: cookies travel unprotected, and most providers refuse \
                         such a redirect URI; use https";
            report.warning(key.names(), words);
        }
        // Port 0 is whatever the system will choose.
        let listened =
            listen.iter().any(|address| [0, url.port_or_known_default().unwrap_or(0)].contains(&address.port()));
        if is_loopback(url) && !listened {
            let words = format!("names a port of this machine that {} does not listen on", keys::LISTEN.names());
            report.warning(key.names(), words);
        }
    }
}
