//! A connection to a Postgres server: the transaction that begins with its next statement, and the writes that wait for it.

use std::borrow::Cow;
use std::fmt::Write;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::{PgConnection, QueryResult, RunQueryDsl};

use super::later_writes::{LaterWrites, Together};
use super::prepared_once::PreparedOnce;
use super::{lock, time_limits};
use crate::domain::Pooler;

/// READ COMMITTED, even if the server has another default: after the wait for a lock, the transaction must see what the previous
/// holder wrote.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// A connection to a Postgres server.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub struct PostgresConnection {
    connection: PgConnection,
    pooler: Pooler,
    /// Whether a transaction is to begin. It begins together with the first locks, which saves an answer.
    is_beginning: bool,
    later_writes: LaterWrites,
}

impl PostgresConnection {
    pub(super) fn new(connection: PgConnection, pooler: Pooler) -> Self {
        Self { connection, pooler, is_beginning: false, later_writes: LaterWrites::default() }
    }

    /// The connection, once its transaction has begun and the writes that wait are sent: no statement runs before them.
    ///
    /// # Errors
    /// That the transaction cannot begin, or that of a write that waits.
    pub fn ready(&mut self) -> QueryResult<&mut PgConnection> {
        self.begin_if_due()?;
        self.later_writes.send(&mut self.connection)?;
        Ok(&mut self.connection)
    }

    /// Begins a transaction, before the next statement.
    pub(super) fn begin(&mut self) {
        self.is_beginning = true;
    }

    /// Waits for these advisory locks, one after the other, and holds them until the transaction ends.
    pub(super) fn hold(&mut self, locks: &[i64]) -> QueryResult<()> {
        if self.is_beginning {
            return self.begin_with(locks);
        }
        let connection = self.ready()?;
        locks.iter().try_for_each(|number| lock::hold(connection, *number))
    }

    fn begin_if_due(&mut self) -> QueryResult<()> {
        if self.is_beginning { self.begin_with(&[]) } else { Ok(()) }
    }

    fn begin_with(&mut self, locks: &[i64]) -> QueryResult<()> {
        let mut begin = Cow::from(BEGIN);
        if self.pooler == Pooler::Transaction {
            let _ = write!(begin.to_mut(), "; {}", time_limits::of_transaction());
        }
        for number in locks {
            let _ = write!(begin.to_mut(), "; {}", lock::statement(*number));
        }
        AnsiTransactionManager::begin_transaction_sql(&mut self.connection, &begin).inspect_err(|_| {
            // Of a lock that another transaction holds, for example: a transaction has begun that Diesel does not know.
            // check: no connection with a transaction goes back to the pool
            AnsiTransactionManager::transaction_manager_status_mut(&mut self.connection).set_in_error();
        })?;
        // Not after an error: no statement may run outside the transaction.
        self.is_beginning = false;
        Ok(())
    }

    /// Asks a query whose answer does not depend on the writes that wait, together with them.
    ///
    /// # Errors
    /// Also that of a write.
    pub(super) fn load_with_later_writes<Q, T>(&mut self, query: Q) -> QueryResult<Vec<T>>
    where
        PreparedOnce<Together<Q>>: for<'query> LoadQuery<'query, PgConnection, T>,
    {
        self.begin_if_due()?;
        self.later_writes.with(query).load(&mut self.connection)
    }

    /// Sends this before the next statement, whose error is then that of this write, too.
    pub(super) fn write_later(&mut self, write: impl QueryFragment<Pg> + Send + 'static) -> QueryResult<()> {
        if self.later_writes.add(write) { self.ready().map(|_| ()) } else { Ok(()) }
    }

    /// The connection, to roll its transaction back. What has not been sent is forgotten.
    pub(super) fn forget_unsent(&mut self) -> &mut PgConnection {
        self.is_beginning = false;
        self.later_writes.forget();
        &mut self.connection
    }

    /// What stands between Kaimu and the server.
    pub(super) fn pooler(&self) -> Pooler {
        self.pooler
    }

    /// The connection alone.
    pub(super) fn into_connection(self) -> PgConnection {
        self.connection
    }
}
