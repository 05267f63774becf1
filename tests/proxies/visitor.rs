//! A user's browser in front of the proxy: HTTP/2 over TLS, with cookies. It finds the proxy under every host name.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, Method};
use serde_json::Value;
use url::Url;

use super::busy::Busy;
use super::site::{HOSTS, Site};
use crate::browser::Answer;

/// The headers of a browser that opens a page.
pub const PAGE: [(&str, &str); 4] = [
    ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Site", "none"),
];

pub struct Visitor {
    pub client: Client,
    jar: Arc<Jar>,
    busy: Busy,
}

impl Visitor {
    /// A browser without any cookie.
    pub fn of(site: &Site) -> Self {
        Self::at(&HOSTS, site.port(), &site.authority, site.busy.clone())
    }

    /// A browser without any cookie, which finds the proxy at this port under these names, and trusts this authority.
    pub fn at(hosts: &[&str], port: u16, authority: &str, busy: Busy) -> Self {
        let jar = Arc::new(Jar::default());
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let authority = Certificate::from_pem(authority.as_bytes()).unwrap();
        let client = Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .tls_certs_only([authority]);
        let client = hosts.iter().fold(client, |client, host| client.resolve(host, address));
        Self { client: client.build().unwrap(), jar, busy }
    }

    /// Sets a cookie of the application.
    pub fn set_cookie(&self, url: &str, cookie: &str) {
        self.jar.add_cookie_str(cookie, &Url::parse(url).unwrap());
    }

    /// The cookies for this URL, as a `Cookie` header has them.
    pub fn cookies(&self, url: &str) -> String {
        let cookies = self.jar.cookies(&Url::parse(url).unwrap());
        cookies.map_or(String::new(), |cookies| cookies.to_str().unwrap().to_owned())
    }

    /// Sends a request as a script does.
    pub async fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let method: Method = method.parse().unwrap();
        let request = self.client.request(method, url).body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let send = async || {
            let response = request.try_clone().unwrap().send().await.unwrap();
            let (status, url, headers) = (response.status(), response.url().clone(), response.headers().clone());
            Answer { status, url, headers, body: response.text().await.unwrap() }
        };
        self.busy.repeat(send, |answer| answer.status.as_u16()).await
    }

    /// Gets a URL as a script does.
    pub async fn get(&self, url: &str) -> Answer {
        self.send("GET", url, &[("Accept", "*/*")], Vec::new()).await
    }

    /// Opens a page, and follows no redirect.
    pub async fn page(&self, url: &str) -> Answer {
        self.send("GET", url, &PAGE, Vec::new()).await
    }

    /// Opens a page, and follows all redirects, as well as the steps of Kaimu whose script leads on.
    pub async fn open(&self, url: &str) -> Answer {
        let mut answer = self.page(url).await;
        for _ in 0..20 {
            match answer.location().or_else(|| next_step(&answer)) {
                Some(next) => answer = self.page(next.as_str()).await,
                None => return answer,
            }
        }
        panic!("too many redirects, the last one to {}", answer.url);
    }
}

/// The target of a page of Kaimu on the host of an application, whose script leads on at once.
fn next_step(answer: &Answer) -> Option<Url> {
    let (_, link) = answer.body.split_once(" data-step=")?;
    let target = link.split_once(" href=\"")?.1.split('"').next()?;
    Some(Url::parse(&target.replace("&#38;", "&").replace("&amp;", "&")).unwrap())
}

/// What reached the application.
pub struct Seen(pub Value);

impl Seen {
    /// Asserts that the application answered.
    #[track_caller]
    pub fn by(answer: &Answer) -> Self {
        assert!(is_from_application(answer), "{} {} {:?} {}", answer.url, answer.status, answer.headers, answer.body);
        Self(answer.json())
    }

    /// The values of a header, whatever its spelling is.
    pub fn values(&self, name: &str) -> Vec<String> {
        let headers = self.0["headers"].as_array().unwrap();
        let plain = |name: &str| name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let found = headers.iter().filter(|header| plain(header[0].as_str().unwrap()) == plain(name));
        found.map(|header| header[1].as_str().unwrap().to_owned()).collect()
    }

    /// The value of a header that is there at most once; empty without it.
    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        let values = self.values(name);
        assert!(values.len() < 2, "{name}: {values:?}");
        values.into_iter().next().unwrap_or_default()
    }
}

/// Whether the application sent this answer, and not the proxy or Kaimu.
pub fn is_from_application(answer: &Answer) -> bool {
    answer.body.contains("\"sha256\"")
}

/// Whether the answer has a header with this text in its value.
pub fn has_value(headers: &HeaderMap, text: &str) -> bool {
    headers.values().any(|value| value.to_str().is_ok_and(|value| value.contains(text)))
}
