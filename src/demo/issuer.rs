//! One issuer: its key, its client, and what it has given out.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;
use serde_json::{Map, Value, json};

use super::authorization::AuthorizationRequest;
use super::key::{self, SigningKey};
use super::people::{Person, Scopes};
use super::shelf::Shelf;
use super::{Clock, Registration, issuer_url};

const CODE_LIFETIME: TimeDelta = TimeDelta::seconds(60);
/// Of access tokens and ID tokens.
pub(super) const TOKEN_LIFETIME: TimeDelta = TimeDelta::seconds(300);

pub(super) struct Issuer {
    /// The issuer identifier.
    pub(super) url: String,
    pub(super) client: Registration,
    pub(super) key: SigningKey,
    clock: Clock,
    codes: Mutex<Shelf<Code>>,
    access: Mutex<Shelf<Access>>,
}

/// What an authorization code stands for.
enum Code {
    Fresh(Grant),
    /// It gave this access token, which ends when the code comes again (RFC 6749, section 4.1.2).
    Redeemed {
        access_token: String,
    },
}

/// What a person has agreed to.
struct Grant {
    person: &'static Person,
    scopes: Scopes,
    nonce: Option<String>,
    challenge: String,
    signed_in_at: DateTime<Utc>,
}

/// What an access token opens.
#[derive(Clone, Copy)]
pub(super) struct Access {
    pub(super) person: &'static Person,
    pub(super) scopes: Scopes,
}

/// The answer to a code.
pub(super) struct Tokens {
    pub(super) access_token: String,
    pub(super) id_token: String,
    pub(super) scope: &'static str,
}

impl Issuer {
    pub(super) fn new(address: SocketAddr, client: Registration, clock: Clock) -> Result<Self, Unspecified> {
        Ok(Self {
            url: issuer_url(address, client.role),
            client,
            key: SigningKey::new()?,
            clock,
            codes: Mutex::new(Shelf::new(CODE_LIFETIME)),
            access: Mutex::new(Shelf::new(TOKEN_LIFETIME)),
        })
    }

    /// A code for this person, as the answer to this request.
    pub(super) fn code(&self, person: &'static Person, request: AuthorizationRequest) -> Result<String, Unspecified> {
        let now = (self.clock)();
        let AuthorizationRequest { scopes, nonce, challenge, .. } = request;
        lock(&self.codes).put(Code::Fresh(Grant { person, scopes, nonce, challenge, signed_in_at: now }), now)
    }

    /// The tokens for a code. Whatever comes of it, the code is used up; `None` when it, or what proves it, is wrong.
    pub(super) fn redeem(
        &self,
        code: &str,
        redirect_uri: &str,
        code_verifier: &str,
    ) -> Result<Option<Tokens>, Unspecified> {
        let now = (self.clock)();
        let taken = lock(&self.codes).take(code, now);
        let grant = match taken {
            Some(Code::Fresh(grant)) => grant,
            Some(Code::Redeemed { access_token }) => {
                lock(&self.access).take(&access_token, now);
                return Ok(None);
            }
            None => return Ok(None),
        };
        // There is one client with one redirect URI, so this is the one of the authorization request.
        if redirect_uri != self.client.redirect_uri.as_str() || key::hash(code_verifier) != grant.challenge {
            return Ok(None);
        }
        let access = Access { person: grant.person, scopes: grant.scopes };
        let access_token = lock(&self.access).put(access, now)?;
        let redeemed = Code::Redeemed { access_token: access_token.clone() };
        lock(&self.codes).put_under(code.to_owned(), redeemed, now);
        let id_token = self.key.sign(&self.id_token(&grant, &access_token, now))?;
        Ok(Some(Tokens { access_token, id_token, scope: grant.scopes.text() }))
    }

    /// What an access token opens.
    pub(super) fn access(&self, token: &str) -> Option<Access> {
        lock(&self.access).get(token, (self.clock)()).copied()
    }

    /// Who this is here: another subject than at the other issuers.
    pub(super) fn subject(&self, person: &Person) -> String {
        format!("{}-{}", self.client.role.path, person.id)
    }

    fn id_token(&self, grant: &Grant, access_token: &str, now: DateTime<Utc>) -> Value {
        let claims_in_id_token = self.client.role.claims_in_id_token;
        let mut claims = if claims_in_id_token { grant.person.claims(grant.scopes, &self.url) } else { Map::new() };
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        say("iss", json!(self.url));
        say("sub", json!(self.subject(grant.person)));
        say("aud", json!(self.client.client_id));
        say("iat", json!(now.timestamp()));
        say("exp", json!((now + TOKEN_LIFETIME).timestamp()));
        say("auth_time", json!(grant.signed_in_at.timestamp()));
        say("at_hash", json!(key::half_hash(access_token)));
        if let Some(nonce) = &grant.nonce {
            say("nonce", json!(nonce));
        }
        Value::Object(claims)
    }
}

/// Nothing is left half done where somebody could panic.
fn lock<T>(shelf: &Mutex<Shelf<T>>) -> MutexGuard<'_, Shelf<T>> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}
