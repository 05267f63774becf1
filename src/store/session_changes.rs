//! What a transaction has changed about sessions. Triggers of the database record it, so that no change is forgotten
//! (`migrations-postgres` and `migrations-sqlite`).

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryResult, RunQueryDsl, SqliteConnection};

use super::connection::Connection;
use super::error::StoreError;
use super::prepared_once::PreparedOnce;
use super::sqlite;
use crate::domain::SessionChanges;

/// What a transaction has changed so far.
#[derive(Debug)]
pub(super) struct RecordedChanges {
    pub(super) changes: SessionChanges,
    /// On SQLite, the numbers of the first and the last change.
    pub(super) numbers: Option<(i64, i64)>,
}

/// Takes what this transaction has changed. The caller commits it next.
pub(super) fn take(connection: &mut Connection) -> Result<RecordedChanges, StoreError> {
    let mut changes = SessionChanges::default();
    match connection {
        Connection::Postgres(postgres) => {
            let query = "SELECT current_setting('kaimu.session_changes', true) AS changes";
            let row: ChangesSetting = PreparedOnce(diesel::sql_query(query)).get_result(postgres.ready()?)?;
            row.changes.unwrap_or_default().split_ascii_whitespace().for_each(|change| changes.add(change));
            Ok(RecordedChanges { changes, numbers: None })
        }
        Connection::Sqlite(c) => {
            let query = "DELETE FROM session_changes RETURNING id, change";
            let rows: Vec<ChangeRow> = sqlite::noted(PreparedOnce(diesel::sql_query(query)).load(c))?;
            for row in &rows {
                changes.add(&row.change);
            }
            let numbers = || rows.iter().map(|row| row.id);
            Ok(RecordedChanges { changes, numbers: numbers().min().zip(numbers().max()) })
        }
    }
}

/// The number of the last change that was committed to an SQLite file.
pub(super) fn last_number(connection: &mut SqliteConnection) -> QueryResult<i64> {
    let query = "SELECT COALESCE(MAX(seq), 0) AS number FROM sqlite_sequence WHERE name = 'session_changes'";
    diesel::sql_query(query).get_result::<LastNumber>(connection).map(|row| row.number)
}

#[derive(diesel::QueryableByName)]
struct ChangesSetting {
    #[diesel(sql_type = Nullable<Text>)]
    changes: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct ChangeRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    change: String,
}

#[derive(diesel::QueryableByName)]
struct LastNumber {
    #[diesel(sql_type = BigInt)]
    number: i64,
}
