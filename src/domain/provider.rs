//! The settings of a configured OpenID Provider.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use url::{Origin, Url};

use super::account_decision::LinkByEmail;
use super::admission::restrict_to_domains;
use super::client_authentication::ClientAuthentication;
use super::email::EmailAddress;
use super::email_domain::EmailDomain;
use super::group_rules::GroupRules;
use super::icon::Icon;
use super::identity::{Issuer, Profile};
use super::organization::Organizations;
use super::proven_email::proven_email;
use super::recheck::RecheckPolicy;
use super::sign_out::SignOutMode;
use super::slug::Slug;
use super::strength::StrengthRules;

/// The checked settings of one OpenID Provider.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own that the operator sets")]
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderSettings {
    /// The name on the button: "Continue with {name}".
    pub name: String,
    /// The name in Kaimu's URLs: `/auth/oidc/{slug}/callback`.
    pub slug: Slug,
    /// Compared byte for byte with the discovery document and every ID token.
    pub issuer: Issuer,
    /// The organizations that may sign in.
    pub organizations: Organizations,
    /// Kaimu's client at the provider.
    pub client: ClientCredentials,
    /// The parameters of authorization requests.
    pub request: RequestSettings,
    /// How far the provider's e-mail addresses are trusted.
    pub emails: EmailRules,
    /// Whether identities may be linked to existing users (`link`).
    pub allows_links: bool,
    /// The groups claim, and the groups that may sign in.
    pub groups: GroupRules,
    /// How strongly and how recently users must have authenticated.
    pub strength: StrengthRules,
    /// Allows an `http` issuer on a host that is not loopback.
    pub allow_insecure_issuer: bool,
    /// Allows the discovery document of a public issuer to name endpoints on private hosts.
    pub allow_private_endpoints: bool,
    /// The icon on the button; the first letter of the name if `None`.
    pub icon: Option<Icon>,
    /// The issuer that the slug had before; confirms that the change is intended.
    pub replaces_issuer: Option<Issuer>,
    /// Whether a sign-out continues at the provider.
    pub sign_out: SignOutMode,
    /// Whether logout tokens need the type `logout+jwt`.
    pub strict_logout_typ: bool,
    /// How often sessions are rechecked; never if `None`.
    pub recheck: Option<RecheckPolicy>,
    /// The URL under which Kaimu fetches the discovery document, if it is not the issuer (containers).
    pub discovery_url: Option<Url>,
}

/// Kaimu's client at a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientCredentials {
    /// The client identifier.
    pub id: String,
    /// How Kaimu authenticates at the token endpoint.
    pub authentication: ClientAuthentication,
    /// The last day on which the client secret is valid, if the operator has configured it.
    pub secret_expires_at: Option<NaiveDate>,
}

/// The configurable parameters of authorization requests to a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestSettings {
    /// The scopes; `openid` is one of them.
    pub scopes: Vec<String>,
    /// The values of `prompt`: `login`, `consent`, `select_account`.
    pub prompt: Vec<String>,
    /// Parameters specific to the provider, such as `audience`; none that the protocol or another setting uses.
    pub extra_params: BTreeMap<String, String>,
    /// Whether the provider sends the response as a form (OAuth 2.0 Form Post Response Mode).
    pub form_post: bool,
    /// Whether requests are pushed (RFC 9126) even if the provider does not require it.
    pub always_pushed: bool,
}

/// How far the e-mail addresses of a provider are trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct EmailRules {
    /// Whether addresses of this provider count as verified even if it does not say so (`trust_email`). At Google the
    /// rule of `proven_email` applies as well.
    pub trusted: bool,
    /// The domains of the addresses that the provider can prove, one of which a new user needs; if empty, any domain.
    pub allowed_domains: Vec<EmailDomain>,
    /// What to do with an unknown identity that has the proven address of a user.
    pub link: LinkByEmail,
}

impl ProviderSettings {
    /// The issuer that the discovery document has to name.
    #[must_use]
    pub fn published_issuer(&self) -> Issuer {
        self.organizations.published_issuer(&self.issuer)
    }

    /// The issuer that a token or a response means by this text; `None` if it is another provider's. Does not say
    /// whether a tenant is allowed.
    #[must_use]
    pub fn issuer_named(&self, text: &str) -> Option<Issuer> {
        self.organizations.issuer_named(&self.issuer, text)
    }

    /// The address of this profile, if this provider proves it: by the rule for its issuer, and in one of the domains
    /// that it may prove.
    #[must_use]
    pub fn proven_email<'a>(&self, profile: &'a Profile) -> Option<&'a EmailAddress> {
        let proven = proven_email(profile, &self.issuer, self.emails.trusted);
        restrict_to_domains(proven, &self.emails.allowed_domains)
    }

    /// What to do with an unknown identity that has the proven address of a user.
    #[must_use]
    pub fn link_by_email(&self) -> LinkByEmail {
        // check: link = off by e-mail
        if self.allows_links { self.emails.link } else { LinkByEmail::Never }
    }

    /// A provider with the required settings only, for tests.
    #[cfg(test)]
    pub(crate) fn sample(issuer: &str) -> Self {
        Self {
            name: "Okta".to_owned(),
            slug: Slug::parse("okta").unwrap(),
            issuer: Issuer::new(issuer),
            organizations: Organizations::Any,
            client: ClientCredentials {
                id: "id".to_owned(),
                authentication: ClientAuthentication::sample(),
                secret_expires_at: None,
            },
            request: RequestSettings {
                scopes: vec!["openid".to_owned()],
                prompt: Vec::new(),
                extra_params: BTreeMap::new(),
                form_post: false,
                always_pushed: false,
            },
            emails: EmailRules { trusted: false, allowed_domains: Vec::new(), link: LinkByEmail::Verified },
            allows_links: true,
            groups: GroupRules::default(),
            strength: StrengthRules::default(),
            allow_insecure_issuer: false,
            allow_private_endpoints: false,
            icon: None,
            replaces_issuer: None,
            sign_out: SignOutMode::Provider,
            strict_logout_typ: false,
            recheck: None,
            discovery_url: None,
        }
    }

    /// The issuer's origin, if it is not https: on a loopback host, or because the operator allows it.
    #[must_use]
    pub fn insecure_origin(&self) -> Option<Origin> {
        let issuer = Url::parse(self.issuer.as_str()).ok()?;
        (issuer.scheme() != "https").then(|| issuer.origin())
    }
}
