//! The clock of the database server, which all instances share.

use chrono::{DateTime, Utc};
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use super::connection::Connection;
use super::error::StoreError;
use super::row;

#[derive(diesel::QueryableByName)]
struct Milliseconds {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// The time of the Postgres server; `None` for SQLite, which has the clock of this machine.
pub fn time_of_server(connection: &mut Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Connection::Postgres(postgres) = connection else { return Ok(None) };
    let now = "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT) AS value";
    let row: Milliseconds = diesel::sql_query(now).get_result(postgres.ready()?)?;
    row::time(row.value, "clock_timestamp").map(Some)
}
