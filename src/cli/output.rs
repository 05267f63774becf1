//! Output of the commands: plain text, tables and JSON on standard output.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use clap::ValueEnum;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use super::failure::OperatorFailure;
use crate::domain::terminal_text;

/// The width of a table, in columns: the default width of a terminal.
pub(super) const WIDTH: u16 = 80;

/// The output format of a command.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum OutputFormat {
    /// Text in columns
    Table,
    /// JSON, for scripts
    Json,
}

/// Prints a text. A reader that closes the pipe early, such as `head`, is no error.
pub(super) fn print(text: &str) -> Result<(), OperatorFailure> {
    print_to_reader(text).map(|_| ())
}

/// Prints a text, and returns whether the reader still has the pipe open.
pub(super) fn print_to_reader(text: &str) -> Result<bool, OperatorFailure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.write_all(b"\n")).and_then(|()| output.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Prints a value as JSON.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), OperatorFailure> {
    print(&serde_json::to_string_pretty(value).map_err(io::Error::from)?)
}

/// A table without borders. Long texts are wrapped within their column.
pub(super) fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.set_header(header);
    format_table(table, rows)
}

/// A list of names and values, one of each per line.
pub(super) fn name_value_lines<'a>(lines: impl IntoIterator<Item = (&'a str, String)>) -> String {
    format_table(Table::new(), lines.into_iter().map(|(name, value)| [name.to_owned(), value]))
}

fn format_table<const N: usize>(mut table: Table, rows: impl IntoIterator<Item = [String; N]>) -> String {
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.add_rows(rows.into_iter().map(|row| row.map(|text| terminal_text(&text))));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// A time in tables, in UTC, to the minute.
pub(super) fn minute(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// A time in JSON: RFC 3339, in UTC, to the second.
pub(super) fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A number with its noun: "1 session", "2 sessions".
pub(super) fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}
