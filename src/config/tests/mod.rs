//! Tests of the configuration: valid settings, and the messages for invalid ones.

mod allowed_tenants;
mod applications;
mod audit;
mod authentication_strength;
mod authorization_request;
mod branding;
mod client;
mod effective;
mod env_file;
mod environment;
mod example;
mod file;
mod groups;
mod issuer;
mod logging;
mod metrics;
mod preset;
mod provider;
mod recheck;
mod reload;
mod server;
mod session;
mod sign_up;
mod tokens;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::diagnostics::ConfigProblems;
use super::load::load;
use super::settings::Settings;

/// Loads a configuration file with this text and these environment variables.
fn loaded(file: &str, variables: &[(&str, &str)]) -> Result<Settings, ConfigProblems> {
    let directory = tempfile::tempdir().unwrap();
    load(Some(&written(directory.path(), "kaimu.toml", file.as_bytes())), &environment(variables))
}

/// The problems of an invalid configuration, one line each.
#[track_caller]
fn problems(file: &str, variables: &[(&str, &str)]) -> String {
    loaded(file, variables).unwrap_err().to_string()
}

/// Asserts that there is one problem, and that its line contains all these parts.
#[track_caller]
fn assert_problem(file: &str, variables: &[(&str, &str)], parts: &[&str]) {
    let message = problems(file, variables);
    assert_eq!(message.lines().count(), 1, "{message}");
    for part in parts {
        assert!(message.contains(part), "no `{part}` in: {message}");
    }
}

fn environment(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn written(directory: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path
}
