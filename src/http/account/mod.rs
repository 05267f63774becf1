//! The dashboard, and the account page: linked identities, sessions, access tokens, events, changes, and merging two users.

pub(super) mod changes;
pub(super) mod dashboard;
pub(super) mod identities;
pub(super) mod lines;
pub(super) mod link_consent;
pub(super) mod messages;
pub(super) mod page;
mod redirects;
pub(super) mod sessions;
pub(super) mod templates;
pub(super) mod tiles;
pub(super) mod token_section;
pub(super) mod tokens;
