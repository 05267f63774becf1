//! How strongly, and how lately, somebody has to have signed in at a provider.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// How far a provider's clock may be from ours.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// What an operator asks of every sign-in at a provider, and holds what comes back against.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StrengthRules {
    /// The authentication contexts to ask for, the best first (`acr_values`).
    pub acr_values: Vec<String>,
    /// One of these has to have been reached; any, or none, when empty.
    pub required_acr: Vec<String>,
    /// Each of these methods has to have been used.
    pub required_amr: Vec<String>,
    /// How long ago the person may have proven who they are.
    pub max_age: Option<Duration>,
}

/// What a provider says about how somebody signed in (OpenID Connect Core, section 2).
#[derive(Debug, Clone, Default)]
pub struct SignInStrength {
    /// The authentication context that was reached.
    pub acr: Option<String>,
    /// The methods that were used, such as `pwd` and `otp` (RFC 8176).
    pub amr: Vec<String>,
    /// When the person proved who they are.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// What a sign-in lacks, and what an operator can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStrongEnough {
    /// Another context was reached, or none is named.
    #[error(
        "acr is missing or none of required_acr: have the provider's rules ask for a second factor, or compare the values with \
         what it can reach (acr_values_supported)"
    )]
    Acr,
    /// A method was not used, or none is named.
    #[error(
        "amr is missing or lacks some of required_amr: have the provider's rules ask for a second factor, and put the claim \
         amr into its ID tokens"
    )]
    Amr,
    /// It was so many seconds ago, or nobody knows when.
    #[error("auth_time is {}, and max_age is set", .0.map_or_else(|| "missing".to_owned(), |ago| format!("{ago} s ago")))]
    AuthTime(Option<i64>),
}

impl StrengthRules {
    /// Holds a sign-in against the rules. What the provider does not say, it has not done.
    ///
    /// # Errors
    /// With the first rule that it does not meet.
    pub fn check(&self, strength: &SignInStrength, now: DateTime<Utc>) -> Result<(), NotStrongEnough> {
        let reached = strength.acr.as_ref().is_some_and(|acr| self.required_acr.contains(acr));
        if !self.required_acr.is_empty() && !reached {
            return Err(NotStrongEnough::Acr);
        }
        if !self.required_amr.iter().all(|method| strength.amr.contains(method)) {
            return Err(NotStrongEnough::Amr);
        }
        let Some(max_age) = self.max_age else { return Ok(()) };
        let longest = TimeDelta::from_std(max_age).unwrap_or(TimeDelta::MAX);
        let ago = strength.authenticated_at.map(|then| now - then);
        if ago.is_some_and(|ago| ago >= -LEEWAY && ago - LEEWAY <= longest) {
            return Ok(());
        }
        Err(NotStrongEnough::AuthTime(ago.map(|ago| ago.num_seconds())))
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
    fn without_rules_everything_is_strong_enough() {
        assert_eq!(check(&rules(&[], &[], None), None, &[], None), Ok(()));
    }

    #[test]
    fn one_of_the_contexts_has_to_be_reached_to_the_letter() {
        let rules = rules(&["mfa", "hwk"], &[], None);
        assert_eq!(check(&rules, Some("hwk"), &[], None), Ok(()));
        for acr in [None, Some("MFA"), Some("mf"), Some("mfa "), Some("")] {
            assert_eq!(check(&rules, acr, &["mfa", "hwk"], None), Err(NotStrongEnough::Acr), "{acr:?}");
        }
    }

    #[test]
    fn every_method_has_to_be_used() {
        let rules = rules(&[], &["pwd", "otp"], None);
        assert_eq!(check(&rules, None, &["otp", "sms", "pwd"], None), Ok(()));
        for amr in [&[][..], &["pwd"], &["otp"], &["pwd otp"]] {
            assert_eq!(check(&rules, Some("otp"), amr, None), Err(NotStrongEnough::Amr), "{amr:?}");
        }
    }

    #[test]
    fn the_proof_has_to_be_young_enough_and_said() {
        let rules = rules(&[], &[], Some(600));
        for ago in [-60, 0, 600, 660] {
            assert_eq!(check(&rules, None, &[], Some(ago)), Ok(()), "{ago}");
        }
        for ago in [Some(-61), Some(661), Some(86_400), None] {
            assert_eq!(check(&rules, None, &[], ago), Err(NotStrongEnough::AuthTime(ago)), "{ago:?}");
        }
    }
}
