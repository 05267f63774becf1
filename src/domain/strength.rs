//! How strongly and how recently a user must have authenticated at a provider.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// How far the clocks of a provider and of this server may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// The operator's rules for each sign-in at a provider. They go into the request, and the ID token is checked against
/// them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StrengthRules {
    /// The authentication contexts to request, in order of preference (`acr_values`).
    pub acr_values: Vec<String>,
    /// The authentication contexts of which one is needed; if empty, none is needed.
    pub required_acr: Vec<String>,
    /// The authentication methods that are all needed.
    pub required_amr: Vec<String>,
    /// How long ago the user may have authenticated.
    pub max_age: Option<Duration>,
}

/// How a user authenticated, as the ID token says (OpenID Connect Core, section 2).
#[derive(Debug, Clone, Default)]
pub struct SignInStrength {
    /// The authentication context.
    pub acr: Option<String>,
    /// The authentication methods, such as `pwd` and `otp` (RFC 8176).
    pub amr: Vec<String>,
    /// When the user authenticated (`auth_time`).
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// Which rule a sign-in does not meet, and what an operator can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStrongEnough {
    /// The ID token has another authentication context, or none.
    #[error(
        "the claim acr is missing or not in required_acr. Probably the provider's rules do not require a second \
         factor, or it uses other values: change its rules, or correct required_acr (see acr_values_supported in its \
         discovery document)"
    )]
    Acr,
    /// The ID token lacks an authentication method.
    #[error(
        "the claim amr is missing or lacks a value of required_amr. Probably the provider's rules do not require a \
         second factor, or its ID tokens lack the claim: change its rules, or have it add amr to its ID tokens"
    )]
    Amr,
    /// The user authenticated this many seconds ago, or the ID token does not say when.
    #[error("{}", auth_time_text(*.0))]
    AuthTime(Option<i64>),
    /// The user was asked to authenticate again, but authenticated this many seconds ago.
    #[error("{}", reauthentication_text(*.0))]
    Reauthentication(i64),
}

impl SignInStrength {
    /// Checks `auth_time` after a reauthentication, for which the provider was asked with this `max_age`.
    ///
    /// A provider that does not know `auth_time` is believed: it was asked, and there is nothing to check. One that
    /// `announces_auth_time` sends it when it is asked for `max_age` (OpenID Connect Core, section 2). If it is missing, the
    /// person at the browser has removed the parameters from the request.
    pub fn check_reauthentication(
        &self,
        max_age: Option<Duration>,
        announces_auth_time: bool,
        now: DateTime<Utc>,
    ) -> Result<(), NotStrongEnough> {
        let Some(max_age) = max_age else { return Ok(()) };
        let Some(then) = self.authenticated_at else {
            // check: auth_time of a provider that announces it
            return if announces_auth_time { Err(NotStrongEnough::AuthTime(None)) } else { Ok(()) };
        };
        // check: auth_time of a reauthentication
        if !is_recent_enough(now - then, max_age) {
            return Err(NotStrongEnough::Reauthentication((now - then).num_seconds()));
        }
        Ok(())
    }
}

impl StrengthRules {
    /// Checks a sign-in against the rules, and returns the first that it does not meet. A missing claim meets no rule.
    pub fn check(&self, strength: &SignInStrength, now: DateTime<Utc>) -> Result<(), NotStrongEnough> {
        let has_required_acr = strength.acr.as_ref().is_some_and(|acr| self.required_acr.contains(acr));
        // check: required_acr
        if !self.required_acr.is_empty() && !has_required_acr {
            return Err(NotStrongEnough::Acr);
        }
        // check: required_amr
        if !self.required_amr.iter().all(|method| strength.amr.contains(method)) {
            return Err(NotStrongEnough::Amr);
        }
        // check: max_age without auth_time
        let Some(max_age) = self.max_age else { return Ok(()) };
        let ago = strength.authenticated_at.map(|then| now - then);
        // check: max_age of the operator
        if ago.is_some_and(|ago| is_recent_enough(ago, max_age)) {
            return Ok(());
        }
        Err(NotStrongEnough::AuthTime(ago.map(|ago| ago.num_seconds())))
    }
}

fn is_recent_enough(ago: TimeDelta, max_age: Duration) -> bool {
    let max_age = TimeDelta::from_std(max_age).unwrap_or(TimeDelta::MAX);
    ago >= -LEEWAY && ago - LEEWAY <= max_age
}

