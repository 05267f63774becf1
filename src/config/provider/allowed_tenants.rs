//! The tenants of Entra ID or hosted domains of Google whose users may sign in.

use uuid::Uuid;

use crate::config::diagnostics::Reported;
use crate::config::sign_up::email_domain;
use crate::config::table_reader::TableReader;
use crate::domain::{Organizations, Tenants};

/// An Entra tenant ID for messages.
const EXAMPLE_TENANT_ID: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

impl TableReader<'_> {
    /// Requires `allowed_tenants` if all tenants share the issuer. Refuses both keys if the issuer makes them useless.
    pub(super) fn allowed_tenants(&mut self, issuer: &str) -> Result<Organizations, Reported> {
        let tenants = self.string_list("allowed_tenants", EXAMPLE_TENANT_ID, tenant_id);
        let domains = self.string_list("allowed_hosted_domains", "example.org", email_domain);
        let (tenants, domains) = (tenants?, domains?);
        if Tenants::is_shared_issuer(issuer) == tenants.is_empty() {
            let message = if tenants.is_empty() {
                "is missing; all tenants of Entra ID share this issuer_url, so list the directory (tenant) IDs whose users \
                 may sign in"
            } else {
                "is only used with issuer_url = \"https://login.microsoftonline.com/organizations/v2.0\" (or common); remove \
                 it: an issuer_url with a directory (tenant) ID already admits only that tenant"
            };
            return Err(self.problem("allowed_tenants", message));
        }
        if !domains.is_empty() && !Organizations::supports_hosted_domains(issuer) {
            let message = "is only used with Google (issuer_url = \"https://accounts.google.com\"); remove it: no other \
                           provider sends the claim hd";
            return Err(self.problem("allowed_hosted_domains", message));
        }
        Ok(match (tenants.is_empty(), domains.is_empty()) {
            (false, _) => Organizations::Tenants(Tenants::new(tenants)),
            (true, false) => Organizations::HostedDomains(domains),
            (true, true) => Organizations::Any,
        })
    }
}

fn tenant_id(text: &str) -> Result<Uuid, String> {
    let message =
        || format!("expected directory (tenant) IDs, such as {EXAMPLE_TENANT_ID:?}; ID tokens do not contain names");
    Uuid::try_parse(text).map_err(|_| message())
}
