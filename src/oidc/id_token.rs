//! What makes an ID token one that was meant for us, now (OpenID Connect Core, section 3.1.3.7).

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::claims::About;
use super::failed_check::FailedCheck;
use super::jws::VerifiedJws;
use crate::domain::{
    GroupsClaim, Issuer, Organizations, ProviderSettings, SignInStrength, Subject, Tenants, UpstreamSessionId,
};

/// How far a provider's clock may be from ours, in seconds.
const LEEWAY: f64 = 60.0;
/// How long ago a token may have been issued, in seconds.
const OLDEST: f64 = 600.0;

/// What the token must agree with.
pub(super) struct Expected<'a> {
    pub(super) provider: &'a ProviderSettings,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a str,
    pub(super) now: DateTime<Utc>,
    /// Where the groups stand.
    pub(super) groups: &'a GroupsClaim,
    /// The `max_age` that was asked for, if any.
    pub(super) max_age: Option<Duration>,
}

/// What a checked token says.
pub(super) struct Checked {
    pub(super) issuer: Issuer,
    pub(super) subject: Subject,
    pub(super) session: Option<UpstreamSessionId>,
    pub(super) about: About,
    /// How and when they proved who they are; when is always there if `max_age` was asked for.
    pub(super) strength: SignInStrength,
}

/// The claims that are checked. As [`Value`]s, so that one of a wrong type fails its own check; one that stands twice
/// fails the whole.
#[derive(Deserialize)]
pub(super) struct Claims {
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
    auth_time: Option<Value>,
    acr: Option<Value>,
    amr: Option<Value>,
    tid: Option<Value>,
    hd: Option<Value>,
}

/// Checks the claims of an ID token whose signature is right.
pub(super) fn check(token: &VerifiedJws, expected: &Expected<'_>) -> Result<Checked, FailedCheck> {
    let claims: Claims = serde_json::from_slice(&token.payload).map_err(|_| FailedCheck::Malformed)?;
    let issuer = check_issuer_and_audience(&claims, token, expected.provider)?;
    check_times(&claims, expected.now, true)?;
    if !is(claims.nonce.as_ref(), expected.nonce) {
        return Err(FailedCheck::Nonce);
    }
    let subject = claims.sub.as_ref().and_then(Value::as_str).map(Subject::parse);
    let Some(Ok(subject)) = subject else { return Err(FailedCheck::Subject) };
    check_access_token_hash(&claims, token, expected.access_token)?;
    let authenticated_at = check_authentication_time(&claims, expected)?;
    check_organization(&claims, &issuer, &expected.provider.organizations)?;
    let about = About::read(&token.payload, expected.groups).map_err(|_| FailedCheck::Malformed)?;
    let session = claims.sid.as_ref().and_then(Value::as_str).and_then(UpstreamSessionId::parse);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let methods = claims.amr.as_ref().and_then(Value::as_array);
    let strength = SignInStrength {
        acr: claims.acr.as_ref().and_then(text),
        amr: methods.into_iter().flatten().filter_map(text).collect(),
        authenticated_at,
    };
    Ok(Checked { issuer, subject, session, about, strength })
}

/// Checks a signed userinfo response (section 5.3.2): like an ID token, but it answers no authentication request, and need
/// not say when it ends.
pub(super) fn check_userinfo(
    token: &VerifiedJws,
    issuer: &Issuer,
    provider: &ProviderSettings,
    now: DateTime<Utc>,
) -> Result<(), FailedCheck> {
    let claims: Claims = serde_json::from_slice(&token.payload).map_err(|_| FailedCheck::Malformed)?;
    if check_issuer_and_audience(&claims, token, provider)? != *issuer {
        return Err(FailedCheck::Issuer);
    }
    check_times(&claims, now, false)
}

/// Whose token it is, if that is this provider, and it is meant for us.
pub(super) fn check_issuer_and_audience(
    claims: &Claims,
    token: &VerifiedJws,
    provider: &ProviderSettings,
) -> Result<Issuer, FailedCheck> {
    let issuer = claims.iss.as_ref().and_then(Value::as_str).and_then(|text| provider.issuer_named(text));
    let issuer = issuer.ok_or(FailedCheck::Issuer)?;
    check_key_issuer(token.key_issuer.as_deref(), &issuer, &provider.organizations)?;
    let client_id = provider.client.id.as_str();
    let audiences = match &claims.aud {
        Some(Value::Array(audiences)) => audiences.as_slice(),
        Some(audience) => std::slice::from_ref(audience),
        None => &[],
    };
    if !audiences.iter().any(|audience| is(Some(audience), client_id)) || !audiences.iter().all(Value::is_string) {
        return Err(FailedCheck::Audience);
    }
    // With further audiences, azp says that it was given to us and not to one of them.
    let azp_needed = audiences.len() > 1 || claims.azp.is_some();
    if azp_needed && !is(claims.azp.as_ref(), client_id) {
        return Err(FailedCheck::AuthorizedParty);
    }
    Ok(issuer)
}

