//! `kaimu audit`: what happened.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::Failure;
use super::operator::{OperatorFailure, moment, on_store, say, say_json, table, timestamp};
use crate::config::Settings;
use crate::domain::{Refusal, RequestContext};
use crate::flow::operator::{self, OperatorError};
use crate::store::Store;
use crate::store::audit_search::{self, AuditFilter, AuditRecord, OutcomeFilter};
use crate::store::user_admin::UserSelector;

/// What can be done.
#[derive(Subcommand, Clone)]
pub(super) enum Command {
    /// Show sign-ins, sign-outs, refusals, and what operators did; oldest first
    #[command(after_help = "Example: kaimu audit list --since 24h --outcome refused")]
    List(Asked),
}

/// Which entries, and how they are written.
#[derive(clap::Args, Clone)]
pub(super) struct Asked {
    /// How far back: a span such as 24h or 7d, a day such as 2026-11-24, or a moment such as 2026-11-24T08:00:00Z
    #[arg(long, default_value = "7d", value_parser = Since::parse)]
    since: Since,
    /// This user's alone, by username, id or proven e-mail address; one who was deleted by id
    #[arg(long)]
    user: Option<String>,
    /// Those alone that ended so: succeeded, refused, or the code of a refusal such as account.disabled
    #[arg(long, value_parser = outcome)]
    outcome: Option<OutcomeFilter>,
    /// How to write it; the table leaves out where requests came from
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For scripts
    Json,
    /// For spreadsheets
    Csv,
}

/// How far back.
#[derive(Clone, Copy)]
enum Since {
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
            _ => Err("expected a span such as 24h, a day such as 2026-11-24, or a moment such as 2026-11-24T08:00:00Z"
                .to_owned()),
        }
    }

    fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
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

/// Does it.
pub(super) fn run(command: &Command, settings: &Settings) -> Result<(), Failure> {
    let Command::List(asked) = command;
    let lifetimes = settings.lifetimes;
    on_store(settings, async |store: Store, context: RequestContext| {
        let user = match asked.user.as_deref().map(UserSelector::read) {
            // Perhaps of somebody who is gone.
            Some(UserSelector::Id(id)) => Some(id),
            Some(name) => Some(operator::show(&store, name, lifetimes, &context).await?.entry.user.id),
            None => None,
        };
        let search = AuditFilter { since: asked.since.before(context.now), user, outcome: asked.outcome.clone() };
        let found = store.read(move |connection| audit_search::find(connection, &search)).await;
        write(&found.map_err(OperatorError::from)?, asked.format)
    })
}

fn write(found: &[AuditRecord], format: Format) -> Result<(), OperatorFailure> {
    match format {
        Format::Json => say_json(&found.iter().map(EntryAnswer::of).collect::<Vec<_>>()),
        Format::Csv => {
            let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            writer.write_record(COLUMNS).map_err(std::io::Error::other)?;
            for entry in found {
                writer.serialize(EntryAnswer::of(entry)).map_err(std::io::Error::other)?;
            }
            let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
            say(String::from_utf8_lossy(&bytes).trim_end())
        }
        Format::Table => {
            let row = |it: &AuditRecord| {
                let who = it.username.clone().or(it.user.map(|id| id.to_string())).unwrap_or_default();
                [
                    moment(it.occurred_at),
                    format!("{} {}", it.action, it.outcome),
                    it.provider.clone(),
                    who,
                    it.request_id.clone(),
                ]
            };
            say(&table(["Time (UTC)", "What", "Provider", "User", "Request"], found.iter().map(row)))
        }
    }
}

/// The names of the columns of a spreadsheet, there even when nothing was found: the fields of an [`EntryAnswer`].
const COLUMNS: [&str; 8] = ["time", "action", "outcome", "provider", "user", "username", "address", "request"];

/// An entry, for scripts and spreadsheets.
#[derive(Serialize)]
struct EntryAnswer<'a> {
    time: String,
    action: &'a str,
    outcome: &'a str,
    provider: &'a str,
    user: Option<String>,
    username: Option<&'a str>,
    address: Option<&'a str>,
    request: &'a str,
}

impl<'a> EntryAnswer<'a> {
    fn of(found: &'a AuditRecord) -> Self {
        Self {
            time: timestamp(found.occurred_at),
            action: &found.action,
            outcome: &found.outcome,
            provider: &found.provider,
            user: found.user.map(|user| user.to_string()),
            username: found.username.as_deref(),
            address: found.address.as_deref(),
            request: &found.request_id,
        }
    }
}
