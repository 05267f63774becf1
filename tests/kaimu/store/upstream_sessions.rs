//! Upstream sessions, and logout tokens.

use kaimu::domain::{
    ClientRegistration, Issuer, LogoutScope, SecretHash, Session, Subject, UpstreamSession, UpstreamSessionId, User,
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
        async move { change(&store, move |c| upstream_sessions::end_matching(c, &client(id), &ended)).await }
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

async fn a_logout_token_is_recorded_once_until_it_is_deleted(database: Database) {
    let store = database.open();
    let record = |token: &'static str, now| {
        let store = store.clone();
        async move { change(&store, move |c| logout_tokens::record(c, &SecretHash::of(token), at(now))).await }
    };
    assert!(record("old", 0).await);
    assert!(record("new", 1).await);
    assert!(!record("old", 2).await);
    change(&store, |c| logout_tokens::delete_older_than(c, at(1))).await;
    assert_eq!(database.count("logout_tokens"), 1);
    assert!(!record("new", 3).await);
    assert!(record("old", 3).await);
}
