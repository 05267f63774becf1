//! The locks for which instances on one Postgres server wait.

use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, PgConnection, QueryResult, RunQueryDsl};

/// The first number of Kaimu's advisory locks on Postgres: "kaimu" in ASCII, so that other programs hardly use the
/// same.
const LOCK_SPACE: i64 = 0x006b_6169_6d75_0000;

/// The locks for which instances on one Postgres server wait. SQLite needs none: it has one writer at a time.
#[derive(Debug, Clone, Copy)]
pub enum Lock {
    /// Held while the migrations run.
    Migrations = 1,
    /// Held while it is decided which user an identity belongs to.
    Accounts = 2,
    /// Held while it is decided which keys sign assertions.
    AssertionKeys = 3,
}

impl Lock {
    /// Its number on the Postgres server.
    pub(super) fn number(self) -> i64 {
        LOCK_SPACE + self as i64
    }
}

diesel::define_sql_function! {
    /// Returns `void`, of which can be asked whether it is `NULL`, and nothing else.
    fn pg_advisory_xact_lock(number: BigInt) -> Nullable<Bool>;
}

/// Waits until no other transaction holds the advisory lock of this number, and holds it until this transaction ends.
pub(super) fn hold(connection: &mut PgConnection, number: i64) -> QueryResult<()> {
    // Written as SQL, it would be prepared each time, before it runs.
    diesel::select(pg_advisory_xact_lock(number).is_null()).get_result::<bool>(connection)?;
    Ok(())
}

/// The same, as a statement to send together with others.
pub(super) fn statement(number: i64) -> String {
    format!("SELECT pg_advisory_xact_lock({number})")
}
