//! What an operator may write, and what they are told when it is wrong.

mod admission;
mod at_run_time;
mod branding;
mod client;
mod env_file;
mod environment;
mod example;
mod file;
mod groups;
mod organizations;
mod preset;
mod provider;
mod request;
mod server;
mod session;
mod strength;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Problems, Settings, load};

/// Loads a file of this text with these environment variables.
fn loaded(file: &str, variables: &[(&str, &str)]) -> Result<Settings, Problems> {
    let directory = tempfile::tempdir().unwrap();
    load(Some(&written(directory.path(), "kaimu.toml", file.as_bytes())), &environment(variables))
}

/// What the operator is told about it.
#[track_caller]
fn refused(file: &str, variables: &[(&str, &str)]) -> String {
    loaded(file, variables).unwrap_err().to_string()
}

/// Asserts that there is one problem, and that its line has all these parts.
#[track_caller]
fn refused_with(file: &str, variables: &[(&str, &str)], parts: &[&str]) {
    let message = refused(file, variables);
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
