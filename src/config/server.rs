//! The `server` section.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::diagnostics::{Diagnostics, Reported};
use super::http_url::{http_url, origin};
use super::keys::{self, Key};
use super::parse;
use super::raw_value::{RawValue, SetBy};
use super::shown::Show;
use super::sources::Sources;
use crate::domain::{
    ForwardedHeaders, InvalidListenAddress, ListenAddress, PublicUrls, ReturnPolicy, is_loopback, require_same_site,
};

const DEFAULT_BASE_PORT: u16 = 3000;
const DEFAULT_FRONTEND_PORT: u16 = 4321;
/// Load balancers keep idle connections for 60 seconds. One that reuses a connection at the moment that Kaimu closes it
/// answers 502.
const DEFAULT_KEEP_ALIVE: Duration = Duration::from_secs(75);
const MAX_KEEP_ALIVE: Duration = Duration::from_hours(1);
const DEFAULT_DRAIN: Duration = Duration::from_secs(5);
/// Leaves enough of the time for a stop to the requests in progress.
const MAX_DRAIN: Duration = Duration::from_secs(6);

const FORWARDED: [(&str, ForwardedHeaders); 2] =
    [("x-forwarded", ForwardedHeaders::XForwarded), ("rfc7239", ForwardedHeaders::Rfc7239)];

/// The checked `server` section.
pub(super) struct ServerSettings {
    pub(super) listen: Vec<ListenAddress>,
    pub(super) return_policy: ReturnPolicy,
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) forwarded: ForwardedHeaders,
    pub(super) keep_alive: Duration,
    pub(super) drain: Duration,
    pub(super) hsts_include_subdomains: bool,
}

/// Reads the section, and warns about public URLs that will probably not work.
pub(super) fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<ServerSettings, Reported> {
    let listen = listen(sources, diagnostics);
    let urls = public_urls(sources, diagnostics);
    let dashboard = dashboard(sources, urls.as_ref().map_err(|reported| *reported), diagnostics);
    let allowed_origins = sources
        .get(&keys::ALLOWED_RETURN_ORIGINS)
        .and_then(|raw| raw.map_or(Ok(Vec::new()), |raw| parse::list(raw, diagnostics, return_origin)));
    let trusted_proxies = sources
        .get(&keys::TRUSTED_PROXIES)
        .and_then(|raw| raw.map_or(Ok(Vec::new()), |raw| parse::list(raw, diagnostics, parse::network)));
    let forwarded = sources.read(&keys::FORWARDED, ForwardedHeaders::XForwarded, diagnostics, |raw| {
        parse::one_of(parse::string(raw)?, &FORWARDED)
    });
    let keep_alive = sources.read(&keys::KEEP_ALIVE, DEFAULT_KEEP_ALIVE, diagnostics, |raw| {
        parse::duration(raw).and(parse::duration_up_to(raw, MAX_KEEP_ALIVE))
    });
    let drain = sources.read(&keys::DRAIN, DEFAULT_DRAIN, diagnostics, |raw| parse::duration_up_to(raw, MAX_DRAIN));
    let hsts_include_subdomains = sources.read(&keys::HSTS_INCLUDE_SUBDOMAINS, false, diagnostics, parse::boolean);

    let (listen, urls) = (listen?, urls?);
    warn_about_urls(&listen, &urls, diagnostics);
    let trusted_proxies = trusted_proxies?;
    warn_about_proxies(&trusted_proxies, diagnostics);
    Ok(ServerSettings {
        listen,
        return_policy: ReturnPolicy {
            allowed_origins: allowed_origins?.iter().map(Url::origin).collect(),
            application_origins: Vec::new(),
            dashboard: dashboard?,
            urls,
        },
        trusted_proxies,
        forwarded: forwarded?,
        keep_alive: keep_alive?,
        drain: drain?,
        hsts_include_subdomains: hsts_include_subdomains?,
    })
}

