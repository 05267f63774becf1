//! The list of providers, from the file and from `OIDC_PROVIDERS` alike.
//!
//! Each file beside this one reads the keys of one subject, with what `reader` gives them all.

mod client;
mod emails;
mod groups;
mod issuer;
mod organizations;
pub(super) mod preset;
mod reader;
mod recheck;
mod request;
mod strength;

use serde_json::Value;

use self::reader::Reader;
use super::problem::{Noted, Report};
use super::source::{Given, SetBy, Sources};
use super::{keys, read};
use crate::domain::{ProviderSettings, SignOutMode, Slug};

const EXPECTED: &str =
    "expected an array of providers, such as [{\"name\":\"Okta\",\"slug\":\"okta\",\"issuer_url\":…}]";

const NO_OBJECT: &str = "expected an object with name, slug, issuer_url and so on";

const SIGN_OUT: [(&str, SignOutMode); 3] =
    [("provider", SignOutMode::Provider), ("local", SignOutMode::Local), ("auth0", SignOutMode::Auth0)];

/// Every provider, in the order of the buttons.
pub(super) fn all(sources: &Sources, report: &mut Report) -> Result<Vec<ProviderSettings>, Noted> {
    let Some(given) = sources.get(&keys::PROVIDERS)? else { return Ok(Vec::new()) };
    let members = members(given).map_err(|words| report.problem(&given.place, words))?;
    let mut providers: Vec<ProviderSettings> = Vec::new();
    let mut slugs: Vec<Option<Slug>> = Vec::new();
    let mut noted = None;
    for (index, member) in members.iter().enumerate() {
        let filled = member.as_object().map_or(Err(NO_OBJECT.to_owned()), preset::fill);
        let slug = filled.as_ref().ok().and_then(|members| members.get("slug")).and_then(Value::as_str);
        let slug = slug.and_then(|text| Slug::parse(text).ok());
        let label = slug.as_ref().map(|slug| format!(" ({slug})")).unwrap_or_default();
        let place = format!("{}, provider {}{label}", given.place, index + 1);
        let twin = slug.as_ref().and_then(|slug| slugs.iter().position(|other| other.as_ref() == Some(slug)));
        if let Some(twin) = twin {
            let words = format!("has the slug of provider {}; give each provider a slug of its own", twin + 1);
            noted = Some(report.problem(&place, words));
        }
        slugs.push(slug);
        let read = match &filled {
            Ok(members) => provider(Reader::new(members, place, report)),
            Err(words) => Err(report.problem(place, words)),
        };
        match read {
            Ok(provider) => providers.push(provider),
            Err(problem) => noted = Some(problem),
        }
    }
    noted.map_or(Ok(providers), Err)
}

fn members(given: &Given) -> Result<Vec<Value>, String> {
    let value = match (&given.value, given.set_by) {
        (typed, SetBy::File) => typed.clone(),
        (text, SetBy::LongName | SetBy::ShortName) => read::json(text.as_str().unwrap_or_default(), given.start)
            .map_err(|words| format!("{words}; {EXPECTED}"))?,
    };
    match (value, given.set_by) {
        (Value::Array(members), _) => Ok(members),
        (_, SetBy::File) => Err("expected a list of providers; begin each with [[oidc.providers]]".to_owned()),
        _ => Err(EXPECTED.to_owned()),
    }
}

/// One provider; everything that is wrong with it is noted.
fn provider(mut reader: Reader) -> Result<ProviderSettings, Noted> {
    reader.refuse_unknown_keys();
    let name = reader.required("name", read::name);
    let slug = reader.required("slug", slug);
    let issuer = reader.issuer();
    let organizations = match &issuer {
        Ok(keys) => Some(reader.organizations(keys.issuer.as_str())),
        Err(_) => None,
    };
    let client = reader.client();
    let request = reader.request();
    let emails = reader.emails();
    let groups = reader.groups(request.as_ref().map_or(&[], |request| &request.scopes));
    let strength = reader.strength();
    let sign_out = reader.one_of("sign_out", &SIGN_OUT);
    let recheck = reader.recheck();
    let (issuer, request, recheck) = (issuer?, request?, recheck?);
    let organizations = organizations.transpose()?.unwrap_or_default();
    if recheck.is_some() {
        reader.warn_without_refresh_token(&issuer.issuer, &request.scopes);
    }
    Ok(ProviderSettings {
        name: name?,
        slug: slug?,
        issuer: issuer.issuer,
        organizations,
        client: client?,
        request,
        emails: emails?,
        groups: groups?,
        strength: strength?,
        allow_insecure_issuer: issuer.allow_insecure,
        icon: issuer.icon,
        replaces_issuer: issuer.replaces,
        sign_out: sign_out?.unwrap_or(SignOutMode::Provider),
        recheck,
        discovery_url: issuer.discovery_url,
    })
}

fn slug(text: &str) -> Result<Slug, String> {
    let slug = Slug::parse(text).map_err(|error| error.to_string())?;
    if slug == Slug::operator() {
        return Err("is the name under which sessions and audit entries of the operator stand; use another".to_owned());
    }
    Ok(slug)
}
