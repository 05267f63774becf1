//! The templates of the dashboard and the account pages.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::domain::Groups;
use crate::http::account::changes::UnseenChanges;
use crate::http::account::lines::{AccountOwner, EventLine, IdentityLine, ProviderChoice, SessionLine};
use crate::http::account::tiles::Tile;
use crate::http::account::token_section::{TokenForm, TokenSection};
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;

/// The identities, sessions and events of the user.
#[derive(Template)]
#[template(path = "account.html")]
pub(in crate::http) struct AccountPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) notice: Option<Notice<'a>>,
    /// Shown if there is no notice, which reports the newest of them.
    pub(in crate::http) changes: Option<UnseenChanges>,
    pub(in crate::http) owner: AccountOwner,
    /// The id of the session, which the form for linking repeats.
    pub(in crate::http) own_session: String,
    /// Where the browser was going before the notice.
    pub(in crate::http) next_url: Option<&'a str>,
    pub(in crate::http) identities: Vec<IdentityLine>,
    /// The providers at which the user can link another identity.
    pub(in crate::http) providers: Vec<ProviderChoice>,
    /// The URL that the form for linking posts to.
    pub(in crate::http) link_url: String,
    /// How many sessions are shown, if there are more.
    pub(in crate::http) session_count: Option<String>,
    pub(in crate::http) sessions: Vec<SessionLine>,
    pub(in crate::http) access_tokens: Option<TokenSection>,
    pub(in crate::http) events: Vec<EventLine>,
    pub(in crate::http) dashboard_url: &'a str,
}

impl AccountPage<'_> {
    /// Whether the user could still sign in without this identity.
    fn can_unlink(&self, identity: &IdentityLine) -> bool {
        self.identities.iter().any(|other| other.id != identity.id && other.is_offered)
    }

    /// Whether no identity can sign in: each is of a provider that is no longer configured.
    fn has_no_way_to_sign_in(&self) -> bool {
        !self.identities.iter().any(|identity| identity.is_offered)
    }
}

/// The report of the last change or of a refusal.
pub(in crate::http) enum Notice<'a> {
    Changed {
        text: String,
        /// Whether to offer to end all other sessions.
        can_end_other_sessions: bool,
    },
    Refused {
        message: ErrorMessage,
        code: &'a str,
        request: Option<&'a str>,
        /// Whether another attempt to reauthenticate may succeed, with another provider or after a sign-out there.
        can_reauthenticate: bool,
    },
}

/// The signed-in user.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(in crate::http) struct DashboardPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) changes: Option<UnseenChanges>,
    pub(in crate::http) name: &'a str,
    pub(in crate::http) username: &'a str,
    pub(in crate::http) email: Option<&'a str>,
    pub(in crate::http) provider: &'a str,
    pub(in crate::http) signed_in_at: DateTime<Utc>,
    pub(in crate::http) tiles: Vec<Tile>,
}

impl DashboardPage<'_> {
    /// The first letters of the first two words of the name that start with a letter or digit, or else of the username.
    fn initials(&self) -> String {
        let first_letters = |text: &str| -> String {
            let letters =
                text.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_alphanumeric());
            letters.take(2).flat_map(char::to_uppercase).collect()
        };
        let initials = first_letters(self.name);
        if initials.is_empty() { first_letters(self.username) } else { initials }
    }
}

/// Shows a new access token, this once.
#[derive(Template)]
#[template(path = "access-token.html")]
pub(in crate::http) struct NewTokenPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) token: &'a str,
    pub(in crate::http) name: &'a str,
    /// The names of the applications that it is for.
    pub(in crate::http) applications: Vec<String>,
    pub(in crate::http) expires_at: DateTime<Utc>,
    /// Within how many days the user has to sign in again.
    pub(in crate::http) sign_in_days: &'a str,
    pub(in crate::http) account_url: &'a str,
}

/// Asks for reauthentication, before the user may change how they sign in.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(in crate::http) struct ReauthenticationPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) owner: AccountOwner,
    /// The id of the session, which the form repeats.
    pub(in crate::http) own_session: String,
    pub(in crate::http) providers: Vec<ProviderChoice>,
    pub(in crate::http) action: &'a str,
    pub(in crate::http) account_url: &'a str,
}

/// Shows which identity goes to which account, and asks for confirmation.
#[derive(Template)]
#[template(path = "link.html")]
pub(in crate::http) struct LinkPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) identity: IdentityLine,
    pub(in crate::http) owner: AccountOwner,
    pub(in crate::http) pending: String,
    pub(in crate::http) return_to: &'a str,
}

/// Shows what a merge will do, and asks for confirmation.
#[derive(Template)]
#[template(path = "merge.html")]
pub(in crate::http) struct MergePage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) kept: MergeSide,
    pub(in crate::http) removed: MergeSide,
    pub(in crate::http) pending: String,
    pub(in crate::http) return_to: &'a str,
}

/// One of the two users.
pub(in crate::http) struct MergeSide {
    pub(in crate::http) id: String,
    pub(in crate::http) owner: AccountOwner,
    pub(in crate::http) created_at: DateTime<Utc>,
    pub(in crate::http) identities: Vec<IdentityLine>,
}
