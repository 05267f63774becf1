//! A configured OpenID Provider.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use url::{Origin, Url};

use super::account_decision::LinkByEmail;
use super::client_authentication::ClientAuthentication;
use super::email_domain::EmailDomain;
use super::groups::GroupRules;
use super::icon::Icon;
use super::identity::Issuer;
use super::organization::Organizations;
use super::recheck::RecheckPolicy;
use super::sign_out::SignOutMode;
use super::slug::Slug;
use super::strength::StrengthRules;

/// What an operator said about one OpenID Provider, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderSettings {
    /// The name on the button: "Continue with {name}".
    pub name: String,
    /// Its place in our addresses: `/auth/oidc/{slug}/callback`.
    pub slug: Slug,
    /// Compared byte for byte with the discovery document and every ID token.
    pub issuer: Issuer,
    /// Whose accounts may sign in.
    pub organizations: Organizations,
    /// Who we are there.
    pub client: ClientCredentials,
    /// What we ask for.
    pub request: RequestSettings,
    /// What its word about an address is worth.
    pub emails: EmailRules,
    /// Which groups it tells us about, and who may come in because of them.
    pub groups: GroupRules,
    /// How strongly people have to sign in there.
    pub strength: StrengthRules,
    /// Allows an `http` issuer on a host that is not loopback.
    pub allow_insecure_issuer: bool,
    /// The mark on its button; the first letter of its name when `None`.
    pub icon: Option<Icon>,
    /// The issuer that the slug named before; says that the operator knows of the change.
    pub replaces_issuer: Option<Issuer>,
    /// How far a sign-out goes.
    pub sign_out: SignOutMode,
    /// How often it is asked whether people are still welcome, if it is.
    pub recheck: Option<RecheckPolicy>,
    /// Under which URL this server fetches discovery, when that is not the issuer (containers).
    pub discovery_url: Option<Url>,
}

/// Who we are at a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientCredentials {
    /// Our client identifier.
    pub id: String,
    /// How we prove to the token endpoint that we are that client.
    pub authentication: ClientAuthentication,
    /// The last day of a secret that ends, as the operator knows it from the provider.
    pub secret_expires_at: Option<NaiveDate>,
}

/// What we ask of a provider at each sign-in.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestSettings {
    /// The scopes; `openid` is among them.
    pub scopes: Vec<String>,
    /// What the provider is to do besides finding out who it is: `login`, `consent`, `select_account`.
    pub prompt: Vec<String>,
    /// Parameters of the provider's own, such as `audience`; none that the protocol or another setting uses.
    pub extra_params: BTreeMap<String, String>,
    /// Has the response posted by a form (OAuth 2.0 Form Post Response Mode).
    pub form_post: bool,
}

/// What a provider's word about an e-mail address is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct EmailRules {
    /// Takes this provider's addresses as verified although it does not say so.
    pub trusted: bool,
    /// The domains of the addresses that it can prove, and newcomers need one; any when empty.
    pub allowed_domains: Vec<EmailDomain>,
    /// What a proven address of somebody's is worth when it comes with an identity that nobody knows.
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

    /// A provider for tests, of which the operator has said no more than necessary.
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
            },
            emails: EmailRules { trusted: false, allowed_domains: Vec::new(), link: LinkByEmail::Verified },
            groups: GroupRules::default(),
            strength: StrengthRules::default(),
            allow_insecure_issuer: false,
            icon: None,
            replaces_issuer: None,
            sign_out: SignOutMode::Provider,
            recheck: None,
            discovery_url: None,
        }
    }

    /// The issuer's origin, when it is not https: on a loopback host, or accepted by the operator.
    #[must_use]
    pub fn insecure_origin(&self) -> Option<Origin> {
        let issuer = Url::parse(self.issuer.as_str()).ok()?;
        (issuer.scheme() != "https").then(|| issuer.origin())
    }
}
