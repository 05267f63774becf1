//! The user that a statement changes something of, if an operator has not disabled them.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Text};
use diesel::sqlite::Sqlite;

use crate::domain::UserId;

/// In a statement, the id of this user, or null if there is none or they are disabled. Postgres locks their row before any
/// other row that the statement changes, and waits for a transaction that disables them. SQLite has one writer at a time.
#[derive(Debug, QueryId)]
pub(super) struct EnabledUser(String);

impl EnabledUser {
    pub(super) fn with_id(id: UserId) -> Self {
        Self(id.to_string())
    }

    fn select<'b, DB>(&'b self, pass: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Text>,
        String: ToSql<Text, DB>,
    {
        pass.push_sql("(SELECT users.id FROM users WHERE users.disabled_at IS NULL AND users.id = ");
        pass.push_bind_param::<Text, _>(&self.0)
    }
}

impl QueryFragment<Pg> for EnabledUser {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.select(&mut pass)?;
        pass.push_sql(" FOR NO KEY UPDATE)");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for EnabledUser {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.select(&mut pass)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl Expression for EnabledUser {
    type SqlType = Text;
}

impl<Table> AppearsOnTable<Table> for EnabledUser {}

impl ValidGrouping<()> for EnabledUser {
    type IsAggregate = is_aggregate::Never;
}
