//! The cookies that Kaimu sets.

pub(super) mod pending_link;
pub(super) mod preferences;
pub(super) mod session;
pub(super) mod sign_in_attempt;
