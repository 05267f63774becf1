//! Sign-in: the sign-in page, the redirect to the provider, the callback, sign-in links and test sign-ins.

pub(super) mod authorize;
mod browser;
pub(super) mod callback;
mod fetch_metadata;
pub(super) mod hand_over;
pub(super) mod link;
pub(super) mod lost_cookie;
pub(super) mod page;
pub(super) mod refuse;
mod repetition;
pub(super) mod return_page;
pub(super) mod start;
pub(super) mod templates;
pub(super) mod trial;
