//! A browser that visits applications behind a proxy, which asks Kaimu about each request.

use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

/// Kaimu with applications. The proxy is the test: it sends what a proxy sends.
pub struct Site {
    pub app: TestApp,
    pub provider: Provider,
}

/// How often a question is repeated that the database did not answer in time.
const MAX_REPETITIONS: usize = 10;

/// The host of the first application. Kaimu's own port serves what a proxy routes to it.
pub const WIKI: &str = "wiki.localhost";
pub const GIT: &str = "git.localhost";

impl Site {
    /// A wiki with these keys, and an application for code with the defaults.
    pub fn with(database: &Database, wiki: Value) -> Self {
        Self::with_provider(database, wiki, json!({}))
    }

    /// The same, with these additional keys of the provider.
    pub fn with_provider(database: &Database, wiki: Value, keys: Value) -> Self {
        Self::with_setup(Setup::on(database), wiki, keys)
    }

    /// The same, with what else is set up.
    pub fn with_setup(setup: Setup, wiki: Value, keys: Value) -> Self {
        let provider = Provider::start();
        let url = |host: &str| format!("http://{host}:{}", setup.base.port().unwrap());
        let mut wiki = wiki;
        wiki["name"] = json!("Wiki");
        wiki["url"] = json!(url(WIKI));
        let applications = json!([wiki, { "name": "Git", "url": url(GIT) }]).to_string();
        let mut settings = provider.settings("idp");
        settings["groups_claim"] = json!("groups");
        settings.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        let app = setup
            .provider(settings)
            .set("KAIMU_APPLICATIONS", &applications)
            .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
            .start();
        Self { app, provider }
    }

    /// The URL of a path of an application.
    pub fn at(&self, host: &str, path: &str) -> Url {
        Url::parse(&format!("http://{host}:{}{path}", self.app.base.port().unwrap())).unwrap()
    }

    /// Asks in this dialect about a request to this URL, with these headers of the client.
    pub async fn ask(
        &self,
        browser: &Browser,
        dialect: &str,
        method: &str,
        url: &Url,
        client: &[(&str, &str)],
    ) -> Answer {
        let authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut headers = vec![
            ("X-Forwarded-Method", method),
            ("X-Forwarded-Proto", url.scheme()),
            ("X-Forwarded-Host", authority.as_str()),
            ("X-Forwarded-Uri", target),
        ];
        headers.extend(client);
        let verify = self.at(url.host_str().unwrap(), &format!("/auth/verify/{dialect}"));
        let mut answer = browser.request("GET", &verify, &headers, "").await;
        // On a busy machine, the database may take longer than a proxy waits.
        for _ in 0..MAX_REPETITIONS {
            if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                answer = browser.request("GET", &verify, &headers, "").await;
            }
        }
        answer
    }

    /// Asks about a page that a person opens.
    pub async fn ask_page(&self, browser: &Browser, url: &Url) -> Answer {
        self.ask(browser, "forward", "GET", url, &[("Accept", "text/html")]).await
    }

    /// Opens a page as a person does, with all steps of a sign-in, and returns the answer that lets it pass or refuses it.
    pub async fn open(&self, browser: &Browser, url: &Url) -> Answer {
        let mut url = url.clone();
        for _ in 0..24 {
            let is_application = [WIKI, GIT].contains(&url.host_str().unwrap());
            let is_reserved = url.path().starts_with("/.kaimu/");
            let answer = if is_application && !is_reserved {
                self.ask_page(browser, &url).await
            } else {
                browser.get(&url).await
            };
            let is_login = url.path() == "/login" && answer.status == StatusCode::OK;
            url = if let Some(next) = answer.location() {
                next
            } else if let Some(next) = next_step(&answer) {
                next
            } else if is_login && answer.parameter("error").is_none() {
                let return_to = answer.parameter("return_to").unwrap();
                let mut start = self.app.api("/auth/oidc/idp/authorize");
                start.query_pairs_mut().append_pair("return_to", &return_to);
                start
            } else {
                return answer;
            };
        }
        panic!("too many steps, the last one to {url}");
    }
}

/// The value of a parameter of a URL.
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Where the script of a step leads.
pub fn next_step(answer: &Answer) -> Option<Url> {
    let (_, link) = answer.body.split_once("data-step=\"")?;
    let (_, link) = link.split_once("href=\"")?;
    let (href, _) = link.split_once('"')?;
    Some(Url::parse(&href.replace("&#38;", "&").replace("&amp;", "&")).unwrap())
}
