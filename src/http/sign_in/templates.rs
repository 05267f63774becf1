//! The templates of the sign-in pages.

use askama::Template;
use url::Url;

use crate::domain::Remedy;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;

/// The sign-in page.
#[derive(Template)]
#[template(path = "login.html")]
pub(in crate::http) struct LoginPage<'a> {
    pub(in crate::http) layout: Layout,
    /// The provider of a refused sign-in is not among them: it has buttons of its own.
    pub(in crate::http) buttons: Vec<ProviderButton>,
    pub(in crate::http) refused: Option<RefusedSignIn<'a>>,
    /// How a sign-out went.
    pub(in crate::http) signed_out: Option<String>,
    /// Where the person goes after signing in, when it is not the dashboard.
    pub(in crate::http) destination: Option<String>,
    /// A redirect URI to register, for the operator who has no provider yet; otherwise `None`.
    pub(in crate::http) callback_example: Option<String>,
}

/// "Continue with {name}".
pub(in crate::http) struct ProviderButton {
    pub(in crate::http) name: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) mark: ProviderMark,
    /// This browser signed in with it last time.
    pub(in crate::http) last_used: bool,
    /// It did not answer when it was asked last.
    pub(in crate::http) unavailable: bool,
    /// There is no other.
    pub(in crate::http) is_only: bool,
}

/// A sign-in that was refused.
pub(in crate::http) struct RefusedSignIn<'a> {
    pub(in crate::http) message: ErrorMessage,
    pub(in crate::http) retry: Option<Retry>,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: Option<&'a str>,
}

/// How to start again with the same provider.
pub(in crate::http) struct Retry {
    pub(in crate::http) provider: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) other_account_url: Url,
    pub(in crate::http) remedy: Remedy,
}

/// The question before somebody signs in with a link.
#[derive(Template)]
#[template(path = "sign-in-link.html")]
pub(in crate::http) struct SignInLinkPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) name: &'a str,
}

/// Posts a provider's form once more, from our own origin.
#[derive(Template)]
#[template(path = "repost.html")]
pub(in crate::http) struct RepostPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) action: &'a str,
    pub(in crate::http) fields: &'a [(String, String)],
}