/// A key for private accounts, or of one tenant, must not speak for the others.
fn check_key_issuer(
    key_issuer: Option<&str>,
    issuer: &Issuer,
    organizations: &Organizations,
) -> Result<(), FailedCheck> {
    let Organizations::Tenants(_) = organizations else { return Ok(()) };
    let tenant = Tenants::of_issuer(issuer.as_str()).ok_or(FailedCheck::Issuer)?;
    if key_issuer.is_some_and(|form| Tenants::fill_template(form, tenant) != *issuer) {
        return Err(FailedCheck::KeyIssuer);
    }
    Ok(())
}

/// Whether the account is of an organization whose people may sign in. Not what the request asked for counts, which anybody
/// can change on the way, but what the token says.
fn check_organization(claims: &Claims, issuer: &Issuer, organizations: &Organizations) -> Result<(), FailedCheck> {
    match organizations {
        Organizations::Any => Ok(()),
        Organizations::Tenants(allowed) => {
            let tenant = Tenants::of_issuer(issuer.as_str()).ok_or(FailedCheck::Issuer)?;
            if !is(claims.tid.as_ref(), &tenant.to_string()) {
                return Err(FailedCheck::TenantOfIssuer);
            }
            if allowed.allows(tenant) { Ok(()) } else { Err(FailedCheck::Tenant) }
        }
        Organizations::HostedDomains(allowed) => {
            let domain = claims.hd.as_ref().and_then(Value::as_str);
            let fits = domain.is_some_and(|domain| allowed.iter().any(|allowed| allowed.is_named(domain)));
            if fits { Ok(()) } else { Err(FailedCheck::HostedDomain) }
        }
    }
}

/// `exp` and `iat` may be absent only where they are not `required`.
pub(super) fn check_times(claims: &Claims, now: DateTime<Utc>, required: bool) -> Result<(), FailedCheck> {
    // Providers write integers or fractions of seconds.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let now = now.timestamp_millis() as f64 / 1000.0;
    let ago = |time: Option<&Value>| time.and_then(Value::as_f64).map(|time| now - time);
    #[expect(clippy::cast_possible_truncation, reason = "for the log; the cast saturates")]
    let whole = |seconds: f64| seconds as i64;

    match ago(claims.exp.as_ref()) {
        Some(ended) if ended < LEEWAY => {}
        None if claims.exp.is_none() && !required => {}
        ended => return Err(FailedCheck::Expiry(ended.map(whole))),
    }
    match ago(claims.iat.as_ref()) {
        Some(issued) if (-LEEWAY..=OLDEST).contains(&issued) => {}
        None if claims.iat.is_none() && !required => {}
        issued => return Err(FailedCheck::IssuedAt(issued.map(whole))),
    }
    match ago(claims.nbf.as_ref()) {
        Some(begun) if begun >= -LEEWAY => Ok(()),
        None if claims.nbf.is_none() => Ok(()),
        _ => Err(FailedCheck::NotBefore),
    }
}

/// `at_hash`, which may be absent, names the access token (section 3.1.3.8).
pub(super) fn check_access_token_hash(
    claims: &Claims,
    token: &VerifiedJws,
    access_token: &str,
) -> Result<(), FailedCheck> {
    if let Some(at_hash) = &claims.at_hash
        && at_hash.as_str().map(str::to_owned) != token.hash_of(access_token)
    {
        return Err(FailedCheck::AccessTokenHash);
    }
    Ok(())
}

/// `auth_time`, to the second.
pub(super) fn authentication_time(claims: &Claims) -> Option<DateTime<Utc>> {
    let time = claims.auth_time.as_ref().and_then(Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds are enough; the cast saturates")]
    time.and_then(|time| DateTime::from_timestamp(time as i64, 0))
}

/// `auth_time`, which has to be there and young enough when `max_age` was asked for (section 3.1.2.1).
fn check_authentication_time(claims: &Claims, expected: &Expected<'_>) -> Result<Option<DateTime<Utc>>, FailedCheck> {
    let time = authentication_time(claims);
    let Some(max_age) = expected.max_age else { return Ok(time) };
    let ago = time.map(|time| (expected.now - time).num_seconds());
    #[expect(clippy::cast_possible_truncation, reason = "a leeway of whole seconds")]
    let (longest, leeway) = (i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX), LEEWAY as i64);
    match ago {
        Some(ago) if (-leeway..=longest.saturating_add(leeway)).contains(&ago) => Ok(time),
        ago => Err(FailedCheck::AuthenticationTime(ago)),
    }
}

fn is(claim: Option<&Value>, expected: &str) -> bool {
    claim.and_then(Value::as_str) == Some(expected)
}
