//! What a case begins with: Kaimu, a provider that does as it is told, and a browser.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::{Draft, Provider, lie};

/// A person has an answer within 15 seconds, whatever a provider does; and as much again for a busy machine.
const ANSWER: Duration = Duration::from_secs(30);

pub struct World {
    pub database: Database,
    pub provider: Provider,
    pub app: TestApp,
    pub browser: Browser,
}

impl World {
    /// Kaimu on SQLite, with one provider under the slug `idp`.
    pub fn new() -> Self {
        Self::with(|setup| setup)
    }

    /// The same, on this database.
    pub fn on(database: Database) -> Self {
        Self::at(Provider::start(), database, |setup| setup)
    }

    /// The same, set up otherwise.
    pub fn with(change: impl FnOnce(Setup) -> Setup) -> Self {
        Self::at(Provider::start(), Database::sqlite(), change)
    }

    /// The same, with these further keys of the provider.
    pub fn with_keys(keys: Value) -> Self {
        Self::with_keys_on(Database::sqlite(), keys)
    }

    /// The same, on this database.
    pub fn with_keys_on(database: Database, keys: Value) -> Self {
        let provider = Provider::start();
        let mut member = provider.settings("idp");
        member.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        let app = Setup::on(&database).provider(member).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    pub fn at(provider: Provider, database: Database, change: impl FnOnce(Setup) -> Setup) -> Self {
        let app = change(Setup::on(&database).provider(provider.settings("idp"))).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    /// The same, with these further keys for the provider; null removes one.
    pub fn told(provider: Provider, keys: Value) -> Self {
        let (database, mut settings) = (Database::sqlite(), provider.settings("idp"));
        let members = settings.as_object_mut().unwrap();
        members.extend(keys.as_object().unwrap().clone());
        members.retain(|_, value| !value.is_null());
        let (app, browser) = (Setup::on(&database).provider(settings).start(), Browser::led_to(&provider));
        Self { database, provider, app, browser }
    }

    /// Where a sign-in starts.
    pub fn link(&self) -> Url {
        self.app.api("/auth/oidc/idp/authorize")
    }

    /// The ID tokens that it gives from now on.
    pub fn id_token(&self, change: impl FnMut(&mut Draft) + Send + 'static) {
        self.provider.script(|script| script.id_token = lie(change));
    }

    /// Userinfo is asked: the ID token says no more than it must.
    pub fn thin_id_token(&self) {
        const NEEDED: [&str; 6] = ["iss", "aud", "sub", "nonce", "iat", "exp"];
        self.id_token(|token| {
            token.claims.as_object_mut().unwrap().retain(|name, _| NEEDED.contains(&name.as_str()));
        });
    }

    /// Starts a sign-in and stops before the callback: its address.
    pub async fn response(&self, browser: &Browser) -> Url {
        let at_provider = browser.get(self.link()).await.location().unwrap();
        browser.get(at_provider).await.location().unwrap()
    }

    /// A whole sign-in, in a browser of its own, ends at the dashboard; what applications learn about the person.
    pub async fn accepts(&self) -> Value {
        let browser = Browser::led_to(&self.provider);
        browser.follow(self.link()).await.is_dashboard_of("Ada");
        browser.session(&self.app).await.1["user"].take()
    }

    /// A whole sign-in, in a browser of its own, ends in time with this refusal. The log says why, in these words.
    pub async fn refuses(&self, code: &str, why: &str) -> Answer {
        let (browser, begun) = (Browser::led_to(&self.provider), Instant::now());
        let end = browser.follow(self.link()).await;
        assert!(begun.elapsed() < ANSWER, "it took {:?}", begun.elapsed());
        end.is_refused_with(code);
        self.log_says(&end, why);
        assert_eq!(browser.session(&self.app).await.0, StatusCode::UNAUTHORIZED);
        end
    }

    /// The log line of this refusal has these words.
    #[track_caller]
    pub fn log_says(&self, refused: &Answer, why: &str) {
        let request = format!("request {}: ", refused.parameter("request").unwrap());
        let said = self.app.watch.said();
        let lines: Vec<_> = said.iter().filter(|line| line.contains(&request)).collect();
        assert!(lines.iter().any(|line| line.contains(why)), "{why:?} is not in {lines:#?}");
    }

    /// The ID token is refused by this check, as the log names it, and nothing that it says is followed.
    pub async fn refuses_the_id_token_by(&self, check: &str) {
        self.refuses("id_token.invalid", &format!("failed the check of {check}")).await;
        assert_eq!(self.provider.requests("/userinfo"), 0, "a refused token asks for nothing");
        self.nobody_is_known();
    }

    pub fn nobody_is_known(&self) {
        for table in ["users", "identities", "sessions"] {
            assert_eq!(self.database.count(table), 0, "{table}");
        }
    }
}

/// The provider's clock.
pub fn in_seconds(seconds: i64) -> Value {
    #[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    let now = Utc::now();
    (now + TimeDelta::seconds(seconds)).timestamp().into()
}
