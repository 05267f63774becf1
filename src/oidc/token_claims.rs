//! The claims of signed tokens, and the checks that ID tokens, signed userinfo and logout tokens have in common.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::claims_object::ClaimsObject;
use super::failed_check::FailedCheck;
use super::jws::VerifiedJws;
use crate::domain::{Issuer, Organizations, ProviderSettings, Tenants};

/// How much a provider's clock may differ from ours, in seconds.
const CLOCK_LEEWAY: f64 = 60.0;
/// How long ago a token may have been issued, in seconds.
const MAX_TOKEN_AGE: f64 = 600.0;
/// The same for a logout token without `exp`, which nothing else limits.
const MAX_AGE_WITHOUT_EXP: f64 = 300.0;

/// The times that a kind of token must have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum RequiredTimes {
    /// `exp` and `iat`: an ID token (OpenID Connect Core, section 2).
    ExpiryAndIssue,
    /// `iat`: a logout token. The standard requires `exp` as well, but Ory Hydra, `LemonLDAP::NG` and Glewlwyd send
    /// none. Refusing such a token would keep a user signed in who has signed out.
    Issue,
    /// None: signed userinfo.
    None,
}

/// The claims that are checked. They are [`Value`]s, so that a claim of a wrong type fails its own check.
pub(super) struct TokenClaims {
    iss: Option<Value>,
    pub(super) sub: Option<Value>,
    aud: Option<Value>,
    azp: Option<Value>,
    exp: Option<Value>,
    iat: Option<Value>,
    nbf: Option<Value>,
    pub(super) nonce: Option<Value>,
    at_hash: Option<Value>,
    pub(super) sid: Option<Value>,
    pub(super) jti: Option<Value>,
    pub(super) events: Option<Value>,
    pub(super) auth_time: Option<Value>,
    pub(super) acr: Option<Value>,
    pub(super) amr: Option<Value>,
    pub(super) tid: Option<Value>,
    pub(super) hd: Option<Value>,
}

impl TokenClaims {
    /// Reads the claims of a token.
    ///
    /// # Errors
    /// If one of them occurs twice or cannot be read.
    pub(super) fn read(claims: &ClaimsObject<'_>) -> Result<Self, FailedCheck> {
        let read = |name| claims.deciding(name);
        Ok(Self {
            iss: read("iss")?,
            sub: read("sub")?,
            aud: read("aud")?,
            azp: read("azp")?,
            exp: read("exp")?,
            iat: read("iat")?,
            nbf: read("nbf")?,
            nonce: read("nonce")?,
            at_hash: read("at_hash")?,
            sid: read("sid")?,
            jti: read("jti")?,
            events: read("events")?,
            auth_time: read("auth_time")?,
            acr: read("acr")?,
            amr: read("amr")?,
            tid: read("tid")?,
            hd: read("hd")?,
        })
    }
}

/// Checks that the token comes from this provider and is for our client (OpenID Connect Core, section 3.1.3.7). Returns
/// its issuer.
pub(super) fn check_issuer_and_audience(
    claims: &TokenClaims,
    token: &VerifiedJws,
    provider: &ProviderSettings,
) -> Result<Issuer, FailedCheck> {
    let issuer = text("iss", claims.iss.as_ref()).map(|text| provider.issuer_named(text))?;
    // check: iss of the ID token
    let issuer = issuer.ok_or(FailedCheck::Issuer)?;
    check_key_issuer(token.key_issuer.as_deref(), &issuer, &provider.organizations)?;
    let client_id = provider.client.id.as_str();
    let audiences = match &claims.aud {
        Some(Value::Array(audiences)) => audiences.as_slice(),
        Some(audience @ Value::String(_)) => std::slice::from_ref(audience),
        other => return Err(FailedCheck::wrong_type("aud", other.as_ref(), "a text or a list of texts")),
    };
    // check: aud names us
    if !audiences.iter().any(|audience| equals(Some(audience), client_id)) || !audiences.iter().all(Value::is_string) {
        return Err(FailedCheck::Audience);
    }
    // With several audiences, `azp` says that the token was issued to us and not to another one of them.
    // check: azp with further audiences
    let azp_needed = audiences.len() > 1 || claims.azp.is_some();
    if azp_needed && !equals(claims.azp.as_ref(), client_id) {
        return Err(FailedCheck::text_or("azp", claims.azp.as_ref(), FailedCheck::AuthorizedParty));
    }
    Ok(issuer)
}

