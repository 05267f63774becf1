//! Presets: what is the same for everybody at a well-known provider.
//!
//! A preset writes keys, and nothing else: what it fills in could stand in the configuration, and what does stand there wins.

use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

use crate::config::keys;
use crate::config::read::shown;

/// What is known of a provider.
pub(in crate::config) struct Preset {
    pub(in crate::config) name: &'static str,
    /// What `domain` is there, if there is anything to say.
    pub(in crate::config) domain: Option<Domain>,
    /// The issuer; `{domain}` stands for what the operator said.
    pub(in crate::config) issuer: &'static str,
    /// Further keys and their values.
    pub(in crate::config) keys: &'static [(&'static str, &'static str)],
}

/// What the operator says about the provider.
pub(in crate::config) struct Domain {
    /// In words, with an example.
    pub(in crate::config) means: &'static str,
    pub(in crate::config) shape: Shape,
    /// What it is when nothing is said.
    pub(in crate::config) default: Option<&'static str>,
}

#[derive(Clone, Copy)]
pub(in crate::config) enum Shape {
    /// A host, perhaps with a port.
    Host,
    /// The same, and a path if need be.
    HostAndPath,
    /// The same, and a path that begins so.
    HostAndPathBelow(&'static str),
    /// The directory (tenant) ID of Entra.
    Tenant,
}

const fn host(means: &'static str) -> Domain {
    Domain { means, shape: Shape::Host, default: None }
}

/// Every preset, by the order of the alphabet.
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
            shape: Shape::HostAndPathBelow("/application/o/"),
            default: None,
        }),
        issuer: "https://{domain}/",
        keys: &[("name", "authentik"), ("icon", "authentik")],
    },
    Preset {
        name: "dex",
        domain: Some(Domain {
            means: "host and path of the issuer, such as dex.example.org/dex",
            shape: Shape::HostAndPath,
            default: None,
        }),
        issuer: "https://{domain}",
        keys: &[("name", "Dex"), ("icon", "openid"), ("scopes", "openid email profile groups")],
    },
    Preset {
        name: "entra",
        domain: Some(Domain {
            means: "the directory (tenant) ID, such as 3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77",
            shape: Shape::Tenant,
            default: None,
        }),
        issuer: "https://login.microsoftonline.com/{domain}/v2.0",
        keys: &[("name", "Microsoft"), ("icon", "microsoft")],
    },
    Preset {
        name: "gitlab",
        domain: Some(Domain {
            means: "the host of the instance, such as gitlab.example.org",
            shape: Shape::HostAndPath,
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
            shape: Shape::HostAndPathBelow("/realms/"),
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

/// Fills in what a preset knows and the operator did not say.
///
/// # Errors
/// When the preset, or what it needs, is wrong: the words are for the operator.
pub(super) fn fill(members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut filled = members.clone();
    let Some(name) = filled.remove("preset") else {
        let alone = filled.contains_key("domain");
        return if alone {
            Err("domain: goes with preset; without one, set issuer_url".to_owned())
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

fn find(name: &Value) -> Result<&'static Preset, String> {
    let name = name.as_str().ok_or("preset: expected text in quotes")?;
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names = || PRESETS.iter().map(|preset| preset.name);
        let (near, known) = (keys::nearest(name, names()), names().collect::<Vec<_>>().join(", "));
        format!("preset: no such preset `{}`; the nearest one is `{near}`; there are {known}", shown(name))
    })
}

fn issuer(preset: &Preset, given: Option<&Value>, members: &Map<String, Value>) -> Result<String, String> {
    let Some(domain) = &preset.domain else {
        return match given {
            Some(_) => Err(format!("domain: the preset {} needs none; remove it", preset.name)),
            None => Ok(preset.issuer.to_owned()),
        };
    };
    let wrong = |what: &str| format!("domain: {what}; for the preset {} it is {}", preset.name, domain.means);
    let text = match (given, domain.default) {
        (Some(Value::String(text)), _) if domain.shape.has(text) => text.as_str(),
        (Some(Value::String(text)), _) if text.contains("://") => return Err(wrong("leave the scheme out")),
        (Some(_), _) => {
            return Err(format!("{}, in lower case; for anything else set issuer_url", wrong("has another shape")));
        }
        (None, Some(default)) => default,
        // Those tenants share an address.
        (None, None) if matches!(domain.shape, Shape::Tenant) && members.contains_key("allowed_tenants") => {
            "organizations"
        }
        (None, None) => return Err(wrong("is missing")),
    };
    Ok(preset.issuer.replace("{domain}", text))
}

impl Shape {
    /// Whether the text has it: read as part of a URL, nothing else comes out.
    fn has(self, text: &str) -> bool {
        if matches!(self, Self::Tenant) {
            return Uuid::try_parse(text).is_ok_and(|tenant| tenant.to_string() == text);
        }
        let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
        let Ok(url) = Url::parse(&format!("https://{text}")) else { return false };
        let is_plain = url.as_str().trim_end_matches('/') == format!("https://{text}");
        let fits = match self {
            Self::Host => path.is_empty(),
            Self::HostAndPath => true,
            Self::HostAndPathBelow(start) => path.strip_prefix(start).is_some_and(|rest| !rest.is_empty()),
            Self::Tenant => false,
        };
        is_plain && fits && !host.is_empty() && !host.contains('@') && url.query().is_none() && url.fragment().is_none()
    }
}
