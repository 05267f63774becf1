//! The applications behind the reverse proxy.

use std::collections::HashMap;

use url::Url;

use super::access_rule::AccessRule;
use super::application_url::ApplicationUrl;
use super::headers::IdentityHeaders;
use super::people::Allow;
use super::request_path::RequestPath;

/// An application behind the reverse proxy.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// The name on its tile and on refusals.
    pub name: String,
    /// Its addresses, at least one.
    pub urls: Vec<ApplicationUrl>,
    /// Who may open it where no rule decides.
    pub allow: Allow,
    /// Rules for parts of it; the first that matches decides.
    pub rules: Vec<AccessRule>,
    /// Whether CORS preflight requests pass.
    pub preflight: bool,
    /// Whether personal access tokens are accepted where no rule decides.
    pub tokens: bool,
    /// Whether requests that other sites send may change something.
    pub cross_origin: CrossOrigin,
    /// The headers that tell the application who asks.
    pub headers: IdentityHeaders,
    /// The URL of the picture on its tile.
    pub icon: Option<Url>,
    /// Whether it has no tile.
    pub hidden: bool,
    /// Where a sign-out from inside the application leads, if the provider has none.
    pub logout_url: Option<Url>,
}

/// Whether other sites may send requests with unsafe methods (RFC 9110, section 9.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrossOrigin {
    /// The application protects itself.
    Allow,
    /// Only pages of the application's own origin may.
    Refuse,
}

/// All applications.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Applications {
    all: Vec<Application>,
    /// The addresses of each host: the positions of the application and of its URL. So the number of applications does not
    /// slow down a request.
    by_host: HashMap<String, Vec<(usize, usize)>>,
}

/// The application to which an address belongs.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The application.
    pub application: &'a Application,
    /// Its number, in the order of the configuration.
    pub position: usize,
    /// The one of its addresses that covers the request.
    pub url: &'a ApplicationUrl,
}

impl Applications {
    /// These applications. The configuration has checked that no two share a host and a path.
    #[must_use]
    pub fn new(all: Vec<Application>) -> Self {
        let mut by_host = HashMap::<String, Vec<_>>::new();
        for (position, application) in all.iter().enumerate() {
            for (url_position, url) in application.urls.iter().enumerate() {
                by_host.entry(url.host().to_owned()).or_default().push((position, url_position));
            }
        }
        Self { all, by_host }
    }

    /// Each application, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Application> {
        self.all.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The application of this host, which is in lower case and without a dot at its end, and path. The longest path of an
    /// application wins. `None` as well if the readings of the path belong to two applications, since a proxy may route by
    /// either.
    #[must_use]
    pub fn find(&self, host: &str, port: Option<u16>, path: &RequestPath) -> Option<Found<'_>> {
        let mut readings = path.readings().map(|reading| self.longest(host, port, reading.text()));
        let resolved = readings.next()??;
        // check: both readings of a path belong to one application
        let is_one =
            readings.all(|literal| literal.is_some_and(|it| std::ptr::eq(it.application, resolved.application)));
        is_one.then_some(resolved)
    }

    /// An address with this host, whatever its path. All of them share the cookie of the host.
    #[must_use]
    pub fn on_host(&self, host: &str, port: Option<u16>) -> Option<Found<'_>> {
        self.addresses_on(host, port).next()
    }

    /// The application to which this URL belongs.
    #[must_use]
    pub fn of_url(&self, url: &Url) -> Option<Found<'_>> {
        let path = RequestPath::parse(url.path().as_bytes()).ok()?;
        let found = self.find(url.host_str()?, url.port_or_known_default(), &path)?;
        (found.url.origin() == url.origin()).then_some(found)
    }

    fn longest(&self, host: &str, port: Option<u16>, path: &str) -> Option<Found<'_>> {
        let covering = self.addresses_on(host, port).filter(|found| found.url.covers(path));
        covering.max_by_key(|found| found.url.path().len())
    }

    fn addresses_on(&self, host: &str, port: Option<u16>) -> impl Iterator<Item = Found<'_>> {
        let addresses = self.by_host.get(host).into_iter().flatten().map(|&(position, url_position)| {
            let application = &self.all[position];
            Found { application, position, url: &application.urls[url_position] }
        });
        addresses.filter(move |found| may_mean_port(found.url, port))
    }

    /// Each address with its application.
    pub fn addresses(&self) -> impl Iterator<Item = Found<'_>> {
        self.all.iter().enumerate().flat_map(|(position, application)| {
            application.urls.iter().map(move |url| Found { application, position, url })
        })
    }
}

/// On a loopback host, the port belongs to the address. Elsewhere proxies may leave it out.
fn may_mean_port(url: &ApplicationUrl, port: Option<u16>) -> bool {
    !url.is_on_loopback() || port.is_none() || url.port() == port
}
