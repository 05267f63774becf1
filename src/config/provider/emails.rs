//! What the provider's word about an e-mail address is worth.

use super::reader::Reader;
use crate::config::admission;
use crate::config::problem::Noted;
use crate::domain::{EmailRules, LinkByEmail};

const LINK_BY_EMAIL: [(&str, LinkByEmail); 3] =
    [("verified", LinkByEmail::Verified), ("confirm", LinkByEmail::Confirm), ("never", LinkByEmail::Never)];

impl Reader<'_> {
    pub(super) fn emails(&mut self) -> Result<EmailRules, Noted> {
        let trusted = self.flag("trust_email");
        let allowed_domains = self.texts("allowed_email_domains", "example.org", admission::domain);
        let link = self.one_of("link_by_email", &LINK_BY_EMAIL);
        Ok(EmailRules {
            trusted: trusted?,
            allowed_domains: allowed_domains?,
            link: link?.unwrap_or(LinkByEmail::Verified),
        })
    }
}
