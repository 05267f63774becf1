//! `kaimu audit`: shows the audit log.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::{Subcommand, ValueEnum};

use super::audit_entry::{AuditEntryOutput, COLUMNS};
use super::audit_follow;
use super::failure::{Failure, OperatorFailure};
use super::help::example;
use super::on_store::on_store;
use super::output::{minute, print, print_json, table};
use crate::config::Settings;
use crate::domain::{Refusal, RequestContext};
use crate::flow::operator::{self, OperatorError};
use crate::store::Store;
use crate::store::audit_search::{self, AuditFilter, AuditRecord, OutcomeFilter};
use crate::store::user_admin::UserSelector;

/// The subcommands of `kaimu audit`.
#[derive(Subcommand, Clone)]
pub(super) enum AuditCommand {
    /// Show sign-ins, sign-outs, refusals, accesses to applications and actions of operators, oldest first
    #[command(after_help = example!("kaimu audit list --since 24h --outcome refused"))]
    List(ListOptions),
    /// Print entries as JSON, one a line, and go on with new ones until the command is stopped: for a SIEM
    #[command(after_help = example!("kaimu audit follow --since 1h"))]
    Follow {
        /// Begin with entries since then, as for list. After a restart, entries may come again; each has an id
        #[arg(long, default_value = "10m", value_parser = Since::parse)]
        since: Since,
    },
}

/// Which entries are shown, and in which format.
#[derive(clap::Args, Clone)]
pub(super) struct ListOptions {
    /// Entries since then: a duration such as 24h or 7d, a day such as 2026-11-24, or a time such as
    /// 2026-11-24T08:00:00Z
    #[arg(long, default_value = "7d", value_parser = Since::parse)]
    since: Since,
    /// Only entries about this user: username, id or proven e-mail address; a deleted user's id
    #[arg(long)]
    user: Option<String>,
    /// Only entries with this outcome: succeeded, refused, or the code of a refusal such as account.disabled
    #[arg(long, value_parser = outcome)]
    outcome: Option<OutcomeFilter>,
    /// Output format; JSON and CSV also have the IP address of each request
    #[arg(long, value_enum, default_value = "table")]
    format: AuditFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum AuditFormat {
    /// Text in columns
    Table,
    /// JSON, for scripts
    Json,
    /// CSV, for spreadsheets
    Csv,
}

/// The time of the oldest entry to show.
#[derive(Clone, Copy)]
pub(super) enum Since {
    Ago(TimeDelta),
    At(DateTime<Utc>),
}

impl Since {
    fn parse(text: &str) -> Result<Self, String> {
        let span = humantime::parse_duration(text).ok().map(|span: Duration| TimeDelta::from_std(span));
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        match (span, day, DateTime::parse_from_rfc3339(text)) {
            (Some(Ok(span)), _, _) => Ok(Self::Ago(span)),
            (_, Some(day), _) => Ok(Self::At(day.and_time(NaiveTime::MIN).and_utc())),
            (_, _, Ok(moment)) => Ok(Self::At(moment.to_utc())),
            _ => {
                Err("expected a duration such as 24h, a day such as 2026-11-24, or a time such as 2026-11-24T08:00:00Z"
                    .to_owned())
            }
        }
    }

    fn start(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Ago(span) => now.checked_sub_signed(span).unwrap_or(DateTime::UNIX_EPOCH),
            Self::At(moment) => moment,
        }
    }
}

fn outcome(text: &str) -> Result<OutcomeFilter, String> {
    match text {
        "refused" => Ok(OutcomeFilter::IsNot("succeeded".to_owned())),
        code if code == "succeeded" || Refusal::from_code(code).is_some() => Ok(OutcomeFilter::Is(code.to_owned())),
        _ => Err("expected succeeded, refused, or the code of a refusal such as account.disabled".to_owned()),
    }
}

/// Runs a subcommand.
pub(super) fn run(command: &AuditCommand, settings: &Settings) -> Result<(), Failure> {
    let options = match command {
        AuditCommand::List(options) => options,
        AuditCommand::Follow { since } => return audit_follow::run(|now| since.start(now), settings),
    };
    let lifetimes = settings.lifetimes;
    on_store(settings, async |store: Store, context: RequestContext| {
        let user = match options.user.as_deref().map(UserSelector::read) {
            // The user may have been deleted.
            Some(UserSelector::Id(id)) => Some(id),
            Some(name) => Some(operator::show(&store, name, lifetimes, &context).await?.entry.user.id),
            None => None,
        };
        let search = AuditFilter { since: options.since.start(context.now), user, outcome: options.outcome.clone() };
        let found = store.read(move |connection| audit_search::find(connection, &search)).await;
        print_entries(&found.map_err(OperatorError::from)?, options.format)
    })
}

fn print_entries(found: &[AuditRecord], format: AuditFormat) -> Result<(), OperatorFailure> {
    match format {
        AuditFormat::Json => print_json(&found.iter().map(AuditEntryOutput::new).collect::<Vec<_>>()),
        AuditFormat::Csv => {
            let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            writer.write_record(COLUMNS).map_err(std::io::Error::other)?;
            for entry in found {
                writer.serialize(AuditEntryOutput::new(entry)).map_err(std::io::Error::other)?;
            }
            let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
            print(String::from_utf8_lossy(&bytes).trim_end())
        }
        AuditFormat::Table => {
            let row = |it: &AuditRecord| {
                let user = it.username.clone().or(it.user.map(|id| id.to_string())).unwrap_or_default();
                [
                    minute(it.occurred_at),
                    format!("{} {}", it.action, it.outcome),
                    it.provider.clone(),
                    user,
                    it.request_id.clone(),
                ]
            };
            let header = ["Time (UTC)", "What", "Provider", "User", "Request"];
            let has_applications = found.iter().any(|it| it.application.is_some());
            if !has_applications {
                return print(&table(header, found.iter().map(row)));
            }
            let [time, what, provider, user, request] = header;
            let wide = |it: &AuditRecord| {
                let [time, what, provider, user, request] = row(it);
                [time, what, provider, user, request, it.application.clone().unwrap_or_default()]
            };
            print(&table([time, what, provider, user, request, "Application"], found.iter().map(wide)))
        }
    }
}