/// At Microsoft, a key that belongs to one tenant or to personal accounts must not sign tokens of others.
fn check_key_issuer(
    key_issuer: Option<&str>,
    issuer: &Issuer,
    organizations: &Organizations,
) -> Result<(), FailedCheck> {
    let Organizations::Tenants(_) = organizations else { return Ok(()) };
    let tenant = Tenants::of_issuer(issuer.as_str()).ok_or(FailedCheck::Issuer)?;
    // check: the issuer of a key
    if key_issuer.is_some_and(|form| Tenants::fill_template(form, tenant) != *issuer) {
        return Err(FailedCheck::KeyIssuer);
    }
    Ok(())
}

/// When the provider issued the token, by its clock. [`check_times`] has checked the claim.
pub(super) fn issue_time(claims: &TokenClaims) -> Result<DateTime<Utc>, FailedCheck> {
    let seconds = claims.iat.as_ref().and_then(Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds are enough; the cast saturates")]
    let time = seconds.and_then(|seconds| DateTime::from_timestamp_millis((seconds * 1000.0) as i64));
    time.ok_or_else(|| FailedCheck::wrong_type("iat", claims.iat.as_ref(), "a number"))
}

/// Checks `exp`, `iat` and `nbf`. Each may be absent unless it is `required`.
pub(super) fn check_times(
    claims: &TokenClaims,
    now: DateTime<Utc>,
    required: RequiredTimes,
) -> Result<(), FailedCheck> {
    // Providers write whole seconds or fractions.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let now = now.timestamp_millis() as f64 / 1000.0;
    let ago = |time: Option<&Value>| time.and_then(Value::as_f64).map(|time| now - time);
    #[expect(clippy::cast_possible_truncation, reason = "for the log; the cast saturates")]
    let whole = |seconds: f64| seconds as i64;

    match ago(claims.exp.as_ref()) {
        // check: exp in the past
        Some(ago) if ago < CLOCK_LEEWAY => {}
        // check: exp missing
        None if claims.exp.is_none() && required != RequiredTimes::ExpiryAndIssue => {}
        Some(ago) => return Err(FailedCheck::Expiry(whole(ago))),
        None => return Err(FailedCheck::wrong_type("exp", claims.exp.as_ref(), "a number")),
    }
    let max_age = match required {
        // check: a logout token without exp is young
        RequiredTimes::Issue if claims.exp.is_none() => MAX_AGE_WITHOUT_EXP,
        _ => MAX_TOKEN_AGE,
    };
    match ago(claims.iat.as_ref()) {
        // check: iat in the future
        Some(ago) if (-CLOCK_LEEWAY..=max_age).contains(&ago) => {}
        None if claims.iat.is_none() && required == RequiredTimes::None => {}
        Some(ago) => return Err(FailedCheck::IssuedAt(whole(ago))),
        None => return Err(FailedCheck::wrong_type("iat", claims.iat.as_ref(), "a number")),
    }
    match ago(claims.nbf.as_ref()) {
        // check: nbf in the future
        Some(ago) if ago >= -CLOCK_LEEWAY => Ok(()),
        // check: nbf of another type
        None if claims.nbf.is_none() => Ok(()),
        Some(_) => Err(FailedCheck::NotBefore),
        None => Err(FailedCheck::wrong_type("nbf", claims.nbf.as_ref(), "a number")),
    }
}

/// Checks that `at_hash`, which is optional, belongs to the access token (section 3.1.3.8).
pub(super) fn check_access_token_hash(
    claims: &TokenClaims,
    token: &VerifiedJws,
    access_token: &str,
) -> Result<(), FailedCheck> {
    // check: at_hash
    if let Some(at_hash) = &claims.at_hash
        && at_hash.as_str().map(str::to_owned) != token.at_hash(access_token)
    {
        return Err(FailedCheck::text_or("at_hash", Some(at_hash), FailedCheck::AccessTokenHash));
    }
    Ok(())
}

/// `auth_time`, in whole seconds.
pub(super) fn authentication_time(claims: &TokenClaims) -> Option<DateTime<Utc>> {
    let time = claims.auth_time.as_ref().and_then(Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds are enough; the cast saturates")]
    time.and_then(|time| DateTime::from_timestamp(time as i64, 0))
}

/// A claim that has to be a text.
pub(super) fn text<'a>(name: &'static str, claim: Option<&'a Value>) -> Result<&'a str, FailedCheck> {
    claim.and_then(Value::as_str).ok_or_else(|| FailedCheck::wrong_type(name, claim, "a text"))
}

/// Whether a claim is this string.
pub(super) fn equals(claim: Option<&Value>, expected: &str) -> bool {
    claim.and_then(Value::as_str) == Some(expected)
}
