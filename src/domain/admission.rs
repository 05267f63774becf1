//! Who may come in whom we do not know yet.

use super::email::EmailAddress;
use super::email_domain::EmailDomain;

/// Who may become a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Whoever a provider vouches for.
    Open,
    /// Whoever has an invitation to an address that is proven.
    Invited,
    /// Nobody: only those come in who are users.
    Closed,
}

/// What an operator decided about people who are not users yet.
#[derive(Debug, Clone)]
pub struct SignUpPolicy {
    /// Who may become a user.
    pub sign_up: SignUp,
    /// Where their proven addresses are; anywhere, or nowhere known, when empty.
    pub allowed_email_domains: Vec<EmailDomain>,
}

impl SignUpPolicy {
    /// Whether the domain of a proven address lets it in, as far as every provider is concerned.
    #[must_use]
    pub fn allows(&self, proven: Option<&EmailAddress>) -> bool {
        allows(&self.allowed_email_domains, proven)
    }
}

/// The proven address of somebody, as far as this provider may prove it: in the domains for which it may speak, when an
/// operator has named them. So a partner's provider, trusted with the partner's addresses alone, neither links itself to
/// anybody else's user nor gives its own people somebody else's address.
#[must_use]
pub fn restrict_to_domains<'a>(
    proven: Option<&'a EmailAddress>,
    provider_domains: &[EmailDomain],
) -> Option<&'a EmailAddress> {
    proven.filter(|email| allows(provider_domains, Some(email)))
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// Nobody new is.
    #[error("sign_in.sign_up is \"closed\", which lets nobody in who is new")]
    SignUpClosed,
    /// Nobody new is without an invitation.
    #[error("sign_in.sign_up is \"invited\", and no proven address of this person has an invitation that is good now")]
    NotInvited,
    /// The proven address is elsewhere, or none is proven.
    #[error("no proven address of this person is in sign_in.allowed_email_domains")]
    NotAllowed,
    /// The same, and it is the list of the provider.
    #[error("no proven address of this person is in allowed_email_domains of the provider")]
    NotAllowedByProvider,
}

/// Decides whether somebody whom nobody knows may become a user; `invited` when their proven address has an invitation.
///
/// Both lists of domains count, ours and the provider's own: each can only keep more people out. Nobody is asked about who is
/// a user: who somebody is does not depend on their address, and users whom an operator does not want any more are disabled.
///
/// # Errors
/// When they may not, and why.
pub fn admit(
    invited: bool,
    proven: Option<&EmailAddress>,
    policy: &SignUpPolicy,
    provider_domains: &[EmailDomain],
) -> Result<(), NotAdmitted> {
    match policy.sign_up {
        SignUp::Closed => Err(NotAdmitted::SignUpClosed),
        // First: an address for which the provider may not speak is proven to no other list either.
        _ if !allows(provider_domains, proven) => Err(NotAdmitted::NotAllowedByProvider),
        _ if !policy.allows(proven) => Err(NotAdmitted::NotAllowed),
        SignUp::Invited if !invited => Err(NotAdmitted::NotInvited),
        SignUp::Invited | SignUp::Open => Ok(()),
    }
}

fn allows(list: &[EmailDomain], proven: Option<&EmailAddress>) -> bool {
    list.is_empty() || proven.is_some_and(|email| list.iter().any(|domain| domain.contains(email)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: bool = false;
    const INVITED: bool = true;
    const ANY: &[&str] = &[];
    const ORG: &[&str] = &["example.org"];

    fn domains(texts: &[&str]) -> Vec<EmailDomain> {
        texts.iter().map(|text| EmailDomain::parse(text).unwrap()).collect()
    }

    fn decide(
        invited: bool,
        proven: Option<&str>,
        sign_up: SignUp,
        ours: &[&str],
        theirs: &[&str],
    ) -> Result<(), NotAdmitted> {
        let proven = proven.map(|text| EmailAddress::parse(text).unwrap());
        let policy = SignUpPolicy { sign_up, allowed_email_domains: domains(ours) };
        admit(invited, proven.as_ref(), &policy, &domains(theirs))
    }

    #[test]
    fn each_case_is_decided() {
        use NotAdmitted::{NotAllowed, NotAllowedByProvider, NotInvited, SignUpClosed};
        use SignUp::{Closed, Invited, Open};
        let (ada, eve) = (Some("ada@example.org"), Some("eve@example.com"));
        for (invited, proven, sign_up, ours, theirs, decision) in [
            (NEW, None, Open, ANY, ANY, Ok(())),
            (NEW, ada, Open, ORG, ANY, Ok(())),
            (NEW, ada, Open, ANY, ORG, Ok(())),
            (NEW, eve, Open, ORG, ANY, Err(NotAllowed)),
            (NEW, eve, Open, ANY, ORG, Err(NotAllowedByProvider)),
            (NEW, ada, Open, ORG, &["example.com"], Err(NotAllowedByProvider)),
            (NEW, None, Open, ORG, ANY, Err(NotAllowed)),
            (NEW, ada, Invited, ANY, ANY, Err(NotInvited)),
            (INVITED, ada, Invited, ANY, ANY, Ok(())),
            (INVITED, eve, Invited, ORG, ANY, Err(NotAllowed)),
            (NEW, eve, Invited, ORG, ANY, Err(NotAllowed)),
            (NEW, ada, Closed, ANY, ANY, Err(SignUpClosed)),
            (INVITED, ada, Closed, ANY, ANY, Err(SignUpClosed)),
            (INVITED, eve, Closed, ORG, ANY, Err(SignUpClosed)),
        ] {
            let case = format!("{invited} {proven:?} {sign_up:?} {ours:?} {theirs:?}");
            assert_eq!(decide(invited, proven, sign_up, ours, theirs), decision, "{case}");
        }
    }

    #[test]
    fn a_provider_proves_addresses_in_its_own_domains_alone() {
        let ada = EmailAddress::parse("ada@example.org").unwrap();
        for (provider_domains, vouches) in [(ANY, true), (ORG, true), (&["example.com"], false)] {
            assert_eq!(
                restrict_to_domains(Some(&ada), &domains(provider_domains)).is_some(),
                vouches,
                "{provider_domains:?}"
            );
            assert!(restrict_to_domains(None, &domains(provider_domains)).is_none());
        }
    }

    #[test]
    fn a_domain_is_compared_as_a_whole_with_ascii_case_folded() {
        let allowed = |address: &str| decide(NEW, Some(address), SignUp::Open, &["Example.ORG"], ANY).is_ok();
        assert!(allowed("ada@example.org") && allowed("ada@EXAMPLE.org"));
        for address in [
            "mallory@notexample.org",
            "mallory@mail.example.org",
            "mallory@example.org.example.com",
            "\"ada@example.org\"@example.com",
            "mallory@example.org.",
            "mallory@example.\u{212a}rg",
        ] {
            assert!(!allowed(address), "{address}");
        }
        let long_s = decide(NEW, Some("mallory@\u{17f}.example"), SignUp::Open, &["s.example"], ANY);
        assert_eq!(long_s, Err(NotAdmitted::NotAllowed), "Unicode folds more than ASCII");
    }
}
