//! The query parameters of the sign-in page and the account page, in which redirects say what to show.

use secrecy::SecretString;
use url::Url;

use crate::domain::{ProviderSettings, PublicUrls, Refusal, RequestId, ReturnTo};
use crate::http::app::App;
use crate::http::request::parameters::parameter;

/// A refused sign-in or a sign-out that the page reports, and where the browser goes after the sign-in.
#[derive(Default)]
pub(super) struct PageQuery<'a> {
    pub(super) refusal: Option<Refusal>,
    pub(super) provider: Option<&'a ProviderSettings>,
    pub(super) request: Option<RequestId>,
    pub(super) return_to: ReturnTo,
    pub(super) signed_out: bool,
    /// The state that a provider returns after a sign-out (OpenID Connect RP-Initiated Logout 1.0, section 3). No URL
    /// that Kaimu builds has it.
    pub(super) state: Option<SecretString>,
}

impl<'a> PageQuery<'a> {
    /// Reads the parameters and drops every invalid one, since other sites can link to the page with any parameters.
    pub(super) fn read(app: &'a App, query: &str) -> Self {
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

    /// The URL of the sign-in page with these parameters.
    pub(super) fn sign_in_url(&self, urls: &PublicUrls) -> Url {
        let mut url = urls.login();
        url.query_pairs_mut().extend_pairs(self.parameters());
        url
    }

    /// The URL of the account page with these parameters.
    pub(super) fn account_url(&self, urls: &PublicUrls) -> Url {
        let mut url = urls.account();
        url.query_pairs_mut().extend_pairs(self.parameters());
        url
    }

    /// Names and values, only of what was checked.
    pub(super) fn parameters(&self) -> Vec<(&'static str, String)> {
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

/// A change that the account page reports. The URL has its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountChange {
    Linked,
    LinkedByEmail,
    Unlinked,
    SessionEnded,
    OtherSessionsEnded,
    Merged,
    TokenRevoked,
}

impl AccountChange {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Linked, "linked"),
        (Self::LinkedByEmail, "linked_by_email"),
        (Self::Unlinked, "unlinked"),
        (Self::SessionEnded, "session_ended"),
        (Self::OtherSessionsEnded, "other_sessions_ended"),
        (Self::Merged, "merged"),
        (Self::TokenRevoked, "token_revoked"),
    ];

    pub(super) fn code(self) -> &'static str {
        Self::ALL.into_iter().find(|(change, _)| *change == self).map_or("", |(_, code)| code)
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == code).map(|(change, _)| change)
    }

    /// The account page that reports this change, as the place to which a sign-in returns. It leads on to `next`, unless
    /// both together are too long for a place to return to.
    pub(super) fn return_to(self, app: &App, next: &ReturnTo) -> ReturnTo {
        app.return_policy.page_that_returns_to(&self.account_url(app.urls()), next)
    }

    /// The URL of the account page that reports this change.
    pub(super) fn account_url(self, urls: &PublicUrls) -> Url {
        let mut url = urls.account();
        url.query_pairs_mut().append_pair("done", self.code());
        url
    }
}
