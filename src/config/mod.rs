//! Configuration: reads the file and the environment, and checks them into [`Settings`].
//!
//! Defaults < configuration file < environment file < process environment. Each key is read on its own, so that the
//! operator sees every problem at once. No message repeats a value, which may be a secret.

mod applications;
mod audit;
mod branding;
mod database;
mod defaults;
mod diagnostics;
mod doctor;
mod effective;
mod env_file;
mod environment;
mod file;
mod file_lines;
mod http_url;
mod keys;
mod limits;
mod load;
mod logging;
mod metrics;
mod parse;
mod plain_text;
mod postgres_url;
mod provider;
mod raw_value;
mod referenced_file;
mod reload;
mod server;
mod session;
mod settings;
mod shown;
mod sign_up;
mod sources;
mod suggestion;
mod table_reader;
#[cfg(test)]
mod tests;
mod tokens;

pub use self::diagnostics::ConfigProblems;
pub use self::effective::{EffectiveConfig, EffectiveValue};
pub use self::load::{load, load_effective, load_listen, log_filter};
pub use self::raw_value::ValueSource;
pub use self::settings::Settings;
pub use self::shown::ShownValue;
