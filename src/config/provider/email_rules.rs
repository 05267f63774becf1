//! How far a provider's e-mail addresses are trusted.

use crate::config::diagnostics::Reported;
use crate::config::sign_up::email_domain;
use crate::config::table_reader::TableReader;
use crate::domain::{EmailRules, LinkByEmail};

const LINK_BY_EMAIL: [(&str, LinkByEmail); 3] =
    [("verified", LinkByEmail::Verified), ("confirm", LinkByEmail::Confirm), ("never", LinkByEmail::Never)];

impl TableReader<'_> {
    pub(super) fn email_rules(&mut self) -> Result<EmailRules, Reported> {
        let trusted = self.boolean("trust_email");
        let allowed_domains = self.string_list("allowed_email_domains", "example.org", email_domain);
        let link = self.one_of("link_by_email", &LINK_BY_EMAIL);
        Ok(EmailRules {
            trusted: trusted?,
            allowed_domains: allowed_domains?,
            link: link?.unwrap_or(LinkByEmail::Verified),
        })
    }
}
