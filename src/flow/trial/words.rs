//! What a trial sign-in came to, in words for the operator who made it.

use std::fmt;

use serde_json::Value;

use super::{Admitted, Trial, Way};
use crate::domain::{EmailAddress, EmailDomain, Groups, SignUp, VerifiedIdentity, error_chain, terminal_text};

/// What binds a token to one request says nothing to people.
const OF_THE_PROTOCOL: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];
/// More of a claim than fits beside its name.
const LONGEST: usize = 200;
const MAX_CLAIMS: usize = 100;

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for received in &self.received {
            writeln!(f, "{} said:", received.source)?;
            for (name, value) in received.claims.iter().take(MAX_CLAIMS) {
                let shown = if OF_THE_PROTOCOL.contains(&name.as_str()) { "…".to_owned() } else { shown(value) };
                writeln!(f, "  {}: {shown}", bounded(name))?;
            }
            writeln!(f)?;
        }
        if let Some((verified, groups)) = &self.person {
            person(f, verified, groups)?;
        }
        match &self.outcome {
            Ok(admitted) => write!(f, "✓ {admitted}"),
            Err(error) => {
                write!(
                    f,
                    "✗ A sign-in would be refused ({}): {}",
                    error.refusal().code(),
                    terminal_text(&error_chain(error))
                )
            }
        }
    }
}

fn person(f: &mut fmt::Formatter<'_>, verified: &VerifiedIdentity, groups: &Groups) -> fmt::Result {
    let profile = &verified.profile;
    let text = |value: Option<&str>| value.map_or("none".to_owned(), bounded);
    writeln!(f, "Kaimu makes of it:")?;
    writeln!(f, "  issuer: {}", bounded(verified.identity.issuer.as_str()))?;
    writeln!(f, "  subject: {}", bounded(verified.identity.subject.as_str()))?;
    let proven = if profile.email_verified { "proven" } else { "not proven" };
    match &profile.email {
        Some(email) => {
            writeln!(f, "  e-mail address: {} ({proven}, says the provider)", bounded(EmailAddress::as_str(email)))?;
        }
        None => writeln!(f, "  e-mail address: none")?,
    }
    writeln!(f, "  name: {}", text(profile.name.as_deref()))?;
    writeln!(f, "  username: {}", text(profile.preferred_username.as_deref()))?;
    writeln!(f, "  picture: {}", text(profile.picture.as_deref()))?;
    let groups = match groups {
        Groups::Unknown => "not told".to_owned(),
        Groups::TooMany => "more than fit, so that none is known".to_owned(),
        Groups::Known(groups) if groups.is_empty() => "none".to_owned(),
        Groups::Known(groups) => bounded(&groups.join(", ")),
    };
    writeln!(f, "  groups: {groups}\n")
}

impl fmt::Display for Admitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.way {
            Way::Known => "the identity is linked to them already",
            Way::Linked => "the identity would be linked to them, since it has their proven address (link_by_email)",
            Way::New => "a new user",
        };
        write!(f, "A sign-in would be let in, as {}: {how}", bounded(&self.user.username))?;
        if matches!(self.way, Way::New) {
            let who = match self.rules.sign_up.sign_up {
                SignUp::Open => "sign_in.sign_up is \"open\", so nobody needs an invitation",
                SignUp::Invited => "sign_in.sign_up is \"invited\", and their proven address has an invitation",
                SignUp::Closed => "sign_in.sign_up is \"closed\"",
            };
            write!(f, "\n    {who}")?;
            let (ours, theirs) = (&self.rules.sign_up.allowed_email_domains, &self.rules.provider_domains);
            domains(f, "sign_in.allowed_email_domains", ours)?;
            domains(f, "allowed_email_domains of the provider", theirs)?;
        }
        match self.rules.allowed_groups.as_slice() {
            [] => Ok(()),
            allowed => write!(f, "\n    one of their groups is in allowed_groups: {}", bounded(&allowed.join(", "))),
        }
    }
}

fn domains(f: &mut fmt::Formatter<'_>, list: &str, domains: &[EmailDomain]) -> fmt::Result {
    let names: Vec<_> = domains.iter().map(EmailDomain::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    write!(f, "\n    their proven address is in {list}: {}", bounded(&names.join(", ")))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => bounded(text),
        other => bounded(&other.to_string()),
    }
}

fn bounded(text: &str) -> String {
    let text = terminal_text(text);
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain("…".chars()).collect() }
}
