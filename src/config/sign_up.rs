//! The keys of the `sign_in` section that decide which people may become users.

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::{EmailDomain, SignUp, SignUpPolicy};

const SIGN_UP: [(&str, SignUp); 3] = [("open", SignUp::Open), ("invited", SignUp::Invited), ("closed", SignUp::Closed)];

/// Reads `sign_up` and `allowed_email_domains`.
pub(super) fn policy(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<SignUpPolicy, Reported> {
    let sign_up =
        sources.read(&keys::SIGN_UP, SignUp::Open, diagnostics, |raw| parse::one_of(parse::string(raw)?, &SIGN_UP));
    let domains = sources.get(&keys::ALLOWED_EMAIL_DOMAINS).and_then(|raw| match raw {
        Some(raw) => parse::list(raw, diagnostics, email_domain),
        None => Ok(Vec::new()),
    });
    Ok(SignUpPolicy { sign_up: sign_up?, allowed_email_domains: domains? })
}

/// One entry of a list of e-mail domains.
pub(super) fn email_domain(text: &str) -> Result<EmailDomain, String> {
    EmailDomain::parse(text).map_err(|error| error.to_string())
}
