//! Reads the list of providers, from the configuration file or from `OIDC_PROVIDERS`.
//!
//! Each other file of this folder reads the keys of one topic with the [`TableReader`].

mod allowed_tenants;
mod authentication_strength;
mod authorization_request;
mod client;
mod email_rules;
mod groups;
mod issuer;
pub(super) mod preset;
mod recheck;

use serde_json::{Map, Value};

pub(super) use self::authentication_strength::claim_value;
use super::diagnostics::{Diagnostics, ReadTable, Reported};
use super::sources::Sources;
use super::table_reader::TableReader;
use super::{keys, parse};
use crate::domain::{ProviderSettings, SignOutMode, Slug};

const EXPECTED_IN_FILE: &str = "expected a list of providers; start each provider with [[oidc.providers]]";

const EXPECTED_ARRAY: &str =
    "expected an array of providers, such as [{\"name\":\"Okta\",\"slug\":\"okta\",\"issuer_url\":…}]";

const EXPECTED_OBJECT: &str = "expected an object with the keys name, slug, issuer_url and so on";

const SIGN_OUT_MODES: [(&str, SignOutMode); 3] =
    [("provider", SignOutMode::Provider), ("local", SignOutMode::Local), ("auth0", SignOutMode::Auth0)];

/// Whether identities may be linked to existing users.
const LINK_MODES: [(&str, bool); 2] = [("on", true), ("off", false)];

/// Every provider, in the order of the buttons.
pub(super) fn all(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Vec<ProviderSettings>, Reported> {
    let Some(raw) = sources.get(&keys::PROVIDERS)? else { return Ok(Vec::new()) };
    let entries = parse::tables(raw, EXPECTED_ARRAY, EXPECTED_IN_FILE)
        .map_err(|message| diagnostics.problem(&raw.location, message))?;
    diagnostics.show_no_tables(raw, &entries);
    let mut providers: Vec<ProviderSettings> = Vec::new();
    let mut slugs: Vec<Option<Slug>> = Vec::new();
    let mut reported = None;
    for (index, entry) in entries.iter().enumerate() {
        let filled = entry.as_object().map_or(Err(EXPECTED_OBJECT.to_owned()), preset::fill);
        let slug = filled.as_ref().ok().and_then(|members| members.get("slug")).and_then(Value::as_str);
        let slug = slug.and_then(|text| Slug::parse(text).ok());
        let label = slug.as_ref().map(|slug| format!(" ({slug})")).unwrap_or_default();
        let location = format!("{}, provider {}{label}", raw.location, index + 1);
        let same_slug = slug.as_ref().and_then(|slug| slugs.iter().position(|other| other.as_ref() == Some(slug)));
        if let Some(other) = same_slug {
            let message = format!("has the same slug as provider {}; give each provider a unique slug", other + 1);
            reported = Some(diagnostics.problem(&location, message));
        }
        slugs.push(slug);
        if let Some(written) = entry.as_object() {
            diagnostics.table(read_table(index, &location, filled.as_ref().unwrap_or(written), written));
        }
        let read = match &filled {
            Ok(members) => {
                for key in ["preset", "domain"] {
                    // The preset was found, and the issuer was made from the domain.
                    entry.get(key).into_iter().for_each(|value| diagnostics.show(&location, key, value.clone()));
                }
                provider(TableReader::new(members, location, diagnostics))
            }
            Err(message) => Err(diagnostics.problem(location, message)),
        };
        match read {
            Ok(provider) => providers.push(provider),
            Err(problem) => reported = Some(problem),
        }
    }
    reported.map_or(Ok(providers), Err)
}

/// The keys of a provider for `kaimu config`: those that it was `filled` with, and those that the operator wrote.
fn read_table(index: usize, location: &str, filled: &Map<String, Value>, written: &Map<String, Value>) -> ReadTable {
    let preset = written.get("preset").and_then(Value::as_str).and_then(preset::name);
    let keys = filled.keys().chain(written.keys()).map(|key| {
        let by_preset = preset.filter(|_| !written.contains_key(key));
        (key.clone(), by_preset)
    });
    ReadTable {
        path: format!("{}[{index}]", keys::PROVIDERS.path()),
        location: location.to_owned(),
        keys: keys.collect(),
    }
}

/// Reads one provider, and reports every problem with it.
fn provider(mut reader: TableReader) -> Result<ProviderSettings, Reported> {
    reader.report_unknown_keys(keys::PROVIDER_KEYS);
    let name = reader.required("name", parse::display_name);
    let slug = reader.required("slug", slug);
    let issuer = reader.issuer();
    let organizations = match &issuer {
        Ok(keys) => Some(reader.allowed_tenants(keys.issuer.as_str())),
        Err(_) => None,
    };
    let client = reader.client();
    let request = reader.authorization_request();
    let emails = reader.email_rules();
    let allows_links = reader.one_of("link", &LINK_MODES);
    let groups = reader.groups(request.as_ref().map_or(&[], |request| &request.scopes));
    let strength = reader.authentication_strength();
    let sign_out = reader.one_of("sign_out", &SIGN_OUT_MODES);
    let strict_logout_typ = reader.boolean("strict_logout_typ");
    let recheck = reader.recheck();
    let (issuer, request, recheck) = (issuer?, request?, recheck?);
    let organizations = organizations.transpose()?.unwrap_or_default();
    reader.warn_about_offline_access(issuer.icon, &request.scopes, recheck.is_some());
    Ok(ProviderSettings {
        name: name?,
        slug: slug?,
        issuer: issuer.issuer,
        organizations,
        client: client?,
        request,
        emails: emails?,
        allows_links: allows_links?.unwrap_or(true),
        groups: groups?,
        strength: strength?,
        allow_insecure_issuer: issuer.allow_insecure,
        allow_private_endpoints: issuer.allow_private_endpoints,
        icon: issuer.icon,
        replaces_issuer: issuer.replaces,
        sign_out: sign_out?.unwrap_or(SignOutMode::Provider),
        strict_logout_typ: strict_logout_typ?,
        recheck,
        discovery_url: issuer.discovery_url,
    })
}

fn slug(text: &str) -> Result<Slug, String> {
    let slug = Slug::parse(text).map_err(|error| error.to_string())?;
    if slug == Slug::operator() {
        return Err("is reserved for sessions and audit entries of the operator; use another slug".to_owned());
    }
    Ok(slug)
}
