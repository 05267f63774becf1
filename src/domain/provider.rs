//! A configured OpenID Provider.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use url::{Origin, Url};

use super::{
    ClientAuthentication, EmailDomain, GroupRules, Icon, Issuer, LinkByEmail, Organizations, RecheckPolicy,
    SignOutMode, StrengthRules,
};

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
    /// A provider for tests, of which the operator has said no more than necessary.
    #[cfg(test)]
    pub(crate) fn sample(issuer: &str) -> Self {
        Self {
            name: "Okta".to_owned(),
            slug: Slug("okta".to_owned()),
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
    pub fn of(provider: &ProviderSettings, before: Issuer) -> Option<Self> {
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
impl std::fmt::Display for IssuerChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

/// The short name of a provider in addresses and in the database: `[a-z0-9][a-z0-9-]*`, at most 48 characters.
///
/// The bound keeps a sealed sign-in, which carries the slug, within its cookie of 1 KiB.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// The text is no [`Slug`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("use lower-case letters, digits and `-`, starting with a letter or digit, at most 48 characters")]
pub struct InvalidSlug;

impl Slug {
    /// Checks the text.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > 48 || text.starts_with('-') || !text.bytes().all(allowed) {
            return Err(InvalidSlug);
        }
        Ok(Self(text.to_owned()))
    }

    /// Stands where a provider would when an operator vouches for somebody, or does something. No provider has it.
    #[must_use]
    pub fn operator() -> Self {
        Self("operator".to_owned())
    }

    /// The slug as it stands in addresses.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
