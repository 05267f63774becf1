//! Assertions for applications: makes them as verify does, and reads and verifies them as an application does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use kaimu::domain::{EmailAddress, Groups, PublicUrls, Session, SignInStrength, Slug, User, UserId};
use kaimu::flow::AssertionError;
use kaimu::flow::assertion::{AssertionSubject, assertion};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::app::TestApp;
use crate::browser::Browser;

pub const WIKI: &str = "https://wiki.example.org";
pub const GIT: &str = "https://git.example.org";

/// Ada, signed in.
pub struct SignedIn {
    pub session: Session,
    pub user: User,
    pub groups: Option<Vec<String>>,
}

impl SignedIn {
    pub fn ada() -> Self {
        let at = |seconds: i64| DateTime::from_timestamp(1_795_555_555 + seconds, 0).unwrap();
        let id = UserId(Uuid::from_bytes([1; 16]));
        let user = User {
            id,
            username: "ada".to_owned(),
            email: Some(EmailAddress::parse("ada@example.org").unwrap()),
            display_name: Some("Ada Lovelace".to_owned()),
            avatar_url: None,
            created_at: at(0),
        };
        let session = Session {
            id: Uuid::from_bytes([2; 16]),
            user: id,
            provider: Slug::parse("okta").unwrap(),
            signed_in_at: at(10),
            last_seen_at: at(20),
            strength: SignInStrength { authenticated_at: Some(at(5)), ..SignInStrength::default() },
            groups: Groups::Unknown,
            address: None,
            user_agent: None,
        };
        Self { session, user, groups: Some(vec!["engineering".to_owned()]) }
    }

    /// The assertion for an application.
    pub async fn try_assertion(&self, app: &TestApp, application: &str) -> Result<String, AssertionError> {
        self.assertion_at(app, application, now(app)).await
    }

    /// The assertion of another time.
    pub async fn assertion_at(
        &self,
        app: &TestApp,
        application: &str,
        now: DateTime<Utc>,
    ) -> Result<String, AssertionError> {
        let subject = AssertionSubject::new(&self.session, &self.user, self.groups.clone());
        let urls = PublicUrls { base: app.base.clone(), frontend: app.frontend.clone() };
        let origin = Url::parse(application).unwrap().origin();
        Ok(assertion(&app.services, &urls, &subject, &origin, now).await?.token.to_string())
    }

    pub async fn assertion(&self, app: &TestApp, application: &str) -> String {
        self.try_assertion(app, application).await.unwrap()
    }
}

/// The time of this instance.
pub fn now(app: &TestApp) -> DateTime<Utc> {
    app.clock.clock()()
}

/// The published keys.
pub async fn key_set(app: &TestApp) -> Value {
    Browser::new().get(app.api("/.well-known/jwks.json")).await.json()
}

/// The ids of the published keys.
pub async fn key_ids(app: &TestApp) -> Vec<String> {
    let set = key_set(app).await;
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

pub fn header(token: &str) -> Value {
    part(token, 0)
}

pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The id of the key that signed this token.
pub fn kid(token: &str) -> String {
    header(token)["kid"].as_str().unwrap().to_owned()
}

fn part(token: &str, number: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap()).unwrap()
}

/// Whether the published key with the id of this token has signed it.
pub fn is_signed_by(token: &str, set: &Value) -> bool {
    let kid = kid(token);
    let Some(key) = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == kid.as_str()) else { return false };
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let point = [&[4], &coordinate("x")[..], &coordinate("y")[..]].concat();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).is_ok()
}
