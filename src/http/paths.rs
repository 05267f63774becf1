//! The paths that cookies, middleware and handlers need to know. [`super::routes`] has all of them.

use crate::domain::{JWKS_PATH, RETURN_PATH};

pub(super) const DASHBOARD: &str = "/dashboard";
pub(super) const ACCOUNT: &str = "/account";
pub(super) const SIGN_OUT: &str = "/logout";
pub(super) const LINK: &str = "/account/link";
pub(super) const LINK_CONSENT: &str = "/account/link/confirm";
pub(super) const TOKENS: &str = "/account/tokens";
pub(super) const REAUTHENTICATION: &str = "/account/confirm";

/// Between a sign-in and the place to return to.
pub(super) const RETURN: &str = RETURN_PATH;

/// Carries a session from the host of `base_url` to that of `frontend_url`.
pub(super) const HAND_OVER: &str = "/auth/hand-over";
pub(super) const HAND_OVER_TICKET: &str = "/auth/hand-over/ticket";
pub(super) const HAND_OVER_COMPLETE: &str = "/auth/hand-over/complete";

/// Issues the ticket that carries a session to the host of an application.
pub(super) const APPLICATION_TICKET: &str = "/auth/application/ticket";
/// Asks the user to authenticate again for an application.
pub(super) const APPLICATION_STEP_UP: &str = "/auth/application/step-up";

/// The API, which scripts of other origins may read (CORS).
pub(super) const SESSION: &str = "/auth/session";
/// The API, like [`SESSION`].
pub(super) const SESSION_ACTIVITY: &str = "/auth/session/activity";
/// The API, like [`SESSION`].
pub(super) const PROVIDERS: &str = "/auth/oidc/providers";

/// The keys that verify assertions, which every origin may read.
pub(super) const JWKS: &str = JWKS_PATH;

/// Whether a route belongs to the API.
pub(super) fn is_api(pattern: Option<&str>) -> bool {
    matches!(pattern, Some(SESSION | SESSION_ACTIVITY | PROVIDERS))
}

/// Accepts POST requests from other sites (OpenID Connect Core, section 4): a start changes nothing here.
pub(super) const AUTHORIZE: &str = "/auth/oidc/{slug}/authorize";

/// Accepts POST requests from other sites, since providers send them in response mode `form_post`.
pub(super) const CALLBACK: &str = "/auth/oidc/{slug}/callback";
/// Accepts POST requests from other sites, since a provider's server sends them.
pub(super) const BACK_CHANNEL_LOGOUT: &str = "/auth/oidc/{slug}/backchannel-logout";
/// The only path that other sites may show in a frame, and the only GET request of another site that
/// ends sessions.
pub(super) const FRONT_CHANNEL_LOGOUT: &str = "/auth/oidc/{slug}/frontchannel-logout";
