//! Whose accounts may sign in, at a provider where many organizations have theirs.

use uuid::Uuid;

use super::reader::Reader;
use crate::config::admission;
use crate::config::problem::Noted;
use crate::domain::{Organizations, Tenants};

/// The key of an Entra tenant, for messages.
const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

impl Reader<'_> {
    /// What the issuer needs, and nothing that it has no use for.
    pub(super) fn organizations(&mut self, issuer: &str) -> Result<Organizations, Noted> {
        let tenants = self.texts("allowed_tenants", TENANT, tenant);
        let domains = self.texts("allowed_hosted_domains", "example.org", admission::domain);
        let (tenants, domains) = (tenants?, domains?);
        if Tenants::is_shared_issuer(issuer) == tenants.is_empty() {
            let words = if tenants.is_empty() {
                "is missing; every tenant of Entra ID shares this issuer_url, so list the directory (tenant) IDs whose \
                 people may sign in"
            } else {
                "goes with issuer_url = \"https://login.microsoftonline.com/organizations/v2.0\" (or common) alone; an \
                 issuer_url with a directory (tenant) ID admits that tenant and no other"
            };
            return Err(self.wrong("allowed_tenants", words));
        }
        if !domains.is_empty() && !Organizations::supports_hosted_domains(issuer) {
            let words = "goes with Google (issuer_url = \"https://accounts.google.com\") alone; nobody else says hd";
            return Err(self.wrong("allowed_hosted_domains", words));
        }
        Ok(match (tenants.is_empty(), domains.is_empty()) {
            (false, _) => Organizations::Tenants(Tenants::new(tenants)),
            (true, false) => Organizations::HostedDomains(domains),
            (true, true) => Organizations::Any,
        })
    }
}

fn tenant(text: &str) -> Result<Uuid, String> {
    let words = || format!("expected directory (tenant) IDs, such as {TENANT:?}; names are not in ID tokens");
    Uuid::try_parse(text).map_err(|_| words())
}
