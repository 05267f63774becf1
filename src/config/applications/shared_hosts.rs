//! Refuses applications that share what they must not: an address, or a host of Kaimu's own.

use crate::config::diagnostics::{Diagnostics, Reported};
use crate::domain::{Application, ApplicationUrl, PublicUrls};

/// Compares each address with those before, and with Kaimu's own hosts.
pub(super) fn check(
    applications: &[(String, Application)],
    urls: &PublicUrls,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let mut known: Vec<&ApplicationUrl> = Vec::new();
    let mut reported = None;
    for (location, url) in applications.iter().flat_map(|(location, it)| it.urls.iter().map(move |url| (location, url)))
    {
        // check: no application on a host of Kaimu's own
        if let Some(own) = [&urls.base, &urls.frontend].into_iter().find(|own| is_same_host(own, url)) {
            let host = own.host_str().unwrap_or_default();
            let message = format!("{url}: {host} is a host of Kaimu's own; give the application another host name");
            reported = Some(diagnostics.problem(location, message));
        }
        // check: no two applications with one address
        if let Some(other) = known.iter().find(|other| have_one_address(other, url)) {
            let message = format!(
                "{url}: has the host name and the path of {other}; give each application a host name or a path of its own"
            );
            reported = Some(diagnostics.problem(location, message));
        }
        known.push(url);
    }
    reported.map_or(Ok(()), Err)
}

/// Cookies do not separate ports, so a port makes no other host. On loopback hosts there is no other way.
fn have_one_address(one: &ApplicationUrl, other: &ApplicationUrl) -> bool {
    one.host() == other.host()
        && one.path().eq_ignore_ascii_case(other.path())
        && (!one.is_on_loopback() || one.port() == other.port())
}

fn is_same_host(own: &url::Url, url: &ApplicationUrl) -> bool {
    own.host_str() == Some(url.host()) && (!url.is_on_loopback() || own.port_or_known_default() == url.port())
}
