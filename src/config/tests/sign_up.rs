//! Which people may become users: `sign_up` and the allowed e-mail domains.

use super::*;
use crate::domain::{EmailDomain, SignUp};

fn domains(texts: &[&str]) -> Vec<EmailDomain> {
    texts.iter().map(|text| EmailDomain::parse(text).unwrap()).collect()
}

fn provider(more: &str) -> String {
    format!(
        "[[oidc.providers]]\nname = \"P\"\nslug = \"p\"\nissuer_url = \"https://example.org\"\n\
         client_id = \"id\"\nclient_secret = \"secret\"\n{more}"
    )
}

#[test]
fn sign_up_is_open_by_default() {
    let sign_up = |text| loaded("", &[("KAIMU_SIGN_IN__SIGN_UP", text)]).map(|settings| settings.sign_up.sign_up);
    assert_eq!(loaded("", &[]).unwrap().sign_up.sign_up, SignUp::Open);
    assert_eq!(sign_up("open").unwrap(), SignUp::Open);
    assert_eq!(sign_up("invited").unwrap(), SignUp::Invited);
    assert_eq!(sign_up("closed").unwrap(), SignUp::Closed);
    for text in ["Closed", "invite", "false"] {
        let message = sign_up(text).unwrap_err().to_string();
        assert_eq!(message, "KAIMU_SIGN_IN__SIGN_UP: expected \"open\", \"invited\" or \"closed\"");
    }
}

#[test]
fn allowed_email_domains_are_set_for_all_providers_and_for_each() {
    let file = format!(
        "[sign_in]\nallowed_email_domains = [\"example.org\", \"Example.NET\"]\n{}",
        provider("allowed_email_domains = [\"example.org\"]")
    );
    let settings = loaded(&file, &[]).unwrap();
    assert_eq!(settings.sign_up.allowed_email_domains, domains(&["example.org", "example.net"]));
    assert_eq!(settings.providers[0].emails.allowed_domains, domains(&["example.org"]));
    let listed = loaded("", &[("KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS", "example.org,example.net")]).unwrap();
    assert_eq!(listed.sign_up.allowed_email_domains, domains(&["example.org", "example.net"]));
    assert_eq!(loaded(&provider(""), &[]).unwrap().providers[0].emails.allowed_domains, []);
}

#[test]
fn an_invalid_email_domain_is_refused() {
    for domain in ["@example.org", "*.example.org", ".example.org", ""] {
        let file = format!("[sign_in]\nallowed_email_domains = [\"example.net\", \"{domain}\"]");
        assert_problem(&file, &[], &["sign_in.allowed_email_domains, entry 2: ", "such as example.org"]);
        let file = provider(&format!("allowed_email_domains = [\"{domain}\"]"));
        assert_problem(&file, &[], &["provider 1 (p): allowed_email_domains: ", "such as example.org"]);
    }
    let file = provider("allowed_email_domains = \"example.org\"");
    assert_problem(&file, &[], &["allowed_email_domains: expected a list of strings, such as [\"example.org\"]"]);
}
