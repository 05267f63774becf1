//! The fixture of the cases: a database, a scripted provider, Kaimu and a browser.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::{Draft, Provider, SigningKey, alter};

/// A user gets an answer within 15 seconds, whatever the provider does. The test allows twice that on a busy machine.
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

    /// Kaimu on this database, with one provider under the slug `idp`.
    pub fn on(database: Database) -> Self {
        Self::at(Provider::start(), database, |setup| setup)
    }

    /// Kaimu on SQLite, after `change` has altered its setup.
    pub fn with(change: impl FnOnce(Setup) -> Setup) -> Self {
        Self::at(Provider::start(), Database::sqlite(), change)
    }

    /// Kaimu on SQLite, with these additional keys of the provider.
    pub fn with_keys(keys: Value) -> Self {
        Self::with_keys_on(Database::sqlite(), keys)
    }

    /// Kaimu on this database, with these additional keys of the provider.
    pub fn with_keys_on(database: Database, keys: Value) -> Self {
        let provider = Provider::start();
        let mut member = provider.settings("idp");
        member.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        let app = Setup::on(&database).provider(member).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    /// Kaimu on this database with this provider, after `change` has altered its setup.
    pub fn at(provider: Provider, database: Database, change: impl FnOnce(Setup) -> Setup) -> Self {
        let app = change(Setup::on(&database).provider(provider.settings("idp"))).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    /// Kaimu on SQLite with this provider and these additional keys of it. A null removes a key.
    pub fn with_settings(provider: Provider, keys: Value) -> Self {
        let (database, mut settings) = (Database::sqlite(), provider.settings("idp"));
        let members = settings.as_object_mut().unwrap();
        members.extend(keys.as_object().unwrap().clone());
        members.retain(|_, value| !value.is_null());
        let (app, browser) = (Setup::on(&database).provider(settings).start(), Browser::resolving(&provider));
        Self { database, provider, app, browser }
    }

    /// The URL that starts a sign-in.
    pub fn sign_in_url(&self) -> Url {
        self.app.api("/auth/oidc/idp/authorize")
    }

    /// Alters all following ID tokens.
    pub fn id_token(&self, change: impl FnMut(&mut Draft) + Send + 'static) {
        self.provider.script(|script| script.id_token = alter(change));
    }

    /// Reduces the ID token to the required claims, so that Kaimu asks userinfo.
    pub fn thin_id_token(&self) {
        const NEEDED: [&str; 6] = ["iss", "aud", "sub", "nonce", "iat", "exp"];
        self.id_token(|token| {
            token.claims.as_object_mut().unwrap().retain(|name, _| NEEDED.contains(&name.as_str()));
        });
    }

    /// Starts a sign-in and stops before the callback. Returns the authorization response, which is the callback URL.
    pub async fn response(&self, browser: &Browser) -> Url {
        let at_provider = browser.get(self.sign_in_url()).await.location().unwrap();
        browser.get(at_provider).await.location().unwrap()
    }

    /// Asserts that a sign-in in a new browser ends at the dashboard. Returns the user, as applications see it.
    pub async fn accepts(&self) -> Value {
        let browser = Browser::resolving(&self.provider);
        browser.follow(self.sign_in_url()).await.is_dashboard_of("Ada");
        browser.session(&self.app).await.1["user"].take()
    }

    /// Asserts that a sign-in in a new browser ends in time with this refusal, and that the log gives this reason.
    pub async fn refuses(&self, code: &str, why: &str) -> Answer {
        let (browser, begun) = (Browser::resolving(&self.provider), Instant::now());
        let end = browser.follow(self.sign_in_url()).await;
        assert!(begun.elapsed() < ANSWER, "it took {:?}", begun.elapsed());
        end.is_refused_with(code);
        self.log_says(&end, why);
        assert_eq!(browser.session(&self.app).await.0, StatusCode::UNAUTHORIZED);
        end
    }

    /// Asserts that a log line about the request of this refusal contains these words.
    #[track_caller]
    pub fn log_says(&self, refused: &Answer, why: &str) {
        let request = format!("request {}: ", refused.parameter("request").unwrap());
        let log = self.app.watch.log();
        let lines: Vec<_> = log.iter().filter(|line| line.contains(&request)).collect();
        assert!(lines.iter().any(|line| line.contains(why)), "{why:?} is not in {lines:#?}");
    }

    /// Asserts that this check refuses the ID token, and that Kaimu neither asks userinfo nor stores a user.
    pub async fn refuses_the_id_token_by(&self, check: &str) {
        self.refuses("id_token.invalid", &format!("failed the check of {check}")).await;
        assert_eq!(self.provider.requests("/userinfo"), 0, "a refused token causes no userinfo request");
        self.no_user_exists();
    }

    pub fn no_user_exists(&self) {
        for table in ["users", "identities", "sessions"] {
            assert_eq!(self.database.count(table), 0, "{table}");
        }
    }
}

/// A timestamp this many seconds from now, by the provider's clock.
pub fn in_seconds(seconds: i64) -> Value {
    #[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    let now = Utc::now();
    (now + TimeDelta::seconds(seconds)).timestamp().into()
}

/// Signs a token with this header and payload, which need not be JSON.
pub fn signed(key: &SigningKey, header: &str, payload: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The decoded payload of a token.
pub fn payload(token: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}
