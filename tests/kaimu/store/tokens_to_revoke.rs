//! The refresh tokens of ended sessions, until they are revoked.

use std::time::Duration;

use kaimu::domain::{
    ClientRegistration, Issuer, Lifetimes, LogoutScope, RecheckState, SealedRecheckCredential, SecretHash, Session,
    Subject, UpstreamSession, User,
};
use kaimu::store::session_admin::{self, SessionFilter};
use kaimu::store::{
    Connection, Store, StoreError, rechecks, sessions, tokens_to_revoke, upstream_sessions, user_admin,
};

use super::{at, change, identity, insert_user, session, user};
use crate::database::{Database, on_both_databases};

on_both_databases![
    whatever_deletes_a_session_keeps_its_refresh_token,
    a_session_without_a_refresh_token_leaves_none,
    a_token_is_due_when_no_session_of_its_identity_is_left,
    a_token_is_claimed_replaced_deleted_and_given_up,
    the_migration_to_hashed_session_ids_keeps_the_tokens_of_the_sessions_that_it_ends,
];

fn client() -> ClientRegistration {
    ClientRegistration { issuer: Issuer::new("https://idp.example"), id: "kaimu".to_owned() }
}

/// A session at the provider for this subject, with this refresh token.
async fn begin(store: &Store, user: &User, subject: &str, refresh_token: Option<&str>) -> Session {
    let session = session(user, 5, 5);
    let upstream = UpstreamSession {
        client: client(),
        subject: Subject::parse(subject).unwrap(),
        id: None,
        sealed_id_token: None,
        issued_at: None,
    };
    let credential = SealedRecheckCredential {
        refresh_token: refresh_token.map(str::to_owned),
        ..SealedRecheckCredential::default()
    };
    let state = RecheckState {
        credential,
        nonce: SecretHash::of("nonce"),
        authenticated_at: None,
        confirmed_at: at(5),
        asked_at: at(5),
        unanswered_since: None,
    };
    let (id, row) = (session.id, session.clone());
    change(store, move |c| {
        sessions::insert(c, &row)?;
        upstream_sessions::insert(c, id, &upstream)?;
        rechecks::insert(c, id, &state)
    })
    .await;
    session
}

/// The sealed tokens that are due, if none was tried since this time.
async fn due(store: &Store, then: i64) -> Vec<String> {
    let due = store.read(move |c| tokens_to_revoke::list_due(c, at(then), 10)).await.unwrap();
    assert!(due.iter().all(|token| token.client == client()));
    due.into_iter().map(|token| token.sealed).collect()
}

async fn whatever_deletes_a_session_keeps_its_refresh_token(database: Database) {
    type Deletion = fn(&mut Connection, &Session) -> Result<(), StoreError>;
    let store = database.open();
    let deletions: [(&str, Deletion); 8] = [
        ("delete", |c, session| sessions::delete(c, session.id)),
        ("end_all", |c, session| sessions::end_all(c, session.user, None).map(drop)),
        ("end_one", |c, session| sessions::end_one(c, session.user, session.id).map(drop)),
        ("delete_expired", |c, _| {
            let lifetimes = Lifetimes { idle: Duration::from_secs(1), absolute: Duration::from_secs(1) };
            sessions::delete_expired(c, &lifetimes, at(2000)).map(drop)
        }),
        ("end_matching", |c, _| {
            let scope = LogoutScope { session: None, subject: Some(Subject::parse("ada-1").unwrap()) };
            upstream_sessions::end_matching(c, &client(), &scope, None).map(drop)
        }),
        ("end_begun_by", |c, session| {
            upstream_sessions::end_begun_by(c, session.user, &identity("https://idp.example", "ada-1")).map(drop)
        }),
        ("end_some", |c, _| session_admin::end_some(c, &SessionFilter::All).map(drop)),
        ("user_admin::delete", |c, session| user_admin::delete(c, session.user)),
    ];
    for (name, deletion) in deletions {
        // A username is never given to another user.
        let ada = user(name);
        insert_user(&store, &ada).await;
        let session = begin(&store, &ada, "ada-1", Some(name)).await;
        let ended = session.clone();
        change(&store, move |c| deletion(c, &ended)).await;
        assert_eq!(database.count("sessions") + database.count("rechecks"), 0, "{name}");
        let kept = database.values("session_id || ' ' || refresh_token", "tokens_to_revoke");
        assert_eq!(kept, [Some(format!("{} {name}", session.id))]);
        let about = "issuer || ' ' || client_id || ' ' || subject || ' ' || (signed_in_at - 1767225600123)";
        let kept = database.values(about, "tokens_to_revoke");
        assert_eq!(kept, [Some("https://idp.example kaimu ada-1 5".to_owned())]);
        database.execute("DELETE FROM tokens_to_revoke");
        database.execute("DELETE FROM users");
    }
}

async fn a_session_without_a_refresh_token_leaves_none(database: Database) {
    let (store, ada) = (database.open(), user("ada"));
    insert_user(&store, &ada).await;
    begin(&store, &ada, "ada-1", None).await;
    let bare = session(&ada, 5, 5);
    change(&store, move |c| sessions::insert(c, &bare)).await;
    let ada = ada.id;
    assert_eq!(change(&store, move |c| sessions::end_all(c, ada, None)).await, 2);
    assert_eq!(database.count("tokens_to_revoke"), 0);
}

