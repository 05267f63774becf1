//! The query parameters of the sign-in page and the account page.

use secrecy::SecretString;
use url::Url;

use crate::domain::{ProviderSettings, PublicUrls, Refusal, RequestId, ReturnTo};
use crate::http::app::App;
use crate::http::request::parameters::parameter;

/// What the page's address says.
#[derive(Default)]
pub(in crate::http) struct PageQuery<'a> {
    pub(in crate::http) refusal: Option<Refusal>,
    pub(in crate::http) provider: Option<&'a ProviderSettings>,
    pub(in crate::http) request: Option<RequestId>,
    pub(in crate::http) return_to: ReturnTo,
    pub(in crate::http) signed_out: bool,
    /// With which a provider sends somebody back after a sign-out.
    pub(in crate::http) state: Option<SecretString>,
}

impl<'a> PageQuery<'a> {
    /// Reads and checks every part: anybody can write such an address.
    pub(in crate::http) fn read(app: &'a App, query: &str) -> Self {
        let value = |name| parameter(query, name);
        let provider = value("provider").and_then(|slug| app.services.provider(&slug));
        Self {
            refusal: value("error").and_then(|code| Refusal::from_code(&code)),
            provider,
            request: value("request").and_then(|id| RequestId::parse(&id)),
            return_to: app.return_policy.read(value("return_to").as_deref()),
            signed_out: value("signed_out").as_deref() == Some("1"),
            state: value("state").map(SecretString::from),
        }
    }

    /// The address that says this.
    pub(in crate::http) fn sign_in_url(&self, urls: &PublicUrls) -> Url {
        let mut url = urls.login();
        url.query_pairs_mut().extend_pairs(self.parameters());
        url
    }

    /// The address of the account page that says this.
    pub(in crate::http) fn account_url(&self, urls: &PublicUrls) -> Url {
        let mut url = urls.account();
        url.query_pairs_mut().extend_pairs(self.parameters());
        url
    }

    pub(in crate::http) fn parameters(&self) -> Vec<(&'static str, String)> {
        [
            ("error", self.refusal.map(|refusal| refusal.code().to_owned())),
            ("provider", self.provider.map(|provider| provider.slug.to_string())),
            ("request", self.request.as_ref().map(|request| request.as_str().to_owned())),
            ("return_to", self.return_to.text().map(str::to_owned)),
            ("signed_out", self.signed_out.then(|| "1".to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// What was changed, as the address of the account page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum AccountChange {
    Linked,
    Unlinked,
    SessionEnded,
    OtherSessionsEnded,
    Merged,
}

impl AccountChange {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Linked, "linked"),
        (Self::Unlinked, "unlinked"),
        (Self::SessionEnded, "session_ended"),
        (Self::OtherSessionsEnded, "other_sessions_ended"),
        (Self::Merged, "merged"),
    ];

    pub(in crate::http) fn code(self) -> &'static str {
        Self::ALL.into_iter().find(|(change, _)| *change == self).map_or("", |(_, name)| name)
    }

    pub(in crate::http) fn from_code(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(change, _)| change)
    }

    /// The account page that says what was done.
    pub(in crate::http) fn account_url(self, urls: &PublicUrls) -> Url {
        let mut url = urls.account();
        url.query_pairs_mut().append_pair("done", self.code());
        url
    }
}
