//! Reads the list of applications, from the configuration file or from `KAIMU_APPLICATIONS`.
//!
//! Each other file of this folder reads one part of an application, or compares the applications with each other.

mod access_rules;
mod headers;
mod people;
mod shared_hosts;

use serde_json::Value;
use url::Url;

pub(super) use self::people::SignInSettings;
use super::diagnostics::{Diagnostics, ReadTable, Reported};
use super::http_url::http_url;
use super::shown::Show;
use super::sources::Sources;
use super::table_reader::TableReader;
use super::{keys, parse};
use crate::domain::{Allow, Application, ApplicationUrl, Applications, CrossOrigin};

const EXPECTED_IN_FILE: &str = "is a list; start each application with [[applications]]";

const EXPECTED_ARRAY: &str =
    "expected an array of applications, such as [{\"name\":\"Wiki\",\"url\":\"https://wiki.example.org\"}]";

/// Every key of an application.
pub(super) const KEYS: &[&str] = &[
    "name",
    "url",
    "urls",
    "allow",
    "rules",
    "preflight",
    "tokens",
    "cross_origin",
    "headers",
    "icon",
    "hidden",
    "logout_url",
];

const CROSS_ORIGIN: [(&str, CrossOrigin); 2] = [("allow", CrossOrigin::Allow), ("refuse", CrossOrigin::Refuse)];

/// Every application, in the order of the configuration.
pub(super) fn all(
    sources: &Sources,
    settings: &SignInSettings,
    diagnostics: &mut Diagnostics,
) -> Result<Applications, Reported> {
    let Some(raw) = sources.get(&keys::APPLICATIONS)? else { return Ok(Applications::default()) };
    let entries = parse::tables(raw, EXPECTED_ARRAY, EXPECTED_IN_FILE)
        .map_err(|message| diagnostics.problem(&raw.location, message))?;
    diagnostics.show_no_tables(raw, &entries);
    let mut applications = Vec::new();
    let mut reported = None;
    for (index, entry) in entries.iter().enumerate() {
        let name = entry.get("name").and_then(Value::as_str).and_then(|name| parse::display_name(name).ok());
        let label = name.map(|name| format!(" ({name})")).unwrap_or_default();
        let location = format!("{}, application {}{label}", raw.location, index + 1);
        let read = match entry.as_object() {
            Some(members) => application(TableReader::new(members, location.clone(), diagnostics), settings),
            None => Err(diagnostics.problem(&location, "expected a table with the keys name, url and so on")),
        };
        let keys = entry.as_object().into_iter().flat_map(|members| members.keys()).map(|key| (key.clone(), None));
        let path = format!("{}[{index}]", keys::APPLICATIONS.path());
        diagnostics.table(ReadTable { path, location: location.clone(), keys: keys.collect() });
        match read {
            Ok(application) => {
                // The tables within are valid too, and an application has no secret: its type is one that may be shown.
                for (key, value) in entry.as_object().into_iter().flatten() {
                    diagnostics.show(&location, key, application.shown(value));
                }
                applications.push((location, application));
            }
            Err(problem) => reported = Some(problem),
        }
    }
    if let Err(problem) = shared_hosts::check(&applications, settings.urls, diagnostics) {
        reported = Some(problem);
    }
    let applications = applications.into_iter().map(|(_, application)| application).collect();
    reported.map_or(Ok(Applications::new(applications)), Err)
}

/// Reads one application, and reports every problem with it.
fn application(mut reader: TableReader, settings: &SignInSettings) -> Result<Application, Reported> {
    reader.report_unknown_keys(KEYS);
    let name = reader.required("name", parse::display_name);
    let urls = urls(&mut reader);
    let allow = reader.allow(settings, Allow::SignedIn);
    let tokens = reader.boolean("tokens");
    let rules = match (&allow, &tokens, &urls) {
        (Ok(allow), Ok(tokens), Ok(urls)) => Some(reader.access_rules(settings, urls, (allow, *tokens))),
        _ => None,
    };
    let preflight = reader.boolean("preflight");
    let cross_origin = reader.one_of("cross_origin", &CROSS_ORIGIN);
    let headers = reader.identity_headers();
    let icon = reader.optional("icon", http_url);
    let hidden = reader.boolean("hidden");
    let logout_url = reader.optional("logout_url", http_url);
    Ok(Application {
        name: name?,
        urls: urls?,
        allow: allow?,
        tokens: tokens?,
        rules: rules.transpose()?.unwrap_or_default(),
        preflight: preflight?,
        cross_origin: cross_origin?.unwrap_or(CrossOrigin::Allow),
        headers: headers?,
        icon: icon?,
        hidden: hidden?,
        logout_url: logout_url?,
    })
}

fn urls(reader: &mut TableReader) -> Result<Vec<ApplicationUrl>, Reported> {
    let one = reader.optional("url", address);
    let several = reader.string_list("urls", "https://wiki.example.org", address);
    match (one?, several?) {
        (Some(_), several) if !several.is_empty() => {
            Err(reader.problem("url and urls", "are both set; keep one of the two"))
        }
        (Some(one), _) => Ok(vec![one]),
        (None, several) if several.is_empty() => {
            Err(reader
                .problem("url", "is missing; set the address of the application, such as https://wiki.example.org"))
        }
        (None, several) => Ok(several),
    }
}

fn address(text: &str) -> Result<ApplicationUrl, String> {
    let url: Url = http_url(text)?;
    ApplicationUrl::new(&url).map_err(|error| error.to_string())
}
