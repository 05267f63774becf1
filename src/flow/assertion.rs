//! The assertion that tells an application who the user is (`Kaimu-Jwt-Assertion`), and the keys that verify it.
//!
//! Each application gets an assertion of its own: with one for all, an application could show it to another.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Origin;
use uuid::Uuid;

use super::assertion_cache::{AssertionBasis, LIFETIME, MIN_LEFT};
use super::assertion_keys::{AssertionError, MAX_AGE};
use super::audit;
use super::services::Services;
use crate::domain::{
    AssertionPublicKey, AuditEvent, EmailAddress, PublicUrls, RequestContext, Session, Slug, User, redacted_debug,
};
use crate::store::{Connection, Lock, Store, StoreError, assertion_keys};

/// What an assertion says about the user and the session.
#[derive(Serialize)]
pub struct AssertionSubject {
    sub: String,
    preferred_username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Absent without an address, and true with one: an address that is only claimed is never here.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    idp: String,
    sid: String,
    #[serde(skip)]
    session: Uuid,
}

impl AssertionSubject {
    /// The user of a session. The groups are those that the assertion names: the caller leaves out what is too much, and
    /// `None` means that they are not known.
    #[must_use]
    pub fn new(session: &Session, user: &User, groups: Option<Vec<String>>) -> Self {
        let email = user.email.as_ref().map(EmailAddress::as_str).map(str::to_owned);
        Self {
            sub: user.id.to_string(),
            preferred_username: user.username.clone(),
            email_verified: email.is_some().then_some(true),
            email,
            name: user.display_name.clone(),
            groups,
            auth_time: session.strength.authenticated_at.map(|time| time.timestamp()),
            idp: session.provider.as_str().to_owned(),
            sid: session.id.to_string(),
            session: session.id,
        }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    subject: &'a AssertionSubject,
}

#[derive(Serialize)]
struct TimedClaims<'a> {
    #[serde(flatten)]
    claims: Claims<'a>,
    iat: i64,
    exp: i64,
}

/// An assertion, and until when it may be used for further answers.
#[derive(Debug)]
pub struct Assertion {
    /// The JWT.
    pub token: Arc<str>,
    /// When its key has to be looked up again, or it has to be signed again.
    pub until: DateTime<Utc>,
}

/// The assertion for this application: a JWT (RFC 7519). The one of an earlier request is used again, while a minute of it
/// is left and what it says has not changed.
pub async fn assertion(
    services: &Services,
    urls: &PublicUrls,
    subject: &AssertionSubject,
    application: &Origin,
    now: DateTime<Utc>,
) -> Result<Assertion, AssertionError> {
    let keys = services.assertion_keys.with_signing_key(now).await?;
    let key = keys.signing(now).ok_or(AssertionError::Random)?;
    let (issuer, audience) = (urls.base.origin().ascii_serialization(), application.ascii_serialization());
    let claims = Claims { iss: &issuer, aud: &audience, subject };
    let basis = AssertionBasis::new(subject.session, &audience, &key.kid, &json(&claims)?);
    let until = |issued_at: DateTime<Utc>| (issued_at + LIFETIME - MIN_LEFT).min(keys.read_at + MAX_AGE);
    if let Some((token, issued_at)) = services.assertion_cache.find(&basis, now) {
        return Ok(Assertion { token, until: until(issued_at) });
    }
    let timed = TimedClaims { claims, iat: now.timestamp(), exp: (now + LIFETIME).timestamp() };
    let token: Arc<str> = key.sign(&json(&timed)?)?.into();
    services.assertion_cache.insert(basis, Arc::clone(&token), now);
    Ok(Assertion { token, until: until(now) })
}

fn json(claims: &impl Serialize) -> Result<String, AssertionError> {
    // Texts and numbers are always JSON.
    serde_json::to_string(claims).map_err(|_| AssertionError::Random)
}

/// The keys that verify assertions. Makes the first one if there are applications, so that none learns an empty set.
pub async fn published_keys(
    services: &Services,
    now: DateTime<Utc>,
) -> Result<Vec<AssertionPublicKey>, AssertionError> {
    let keys = if services.policies.has_applications {
        services.assertion_keys.with_signing_key(now).await?
    } else {
        services.assertion_keys.current(now).await?
    };
    Ok(keys.published(now).map(|key| key.public.clone()).collect())
}

/// Makes the next key a day before it signs, and deletes keys a day after their last use. Makes the first key if there are
/// applications.
pub async fn rotate_keys(services: &Services, now: DateTime<Utc>) -> Result<(), AssertionError> {
    services.assertion_keys.rotate(now, services.policies.has_applications).await
}

/// Deletes all keys, for an operator who thinks that they have leaked, and returns how many there were. Each server
/// forgets them within a minute, and makes a new one when it needs one.
pub async fn delete_keys(store: &Store, context: RequestContext) -> Result<usize, StoreError> {
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::AssertionKeys)?;
        let deleted = assertion_keys::delete_all(connection)?;
        audit::record(connection, AuditEvent::AssertionKeysReplaced, Slug::operator(), None, &context)?;
        Ok::<_, StoreError>(deleted)
    };
    store.write(work).await
}

redacted_debug!(AssertionSubject);
