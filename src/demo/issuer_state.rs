//! The state of one issuer: its signing key, its client, and the codes and access tokens that it has issued.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;
use serde_json::{Map, Value, json};

use super::authorization_request::AuthorizationRequest;
use super::clock::DemoClock;
use super::crypto::{self, SigningKey};
use super::expiring_map::ExpiringMap;
use super::registration::{DemoClient, issuer_url};
use super::scopes::GrantedScopes;
use super::users::DemoUser;

const CODE_LIFETIME: TimeDelta = TimeDelta::seconds(60);
/// The lifetime of access tokens and ID tokens.
pub(super) const TOKEN_LIFETIME: TimeDelta = TimeDelta::seconds(300);

/// One issuer of the demo provider.
pub(super) struct IssuerState {
    /// The issuer identifier.
    pub(super) url: String,
    pub(super) client: DemoClient,
    pub(super) key: SigningKey,
    clock: DemoClock,
    codes: Mutex<ExpiringMap<CodeState>>,
    access_tokens: Mutex<ExpiringMap<AccessTokenGrant>>,
}

/// The state of an authorization code.
enum CodeState {
    Unused(CodeGrant),
    /// The code was exchanged for this access token, which is revoked if the code is used again (RFC 6749, section
    /// 4.1.2).
    Redeemed {
        access_token: String,
    },
}

/// What an authorization code grants.
struct CodeGrant {
    user: &'static DemoUser,
    scopes: GrantedScopes,
    nonce: Option<String>,
    code_challenge: String,
    authenticated_at: DateTime<Utc>,
}

/// What an access token grants.
#[derive(Clone, Copy)]
pub(super) struct AccessTokenGrant {
    pub(super) user: &'static DemoUser,
    pub(super) scopes: GrantedScopes,
}

/// The tokens for an authorization code.
pub(super) struct IssuedTokens {
    pub(super) access_token: String,
    pub(super) id_token: String,
    pub(super) scope: &'static str,
}

impl IssuerState {
    pub(super) fn new(address: SocketAddr, client: DemoClient, clock: DemoClock) -> Result<Self, Unspecified> {
        Ok(Self {
            url: issuer_url(address, client.issuer),
            client,
            key: SigningKey::new()?,
            clock,
            codes: Mutex::new(ExpiringMap::new(CODE_LIFETIME)),
            access_tokens: Mutex::new(ExpiringMap::new(TOKEN_LIFETIME)),
        })
    }

    /// Issues an authorization code for this user and request.
    pub(super) fn issue_code(
        &self,
        user: &'static DemoUser,
        request: AuthorizationRequest,
    ) -> Result<String, Unspecified> {
        let now = (self.clock)();
        let AuthorizationRequest { scopes, nonce, code_challenge, .. } = request;
        let grant = CodeGrant { user, scopes, nonce, code_challenge, authenticated_at: now };
        lock(&self.codes).insert_with_random_key(CodeState::Unused(grant), now)
    }

    /// Exchanges a code for tokens, and uses the code up in every case. Returns `None` if the code, the redirect URI or
    /// the code verifier is wrong.
    pub(super) fn redeem(
        &self,
        code: &str,
        redirect_uri: &str,
        code_verifier: &str,
    ) -> Result<Option<IssuedTokens>, Unspecified> {
        let now = (self.clock)();
        let removed = lock(&self.codes).remove(code, now);
        let grant = match removed {
            Some(CodeState::Unused(grant)) => grant,
            Some(CodeState::Redeemed { access_token }) => {
                lock(&self.access_tokens).remove(&access_token, now);
                return Ok(None);
            }
            None => return Ok(None),
        };
        // The only client has only one redirect URI, so it is the one of the authentication request.
        if redirect_uri != self.client.redirect_uri.as_str()
            || crypto::sha256_base64url(code_verifier) != grant.code_challenge
        {
            return Ok(None);
        }
        let token_grant = AccessTokenGrant { user: grant.user, scopes: grant.scopes };
        let access_token = lock(&self.access_tokens).insert_with_random_key(token_grant, now)?;
        let redeemed = CodeState::Redeemed { access_token: access_token.clone() };
        lock(&self.codes).insert(code.to_owned(), redeemed, now);
        let id_token = self.key.sign(&self.id_token_claims(&grant, &access_token, now))?;
        Ok(Some(IssuedTokens { access_token, id_token, scope: grant.scopes.text() }))
    }

    /// What a valid access token grants.
    pub(super) fn find_access_token(&self, token: &str) -> Option<AccessTokenGrant> {
        lock(&self.access_tokens).get(token, (self.clock)()).copied()
    }

    /// The user's `sub`, which differs between the issuers.
    pub(super) fn subject(&self, user: &DemoUser) -> String {
        format!("{}-{}", self.client.issuer.path, user.id)
    }

    fn id_token_claims(&self, grant: &CodeGrant, access_token: &str, now: DateTime<Utc>) -> Value {
        let claims_in_id_token = self.client.issuer.claims_in_id_token;
        let mut claims = if claims_in_id_token { grant.user.claims(grant.scopes, &self.url) } else { Map::new() };
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iss", json!(self.url));
        set("sub", json!(self.subject(grant.user)));
        set("aud", json!(self.client.client_id));
        set("iat", json!(now.timestamp()));
        set("exp", json!((now + TOKEN_LIFETIME).timestamp()));
        set("auth_time", json!(grant.authenticated_at.timestamp()));
        set("at_hash", json!(crypto::at_hash(access_token)));
        if let Some(nonce) = &grant.nonce {
            set("nonce", json!(nonce));
        }
        Value::Object(claims)
    }
}

/// A poisoned lock is used: no change of a map can panic halfway.
fn lock<T>(map: &Mutex<ExpiringMap<T>>) -> MutexGuard<'_, ExpiringMap<T>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
