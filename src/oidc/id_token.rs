//! Checks the claims of an ID token (OpenID Connect Core, section 3.1.3.7).

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::claims::UserClaims;
use super::claims_object::ClaimsObject;
use super::failed_check::FailedCheck;
use super::jws::VerifiedJws;
use super::token_claims::{
    RequiredTimes, TokenClaims, authentication_time, check_access_token_hash, check_issuer_and_audience, check_times,
    equals, issue_time, text,
};
use crate::domain::{Issuer, Organizations, ProviderSettings, SignInStrength, Subject, Tenants, UpstreamSessionId};

/// The values that the ID token must match.
pub(super) struct ExpectedIdToken<'a> {
    pub(super) provider: &'a ProviderSettings,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a str,
    pub(super) now: DateTime<Utc>,
    /// Whether the attempt is a reauthentication. How long ago the user may have authenticated is checked by
    /// `SignInStrength::check_reauthentication`.
    pub(super) is_reauthentication: bool,
}

/// The contents of an ID token that has passed every check.
pub(super) struct CheckedIdToken {
    pub(super) issuer: Issuer,
    pub(super) subject: Subject,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) session: Option<UpstreamSessionId>,
    pub(super) claims: UserClaims,
    /// How and when the user authenticated.
    pub(super) strength: SignInStrength,
}

/// Checks the claims of an ID token whose signature has been verified.
pub(super) fn check(token: &VerifiedJws, expected: &ExpectedIdToken<'_>) -> Result<CheckedIdToken, FailedCheck> {
    let object = ClaimsObject::parse(&token.payload)?;
    let claims = TokenClaims::read(&object)?;
    let issuer = check_issuer_and_audience(&claims, token, expected.provider)?;
    check_times(&claims, expected.now, RequiredTimes::ExpiryAndIssue)?;
    let issued_at = issue_time(&claims)?;
    // check: nonce
    if !equals(claims.nonce.as_ref(), expected.nonce) {
        return Err(FailedCheck::text_or("nonce", claims.nonce.as_ref(), FailedCheck::Nonce));
    }
    let subject = Subject::parse(text("sub", claims.sub.as_ref())?).map_err(|_| FailedCheck::Subject)?;
    check_access_token_hash(&claims, token, expected.access_token)?;
    let authenticated_at = check_authentication_time(&claims, expected)?;
    check_organization(&claims, &issuer, &expected.provider.organizations)?;
    let user_claims = UserClaims::read(&object, &expected.provider.groups)?;
    let session = claims.sid.as_ref().and_then(Value::as_str).and_then(UpstreamSessionId::of);
    let owned = |value: &Value| value.as_str().map(str::to_owned);
    let methods = claims.amr.as_ref().and_then(Value::as_array);
    let strength = SignInStrength {
        acr: claims.acr.as_ref().and_then(owned),
        amr: methods.into_iter().flatten().filter_map(owned).collect(),
        authenticated_at,
    };
    Ok(CheckedIdToken { issuer, subject, issued_at, session, claims: user_claims, strength })
}

/// Checks that the account is in an allowed tenant or hosted domain. Only the token counts: a user can change the `hd`
/// parameter of the authorization request.
fn check_organization(claims: &TokenClaims, issuer: &Issuer, organizations: &Organizations) -> Result<(), FailedCheck> {
    match organizations {
        Organizations::Any => Ok(()),
        Organizations::Tenants(allowed) => {
            let tenant = Tenants::of_issuer(issuer.as_str()).ok_or(FailedCheck::Issuer)?;
            // check: the tenant of the issuer
            if !equals(claims.tid.as_ref(), &tenant.to_string()) {
                return Err(FailedCheck::text_or("tid", claims.tid.as_ref(), FailedCheck::TenantOfIssuer));
            }
            // check: the tenants that are listed
            if allowed.allows(tenant) { Ok(()) } else { Err(FailedCheck::Tenant) }
        }
        Organizations::HostedDomains(allowed) => {
            let Some(domain) = &claims.hd else { return Err(FailedCheck::NoHostedDomain) };
            let is_allowed =
                domain.as_str().is_some_and(|domain| allowed.iter().any(|allowed| allowed.is_named(domain)));
            // check: the hosted domains that are listed
            if is_allowed { Ok(()) } else { Err(FailedCheck::HostedDomain) }
        }
    }
}

/// Reads `auth_time` (section 2). A malformed one counts as absent, except after a reauthentication, where an absent one
/// would count as recent.
fn check_authentication_time(
    claims: &TokenClaims,
    expected: &ExpectedIdToken<'_>,
) -> Result<Option<DateTime<Utc>>, FailedCheck> {
    let time = authentication_time(claims);
    // check: a malformed auth_time
    if expected.is_reauthentication && claims.auth_time.is_some() && time.is_none() {
        return Err(FailedCheck::AuthenticationTime);
    }
    Ok(time)
}
