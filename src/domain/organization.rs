//! The organizations that may sign in at a provider: tenants of Entra ID, hosted domains of Google.

use uuid::Uuid;

use super::email_domain::EmailDomain;
use super::identity::Issuer;

/// The organizations whose members may sign in.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Organizations {
    /// Any: the settings at the provider decide.
    #[default]
    Any,
    /// These tenants of Microsoft Entra ID. Each is an issuer of its own.
    Tenants(Tenants),
    /// The organizations with these domains at Google.
    HostedDomains(Vec<EmailDomain>),
}

/// The allowed tenants of Microsoft Entra ID, which share one issuer URL. The discovery document there contains a
/// template of an issuer, and each ID token the issuer of its tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenants(Vec<Uuid>);

/// How the issuer URLs of tenants begin and end. Between the two is the id of a tenant, or `organizations` or `common`.
const PREFIX: &str = "https://login.microsoftonline.com/";
const SUFFIX: &str = "/v2.0";
/// What the template of an issuer has in place of the id of the tenant.
const PLACEHOLDER: &str = "{tenantid}";

impl Tenants {
    /// The tenant of Microsoft's personal accounts, which anybody can create.
    pub const PERSONAL_ACCOUNTS: Uuid = uuid::uuid!("9188040d-6c67-4c5b-b112-36a304b66dad");

    /// Allows these tenants.
    #[must_use]
    pub fn new(allowed: Vec<Uuid>) -> Self {
        Self(allowed)
    }

    /// Whether this issuer URL is one that many tenants share.
    #[must_use]
    pub fn is_shared_issuer(issuer: &str) -> bool {
        matches!(tenant_part(issuer), Some("organizations" | "common"))
    }

    /// The template that the discovery document contains in place of an issuer.
    #[must_use]
    pub fn issuer_template() -> String {
        format!("{PREFIX}{PLACEHOLDER}{SUFFIX}")
    }

    /// The tenant with exactly this issuer, allowed or not.
    #[must_use]
    pub fn of_issuer(issuer: &str) -> Option<Uuid> {
        let tenant = Uuid::try_parse(tenant_part(issuer)?).ok()?;
        // check: a tenant's issuer compared exactly
        (issuer == Self::issuer(tenant).as_str()).then_some(tenant)
    }

    /// The issuer of a tenant.
    #[must_use]
    pub fn issuer(tenant: Uuid) -> Issuer {
        Issuer::new(format!("{PREFIX}{tenant}{SUFFIX}"))
    }

    /// The issuer of this tenant by a template. In Microsoft's key set, each signing key has such a template.
    #[must_use]
    pub fn fill_template(template: &str, tenant: Uuid) -> Issuer {
        Issuer::new(template.replace(PLACEHOLDER, &tenant.to_string()))
    }

    /// Whether users of this tenant may sign in.
    #[must_use]
    pub fn allows(&self, tenant: Uuid) -> bool {
        self.0.contains(&tenant)
    }
}

/// The issuer of Google.
const GOOGLE: &str = "https://accounts.google.com";
/// The issuer as some of Google's older ID tokens contain it.
const GOOGLE_WITHOUT_SCHEME: &str = "accounts.google.com";

impl Organizations {
    /// Whether this issuer has hosted domains: it is Google.
    #[must_use]
    pub fn supports_hosted_domains(issuer: &str) -> bool {
        issuer == GOOGLE
    }

    /// The issuer that the discovery document has to name, at a provider with this configured issuer.
    #[must_use]
    pub fn published_issuer(&self, configured: &Issuer) -> Issuer {
        match self {
            Self::Tenants(_) => Issuer::new(Tenants::issuer_template()),
            Self::Any | Self::HostedDomains(_) => configured.clone(),
        }
    }

    /// The issuer that a token or a response means by this text, at a provider with this configured issuer; `None` if
    /// it is another provider's. Does not say whether a tenant is allowed.
    #[must_use]
    pub fn issuer_named(&self, configured: &Issuer, text: &str) -> Option<Issuer> {
        let issuer = configured.as_str();
        match self {
            Self::Tenants(_) => Tenants::of_issuer(text).map(Tenants::issuer),
            _ if text == issuer || (issuer == GOOGLE && text == GOOGLE_WITHOUT_SCHEME) => Some(configured.clone()),
            Self::Any | Self::HostedDomains(_) => None,
        }
    }
}

impl Organizations {
    /// Whether users with a personal account of Microsoft's can sign in.
    #[must_use]
    pub fn admit_personal_accounts(&self) -> bool {
        matches!(self, Self::Tenants(allowed) if allowed.allows(Tenants::PERSONAL_ACCOUNTS))
    }

    /// Whether a token of this issuer can be accepted, at a provider with this configured issuer.
    #[must_use]
    pub fn admit_issuer(&self, configured: &Issuer, issuer: &Issuer) -> bool {
        match self {
            Self::Tenants(allowed) => Tenants::of_issuer(issuer.as_str()).is_some_and(|tenant| allowed.allows(tenant)),
            Self::Any | Self::HostedDomains(_) => issuer == configured,
        }
    }
}

fn tenant_part(issuer: &str) -> Option<&str> {
    issuer.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

    #[test]
    fn the_issuer_of_a_tenant_is_compared_exactly() {
        let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
        assert_eq!(Tenants::of_issuer(&issuer), Some(TENANT.parse().unwrap()));
        for other in [
            issuer.to_uppercase(),
            issuer.replace(TENANT, &TENANT.to_uppercase()),
            issuer.replace(TENANT, &TENANT.replace('-', "")),
            issuer.replace(TENANT, &format!("{{{TENANT}}}")),
            issuer.replace(TENANT, "{tenantid}"),
            issuer.replace(TENANT, "common"),
            issuer.replace("com/", "com.example/"),
            issuer.replace("https", "http"),
            format!("{issuer}/"),
            issuer.replace("/v2.0", ""),
        ] {
            assert_eq!(Tenants::of_issuer(&other), None, "{other}");
        }
    }

    #[test]
    fn only_google_may_omit_the_scheme_of_its_issuer() {
        let named =
            |issuer: &str, text| Organizations::Any.issuer_named(&Issuer::new(issuer), text).map(|it| it.to_string());
        let google = Some("https://accounts.google.com".to_owned());
        assert_eq!(named("https://accounts.google.com", "accounts.google.com"), google);
        assert_eq!(named("https://accounts.google.com", "https://accounts.google.com"), google);
        for text in ["http://accounts.google.com", "https://accounts.google.com/", "accounts.google.com/", "google.com"]
        {
            assert_eq!(named("https://accounts.google.com", text), None, "{text}");
        }
        assert_eq!(named("https://login.example.org", "login.example.org"), None);
    }

    #[test]
    fn tenants_share_two_issuer_urls() {
        for shared in ["organizations", "common"] {
            assert!(Tenants::is_shared_issuer(&format!("https://login.microsoftonline.com/{shared}/v2.0")));
        }
        for other in [TENANT, "consumers", "Common", ""] {
            assert!(!Tenants::is_shared_issuer(&format!("https://login.microsoftonline.com/{other}/v2.0")), "{other}");
        }
        assert!(!Tenants::is_shared_issuer("https://login.example/common/v2.0"));
        assert!(!Tenants::is_shared_issuer("https://login.microsoftonline.com/common/v2.0/"));
    }
}
