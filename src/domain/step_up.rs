//! What an authorization request asks for when an application requires more than a session proves.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::strength::{SignInStrength, StrengthRules};

/// What an authorization request asks for, so that the sign-in can meet the rules of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUp {
    /// The authentication contexts to request (`acr_values`); if empty, those that the provider's settings name.
    pub acr_values: Vec<String>,
    /// How long ago the user may have authenticated (`max_age`).
    pub max_age: Option<Duration>,
    /// Whether the user has to authenticate again, since the provider would otherwise answer for the same authentication.
    pub reauthenticates: bool,
}

impl StepUp {
    /// What meets these rules, for a user whose session has this strength.
    #[must_use]
    pub fn new(rules: &[&StrengthRules], strength: &SignInStrength, now: DateTime<Utc>) -> Self {
        let mut contexts = rules.iter().map(|rules| &rules.required_acr).filter(|contexts| !contexts.is_empty());
        let first = contexts.next().cloned().unwrap_or_default();
        let others: Vec<_> = contexts.collect();
        let in_all = first.iter().filter(|context| others.iter().all(|other| other.contains(context)));
        let acr_values = in_all.cloned().collect();
        // No parameter names authentication methods. All that helps is that the user authenticates.
        let lacks_more_than_acr = |rules: &&StrengthRules| {
            let without_acr = StrengthRules { required_acr: Vec::new(), ..(*rules).clone() };
            without_acr.check(strength, now).is_err()
        };
        Self {
            acr_values,
            max_age: rules.iter().filter_map(|rules| rules.max_age).min(),
            reauthenticates: rules.iter().any(lacks_more_than_acr),
        }
    }
}
