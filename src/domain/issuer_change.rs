//! A provider whose slug belonged to another issuer before.

use std::fmt;

use super::identity::Issuer;
use super::provider::ProviderSettings;

/// A provider's slug names another issuer than before, and the operator has not said that this is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerChange {
    /// The name of the provider.
    pub provider: String,
    /// The issuer of the identities that the slug has made.
    pub before: Issuer,
    /// The configured issuer.
    pub now: Issuer,
}

impl IssuerChange {
    /// The change, if there is one that is not confirmed.
    #[must_use]
    pub fn unconfirmed(provider: &ProviderSettings, before: Issuer) -> Option<Self> {
        let speaks_for_it = provider.issuer_named(before.as_str()).is_some();
        let confirmed = speaks_for_it || provider.replaces_issuer.as_ref() == Some(&before);
        (!confirmed).then(|| Self { provider: provider.name.clone(), before, now: provider.issuer.clone() })
    }

    /// What happened, in one line.
    #[must_use]
    pub fn seen(&self) -> String {
        format!(
            "nobody can sign in with it (provider.issuer_changed): its slug was used with the issuer {}, and issuer_url is \
             {} now",
            self.before, self.now
        )
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn remedy(&self) -> String {
        let before = self.before.as_str();
        format!(
            "if that is meant, add replaces_issuer = {before:?} to the provider (in OIDC_PROVIDERS: \"replaces_issuer\": \
             {before:?}), and identities of the old issuer never move to the new one; if it is not meant, set issuer_url \
             back, or give the new provider a slug of its own"
        )
    }
}

/// What happened, and the line to paste.
impl fmt::Display for IssuerChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider, before, now } = self;
        let before = before.as_str();
        writeln!(
            f,
            "{provider}: nobody can sign in with it (provider.issuer_changed): its slug was used with the issuer {before}, \
             and issuer_url is {now} now."
        )?;
        writeln!(
            f,
            "If that is meant, add this line to the provider; identities of the old issuer never move to the new one:"
        )?;
        writeln!(f, "    replaces_issuer = {before:?}")?;
        write!(
            f,
            "In OIDC_PROVIDERS it is \"replaces_issuer\": {before:?}. If it is not meant, set issuer_url back, or give the \
             new provider a slug of its own."
        )
    }
}
