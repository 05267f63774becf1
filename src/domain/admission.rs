//! Decides whether an unknown identity may become a user.

use super::email::EmailAddress;
use super::email_domain::EmailDomain;

/// Which identities may become users (`sign_in.sign_up`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// All that a provider has authenticated.
    Open,
    /// Those with an invitation to their proven address.
    Invited,
    /// None: only existing users can sign in.
    Closed,
}

/// The operator's rules for new users, at all providers.
#[derive(Debug, Clone)]
pub struct SignUpPolicy {
    /// Which identities may become users.
    pub sign_up: SignUp,
    /// The domains one of which the proven address must have. If empty, any address is allowed, and so is none.
    pub allowed_email_domains: Vec<EmailDomain>,
}

impl SignUpPolicy {
    /// Whether `allowed_email_domains` allows this proven address.
    #[must_use]
    pub fn allows(&self, proven: Option<&EmailAddress>) -> bool {
        allows(&self.allowed_email_domains, proven)
    }
}

/// The proven address, if it is in a domain that this provider may prove; an empty list means all domains.
///
/// This limits a partner's provider to the addresses of the partner: it cannot link its identities to users with other
/// addresses, and cannot give its users such an address.
#[must_use]
pub(super) fn restrict_to_domains<'a>(
    proven: Option<&'a EmailAddress>,
    provider_domains: &[EmailDomain],
) -> Option<&'a EmailAddress> {
    proven.filter(|email| allows(provider_domains, Some(email)))
}

/// Why an identity may not become a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// New users are not admitted.
    #[error("the identity belongs to no user, and sign_in.sign_up = \"closed\" admits no new users")]
    SignUpClosed,
    /// New users need an invitation.
    #[error(
        "the identity belongs to no user, and sign_in.sign_up = \"invited\" needs a valid invitation to its proven \
         address: to admit it, run `kaimu users invite`"
    )]
    NotInvited,
    /// The proven address has another domain, or no address is proven.
    #[error(
        "the identity belongs to no user, and has no proven address in sign_in.allowed_email_domains: to admit it, add \
         its domain there"
    )]
    NotAllowed,
    /// The proven address has a domain that the provider may not prove, or no address is proven.
    #[error(
        "the identity belongs to no user, and has no proven address in allowed_email_domains of the provider: to admit \
         it, add its domain there"
    )]
    NotAllowedByProvider,
}

/// Decides whether an unknown identity may become a user; `invited` if its proven address has an invitation.
///
/// The address must satisfy both lists of domains: that of the policy and that of the provider. The rules do not apply
/// to existing users: they can sign in even if their address changes. To block a user, an operator disables the user.
pub fn admit(
    invited: bool,
    proven: Option<&EmailAddress>,
    policy: &SignUpPolicy,
    provider_domains: &[EmailDomain],
) -> Result<(), NotAdmitted> {
    match policy.sign_up {
        SignUp::Closed => Err(NotAdmitted::SignUpClosed),
        // First: an address that the provider may not prove does not count as proven for the other list.
        _ if !allows(provider_domains, proven) => Err(NotAdmitted::NotAllowedByProvider),
        _ if !policy.allows(proven) => Err(NotAdmitted::NotAllowed),
        SignUp::Invited if !invited => Err(NotAdmitted::NotInvited),
        SignUp::Invited | SignUp::Open => Ok(()),
    }
}

/// Why an identity may not be linked to an existing user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLinkable {
    /// No identity of this provider is linked.
    #[error("link = \"off\": no identity of this provider is linked to an existing user")]
    LinkOff,
    /// The proven address has a domain that the provider may not prove, or no address is proven.
    #[error(
        "the identity has no proven address in allowed_email_domains of the provider, which hold for links as well: to \
         allow the link, add its domain there"
    )]
    NotAllowedByProvider,
}

/// Decides whether an identity of a provider may be linked to an existing user: `allows_links` is the provider's `link`.
///
/// The provider's list of domains holds for links, since a linked identity signs its user in as any other does. The list
/// of the policy does not: it is about who becomes a user.
pub fn admit_link(
    allows_links: bool,
    proven: Option<&EmailAddress>,
    provider_domains: &[EmailDomain],
) -> Result<(), NotLinkable> {
    // check: link = off
    if !allows_links {
        return Err(NotLinkable::LinkOff);
    }
    // check: allowed_email_domains for links
    if !allows(provider_domains, proven) {
        return Err(NotLinkable::NotAllowedByProvider);
    }
    Ok(())
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
    fn a_link_needs_a_proven_address_in_the_domains_of_the_provider_unless_links_are_off() {
        use NotLinkable::{LinkOff, NotAllowedByProvider};
        let (ada, eve) = (Some("ada@example.org"), Some("eve@example.com"));
        for (allows_links, proven, theirs, decision) in [
            (true, None, ANY, Ok(())),
            (true, ada, ORG, Ok(())),
            (true, eve, ORG, Err(NotAllowedByProvider)),
            (true, None, ORG, Err(NotAllowedByProvider)),
            (false, ada, ANY, Err(LinkOff)),
            (false, ada, ORG, Err(LinkOff)),
        ] {
            let address = proven.map(|text| EmailAddress::parse(text).unwrap());
            let decided = admit_link(allows_links, address.as_ref(), &domains(theirs));
            assert_eq!(decided, decision, "{allows_links} {proven:?} {theirs:?}");
        }
    }

    #[test]
    fn a_provider_proves_only_addresses_in_its_domains() {
        let ada = EmailAddress::parse("ada@example.org").unwrap();
        for (provider_domains, proves) in [(ANY, true), (ORG, true), (&["example.com"], false)] {
            assert_eq!(
                restrict_to_domains(Some(&ada), &domains(provider_domains)).is_some(),
                proves,
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
