//! What the configuration of applications must not say, because it would open more than the operator meant.

use std::collections::BTreeMap;

use kaimu::config::{ConfigProblems, Settings, load};
use kaimu::domain::{Allow, Application, GroupName, Slug};

const OKTA: &str = "[[oidc.providers]]\npreset = \"okta\"\ndomain = \"example.okta.com\"\nclient_id = \"kaimu\"\n\
                    client_secret = \"secret\"\ngroups_claim = \"groups\"\n";
const GOOGLE: &str = "[[oidc.providers]]\npreset = \"google\"\nclient_id = \"kaimu\"\nclient_secret = \"secret\"\ngroups_claim = \"groups\"\n";
const WIKI: &str = "[[applications]]\nname = \"Wiki\"\nurl = \"https://wiki.example.org\"\n";

/// Loads a configuration file with this text.
fn loaded(file: &str) -> Result<Settings, ConfigProblems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kaimu.toml");
    std::fs::write(&path, file).unwrap();
    load(Some(&path), &BTreeMap::new())
}

/// Asserts that there is one problem, and that its line contains all these parts.
#[track_caller]
fn assert_problem(file: &str, parts: &[&str]) {
    let message = loaded(file).map(|settings| settings.applications).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    for part in parts {
        assert!(message.contains(part), "no `{part}` in: {message}");
    }
}

/// The only application of a configuration with one provider.
fn application(keys: &str) -> Application {
    let settings = loaded(&format!("{OKTA}{WIKI}{keys}")).unwrap_or_else(|problems| panic!("{problems}"));
    settings.applications.iter().next().unwrap().clone()
}

fn group(provider: &str, name: &str) -> GroupName {
    GroupName { provider: Slug::parse(provider).unwrap(), name: name.to_owned() }
}

#[test]
fn an_application_without_https_or_with_a_wildcard() {
    for (url, part) in [
        ("https://*.example.org", "an application needs a host name of its own"),
        ("http://wiki.example.org", "must begin with https://"),
        ("https://wiki.example.org/?a", "with or without a plain path"),
        ("wiki.example.org", "expected an absolute URL"),
    ] {
        assert_problem(&format!("{OKTA}[[applications]]\nname = \"Wiki\"\nurl = \"{url}\"\n"), &[part]);
    }
}

#[test]
fn an_application_at_the_address_of_another_or_of_kaimu() {
    let two = |one: &str, other: &str| {
        let urls = "[server]\nbase_url = \"https://api.example.org\"\nfrontend_url = \"https://example.org\"\n";
        format!(
            "{urls}{OKTA}[[applications]]\nname = \"A\"\nurl = \"{one}\"\n[[applications]]\nname = \"B\"\nurl = \"{other}\"\n"
        )
    };
    for (one, other) in [
        ("https://wiki.example.org", "https://wiki.example.org/"),
        ("https://wiki.example.org", "https://wiki.example.org:8443"),
        ("https://wiki.example.org/a", "https://wiki.example.org:8443/A/"),
        ("http://localhost:8080", "http://localhost:8080"),
    ] {
        assert_problem(&two(one, other), &["application 2 (B)", "a host name or a path of its own"]);
    }
    for own in ["https://api.example.org/wiki", "https://example.org:8443"] {
        assert_problem(&two("https://wiki.example.org", own), &["application 2 (B)", "a host of Kaimu's own"]);
    }
    for (one, other) in [
        ("https://wiki.example.org", "https://wiki.example.org/grafana"),
        ("http://localhost:8080", "http://localhost:8081"),
    ] {
        assert!(loaded(&two(one, other)).is_ok(), "{one} {other}");
    }
}

#[test]
fn signed_in_while_anybody_on_earth_can_sign_up() {
    assert_problem(&format!("{GOOGLE}{WIKI}"), &["allow: is not set", "anyone_who_signs_in", "Google"]);
    assert_problem(&format!("{GOOGLE}{WIKI}allow = \"signed_in\"\n"), &["allow: \"signed_in\" would let anybody"]);
    let rule = "allow = \"nobody\"\nrules = [{ path = \"/a\", allow = \"signed_in\" }]\n";
    assert_problem(&format!("{GOOGLE}{WIKI}{rule}"), &["rule 1", "anybody"]);
    for (start, end) in [
        ("", "allow = \"anyone_who_signs_in\"\n"),
        ("", "allow = { email_domains = [\"example.org\"] }\n"),
        ("[sign_in]\nsign_up = \"invited\"\n", ""),
        ("[sign_in]\nallowed_email_domains = [\"example.org\"]\n", ""),
    ] {
        assert!(loaded(&format!("{start}{GOOGLE}{WIKI}{end}")).is_ok(), "{start}{end}");
    }
}