fn reauthentication_text(seconds_ago: i64) -> String {
    if seconds_ago < 0 {
        return auth_time_text(Some(seconds_ago));
    }
    format!(
        "the user was to authenticate again, and the claim auth_time is {seconds_ago} s ago. Probably the provider ignores \
         prompt and max_age: change its rules. The user can confirm with another provider, or sign out at this one first"
    )
}

fn auth_time_text(seconds_ago: Option<i64>) -> String {
    match seconds_ago {
        None => "the claim auth_time is missing or not a number, and max_age needs it: have the provider add it to its ID tokens, or \
                 remove max_age"
            .to_owned(),
        Some(ago) if ago < 0 => format!(
            "the claim auth_time is {} s in the future: correct the clock of the provider or of this server",
            ago.unsigned_abs()
        ),
        Some(ago) => format!(
            "the claim auth_time is {ago} s ago, which max_age does not allow. Probably the provider ignores max_age: \
             change its rules, or raise max_age"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(contexts: &[&str], methods: &[&str], max_age: Option<u64>) -> StrengthRules {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        StrengthRules {
            acr_values: Vec::new(),
            required_acr: texts(contexts),
            required_amr: texts(methods),
            max_age: max_age.map(Duration::from_secs),
        }
    }

    fn check(rules: &StrengthRules, acr: Option<&str>, amr: &[&str], ago: Option<i64>) -> Result<(), NotStrongEnough> {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let strength = SignInStrength {
            acr: acr.map(str::to_owned),
            amr: amr.iter().map(|method| (*method).to_owned()).collect(),
            authenticated_at: ago.map(|ago| now - TimeDelta::seconds(ago)),
        };
        rules.check(&strength, now)
    }

    #[test]
    fn without_rules_every_sign_in_is_accepted() {
        assert_eq!(check(&rules(&[], &[], None), None, &[], None), Ok(()));
    }

    #[test]
    fn the_acr_has_to_equal_a_required_one_exactly() {
        let rules = rules(&["mfa", "hwk"], &[], None);
        assert_eq!(check(&rules, Some("hwk"), &[], None), Ok(()));
        for acr in [None, Some("MFA"), Some("mf"), Some("mfa "), Some("")] {
            assert_eq!(check(&rules, acr, &["mfa", "hwk"], None), Err(NotStrongEnough::Acr), "{acr:?}");
        }
    }

    #[test]
    fn the_amr_has_to_contain_every_required_method() {
        let rules = rules(&[], &["pwd", "otp"], None);
        assert_eq!(check(&rules, None, &["otp", "sms", "pwd"], None), Ok(()));
        for amr in [&[][..], &["pwd"], &["otp"], &["pwd otp"]] {
            assert_eq!(check(&rules, Some("otp"), amr, None), Err(NotStrongEnough::Amr), "{amr:?}");
        }
    }

    #[test]
    fn the_auth_time_has_to_be_present_and_recent_enough() {
        let rules = rules(&[], &[], Some(600));
        for ago in [-60, 0, 600, 660] {
            assert_eq!(check(&rules, None, &[], Some(ago)), Ok(()), "{ago}");
        }
        for ago in [Some(-61), Some(661), Some(86_400), None] {
            assert_eq!(check(&rules, None, &[], ago), Err(NotStrongEnough::AuthTime(ago)), "{ago:?}");
        }
    }
    #[test]
    fn a_reauthentication_has_a_recent_auth_time_or_none() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let check = |max_age: Option<u64>, ago: Option<i64>| {
            let authenticated_at = ago.map(|ago| now - TimeDelta::seconds(ago));
            let strength = SignInStrength { authenticated_at, ..SignInStrength::default() };
            strength.check_reauthentication(max_age.map(Duration::from_secs), false, now)
        };
        let missing = SignInStrength::default().check_reauthentication(Some(Duration::from_mins(10)), true, now);
        assert_eq!(missing, Err(NotStrongEnough::AuthTime(None)), "a provider that announces auth_time sends it");
        for (max_age, ago) in [(None, Some(9999)), (Some(600), None), (Some(600), Some(0)), (Some(600), Some(660))] {
            assert_eq!(check(max_age, ago), Ok(()), "{max_age:?} {ago:?}");
        }
        for ago in [661, 86_400, -61] {
            assert_eq!(check(Some(600), Some(ago)), Err(NotStrongEnough::Reauthentication(ago)));
        }
    }
}
