//! Upstream sessions, and logout tokens.

use kaimu::domain::{
    ClientRegistration, Issuer, LogoutScope, LogoutToken, SecretHash, Session, Subject, UpstreamSession,
    UpstreamSessionId, User,
};
use kaimu::store::{Store, logout_tokens, sessions, upstream_sessions};

use super::{at, change, find_session, identity, insert_session, insert_user, session, user};
use crate::database::{Database, on_both_databases};

on_both_databases![
    the_upstream_session_is_kept_until_its_session_ends,
    sessions_end_by_their_upstream_session_id_or_by_their_subject,
    the_sessions_that_an_identity_began_end_for_its_user,
    the_latest_signing_algorithm_of_a_client_is_found,
    a_logout_token_is_recorded_once_until_it_is_deleted,
    a_logout_token_has_ended_the_upstream_sessions_that_are_not_younger,
];

fn client(id: &str) -> ClientRegistration {
    ClientRegistration { issuer: Issuer::new("https://idp.example"), id: id.to_owned() }
}

fn upstream_session(subject: &str, sid: Option<&str>) -> UpstreamSession {
    UpstreamSession {
        client: client("kaimu"),
        subject: Subject::parse(subject).unwrap(),
        id: sid.and_then(UpstreamSessionId::of),
        sealed_id_token: None,
        issued_at: None,
    }
}

async fn begin(store: &Store, user: &User, token: &str, upstream: UpstreamSession) -> Session {
    let session = session(user, 0, 0);
    insert_session(store, &session, token).await;
    let id = session.id;
    change(store, move |c| upstream_sessions::insert(c, id, &upstream)).await;
    session
}

async fn the_upstream_session_is_kept_until_its_session_ends(database: Database) {
    let (store, ada) = (database.open(), user("ada"));
    insert_user(&store, &ada).await;
    let whole =
        UpstreamSession { sealed_id_token: Some("sealed".to_owned()), ..upstream_session("ada-1", Some("s-1")) };
    let (session, bare) = (
        begin(&store, &ada, "with everything", whole).await,
        begin(&store, &ada, "with nothing", upstream_session("ada-1", None)).await,
    );
    let found = |id| store.read(move |c| upstream_sessions::find(c, id));
    let kept = found(session.id).await.unwrap().unwrap();
    assert_eq!(kept.client, client("kaimu"));
    assert_eq!((kept.subject.as_str(), kept.id), ("ada-1", UpstreamSessionId::of("s-1")));
    assert_eq!(kept.sealed_id_token.as_deref(), Some("sealed"));
    let kept = found(bare.id).await.unwrap().unwrap();
    assert!(kept.id.is_none() && kept.sealed_id_token.is_none());

    let id = session.id;
    change(&store, move |c| sessions::delete(c, id)).await;
    assert!(found(session.id).await.unwrap().is_none());
    assert_eq!(database.count("provider_sessions"), 1);
}

async fn the_sessions_that_an_identity_began_end_for_its_user(database: Database) {
    let (store, ada, bob) = (database.open(), user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    let first = begin(&store, &ada, "1", upstream_session("ada-1", Some("s-1"))).await;
    let second = begin(&store, &ada, "2", upstream_session("ada-1", None)).await;
    begin(&store, &ada, "3", upstream_session("ada-2", None)).await;
    begin(&store, &bob, "4", upstream_session("ada-1", None)).await;
    let end = async |issuer: &'static str| {
        let of_ada = identity(issuer, "ada-1");
        change(&store, move |c| upstream_sessions::end_begun_by(c, ada.id, &of_ada)).await
    };
    assert!(end("https://other.example").await.is_empty());
    let (mut ended, mut expected) = (end("https://idp.example").await, vec![first.id, second.id]);
    ended.sort();
    expected.sort();
    assert_eq!(ended, expected);
    assert!(find_session(&store, "3").await.is_some() && find_session(&store, "4").await.is_some());
    assert_eq!(database.count("sessions"), 2);
}

