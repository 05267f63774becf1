//! Personal access tokens: which ones count, where, and until when.

mod ends;
mod making;
mod presenting;

use std::net::IpAddr;

use chrono::TimeDelta;
use kaimu::domain::{AccessToken, ApplicationUrl, RequestContext, RequestId, TokenRefusal};
use kaimu::flow::access_token::{TokenOutcome, TokenVisitor, authenticate};
use serde_json::{Value, json};

use crate::account::{own_session, sign_in};
use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

pub const GIT: &str = "https://git.example.org";
pub const WIKI: &str = "https://home.example.org/wiki";
/// Accepts no tokens.
pub const CHAT: &str = "https://chat.example.org";
/// Accepts tokens of another group.
pub const VAULT: &str = "https://vault.example.org";

/// Kaimu with applications, and Ada, who has just authenticated at the provider.
pub struct TokenWorld {
    pub database: Database,
    pub provider: Provider,
    pub app: TestApp,
    pub browser: Browser,
}

/// The configuration of the applications, with groups of this provider.
pub fn applications(slug: &str) -> String {
    json!([
        { "name": "Git", "url": GIT, "allow": "anyone_who_signs_in", "tokens": true },
        { "name": "Wiki", "url": WIKI, "allow": { "groups": [format!("{slug}:staff")] },
          "rules": [{ "path": "/wiki/dav", "tokens": true }] },
        { "name": "Chat", "url": CHAT, "allow": "anyone_who_signs_in" },
        { "name": "Vault", "url": VAULT, "allow": { "groups": [format!("{slug}:admins")] }, "tokens": true },
    ])
    .to_string()
}

/// The settings of a provider that reports groups.
pub fn with_groups(provider: &Provider, slug: &str) -> Value {
    let mut settings = provider.settings(slug);
    settings["groups_claim"] = "groups".into();
    settings
}

impl TokenWorld {
    pub async fn on(database: Database) -> Self {
        Self::with(database, |setup, provider| setup.provider(with_groups(provider, "idp"))).await
    }

    /// With the providers and settings of this setup; the first provider is `idp`.
    pub async fn with(database: Database, change: impl FnOnce(Setup, &Provider) -> Setup) -> Self {
        let provider = Provider::start();
        provider.person(json!({ "groups": ["staff"] }));
        provider.person_has_just_authenticated();
        let app = change(Setup::on(&database), &provider).set("KAIMU_APPLICATIONS", &applications("idp")).start();
        let browser = Browser::new();
        sign_in(&app, &browser, "idp").await;
        Self { database, provider, app, browser }
    }

    /// Submits the form of the account page, and returns what it leads to.
    pub async fn submit(&self, name: &str, applications: &[&str], days: &str) -> Answer {
        let session = own_session(&self.app, &self.browser).await;
        let mut fields = vec![("own_session", session.as_str()), ("name", name), ("days", days)];
        fields.extend(applications.iter().map(|address| ("application", *address)));
        self.browser.submit(self.app.api("/account/tokens"), &self.app.frontend, &fields).await
    }

    /// Makes a token for these applications.
    pub async fn make(&self, name: &str, applications: &[&str], days: &str) -> String {
        let page = self.submit(name, applications, days).await;
        shown_token(&page).unwrap_or_else(|| panic!("no token at {}: {}", page.url, page.body))
    }

    /// Presents a token as an application does, from this address.
    pub async fn present_from(
        &self,
        token: &str,
        application: &str,
        address: &str,
    ) -> Result<TokenVisitor, TokenRefusal> {
        let services = self.app.config.services();
        let token = AccessToken::in_authorization(format!("Bearer {token}").as_bytes()).unwrap();
        let application = ApplicationUrl::new(&application.parse().unwrap()).unwrap();
        let context = RequestContext {
            request_id: RequestId::from_random(kaimu::flow::random::bytes()),
            address: Some(address.parse::<IpAddr>().unwrap()),
            now: self.app.clock.clock()(),
        };
        match authenticate(&services, &token, &application, &context).await.unwrap() {
            TokenOutcome::Accepted(visitor) => Ok(*visitor),
            TokenOutcome::Refused(refusal) => Err(refusal),
        }
    }

    pub async fn present(&self, token: &str, application: &str) -> Result<TokenVisitor, TokenRefusal> {
        self.present_from(token, application, "192.0.2.1").await
    }

    #[track_caller]
    pub fn counts(visitor: Result<TokenVisitor, TokenRefusal>) -> TokenVisitor {
        visitor.unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Moves the clocks of Kaimu and of the provider forward.
    pub fn advance(&self, by: TimeDelta) {
        self.app.clock.advance(by);
        self.provider.advance(by);
    }
}

/// The token that a page shows.
pub fn shown_token(page: &Answer) -> Option<String> {
    let start = page.body.find(AccessToken::PREFIX)?;
    Some(page.body[start..].split('<').next().unwrap().to_owned())
}

/// A token with the right form that no user has.
pub fn made_up(number: u8) -> String {
    AccessToken::from_random([number; 32]).reveal().to_owned()
}

/// The refusal of a token that must not count.
#[track_caller]
pub fn refusal(presented: Result<TokenVisitor, TokenRefusal>) -> TokenRefusal {
    presented.map(|visitor| visitor.user).expect_err("the token counts")
}
