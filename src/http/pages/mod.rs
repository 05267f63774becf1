//! What all pages share: the layout, the languages, messages and static files.
//!
//! The templates of a feature are in the folder of that feature.

pub(super) mod assets;
pub(super) mod language;
pub(super) mod layout;
pub(super) mod messages;
pub(super) mod provider_mark;
pub(super) mod static_files;
