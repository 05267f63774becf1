//! Rechecks: Kaimu asks the provider during a session whether the user may still sign in.

mod access_tokens;
mod answers;
mod unanswered;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::Value;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;
use crate::waiting::until;

/// Kaimu with a provider that it rechecks every 15 minutes, with the default `recheck_grace` of an hour.
pub struct RecheckWorld {
    pub database: Database,
    pub provider: Provider,
    pub app: TestApp,
    pub browser: Browser,
}

impl RecheckWorld {
    pub fn on(database: Database) -> Self {
        let provider = Provider::start();
        let app = Setup::on(&database).provider(settings(&provider)).start();
        Self { database, provider, app, browser: Browser::new() }
    }

    /// The same, with a signed-in user.
    pub async fn signed_in(database: Database) -> Self {
        let world = Self::on(database);
        world.sign_in(&world.browser).await;
        world
    }

    pub async fn sign_in(&self, browser: &Browser) {
        browser.follow(self.app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }

    /// Moves the clocks of Kaimu and of the provider forward.
    pub fn advance_minutes(&self, minutes: i64) {
        self.app.clock.advance(TimeDelta::minutes(minutes));
        self.provider.advance(TimeDelta::minutes(minutes));
    }

    /// Whether `/auth/session` reports a session for the browser.
    pub async fn is_signed_in(&self) -> bool {
        self.browser.session(&self.app).await.0 == StatusCode::OK
    }

    /// The number of token requests.
    pub fn token_requests(&self) -> usize {
        self.provider.requests(crate::provider::TOKEN)
    }

    /// The log lines about this provider.
    pub fn log(&self) -> Vec<String> {
        let log = self.app.watch.log();
        log.into_iter().filter(|line| !line.starts_with("a page:") && line.contains(&self.provider.issuer)).collect()
    }

    /// Waits until the row of `rechecks` meets this condition.
    pub async fn wait_for_recheck(&self, condition: &str) {
        let rows = format!("rechecks WHERE {condition}");
        until(&rows, async || self.database.values("COUNT(*)", &rows) == [Some("1".to_owned())]).await;
    }
}

pub fn settings(provider: &Provider) -> Value {
    let mut settings = provider.settings("idp");
    settings["recheck"] = "15m".into();
    settings["scopes"] = "openid email profile offline_access".into();
    settings
}
