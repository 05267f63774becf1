//! A slug that had another issuer before: its provider is blocked until the operator confirms the change.

use std::fmt;

use super::identity::Issuer;
use super::provider::ProviderSettings;

/// The slug of a provider had another issuer before, and the operator has not confirmed the change (`replaces_issuer`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerChange {
    /// The name of the provider.
    pub provider: String,
    /// The issuer of the identities that were linked through this slug.
    pub before: Issuer,
    /// The configured issuer.
    pub now: Issuer,
}

impl IssuerChange {
    /// The change from the issuer `before`, if the operator has not confirmed it.
    #[must_use]
    pub fn unconfirmed(provider: &ProviderSettings, before: Issuer) -> Option<Self> {
        let is_same_provider = provider.issuer_named(before.as_str()).is_some();
        let confirmed = is_same_provider || provider.replaces_issuer.as_ref() == Some(&before);
        (!confirmed).then(|| Self { provider: provider.name.clone(), before, now: provider.issuer.clone() })
    }

    /// What happened, in one line.
    #[must_use]
    pub fn seen(&self) -> String {
        format!(
            "sign-ins with this provider are blocked (provider.issuer_changed): its slug was used with the issuer {}, \
             but issuer_url is now {}",
            self.before, self.now
        )
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn remedy(&self) -> String {
        let before = self.before.as_str();
        format!(
            "if the change is intended, add replaces_issuer = {before:?} to the provider (in OIDC_PROVIDERS: \
             \"replaces_issuer\": {before:?}); identities of the old issuer never move to the new one. Otherwise \
             restore issuer_url, or give the new provider its own slug"
        )
    }
}

/// What happened and what to do, with the line to paste on a line of its own.
impl fmt::Display for IssuerChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider, before, now } = self;
        let before = before.as_str();
        writeln!(
            f,
            "{provider}: sign-ins with this provider are blocked (provider.issuer_changed): its slug was used with the \
             issuer {before}, but issuer_url is now {now}."
        )?;
        writeln!(
            f,
            "If the change is intended, add this line to the provider; identities of the old issuer never move to the \
             new one:"
        )?;
        writeln!(f, "    replaces_issuer = {before:?}")?;
        write!(
            f,
            "In OIDC_PROVIDERS it is \"replaces_issuer\": {before:?}. If it is not intended, restore issuer_url, or \
             give the new provider its own slug."
        )
    }
}
