//! A value as the operator wrote it, before it is checked.

use serde_json::Value;

use super::env_file::Position;

/// The kind of name under which a value was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetBy {
    /// Its key in the configuration file; the value has a TOML type.
    File,
    /// Its long environment name; the value is text.
    LongName,
    /// Its short environment name; the value is text.
    ShortName,
}

/// The kind of place where a value was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueSource {
    /// Nowhere: it is the default, or there is none.
    Default,
    /// The configuration file.
    File,
    /// A variable of the process environment.
    Environment,
    /// A variable of the environment file.
    EnvironmentFile,
    /// A file that a variable with the ending `_FILE` names.
    ReferencedFile,
    /// The preset of the provider.
    Preset,
}

/// A value as the operator wrote it. No `Debug`: it may be a secret.
pub(super) struct RawValue {
    pub(super) value: Value,
    /// Where it was set, for messages: a key with its file, or an environment name.
    pub(super) location: String,
    pub(super) set_by: SetBy,
    /// The kind of place where it was set.
    pub(super) source: ValueSource,
    /// Where the value begins in the environment file; line 1, column 1 if it was set elsewhere.
    pub(super) start: Position,
}
