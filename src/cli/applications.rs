//! `kaimu applications`: lists the configured applications.

use clap::Subcommand;
use serde::Serialize;

use super::application_text::{allow_text, rule_text};
use super::failure::Failure;
use super::help::example;
use super::output::{OutputFormat, print, print_json, table};
use crate::config::Settings;
use crate::domain::Application;

/// The subcommands of `kaimu applications`.
#[derive(Subcommand, Clone)]
pub(super) enum ApplicationsCommand {
    /// List the applications with their addresses, who may open them, and their rules
    #[command(after_help = example!("kaimu applications list --format json"))]
    List {
        /// Output format
        #[arg(long, value_enum, default_value = "table")]
        format: OutputFormat,
    },
}

/// Runs a subcommand.
pub(super) fn run(command: &ApplicationsCommand, settings: &Settings) -> Result<(), Failure> {
    let ApplicationsCommand::List { format } = command;
    let applications = settings.applications.iter();
    let printed = match format {
        OutputFormat::Json => print_json(&applications.map(ApplicationJson::new).collect::<Vec<_>>()),
        OutputFormat::Table => {
            let header = ["Name", "Address", "Allowed", "Rules"];
            print(&table(header, applications.flat_map(rows)))
        }
    };
    printed.map_err(Failure::Operator)
}

/// One row for each address and each rule, whichever are more.
fn rows(application: &Application) -> Vec<[String; 4]> {
    let numbered = |(index, rule)| format!("{}. {}", index + 1, rule_text(rule));
    let rules: Vec<String> = application.rules.iter().enumerate().map(numbered).collect();
    let row = |index: usize| {
        let first = |text: String| if index == 0 { text } else { String::new() };
        [
            first(application.name.clone()),
            application.urls.get(index).map(ToString::to_string).unwrap_or_default(),
            first(allow_text(&application.allow)),
            rules.get(index).cloned().unwrap_or_default(),
        ]
    };
    (0..application.urls.len().max(rules.len())).map(row).collect()
}

#[derive(Serialize)]
struct ApplicationJson<'a> {
    name: &'a str,
    urls: Vec<String>,
    allow: String,
    rules: Vec<String>,
    hidden: bool,
}

impl<'a> ApplicationJson<'a> {
    fn new(application: &'a Application) -> Self {
        Self {
            name: &application.name,
            urls: application.urls.iter().map(ToString::to_string).collect(),
            allow: allow_text(&application.allow),
            rules: application.rules.iter().map(rule_text).collect(),
            hidden: application.hidden,
        }
    }
}
