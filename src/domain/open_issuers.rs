//! The issuers whose identities can sign in.

use super::identity::Issuer;
use super::organization::Organizations;
use super::provider::ProviderSettings;

/// The issuers of the configured providers: an identity of any other issuer is no way to sign in.
#[derive(Debug)]
pub struct OpenIssuers(Vec<(Issuer, Organizations)>);

impl OpenIssuers {
    /// The issuers of these providers.
    pub fn of<'a>(providers: impl Iterator<Item = &'a ProviderSettings>) -> Self {
        Self(providers.map(|provider| (provider.issuer.clone(), provider.organizations.clone())).collect())
    }

    /// Whether identities of this issuer can sign in.
    #[must_use]
    pub fn contains(&self, issuer: &Issuer) -> bool {
        self.0.iter().any(|(configured, organizations)| organizations.admit_issuer(configured, issuer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::organization::Tenants;

    const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";
    const OTHER_TENANT: &str = "c0ffee00-1111-4222-8333-444455556666";

    #[test]
    fn only_the_issuers_of_configured_providers_and_of_allowed_tenants_are_open() {
        let entra = ProviderSettings {
            organizations: Organizations::Tenants(Tenants::new(vec![TENANT.parse().unwrap()])),
            ..ProviderSettings::sample("https://login.microsoftonline.com/organizations/v2.0")
        };
        let okta = ProviderSettings::sample("https://example.okta.com");
        let open = OpenIssuers::of([&entra, &okta].into_iter());
        let tenants = [TENANT, OTHER_TENANT, "organizations"]
            .map(|tenant| format!("https://login.microsoftonline.com/{tenant}/v2.0"));
        let [allowed, other, shared] = tenants.each_ref().map(String::as_str);
        for (issuer, is_open) in [
            ("https://example.okta.com", true),
            ("https://example.okta.com/", false),
            ("https://other.okta.com", false),
            (allowed, true),
            (other, false),
            (shared, false),
        ] {
            assert_eq!(open.contains(&Issuer::new(issuer)), is_open, "{issuer}");
        }
    }
}