#[test]
fn a_group_without_its_provider_where_there_are_several() {
    let Allow::People(people) = application("allow = { groups = [\"admins\", \"okta:staff\", \"urn:x\"] }\n").allow
    else {
        panic!()
    };
    assert_eq!(people[0].groups, [group("okta", "admins"), group("okta", "staff"), group("okta", "urn:x")]);
    let both = format!("{OKTA}{GOOGLE}{WIKI}allow = {{ groups = [\"admins\"] }}\n");
    assert_problem(&both, &["name the provider of each group", "\"okta:admins\""]);
    let unasked =
        format!("{}{WIKI}allow = {{ groups = [\"admins\"] }}\n", OKTA.replace("groups_claim = \"groups\"\n", ""));
    assert_problem(&unasked, &["okta is not asked for groups"]);
}

#[test]
fn an_allow_that_is_empty_or_means_nothing() {
    let Allow::People(people) =
        application("allow = [{ users = [\"ada\"] }, { email_domains = [\"example.org\"] }]\n").allow
    else {
        panic!()
    };
    assert_eq!(people.len(), 2);
    for allow in ["\"all\"", "{}", "[]", "7", "{ users = [] }", "{ user = [\"ada\"] }", "[{ users = [\"ada\"] }, 7]"] {
        assert!(loaded(&format!("{OKTA}{WIKI}allow = {allow}\n")).is_err(), "{allow}");
    }
}

#[test]
fn a_rule_that_can_never_match() {
    for (url, rules, part) in [
        ("https://home.example.org/grafana", r#"[{ path = "/admin" }]"#, "is not below the path of the application"),
        ("https://wiki.example.org", r#"[{ path = "/a" }, { path = "/a/b" }]"#, "is covered by rule 1"),
        ("https://wiki.example.org", r#"[{ allow = "nobody" }, { path = "/a" }]"#, "is covered by rule 1"),
        ("https://wiki.example.org", r#"[{ path = "/a?b" }]"#, "rules ignore the query"),
        ("https://wiki.example.org", r#"[{ path = "/a/../b" }]"#, "without empty segments"),
        ("https://wiki.example.org", r"[{ exact = true }]", "set path"),
        ("https://wiki.example.org", r#"[{ methods = ["get"] }]"#, "in upper case"),
        ("https://wiki.example.org", r#"[{ require = { max_age = "10" } }]"#, "max_age"),
    ] {
        let file = format!("{OKTA}[[applications]]\nname = \"A\"\nurl = \"{url}\"\nrules = {rules}\n");
        assert_problem(&file, &[part]);
    }
    let rules = r#"rules = [{ path = "/a/b" }, { path = "/a" }, { methods = ["GET"] }, { networks = ["10.0.0.0/8"] }]"#;
    assert_eq!(application(&format!("{rules}\n")).rules.len(), 4);
}

#[test]
fn a_header_that_is_not_kaimus_to_set() {
    let headers =
        application("headers = { user = \"X-Forwarded-User\", groups = \"\", group_separator = \"|\" }\n").headers;
    assert_eq!((headers.user.as_deref(), headers.groups.as_deref()), (Some("X-Forwarded-User"), None));
    for (headers, part) in [
        ("{ user = \"Remote_User\" }", "letters, digits and `-`"),
        ("{ user = \"Authorization\" }", "use another name"),
        ("{ user = \"X-Forwarded-Host\" }", "use another name"),
        ("{ user = \"remote-email\" }", "is used twice"),
        ("{ group_separator = \"a\" }", "expected one of"),
    ] {
        assert_problem(&format!("{OKTA}{WIKI}headers = {headers}\n"), &[part]);
    }
}
