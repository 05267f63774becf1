//! Decides whether the e-mail address of a profile is proven to belong to its person.

use super::email::EmailAddress;
use super::identity::{Issuer, Profile};
use super::organization::Organizations;

/// The domains of Google's own mailboxes.
const GOOGLE_MAIL: [&str; 2] = ["gmail.com", "googlemail.com"];

/// The address of a profile, if it is proven: the provider has verified it, or the operator trusts the provider's
/// addresses (`trust_email`).
///
/// Google verifies an address once, when a private account is made, and sends `email_verified` for ever. The mailbox may
/// belong to another person by then: to an employer, or to the next employee with this address. Google is the authority
/// only for its own mailboxes, and for the addresses of an organization whose account it is (`hd`). `trust_email` does
/// not change that: an operator can vouch for the addresses of a directory that they run, but any person can make a
/// private account at Google.
#[must_use]
pub(super) fn proven_email<'a>(profile: &'a Profile, issuer: &Issuer, trust_email: bool) -> Option<&'a EmailAddress> {
    let email = profile.email.as_ref()?;
    // check: the domain of hd
    let is_hosted = profile.hosted_domain.as_ref().is_some_and(|domain| domain.contains(email));
    let is_google = Organizations::supports_hosted_domains(issuer.as_str());
    // check: addresses at Google
    if is_google && !is_hosted && !is_google_mail(email) {
        return None;
    }
    // check: addresses must be proven
    Some(email).filter(|_| profile.email_verified || trust_email)
}

fn is_google_mail(email: &EmailAddress) -> bool {
    GOOGLE_MAIL.contains(&email.ascii_domain().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::email_domain::EmailDomain;

    fn profile(email: &str, email_verified: bool, hosted_domain: Option<&str>) -> Profile {
        Profile {
            email: EmailAddress::parse(email).ok(),
            email_verified,
            hosted_domain: hosted_domain.map(|domain| EmailDomain::parse(domain).unwrap()),
            ..Profile::default()
        }
    }

    #[test]
    fn an_address_is_proven_if_it_is_verified_or_its_provider_is_trusted() {
        let okta = Issuer::new("https://example.okta.com");
        let (claimed, verified) = (profile("ada@example.org", false, None), profile("ada@example.org", true, None));
        assert!(proven_email(&claimed, &okta, false).is_none());
        assert!(proven_email(&claimed, &okta, true).is_some());
        assert!(proven_email(&verified, &okta, false).is_some());
        assert!(proven_email(&Profile::default(), &okta, true).is_none());
    }

    #[test]
    fn google_proves_its_own_mailboxes_and_the_addresses_of_a_hosted_domain() {
        let google = Issuer::new("https://accounts.google.com");
        for (email, hosted_domain, proves) in [
            ("ada@gmail.com", None, true),
            ("ada@GMail.com", None, true),
            ("ada@googlemail.com", None, true),
            ("ada@example.org", Some("example.org"), true),
            ("ada@EXAMPLE.org", Some("example.ORG"), true),
            ("ada@example.org", None, false),
            ("ada@example.org", Some("example.com"), false),
            ("ada@mail.example.org", Some("example.org"), false),
            ("ada@notgmail.com", None, false),
            ("ada@gmail.com.example.org", None, false),
        ] {
            for trust_email in [false, true] {
                let proven = proven_email(&profile(email, true, hosted_domain), &google, trust_email).is_some();
                assert_eq!(proven, proves, "{email} {hosted_domain:?} {trust_email}");
            }
            assert!(proven_email(&profile(email, false, hosted_domain), &google, false).is_none(), "{email}");
        }
    }

    #[test]
    fn a_hosted_domain_of_another_provider_means_nothing() {
        let okta = Issuer::new("https://example.okta.com");
        assert!(proven_email(&profile("ada@example.org", true, Some("example.com")), &okta, false).is_some());
        assert!(proven_email(&profile("ada@example.org", false, Some("example.org")), &okta, false).is_none());
    }
}
