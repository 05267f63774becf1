//! A provider's issuer, icon and discovery URL.

use url::Url;

use crate::config::diagnostics::Reported;
use crate::config::http_url::http_url_without_query;
use crate::config::suggestion::nearest;
use crate::config::table_reader::TableReader;
use crate::domain::{Icon, Issuer, is_loopback};

/// The checked keys that concern a provider's issuer.
pub(super) struct IssuerKeys {
    pub(super) issuer: Issuer,
    pub(super) allow_insecure: bool,
    pub(super) allow_private_endpoints: bool,
    pub(super) icon: Option<Icon>,
    pub(super) replaces: Option<Issuer>,
    pub(super) discovery_url: Option<Url>,
}

impl TableReader<'_> {
    pub(super) fn issuer(&mut self) -> Result<IssuerKeys, Reported> {
        let allow_insecure = self.boolean("allow_insecure_issuer");
        let allow_private_endpoints = self.boolean("allow_private_endpoints");
        let url = self.required("issuer_url", issuer_url);
        let icon = self.icon(url.as_ref().ok());
        let issuer = self.require_https(url, allow_insecure);
        // The exact text is kept, because it is only compared byte for byte with the issuers in the database.
        let replaces = self.optional("replaces_issuer", |text| http_url_without_query(text).map(|_| Issuer::new(text)));
        let discovery_url = self.optional("discovery_url", http_url_without_query);
        Ok(IssuerKeys {
            issuer: issuer?,
            allow_insecure: allow_insecure?,
            allow_private_endpoints: allow_private_endpoints?,
            icon: icon?,
            replaces: replaces?,
            discovery_url: discovery_url?,
        })
    }

    /// Returns the exact text of `issuer_url` if it is https, on a loopback host, or explicitly allowed to be http.
    fn require_https(
        &mut self,
        url: Result<Url, Reported>,
        allow_insecure: Result<bool, Reported>,
    ) -> Result<Issuer, Reported> {
        let (url, allow_insecure) = (url?, allow_insecure?);
        if url.scheme() == "http" && !is_loopback(&url) {
            if !allow_insecure {
                let message = "is http; use https, or in a closed network set allow_insecure_issuer = true";
                return Err(self.problem("issuer_url", message));
            }
            self.warning(
                "issuer_url is http (allow_insecure_issuer): an attacker on the network path can sign in as any user; use \
                 https",
            );
        }
        self.string("issuer_url").map(|text| Issuer::new(text.unwrap_or_default()))
    }

    fn icon(&mut self, issuer: Option<&Url>) -> Result<Option<Icon>, Reported> {
        let named = self.optional("icon", |name| {
            Icon::named(name).ok_or_else(|| {
                let near = nearest(name, Icon::names());
                let known = Icon::names().collect::<Vec<_>>().join(", ");
                format!("unknown icon; did you mean `{near}`? The icons are {known}")
            })
        });
        Ok(named?.or_else(|| issuer.and_then(Icon::of_issuer)))
    }
}

fn issuer_url(text: &str) -> Result<Url, String> {
    let url = http_url_without_query(text)?;
    if url.path().contains("/.well-known/") {
        return Err("is a discovery URL; the issuer is the part before `/.well-known/`".to_owned());
    }
    Ok(url)
}
