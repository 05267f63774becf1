//! What all pages have in common: the layout, languages, messages and static files. The templates are with their
//! features.

pub(super) mod assets;
pub(super) mod language;
pub(super) mod layout;
pub(super) mod messages;
pub(super) mod provider_mark;
pub(super) mod static_files;