async fn a_token_is_due_when_no_session_of_its_identity_is_left(database: Database) {
    let (store, ada) = (database.open(), user("ada"));
    insert_user(&store, &ada).await;
    let mut ids = Vec::new();
    for (token, subject) in [("1", "ada-1"), ("2", "ada-1"), ("3", "ada-2")] {
        ids.push(begin(&store, &ada, subject, Some(token)).await.id);
    }
    let end = async |number: usize| {
        let id = ids[number - 1];
        change(&store, move |c| sessions::delete(c, id)).await;
    };
    assert!(due(&store, 0).await.is_empty());
    end(1).await;
    assert!(due(&store, 0).await.is_empty(), "the identity has another session");
    end(3).await;
    assert_eq!(due(&store, 0).await, ["3"], "of another identity");
    // The same subject has a session with another client, and at another issuer.
    for column in ["client_id", "issuer"] {
        database.execute(&format!("UPDATE provider_sessions SET {column} = 'another'"));
        let mut due = due(&store, 0).await;
        due.sort();
        assert_eq!(due, ["1", "3"], "{column}");
        database.execute("UPDATE provider_sessions SET client_id = 'kaimu', issuer = 'https://idp.example'");
    }
    end(2).await;
    assert_eq!(due(&store, 0).await.len(), 3);
    assert_eq!(store.read(|c| tokens_to_revoke::list_due(c, at(0), 2)).await.unwrap().len(), 2);
}

async fn a_token_is_claimed_replaced_deleted_and_given_up(database: Database) {
    let (store, ada) = (database.open(), user("ada"));
    insert_user(&store, &ada).await;
    let session = begin(&store, &ada, "ada-1", Some("first")).await;
    let ended = session.id;
    change(&store, move |c| sessions::delete(c, ended)).await;
    let list = || store.read(|c| tokens_to_revoke::list_due(c, at(50), 10));
    let [mut first, mut second] = [list().await.unwrap(), list().await.unwrap()];
    let (first, second) = (first.remove(0), second.remove(0));
    assert!(change(&store, move |c| tokens_to_revoke::claim(c, &first, at(20))).await);
    assert!(!change(&store, move |c| tokens_to_revoke::claim(c, &second, at(21))).await, "another was faster");
    assert!(due(&store, 19).await.is_empty() && due(&store, 20).await == ["first"]);

    let (id, of_ada) = (session.id, identity("https://idp.example", "ada-1"));
    change(&store, move |c| tokens_to_revoke::replace(c, id, &of_ada, "kaimu", "second", at(5))).await;
    change(&store, move |c| tokens_to_revoke::delete(c, id, "first")).await;
    assert_eq!(due(&store, 0).await, ["second"], "the later one stays, and was not tried");
    let listed = list().await.unwrap().remove(0);
    let replace_by = async |sealed: &'static str| {
        let of_ada = identity("https://idp.example", "ada-1");
        change(&store, move |c| tokens_to_revoke::replace(c, id, &of_ada, "kaimu", sealed, at(5))).await;
    };
    replace_by("third").await;
    assert!(!change(&store, move |c| tokens_to_revoke::claim(c, &listed, at(20))).await, "a later one has replaced it");
    assert_eq!(due(&store, 0).await, ["third"]);
    replace_by("second").await;
    change(&store, |c| tokens_to_revoke::give_up(c, at(6))).await;
    assert_eq!(due(&store, 0).await, ["second"], "a token that was never tried stays");
    database.execute(&format!("UPDATE tokens_to_revoke SET tried_at = {}", at(30).timestamp_millis()));
    change(&store, |c| tokens_to_revoke::give_up(c, at(5))).await;
    assert_eq!(database.count("tokens_to_revoke"), 1, "the sign-in was not before then");
    change(&store, |c| tokens_to_revoke::give_up(c, at(6))).await;
    assert_eq!(database.count("tokens_to_revoke"), 0);

    let of_ada = identity("https://idp.example", "ada-1");
    change(&store, move |c| tokens_to_revoke::replace(c, id, &of_ada, "kaimu", "third", at(5))).await;
    change(&store, move |c| tokens_to_revoke::delete(c, id, "third")).await;
    assert_eq!(database.count("tokens_to_revoke"), 0);
}

async fn the_migration_to_hashed_session_ids_keeps_the_tokens_of_the_sessions_that_it_ends(database: Database) {
    let (store, ada) = (database.open(), user("ada"));
    insert_user(&store, &ada).await;
    let mut sessions = Vec::new();
    for token in [Some("with an id"), None, Some("without an id")] {
        sessions.push(begin(&store, &ada, "ada-1", token).await.id);
    }
    let [with_token, without_token, left] = sessions[..] else { unreachable!() };
    let old =
        format!("UPDATE provider_sessions SET sid = 's-1' WHERE session_id IN ('{with_token}', '{without_token}')");
    database.execute(&old);
    let migration = include_str!("../../../migrations/2026-11-29-100000_upstream_session_hashes/up.sql");
    for statement in migration.split(';').filter(|it| it.contains("INSERT INTO") || it.contains("DELETE FROM")) {
        database.execute(statement);
    }
    assert_eq!(database.values("id", "sessions"), [Some(left.to_string())]);
    assert_eq!(database.values("session_id", "tokens_to_revoke"), [Some(with_token.to_string())]);
}
