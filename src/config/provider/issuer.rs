//! The provider itself: its issuer, the mark that goes with it, and where it is reached.

use url::Url;

use super::reader::Reader;
use crate::config::address::plain_address;
use crate::config::keys;
use crate::config::problem::Noted;
use crate::domain::{Icon, Issuer, is_loopback};

/// What was said about the issuer.
pub(super) struct IssuerKeys {
    pub(super) issuer: Issuer,
    pub(super) allow_insecure: bool,
    pub(super) icon: Option<Icon>,
    pub(super) replaces: Option<Issuer>,
    pub(super) discovery_url: Option<Url>,
}

impl Reader<'_> {
    pub(super) fn issuer(&mut self) -> Result<IssuerKeys, Noted> {
        let allow_insecure = self.flag("allow_insecure_issuer");
        let url = self.required("issuer_url", issuer);
        let icon = self.icon(url.as_ref().ok());
        let issuer = self.secure(url, allow_insecure);
        // Compared byte for byte with what is in the database, and used for nothing else.
        let replaces = self.optional("replaces_issuer", |text| plain_address(text).map(|_| Issuer::new(text)));
        let discovery_url = self.optional("discovery_url", plain_address);
        Ok(IssuerKeys {
            issuer: issuer?,
            allow_insecure: allow_insecure?,
            icon: icon?,
            replaces: replaces?,
            discovery_url: discovery_url?,
        })
    }

    fn secure(&mut self, issuer: Result<Url, Noted>, allowed: Result<bool, Noted>) -> Result<Issuer, Noted> {
        let (url, allowed) = (issuer?, allowed?);
        if url.scheme() == "http" && !is_loopback(&url) {
            if !allowed {
                let words = "is http; use https (in a closed network, allow_insecure_issuer = true permits it)";
                return Err(self.wrong("issuer_url", words));
            }
            self.warn("issuer_url is http (allow_insecure_issuer): whoever sits on the way can sign in as anybody");
        }
        self.text("issuer_url").map(|text| Issuer::new(text.unwrap_or_default()))
    }

    fn icon(&mut self, issuer: Option<&Url>) -> Result<Option<Icon>, Noted> {
        let named = self.optional("icon", |name| {
            Icon::named(name).ok_or_else(|| {
                let near = keys::nearest(name, Icon::names());
                let known = Icon::names().collect::<Vec<_>>().join(", ");
                format!("no such icon; the nearest one is `{near}`; there are {known}")
            })
        });
        Ok(named?.or_else(|| issuer.and_then(Icon::of_issuer)))
    }
}

fn issuer(text: &str) -> Result<Url, String> {
    let url = plain_address(text)?;
    if url.path().contains("/.well-known/") {
        return Err("is a discovery address; the issuer is the part before `/.well-known/`".to_owned());
    }
    Ok(url)
}
