//! Presets: the keys that have the same value for every operator of a well-known provider.
//!
//! A preset only fills in keys that the operator could also write. Keys that the operator has set take precedence.

use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

use crate::config::suggestion::{escaped, nearest};

/// The keys of a well-known provider.
pub(in crate::config) struct Preset {
    pub(in crate::config) name: &'static str,
    /// The meaning of the key `domain`; `None` if every operator has the same issuer.
    pub(in crate::config) domain: Option<Domain>,
    /// The issuer; `{domain}` is replaced by the value of `domain`.
    pub(in crate::config) issuer: &'static str,
    /// Further keys and their values.
    pub(in crate::config) keys: &'static [(&'static str, &'static str)],
}

/// The key `domain`, from which the issuer is built.
pub(in crate::config) struct Domain {
    /// Its meaning with an example, for messages and docs/providers.md.
    pub(in crate::config) means: &'static str,
    pub(in crate::config) form: DomainForm,
    /// The value if `domain` is not set.
    pub(in crate::config) default: Option<&'static str>,
}

/// The form that the value of `domain` must have.
#[derive(Clone, Copy)]
pub(in crate::config) enum DomainForm {
    /// A host, optionally with a port.
    Host,
    /// A host, optionally with a port and a path.
    HostAndPath,
    /// A host, optionally with a port, and a path that starts with this prefix.
    HostAndPathBelow(&'static str),
    /// A directory (tenant) ID of Entra ID.
    Tenant,
}

/// A `domain` that is a host, without default.
const fn host(means: &'static str) -> Domain {
    Domain { means, form: DomainForm::Host, default: None }
}

/// Every preset, in alphabetical order.
pub(in crate::config) const PRESETS: [Preset; 10] = [
    Preset {
        name: "apple",
        domain: None,
        issuer: "https://appleid.apple.com",
        keys: &[
            ("name", "Apple"),
            ("icon", "apple"),
            ("scopes", "openid email name"),
            ("response_mode", "form_post"),
            ("client_authentication", "apple"),
        ],
    },
    Preset {
        name: "auth0",
        domain: Some(host("the tenant's domain, such as example.eu.auth0.com")),
        issuer: "https://{domain}/",
        keys: &[("name", "Auth0"), ("icon", "auth0"), ("sign_out", "auth0")],
    },
    Preset {
        name: "authentik",
        domain: Some(Domain {
            means: "host and path of the application, such as id.example.org/application/o/kaimu",
            form: DomainForm::HostAndPathBelow("/application/o/"),
            default: None,
        }),
        issuer: "https://{domain}/",
        keys: &[("name", "authentik"), ("icon", "authentik")],
    },
    Preset {
        name: "dex",
        domain: Some(Domain {
            means: "host and path of the issuer, such as dex.example.org/dex",
            form: DomainForm::HostAndPath,
            default: None,
        }),
        issuer: "https://{domain}",
        keys: &[("name", "Dex"), ("icon", "openid"), ("scopes", "openid email profile groups")],
    },
    Preset {
        name: "entra",
        domain: Some(Domain {
            means: "the directory (tenant) ID, such as 3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77",
            form: DomainForm::Tenant,
            default: None,
        }),
        issuer: "https://login.microsoftonline.com/{domain}/v2.0",
        keys: &[("name", "Microsoft"), ("icon", "microsoft")],
    },
    Preset {
        name: "gitlab",
        domain: Some(Domain {
            means: "the host of the instance, such as gitlab.example.org",
            form: DomainForm::HostAndPath,
            default: Some("gitlab.com"),
        }),
        issuer: "https://{domain}",
        keys: &[("name", "GitLab"), ("icon", "gitlab")],
    },
    Preset {
        name: "google",
        domain: None,
        issuer: "https://accounts.google.com",
        keys: &[("name", "Google"), ("icon", "google")],
    },
    Preset {
        name: "keycloak",
        domain: Some(Domain {
            means: "host and path of the realm, such as sso.example.org/realms/staff",
            form: DomainForm::HostAndPathBelow("/realms/"),
            default: None,
        }),
        issuer: "https://{domain}",
        keys: &[("name", "Keycloak"), ("icon", "keycloak")],
    },
    Preset {
        name: "okta",
        domain: Some(host("the organization's domain, such as example.okta.com")),
        issuer: "https://{domain}/oauth2/default",
        keys: &[("name", "Okta"), ("icon", "okta")],
    },
    Preset {
        name: "zitadel",
        domain: Some(host("the instance's domain, such as example.us1.zitadel.cloud")),
        issuer: "https://{domain}",
        keys: &[("name", "ZITADEL"), ("icon", "openid")],
    },
];

/// Replaces `preset` and `domain` by the keys of the preset that the operator has not set.
///
/// # Errors
/// Returns a message for the operator, which begins with the key.
pub(super) fn fill(members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut filled = members.clone();
    let Some(name) = filled.remove("preset") else {
        let has_domain = filled.contains_key("domain");
        return if has_domain {
            Err("domain: is only used with preset; set preset too, or set issuer_url instead".to_owned())
        } else {
            Ok(filled)
        };
    };
    let preset = find(&name)?;
    let domain = filled.remove("domain");
    if !filled.contains_key("issuer_url") {
        filled.insert("issuer_url".to_owned(), issuer(preset, domain.as_ref(), members)?.into());
    } else if domain.is_some() {
        return Err("domain and issuer_url: are both set; keep one of the two".to_owned());
    }
    for (key, value) in [("slug", preset.name)].iter().chain(preset.keys) {
        filled.entry(*key).or_insert_with(|| Value::from(*value));
    }
    Ok(filled)
}

/// The name of a preset, if there is one with this name.
pub(super) fn name(name: &str) -> Option<&'static str> {
    PRESETS.iter().map(|preset| preset.name).find(|known| *known == name)
}