async fn sessions_end_by_their_upstream_session_id_or_by_their_subject(database: Database) {
    let (store, ada, bob) = (database.open(), user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    begin(&store, &ada, "1", upstream_session("ada-1", Some("s-1"))).await;
    begin(&store, &ada, "2", upstream_session("ada-1", Some("s-2"))).await;
    begin(&store, &ada, "3", upstream_session("ada-1", None)).await;
    begin(&store, &bob, "4", upstream_session("bob-1", Some("s-4"))).await;
    let end = |id: &'static str, sid: Option<&str>, subject: Option<&str>| {
        let ended = LogoutScope {
            session: sid.and_then(UpstreamSessionId::of),
            subject: subject.map(|subject| Subject::parse(subject).unwrap()),
        };
        let store = store.clone();
        async move { change(&store, move |c| upstream_sessions::end_matching(c, &client(id), &ended, None)).await }
    };
    assert_eq!(end("kaimu", None, None).await, []);
    assert_eq!(end("another client", Some("s-1"), None).await, []);
    assert_eq!(end("kaimu", Some("S-1"), None).await, []);
    assert_eq!(end("kaimu", Some("s-1"), None).await, [ada.id]);
    assert_eq!(end("kaimu", Some("s-4"), Some("ada-1")).await, [ada.id], "the one without an upstream session id");
    assert!(find_session(&store, "3").await.is_none() && find_session(&store, "2").await.is_some());
    assert_eq!(end("kaimu", None, Some("ada-1")).await, [ada.id]);
    assert_eq!((database.count("sessions"), database.count("provider_sessions")), (1, 1));
    assert!(find_session(&store, "4").await.is_some());
}

async fn the_latest_signing_algorithm_of_a_client_is_found(database: Database) {
    let store = database.open();
    for (id, algorithm) in [("kaimu", "RS256"), ("other", "PS256"), ("kaimu", "ES256"), ("kaimu", "ES256")] {
        change(&store, move |c| logout_tokens::record_signing_algorithm(c, &client(id), algorithm)).await;
    }
    let found = |id| store.read(move |c| logout_tokens::signing_algorithm(c, &client(id)));
    assert_eq!(found("kaimu").await.unwrap().as_deref(), Some("ES256"));
    assert_eq!(found("other").await.unwrap().as_deref(), Some("PS256"));
    assert_eq!(found("unknown").await.unwrap(), None);
}

fn logout_token(id: &str, subject: Option<&str>, sid: Option<&str>, issued_at: i64) -> LogoutToken {
    LogoutToken {
        client: client("kaimu"),
        scope: LogoutScope {
            session: sid.and_then(UpstreamSessionId::of),
            subject: subject.map(|subject| Subject::parse(subject).unwrap()),
        },
        algorithm: "ES256".to_owned(),
        id: SecretHash::of(id),
        issued_at: at(issued_at),
    }
}

async fn a_logout_token_is_recorded_once_until_it_is_deleted(database: Database) {
    let store = database.open();
    let record = |id: &'static str, now| {
        let (store, token) = (store.clone(), logout_token(id, Some("ada-1"), None, 0));
        async move { change(&store, move |c| logout_tokens::record(c, &token, at(now))).await }
    };
    assert!(record("old", 0).await);
    assert!(record("new", 1).await);
    assert!(!record("old", 2).await);
    change(&store, |c| logout_tokens::delete_older_than(c, at(1))).await;
    assert_eq!(database.count("logout_tokens"), 1);
    assert!(!record("new", 3).await);
    assert!(record("old", 3).await);
}

async fn a_logout_token_has_ended_the_upstream_sessions_that_are_not_younger(database: Database) {
    for (subject, sid, ended) in [
        (Some("ada-1"), None, [true, true, false]),
        (None, Some("s-1"), [true, false, false]),
        (Some("ada-1"), Some("s-1"), [true, true, false]),
        (Some("ada-1"), Some("s-2"), [false, true, false]),
        (Some("ada-2"), Some("s-1"), [false, false, false]),
    ] {
        let store = database.open();
        database.execute("DELETE FROM logout_tokens");
        let token = logout_token("one", subject, sid, 60);
        assert!(change(&store, move |c| logout_tokens::record(c, &token, at(0))).await);
        let signed_in = [("ada-1", Some("s-1"), 60), ("ada-1", None, 60), ("ada-1", Some("s-1"), 61)];
        for ((by, with, issued_at), ended) in signed_in.into_iter().zip(ended) {
            let upstream = upstream_session(by, with);
            let found = store.read(move |c| logout_tokens::have_ended(c, &upstream, at(issued_at))).await.unwrap();
            assert_eq!(found, ended, "{subject:?} {sid:?} ends {by} {with:?} {issued_at}");
        }
        let other = UpstreamSession { client: client("another client"), ..upstream_session("ada-1", Some("s-1")) };
        assert!(!store.read(move |c| logout_tokens::have_ended(c, &other, at(60))).await.unwrap());
    }
}
