//! The report of a test sign-in, for the operator who made it.

use std::fmt;

use serde_json::Value;

use super::{Admitted, Trial};
use crate::domain::{EmailAddress, EmailDomain, Groups, SignUp, VerifiedIdentity, error_chain, terminal_text};
use crate::flow::resolve_user::UserMatch;

/// Claims that bind a token to one request. Their values do not help the operator.
const BINDING_CLAIMS: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];
/// How many characters of a value are shown.
const MAX_CHARACTERS: usize = 200;
/// How many claims of one source are shown.
const MAX_CLAIMS: usize = 100;

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for received in &self.received {
            writeln!(f, "{}:", received.source)?;
            for (name, value) in received.claims.iter().take(MAX_CLAIMS) {
                let shown = if BINDING_CLAIMS.contains(&name.as_str()) { "…".to_owned() } else { shown(value) };
                writeln!(f, "  {}: {shown}", bounded(name))?;
            }
            writeln!(f)?;
        }
        if let Some((verified, groups)) = &self.verified {
            write_identity(f, verified, groups)?;
        }
        match &self.outcome {
            Ok(admitted) => write!(f, "✓ {admitted}"),
            Err(error) => {
                write!(
                    f,
                    "✗ The sign-in would be refused ({}): {}",
                    error.refusal().code(),
                    terminal_text(&error_chain(error))
                )
            }
        }
    }
}

fn write_identity(f: &mut fmt::Formatter<'_>, verified: &VerifiedIdentity, groups: &Groups) -> fmt::Result {
    let profile = &verified.profile;
    let text = |value: Option<&str>| value.map_or("none".to_owned(), bounded);
    writeln!(f, "What Kaimu reads from the claims:")?;
    writeln!(f, "  issuer: {}", bounded(verified.identity.issuer.as_str()))?;
    writeln!(f, "  subject: {}", bounded(verified.identity.subject.as_str()))?;
    let proven = match (profile.email_verified, &verified.proven_email) {
        (false, None) => "not verified by the provider",
        (false, Some(_)) => "not verified by the provider, but proven by trust_email",
        (true, Some(_)) => "verified by the provider",
        (true, None) => {
            "verified by the provider, but not proven: outside allowed_email_domains of the provider, or an address that \
             Google is not the authority for"
        }
    };
    match &profile.email {
        Some(email) => writeln!(f, "  e-mail address: {} ({proven})", bounded(EmailAddress::as_str(email)))?,
        None => writeln!(f, "  e-mail address: none")?,
    }
    writeln!(f, "  name: {}", text(profile.name.as_deref()))?;
    writeln!(f, "  username: {}", text(profile.preferred_username.as_deref()))?;
    writeln!(f, "  picture: {}", text(profile.picture.as_deref()))?;
    let groups = match groups {
        Groups::Unknown => "not sent".to_owned(),
        Groups::Unreadable => "sent in a form that Kaimu cannot read, treated as unknown".to_owned(),
        Groups::TooMany => "too many to keep, treated as unknown".to_owned(),
        Groups::Known(groups) if groups.is_empty() => "none".to_owned(),
        Groups::Known(groups) => bounded(&groups.join(", ")),
    };
    writeln!(f, "  groups: {groups}\n")
}

impl fmt::Display for Admitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.found_as {
            UserMatch::Existing => "the identity is linked to this user already",
            UserMatch::LinkedByEmail => {
                "the identity would be linked to this user, because it has their proven address (link_by_email)"
            }
            UserMatch::Created => "a new user",
        };
        write!(f, "The sign-in would succeed as {}: {how}", bounded(&self.user.username))?;
        if self.found_as == UserMatch::Created {
            let rule = match self.rules.sign_up.sign_up {
                SignUp::Open => "sign_in.sign_up is \"open\": a new user needs no invitation",
                SignUp::Invited => "sign_in.sign_up is \"invited\": the proven address has an invitation",
                SignUp::Closed => "sign_in.sign_up is \"closed\"",
            };
            write!(f, "\n    {rule}")?;
            let (for_all, for_provider) = (&self.rules.sign_up.allowed_email_domains, &self.rules.provider_domains);
            write_domains(f, "sign_in.allowed_email_domains", for_all)?;
            write_domains(f, "allowed_email_domains of the provider", for_provider)?;
        }
        match self.rules.allowed_groups.as_slice() {
            [] => Ok(()),
            allowed => write!(f, "\n    one of the groups is in allowed_groups: {}", bounded(&allowed.join(", "))),
        }
    }
}

fn write_domains(f: &mut fmt::Formatter<'_>, list: &str, domains: &[EmailDomain]) -> fmt::Result {
    let names: Vec<_> = domains.iter().map(EmailDomain::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    write!(f, "\n    the proven address is in {list}: {}", bounded(&names.join(", ")))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => bounded(text),
        other => bounded(&other.to_string()),
    }
}

fn bounded(text: &str) -> String {
    let text = terminal_text(text);
    if text.chars().count() <= MAX_CHARACTERS {
        text
    } else {
        text.chars().take(MAX_CHARACTERS).chain("…".chars()).collect()
    }
}