fn find(name: &Value) -> Result<&'static Preset, String> {
    let name = name.as_str().ok_or("preset: expected a string in quotes")?;
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names = || PRESETS.iter().map(|preset| preset.name);
        let (near, known) = (nearest(name, names()), names().collect::<Vec<_>>().join(", "));
        format!("preset: unknown preset `{}`; did you mean `{near}`? The presets are {known}", escaped(name))
    })
}

fn issuer(preset: &Preset, value: Option<&Value>, members: &Map<String, Value>) -> Result<String, String> {
    let Some(domain) = &preset.domain else {
        return match value {
            Some(_) => Err(format!("domain: is not used with the preset {}; remove it", preset.name)),
            None => Ok(preset.issuer.to_owned()),
        };
    };
    let message = |what: &str| format!("domain: {what}; for the preset {} it is {}", preset.name, domain.means);
    let text = match (value, domain.default) {
        (Some(Value::String(text)), _) if domain.form.matches(text) => text.as_str(),
        (Some(Value::String(text)), _) if text.contains("://") => return Err(message("must not include the scheme")),
        (Some(_), _) => {
            return Err(format!(
                "{}, in lower case; for any other issuer set issuer_url",
                message("has the wrong form")
            ));
        }
        (None, Some(default)) => default,
        // Several tenants: they sign in under the issuer that all tenants share.
        (None, None) if matches!(domain.form, DomainForm::Tenant) && members.contains_key("allowed_tenants") => {
            "organizations"
        }
        (None, None) => return Err(message("is missing")),
    };
    Ok(preset.issuer.replace("{domain}", text))
}

impl DomainForm {
    /// Whether the text has this form, and is already normalized: the URL parser leaves it unchanged.
    fn matches(self, text: &str) -> bool {
        if matches!(self, Self::Tenant) {
            return Uuid::try_parse(text).is_ok_and(|tenant| tenant.to_string() == text);
        }
        let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
        let Ok(url) = Url::parse(&format!("https://{text}")) else { return false };
        let is_normalized = url.as_str().trim_end_matches('/') == format!("https://{text}");
        let fits = match self {
            Self::Host => path.is_empty(),
            Self::HostAndPath => true,
            Self::HostAndPathBelow(start) => path.strip_prefix(start).is_some_and(|rest| !rest.is_empty()),
            Self::Tenant => false,
        };
        is_normalized
            && fits
            && !host.is_empty()
            && !host.contains('@')
            && url.query().is_none()
            && url.fragment().is_none()
    }
}