pub(super) fn listen(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Vec<ListenAddress>, Reported> {
    let Some(raw) = sources.get(&keys::LISTEN)?.or(sources.default_listen()) else {
        return Ok([DEFAULT_BASE_PORT, DEFAULT_FRONTEND_PORT]
            .map(|port| ListenAddress::Ip(SocketAddr::from(([127, 0, 0, 1], port))))
            .to_vec());
    };
    if raw.set_by == SetBy::ShortName {
        let port =
            port(sources).ok_or_else(|| diagnostics.problem(&raw.location, "expected a port from 1 to 65535"))?;
        diagnostics.show(&raw.location, "", vec![ListenAddress::EveryIp(port).to_string()].into());
        return Ok(vec![ListenAddress::EveryIp(port)]);
    }
    let addresses = addresses(raw, diagnostics)?;
    if addresses.is_empty() {
        return Err(diagnostics.problem(&raw.location, "is an empty list; add an address, such as \"127.0.0.1:3000\""));
    }
    Ok(addresses)
}

/// Reads a list of addresses to listen on, each of which may be there once.
pub(super) fn addresses(raw: &RawValue, diagnostics: &mut Diagnostics) -> Result<Vec<ListenAddress>, Reported> {
    let addresses: Vec<ListenAddress> =
        parse::list(raw, diagnostics, |text| text.parse().map_err(|error: InvalidListenAddress| error.to_string()))?;
    let duplicate =
        (1..addresses.len()).find(|&index| addresses[..index].iter().any(|it| it.overlaps(&addresses[index])));
    match duplicate {
        Some(index) => Err(diagnostics.problem(&raw.location, format!("lists {} twice; remove one", addresses[index]))),
        None => Ok(addresses),
    }
}

/// The value of `PORT`, if `PORT` sets the addresses to listen on.
fn port(sources: &Sources) -> Option<u16> {
    let raw = sources.get(&keys::LISTEN).ok().flatten().filter(|raw| raw.set_by == SetBy::ShortName)?;
    raw.value.as_str()?.parse().ok().filter(|port| *port != 0)
}

fn public_urls(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<PublicUrls, Reported> {
    let mut url = |key: &Key, default_port: u16| {
        let default = format!("http://localhost:{}", port(sources).unwrap_or(default_port));
        let text = sources.get(key)?.map_or(Ok(default.as_str()), parse::string);
        let url =
            text.clone().and_then(origin).map_err(|message| diagnostics.problem(location(sources, key), message))?;
        diagnostics.show(&location(sources, key), "", url.shown(&text.unwrap_or_default().into()));
        Ok::<_, Reported>(url)
    };
    let (base, frontend) = (url(&keys::BASE_URL, DEFAULT_BASE_PORT), url(&keys::FRONTEND_URL, DEFAULT_FRONTEND_PORT));
    let (base, frontend) = (base?, frontend?);
    if base.scheme() != frontend.scheme() {
        let locations =
            format!("{} and {}", location(sources, &keys::BASE_URL), location(sources, &keys::FRONTEND_URL));
        let message =
            format!("one uses {}, the other {}; use the same scheme for both", base.scheme(), frontend.scheme());
        return Err(diagnostics.problem(locations, message));
    }
    let urls = PublicUrls { base, frontend };
    require_same_site(&urls).map_err(|error| {
        let names = format!("{} and {}", keys::BASE_URL.label(), keys::FRONTEND_URL.label());
        diagnostics.problem(names, error.to_string())
    })?;
    Ok(urls)
}

/// Where a key was set, or its names if it has its default.
fn location(sources: &Sources, key: &Key) -> String {
    sources.get(key).ok().flatten().map_or_else(|| key.label(), |raw| raw.location.clone())
}

fn dashboard(
    sources: &Sources,
    urls: Result<&PublicUrls, Reported>,
    diagnostics: &mut Diagnostics,
) -> Result<Url, Reported> {
    let raw = sources.get(&keys::DASHBOARD_URL)?;
    let text = raw.map_or(Ok("/dashboard"), parse::string);
    let url = match text.clone() {
        Ok(path) if path.starts_with('/') => join_frontend(&urls?.frontend, path),
        other => other.and_then(http_url),
    };
    let url = url.map_err(|message| diagnostics.problem(location(sources, &keys::DASHBOARD_URL), message))?;
    diagnostics.show(&location(sources, &keys::DASHBOARD_URL), "", url.shown(&text.unwrap_or_default().into()));
    Ok(url)
}

fn join_frontend(frontend: &Url, path: &str) -> Result<Url, String> {
    let joined = frontend.join(path).ok().filter(|url| url.origin() == frontend.origin());
    joined.ok_or_else(|| "expected a path, such as \"/dashboard\", or an absolute URL".to_owned())
}

fn return_origin(text: &str) -> Result<Url, String> {
    if text.contains('*') {
        return Err(
            "a wildcard (`*`) is not allowed, because a sign-in could then return to any site; list each origin"
                .to_owned(),
        );
    }
    origin(text)
}

/// Warns if the networks together contain every IPv4 or every IPv6 address.
fn warn_about_proxies(networks: &[IpNet], diagnostics: &mut Diagnostics) {
    let all: Vec<String> = IpNet::aggregate(&networks.to_vec())
        .into_iter()
        .filter(|network| network.prefix_len() == 0)
        .map(|network| network.to_string())
        .collect();
    if !all.is_empty() {
        let message = format!(
            "trusts every client like a reverse proxy ({}): each can write the address that limits.sign_in_starts_per_minute \
             counts and that the audit log records; list only the addresses of your reverse proxies",
            all.join(", ")
        );
        diagnostics.warning(keys::TRUSTED_PROXIES.label(), message);
    }
}

fn warn_about_urls(listen: &[ListenAddress], urls: &PublicUrls, diagnostics: &mut Diagnostics) {
    for (key, url) in [(keys::BASE_URL, &urls.base), (keys::FRONTEND_URL, &urls.frontend)] {
        if url.scheme() == "http" && !is_loopback(url) {
            let message = "is http on a host that is not loopback: cookies are sent unencrypted, and most providers \
                           refuse such a redirect URI; use https";
            diagnostics.warning(key.label(), message);
        }
        // With port 0 the system chooses the port, which may be the right one. A proxy is in front of a Unix socket.
        let is_listened_on = listen.iter().any(|address| {
            address.port().is_none_or(|port| [0, url.port_or_known_default().unwrap_or(0)].contains(&port))
        });
        if is_loopback(url) && !is_listened_on {
            let message = format!(
                "has a port of this machine on which Kaimu does not listen; change it, or {}",
                keys::LISTEN.label()
            );
            diagnostics.warning(key.label(), message);
        }
    }
}
