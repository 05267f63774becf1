//! The paths that more than the routes need.

pub(in crate::http) const SESSION: &str = "/auth/session";
pub(in crate::http) const PROVIDERS: &str = "/auth/oidc/providers";
pub(in crate::http) const DASHBOARD: &str = "/dashboard";
pub(in crate::http) const ACCOUNT: &str = "/account";
/// One of the two addresses at which another site may POST: providers do so in `form_post`.
pub(in crate::http) const CALLBACK: &str = "/auth/oidc/{slug}/callback";

/// The other one: a provider's server says who has signed out there.
pub(in crate::http) const BACK_CHANNEL_LOGOUT: &str = "/auth/oidc/{slug}/backchannel-logout";

/// The one address that may stand in a frame, and the one GET that ends something: a provider's page says who has signed out.
pub(in crate::http) const FRONT_CHANNEL_LOGOUT: &str = "/auth/oidc/{slug}/frontchannel-logout";
