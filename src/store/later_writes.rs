//! Writes of a transaction whose answers nobody needs. On Postgres, they wait, and go to the server together, as one
//! statement: a sign-in costs most where it waits for an answer.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use diesel::{IntoSql, PgConnection, QueryResult, RunQueryDsl};

use super::prepared_once::PreparedOnce;

/// How many wait at most. A sign-in has seven. A statement has a limited number of values, and each number of writes is another
/// statement, which connections keep prepared.
const MAX_WAITING: usize = 8;

/// One of them.
type Write = Box<dyn QueryFragment<Pg> + Send>;

/// The writes that have not been sent.
#[derive(Default)]
pub(super) struct LaterWrites(Vec<Write>);

impl LaterWrites {
    /// Adds one, and says whether they have to be sent now. It must not depend on what the others write, except by a foreign key:
    /// those are checked at the end of the statement.
    pub(super) fn add(&mut self, write: impl QueryFragment<Pg> + Send + 'static) -> bool {
        self.0.push(Box::new(write));
        self.0.len() == MAX_WAITING
    }

    /// Sends them, if there are any.
    pub(super) fn send(&mut self, connection: &mut PgConnection) -> QueryResult<()> {
        if !self.0.is_empty() {
            self.with(diesel::select(true.into_sql::<Bool>())).get_result::<bool>(connection)?;
        }
        Ok(())
    }

    /// The query together with them. It sees nothing of what they write.
    pub(super) fn with<Q>(&mut self, query: Q) -> PreparedOnce<Together<Q>> {
        PreparedOnce(Together { writes: std::mem::take(&mut self.0), query })
    }

    /// Forgets them: their transaction is rolled back.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// Writes and a query in one statement (Postgres 15 manual, section 7.8.4): each runs to its end, and none sees what another has
/// written.
pub(super) struct Together<Q> {
    writes: Vec<Write>,
    query: Q,
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Together<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, write) in self.writes.iter().enumerate() {
            let separator = if number == 0 { "WITH" } else { "," };
            pass.push_sql(&format!("{separator} write_{number} AS ("));
            write.walk_ast(pass.reborrow())?;
            pass.push_sql(") ");
        }
        self.query.walk_ast(pass)
    }
}

impl<Q: Query> Query for Together<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for Together<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
