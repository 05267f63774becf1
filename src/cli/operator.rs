//! What the operator's commands share: the database, which a server may be using at the same time, and their output.

use std::io::{self, Write};

use actix_web::rt::System;
use chrono::{DateTime, SecondsFormat, Utc};
use clap::ValueEnum;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use super::{Failure, system_clock};
use crate::config::Settings;
use crate::domain::{RequestContext, RequestId, error_chain, terminal_text};
use crate::flow::operator::OperatorError;
use crate::flow::random;
use crate::store::Store;

/// Where a terminal ends that nobody has made wider.
const COLUMNS: u16 = 80;

/// How an answer is written.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For scripts
    Json,
}

/// Why an operator's command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum OperatorFailure {
    /// It cannot be done.
    #[error("{}", error_chain(.0))]
    Undone(#[from] OperatorError),
    /// Exit status 2, as for every argument that is missing.
    #[error(
        "kaimu users delete asks before it deletes, and there is no terminal to ask at; add --yes to delete at once"
    )]
    NobodyToAsk,
    /// The operator thought better of it.
    #[error("nothing was deleted")]
    NotConfirmed,
    /// The terminal, or what it stands for, takes nothing.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

/// Opens the database and runs a command on it, which has an id and a time, as a request has.
pub(super) fn on_store<T, E: Into<OperatorFailure>>(
    settings: &Settings,
    command: impl AsyncFnOnce(Store, RequestContext) -> Result<T, E>,
) -> Result<T, Failure> {
    let store = Store::open_existing(&settings.database_url)?;
    let context =
        RequestContext { request: RequestId::from_random(random::bytes()), address: None, now: (system_clock())() };
    let done = System::new().block_on(command(store, context));
    done.map_err(|error| Failure::Operator(error.into()))
}

/// Writes an answer. Whoever stops reading, such as `head`, has read enough.
pub(super) fn say(text: &str) -> Result<(), OperatorFailure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.write_all(b"\n")).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes an answer for scripts.
pub(super) fn say_json(answer: &impl Serialize) -> Result<(), OperatorFailure> {
    say(&serde_json::to_string_pretty(answer).map_err(io::Error::from)?)
}

/// A table without lines, as wide as a terminal at most: longer texts are wrapped within their column.
pub(super) fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.set_header(header);
    lay_out(table, rows)
}

/// What is known about something, line by line.
pub(super) fn lines<'a>(lines: impl IntoIterator<Item = (&'a str, String)>) -> String {
    lay_out(Table::new(), lines.into_iter().map(|(name, value)| [name.to_owned(), value]))
}

fn lay_out<const N: usize>(mut table: Table, rows: impl IntoIterator<Item = [String; N]>) -> String {
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(COLUMNS);
    table.add_rows(rows.into_iter().map(|row| row.map(|text| terminal_text(&text))));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// A moment for people.
pub(super) fn moment(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// A moment for scripts: RFC 3339, in UTC, to the second.
pub(super) fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// "1 session", "2 sessions".
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
