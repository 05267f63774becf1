//! Applications and their rules as text, in the words of the configuration.

use std::fmt::Write;

use crate::domain::{AccessRule, Allow, Application, DecidedBy, EmailAddress, EmailDomain, People};

/// Who may open an application, or a part of it.
pub(super) fn allow_text(allow: &Allow) -> String {
    match allow {
        Allow::SignedIn => "signed_in".to_owned(),
        Allow::Everybody => "everybody".to_owned(),
        Allow::Nobody => "nobody".to_owned(),
        Allow::People(entries) => entries.iter().map(people_text).collect::<Vec<_>>().join(" or "),
    }
}

fn people_text(people: &People) -> String {
    let list = |key: &str, values: Vec<String>| (!values.is_empty()).then(|| format!("{key} {}", values.join(", ")));
    let parts = [
        list("groups", people.groups.iter().map(ToString::to_string).collect()),
        list("users", people.users.clone()),
        list("emails", people.emails.iter().map(EmailAddress::as_str).map(str::to_owned).collect()),
        list("email_domains", people.email_domains.iter().map(EmailDomain::as_str).map(str::to_owned).collect()),
        list("providers", people.providers.iter().map(ToString::to_string).collect()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// What a rule is about, and what it demands.
pub(super) fn rule_text(rule: &AccessRule) -> String {
    let path = rule
        .path
        .as_ref()
        .map_or("every path".to_owned(), |path| format!("{path}{}", if path.is_exact() { " exactly" } else { "" }));
    let mut text = path;
    if !rule.methods.is_empty() {
        let _ = write!(text, " with {}", rule.methods.join(", "));
    }
    if !rule.networks.is_empty() {
        let networks: Vec<_> = rule.networks.iter().map(ToString::to_string).collect();
        let _ = write!(text, " from {}", networks.join(", "));
    }
    let _ = write!(text, ": {}", allow_text(&rule.allow));
    let require = &rule.require;
    let required = [
        (!require.required_acr.is_empty()).then(|| format!("acr {}", require.required_acr.join(" or "))),
        (!require.required_amr.is_empty()).then(|| format!("amr {}", require.required_amr.join(" and "))),
        require.max_age.map(|age| format!("max_age {}", humantime::format_duration(age))),
    ];
    let required: Vec<_> = required.into_iter().flatten().collect();
    if !required.is_empty() {
        let _ = write!(text, "; requires {}", required.join(", "));
    }
    if rule.tokens {
        text += "; tokens";
    }
    text
}

/// What decided about a request.
pub(super) fn decided_by_text(application: &Application, by: DecidedBy) -> String {
    match by {
        DecidedBy::Rule(index) => {
            let rule = application.rules.get(index).map(rule_text).unwrap_or_default();
            format!("rule {} ({rule})", index + 1)
        }
        DecidedBy::Application => format!("allow of the application ({})", allow_text(&application.allow)),
    }
}
