//! The process environment: its variables, the log, the configuration and the clock. The commands receive all of it as
//! values.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
use crate::config::{self, EffectiveConfig, Settings};
use crate::domain::{Clock, ListenAddress};
use crate::logging;

/// Starts the log. `RUST_LOG` sets what it contains. It is text until the configuration is read.
pub(super) fn start_log() {
    let mut builder = env_logger::Builder::new();
    builder
        .filter_level(log::LevelFilter::Info)
        .filter_module("actix_server", log::LevelFilter::Warn)
        // It warns about every foreign cookie, with which any client could fill the log.
        .filter_module("actix_session", log::LevelFilter::Error)
        // It reports every malformed request and every dropped connection as an error, which any client can cause.
        .filter_module("actix_http", log::LevelFilter::Off)
        .parse_default_env();
    if let Some(filter) = config::log_filter(&variables()) {
        builder.parse_filters(&filter);
    }
    builder.format(logging::write_line).init();
}

/// Reads the configuration: the file, or the default one, and the environment. Logs its warnings.
pub(super) fn read_settings(file: Option<&Path>) -> Result<Settings, Failure> {
    let settings = config::load(file, &variables())?;
    logging::set_format(settings.log_format);
    for warning in &settings.warnings {
        log::warn!("{warning}");
    }
    Ok(settings)
}

/// Reads which addresses the server listens on, whatever else is wrong with the configuration.
pub(super) fn read_listen(file: Option<&Path>) -> Result<Vec<ListenAddress>, Failure> {
    Ok(config::load_listen(file, &variables())?)
}

/// Reads the configuration, and returns each value with its source, also if it is invalid. Logs its warnings.
pub(super) fn read_effective_config(file: Option<&Path>) -> EffectiveConfig {
    let effective = config::load_effective(file, &variables());
    for warning in &effective.warnings {
        log::warn!("{warning}");
    }
    effective
}

/// The environment variables. Bytes that are not Unicode become replacement characters, which no setting except a
/// secret accepts.
fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .collect()
}

/// The clock of the system.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(super) fn system_clock() -> Clock {
    Arc::new(chrono::Utc::now)
}
