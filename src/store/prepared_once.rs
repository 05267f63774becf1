//! Statements that a connection prepares once, and keeps.

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool};

/// A statement of which there are few texts. Diesel keeps what it has prepared by itself, except an update, an upsert and
/// written SQL: their text could be another one each time, so that it would keep them all. It has to be loaded: `execute` asks a
/// reference to the statement, which does not pass the answer on.
#[derive(Debug, Clone, Copy)]
pub(super) struct PreparedOnce<Q>(pub(super) Q);

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for PreparedOnce<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: Query> Query for PreparedOnce<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for PreparedOnce<Q> {
    type QueryId = ();
    // It is found by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, C> RunQueryDsl<C> for PreparedOnce<Q> {}

/// A write that returns no rows, to be loaded, since [`PreparedOnce`] is.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithoutRows<W>(pub(super) W);

impl<W: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for WithoutRows<W> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

impl<W> Query for WithoutRows<W> {
    type SqlType = Bool;
}

/// A write on Postgres, and how many rows it has changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<W>(pub(super) W);

impl<W: QueryFragment<Pg>> QueryFragment<Pg> for Counted<W> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("WITH changed AS (");
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(" RETURNING 1) SELECT COUNT(*) FROM changed");
        Ok(())
    }
}

impl<W> Query for Counted<W> {
    type SqlType = BigInt;
}
