//! The relations between tables, and concurrent transactions.

use diesel::RunQueryDsl;
use futures_util::future::join_all;
use kaimu::domain::{AuditEntry, AuditEvent, Profile, RequestContext, RequestId, SecretHash, Slug};
use kaimu::flow::random;
use kaimu::store::{Connection, Lock, StoreError, audit, sessions, sign_ins, users};

use super::{at, change, find_session, insert_session, insert_user, link, session, user, verified};
use crate::database::{Database, on_both_databases};

on_both_databases![
    identities_and_sessions_are_deleted_with_their_user_and_the_audit_log_stays,
    what_is_written_later_is_there_for_the_next_statement_and_at_the_end,
    thousands_of_writes_can_wait_in_one_transaction,
    a_transaction_that_fails_or_panics_changes_nothing,
    sixteen_concurrent_transactions_that_read_and_then_write_all_succeed_one_after_the_other,
];

async fn identities_and_sessions_are_deleted_with_their_user_and_the_audit_log_stays(database: Database) {
    let store = database.open();
    for name in ["ada", "bob"] {
        let user = user(name);
        insert_user(&store, &user).await;
        link(&store, &user, verified(name, Profile::default()), 0).await;
        insert_session(&store, &session(&user, 0, 0), name).await;
        let context = RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: at(0) };
        let provider = Slug::parse("okta").unwrap();
        let entry = AuditEntry { event: AuditEvent::SignedIn, provider, user: Some(user.id), context };
        change(&store, move |c| audit::insert(c, random::id(at(0)), &entry)).await;
    }
    // SQLite enforces foreign keys per connection, so this uses a connection of the pool.
    change(&store, |c| {
        let sql = diesel::sql_query("DELETE FROM users WHERE username = 'ada'");
        Ok(match c {
            Connection::Postgres(c) => sql.execute(c.ready()?)?,
            Connection::Sqlite(c) => sql.execute(c)?,
        })
    })
    .await;
    let left = ["users", "identities", "sessions", "audit_events"].map(|table| database.count(table));
    assert_eq!(left, [1, 1, 1, 2]);
    assert!(find_session(&store, "bob").await.is_some());
    let orphan = session(&user("unknown"), 0, 0);
    let refused = store.write(move |c| sessions::insert(c, &orphan)).await;
    assert!(matches!(refused, Err(StoreError::Query(_))), "{refused:?}");
}

async fn what_is_written_later_is_there_for_the_next_statement_and_at_the_end(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let insert = move |c: &mut Connection| {
        let context = RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: at(0) };
        let provider = Slug::parse("okta").unwrap();
        let entry = AuditEntry { event: AuditEvent::SignedIn, provider, user: Some(ada.id), context };
        audit::insert(c, random::id(at(0)), &entry)
    };
    let read = change(&store, move |c| {
        insert(c)?;
        insert(c)?;
        audit::recent_events(c, ada.id, 9)
    });
    assert_eq!(read.await.len(), 2);
    change(&store, insert).await;
    store.read(insert).await.unwrap();
    assert_eq!(database.count("audit_events"), 4);
    let failed: Result<(), StoreError> = store
        .write(move |c| {
            insert(c)?;
            Err(StoreError::TimedOut)
        })
        .await;
    assert!(failed.is_err());
    change(&store, |_| Ok(())).await;
    assert_eq!(database.count("audit_events"), 4);
}

/// In one statement, these would have more values than Postgres takes.
async fn thousands_of_writes_can_wait_in_one_transaction(database: Database) {
    let store = database.open();
    let context = RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: at(0) };
    let provider = Slug::parse("okta").unwrap();
    let entry = AuditEntry { event: AuditEvent::SignedIn, provider, user: None, context };
    change(&store, move |c| (0..7000).try_for_each(|_| audit::insert(c, random::id(at(0)), &entry))).await;
    assert_eq!(database.count("audit_events"), 7000);
}

async fn a_transaction_that_fails_or_panics_changes_nothing(database: Database) {
    let store = database.open();
    let half_done = |c: &mut Connection| {
        assert!(users::insert(c, &user("ada")).unwrap());
        assert!(sign_ins::redeem(c, &SecretHash::of("state"), at(0), at(0)).unwrap().is_some());
    };
    let failed: Result<(), StoreError> = store
        .write(move |c| {
            half_done(c);
            Err(StoreError::InvalidRow("users"))
        })
        .await;
    assert!(matches!(failed, Err(StoreError::InvalidRow("users"))), "{failed:?}");
    let panicked: Result<(), StoreError> = store
        .write(move |c| {
            half_done(c);
            panic!("midway");
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Aborted)), "{panicked:?}");
    assert_eq!((database.count("users"), database.count("completed_sign_ins")), (0, 0));
    // Not Ada again: a transaction that is still open on another connection would block this one.
    insert_user(&store, &user("bob")).await;
    assert_eq!(database.count("users"), 1);
}

/// Without the lock, two transactions would count the same on Postgres. Without BEGIN IMMEDIATE, SQLite would report
/// "database is locked".
async fn sixteen_concurrent_transactions_that_read_and_then_write_all_succeed_one_after_the_other(database: Database) {
    // Two instances.
    let stores = [database.open(), database.open()];
    let writers = (0..16).map(|writer| {
        let store = stores[writer % 2].clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                let added = change(&store, |c| {
                    c.wait_for(Lock::Accounts)?;
                    let sql = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS count FROM users");
                    let Count { count } = match c {
                        Connection::Postgres(c) => sql.get_result(c.ready()?)?,
                        Connection::Sqlite(c) => sql.get_result(c)?,
                    };
                    users::insert(c, &user(&format!("user-{count}")))
                });
                assert!(added.await, "another transaction has counted the same");
            }
        })
    });
    for finished in join_all(writers).await {
        finished.unwrap();
    }
    assert_eq!(database.count("users"), 320);
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_transaction_that_did_not_get_its_lock_is_not_kept_in_the_pool() {
    let database = Database::postgres();
    let (store, other) = (database.open(), database.open());
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (held, is_held) = tokio::sync::oneshot::channel();
    let holder = other.write(move |c| {
        c.wait_for(Lock::AssertionKeys)?;
        held.send(()).unwrap();
        let _ = released.recv();
        Ok::<_, StoreError>(())
    });
    let waiter = async {
        is_held.await.unwrap();
        let refused = store.write(|c| c.wait_for(Lock::AssertionKeys)).await;
        assert!(matches!(refused, Err(StoreError::LockHeld(Lock::AssertionKeys))), "{refused:?}");
        assert_eq!(store.pool_state().idle, 0);
        drop(release);
    };
    let (result, ()) = futures_util::join!(holder, waiter);
    result.unwrap();
    store.write(|c| c.wait_for(Lock::AssertionKeys)).await.unwrap();
}
