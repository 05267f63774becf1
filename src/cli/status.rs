//! `kaimu status`: what the running server knows about itself, its database and its providers.

use std::fmt::Write;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::control_socket;
use super::failure::{Failure, StatusFailure};
use super::output::{print, timestamp};
use super::running_server::RunningServer;
use super::socket_location::SocketLocation;
use crate::config::Settings;
use crate::doctor::CheckReport;
use crate::domain::{Check, Slug, Verdict, terminal_text};

/// The options of `kaimu status`.
#[derive(Args, Clone)]
pub(super) struct StatusOptions {
    /// Print JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// The status of a server, as it crosses the socket.
#[derive(Serialize, Deserialize)]
struct Status {
    version: String,
    /// RFC 3339, in UTC.
    started_at: String,
    uptime_seconds: i64,
    database: Availability,
    providers: Vec<ProviderStatus>,
    /// The last report of the checks, as `kaimu check --json` prints it.
    checks: Value,
}

#[derive(Serialize, Deserialize)]
struct ProviderStatus {
    slug: String,
    name: String,
    status: Availability,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Availability {
    Up,
    Down,
}

impl Availability {
    fn new(is_up: bool) -> Self {
        if is_up { Self::Up } else { Self::Down }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// The status of this server as JSON. It contains the last report of the checks. If there is none yet, waits for it, at
/// most 10 seconds; if it is older than a minute, new checks start in the background.
pub(super) async fn of_server(server: &RunningServer) -> String {
    let services = server.current.services();
    services.refresh_provider_status();
    let database = Availability::new(services.ready().await.is_ok());
    let report = server.doctor().report().await;
    let providers = services.providers().map(|provider| ProviderStatus {
        slug: provider.slug.to_string(),
        name: provider.name.clone(),
        status: Availability::new(!services.is_down(&provider.slug) && !is_unreachable(&report, &provider.slug)),
    });
    let status = Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: timestamp(server.started_at),
        uptime_seconds: ((server.clock)() - server.started_at).num_seconds(),
        database,
        providers: providers.collect(),
        checks: serde_json::to_value(report.for_scripts()).unwrap_or_default(),
    };
    serde_json::to_string_pretty(&status).unwrap_or_default()
}

/// Whether the last checks of this provider got no discovery document. Soon after a start, only they have asked it.
fn is_unreachable(report: &CheckReport, slug: &Slug) -> bool {
    report.findings.iter().any(|finding| {
        finding.provider.as_ref() == Some(slug)
            && finding.verdict == Verdict::Broken
            && matches!(finding.check, Check::HostName | Check::Tls | Check::Discovery)
    })
}

/// Asks the running server for its status, and prints it. Fails if no server answers, or if something is broken.
pub(super) fn run(options: &StatusOptions, settings: &Settings) -> Result<(), Failure> {
    let location = SocketLocation::new(settings);
    let no_server = |source| StatusFailure::NoServer { path: location.path().display().to_string(), source };
    let answer = control_socket::request_status(&location).map_err(no_server)?;
    let status: Status = serde_json::from_str(&answer).map_err(|_| StatusFailure::OtherVersion)?;
    let printed = if options.json { answer } else { text(&status) };
    print(&printed)?;
    let is_broken = status.database == Availability::Down || status.checks["verdict"] == Verdict::Broken.name();
    if is_broken { Err(StatusFailure::Broken.into()) } else { Ok(()) }
}

/// The status for the terminal. Of the findings, only the problems.
fn text(status: &Status) -> String {
    let Status { version, started_at, uptime_seconds, database, providers, checks } = status;
    let up = humantime::format_duration(std::time::Duration::from_secs(uptime_seconds.unsigned_abs()));
    let mut text = format!("Kaimu {}, up {up}, since {}\n", terminal_text(version), terminal_text(started_at));
    let _ = writeln!(text, "database: {}", database.name());
    for ProviderStatus { slug, name, status } in providers {
        let _ = writeln!(text, "{} ({}): {}", terminal_text(name), terminal_text(slug), status.name());
    }
    let member = |value: &Value, name: &str| terminal_text(value[name].as_str().unwrap_or_default());
    let findings = checks["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let marked = [Verdict::Broken, Verdict::Warning].into_iter().flat_map(|verdict| {
        let of_this_verdict = findings.iter().filter(move |finding| finding["verdict"] == verdict.name());
        of_this_verdict.map(move |finding| (verdict.mark(), finding))
    });
    let problems: Vec<(char, &Value)> = marked.collect();
    let _ = write!(text, "checked at {}: ", member(checks, "examined_at"));
    let _ = match problems.len() {
        0 => write!(text, "no problems"),
        1 => write!(text, "1 problem"),
        many => write!(text, "{many} problems"),
    };
    for (mark, finding) in problems {
        let provider = finding["provider"].as_str().map(|slug| format!("{}: ", terminal_text(slug)));
        let (seen, check) = (member(finding, "seen"), member(finding, "check"));
        let _ = write!(text, "\n  {mark} {}{seen} ({check})", provider.unwrap_or_default());
        if finding["remedy"].is_string() {
            let _ = write!(text, "\n      {}", member(finding, "remedy"));
        }
    }
    let not_examined: Vec<_> =
        checks["not_examined"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !not_examined.is_empty() {
        let codes = terminal_text(&not_examined.join(", "));
        let _ = write!(text, "\nnot examined: {codes} (`kaimu check` examines them)");
    }
    text
}
