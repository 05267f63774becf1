//! The templates of the sign-in pages.

use askama::Template;
use url::Url;

use crate::domain::Remedy;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;

/// The sign-in page, with the report of a refused sign-in or of a sign-out.
#[derive(Template)]
#[template(path = "login.html")]
pub(in crate::http) struct LoginPage<'a> {
    pub(in crate::http) layout: Layout,
    /// Without the provider of the refused sign-in, which has its own buttons.
    pub(in crate::http) buttons: Vec<ProviderButton>,
    pub(in crate::http) refused: Option<RefusedSignIn<'a>>,
    /// The report of a sign-out.
    pub(in crate::http) signed_out: Option<String>,
    /// Whether the provider of the last sign-in of this browser is no longer configured.
    pub(in crate::http) last_provider_is_gone: bool,
    /// Where the browser goes after the sign-in, unless it is the dashboard.
    pub(in crate::http) destination: Option<String>,
    /// An example of a redirect URI for the operator, if no provider is configured.
    pub(in crate::http) callback_example: Option<String>,
}

/// "Continue with {name}".
pub(in crate::http) struct ProviderButton {
    pub(in crate::http) name: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) mark: ProviderMark,
    /// Whether this browser used the provider for its last sign-in.
    pub(in crate::http) last_used: bool,
    /// Whether the provider did not answer recently.
    pub(in crate::http) unavailable: bool,
    /// Whether it is the only provider.
    pub(in crate::http) is_only: bool,
}

/// The report of a refused sign-in.
pub(in crate::http) struct RefusedSignIn<'a> {
    pub(in crate::http) message: ErrorMessage,
    pub(in crate::http) retry: Option<Retry>,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: Option<&'a str>,
}

/// Links to try again with the same provider.
pub(in crate::http) struct Retry {
    pub(in crate::http) provider: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) other_account_url: Url,
    pub(in crate::http) remedy: Remedy,
}

/// Asks for confirmation before a sign-in with a sign-in link.
#[derive(Template)]
#[template(path = "sign-in-link.html")]
pub(in crate::http) struct SignInLinkPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) name: &'a str,
}

/// Asks a user who is signed in whether to sign in with another provider, since another site asks for it.
#[derive(Template)]
#[template(path = "switch.html")]
pub(in crate::http) struct SwitchPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) name: &'a str,
    /// The name of the other provider.
    pub(in crate::http) provider: &'a str,
    pub(in crate::http) return_url: &'a str,
    pub(in crate::http) start_url: &'a str,
}

/// Leads to the place to which a sign-in returns.
#[derive(Template)]
#[template(path = "return.html")]
pub(in crate::http) struct ReturnPage<'a> {
    pub(in crate::http) layout: Layout,
    /// The absolute URL.
    pub(in crate::http) place: &'a str,
    /// Whether it replaces an address that was too long. If not, the script goes on at once.
    pub(in crate::http) is_shortened: bool,
}

/// Posts the form of a provider again, from our own origin.
#[derive(Template)]
#[template(path = "repost.html")]
pub(in crate::http) struct RepostPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) action: &'a str,
    pub(in crate::http) fields: &'a [(String, String)],
}
