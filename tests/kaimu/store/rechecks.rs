//! The state of the rechecks of sessions.

use chrono::{DateTime, TimeDelta, Utc};
use kaimu::domain::{RecheckState, SealedRecheckCredential, SecretHash, Session};
use kaimu::store::{Store, rechecks, sessions};

use super::{at, change, insert_user, session, user};
use crate::database::{Database, on_both_databases};

on_both_databases![
    the_recheck_state_is_kept_until_its_session_ends,
    one_recheck_at_a_time_starts_for_a_session,
    only_the_answer_of_the_latest_recheck_counts,
];

fn recheck_state(now: DateTime<Utc>) -> RecheckState {
    RecheckState {
        credential: credential("refresh"),
        nonce: SecretHash::of("nonce"),
        authenticated_at: Some(at(-5)),
        confirmed_at: now,
        asked_at: now,
        unanswered_since: None,
    }
}

fn credential(refresh_token: &str) -> SealedRecheckCredential {
    SealedRecheckCredential { refresh_token: Some(refresh_token.to_owned()), ..SealedRecheckCredential::default() }
}

/// A session that began at the first time of the tests, and the state of its rechecks.
async fn begin(store: &Store) -> (Session, RecheckState) {
    let ada = user("ada");
    insert_user(store, &ada).await;
    let (session, recheck_state) = (session(&ada, 0, 0), recheck_state(at(0)));
    let (row, kept) = (session.clone(), recheck_state.clone());
    change(store, move |c| {
        sessions::insert(c, &row)?;
        rechecks::insert(c, row.id, &kept)
    })
    .await;
    (session, recheck_state)
}

async fn found(store: &Store, session: &Session) -> Option<RecheckState> {
    let id = session.id;
    store.read(move |c| rechecks::find(c, id)).await.unwrap()
}

async fn claim(store: &Store, session: &Session, seen: &RecheckState, now: DateTime<Utc>) -> bool {
    let (id, seen) = (session.id, seen.clone());
    change(store, move |c| rechecks::claim(c, id, &seen, now)).await
}

async fn the_recheck_state_is_kept_until_its_session_ends(database: Database) {
    let store = database.open();
    let (session, _) = begin(&store).await;
    let kept = found(&store, &session).await.unwrap();
    assert_eq!(kept.credential.refresh_token.as_deref(), Some("refresh"));
    assert_eq!((kept.credential.access_token, kept.credential.access_token_ends_at), (None, None));
    assert_eq!((kept.nonce, kept.authenticated_at), (SecretHash::of("nonce"), Some(at(-5))));
    assert_eq!((kept.confirmed_at, kept.asked_at, kept.unanswered_since), (at(0), at(0), None));

    let new = SealedRecheckCredential {
        refresh_token: None,
        access_token: Some("access".to_owned()),
        access_token_ends_at: Some(at(9)),
    };
    let id = session.id;
    assert!(change(&store, move |c| rechecks::replace_credential(c, id, at(0), &new)).await);
    let kept = found(&store, &session).await.unwrap().credential;
    assert_eq!((kept.refresh_token, kept.access_token.as_deref()), (None, Some("access")));
    assert_eq!(kept.access_token_ends_at, Some(at(9)));

    change(&store, move |c| sessions::delete(c, id)).await;
    assert!(found(&store, &session).await.is_none());
    assert_eq!(database.count("rechecks"), 0);
}

async fn one_recheck_at_a_time_starts_for_a_session(database: Database) {
    let store = database.open();
    let (session, seen) = begin(&store).await;
    let claims = (1..=8).map(|moment| claim(&store, &session, &seen, at(moment)));
    let claimed = futures_util::future::join_all(claims).await;
    assert_eq!(claimed.into_iter().filter(|claimed| *claimed).count(), 1, "of all that read the same state");

    let first = found(&store, &session).await.unwrap();
    assert_eq!((first.confirmed_at, first.unanswered_since), (at(0), Some(first.asked_at)));
    assert!(
        claim(&store, &session, &first, at(20)).await,
        "a caller that has read the first recheck may start the next one"
    );
    let second = found(&store, &session).await.unwrap();
    assert_eq!((second.asked_at, second.unanswered_since), (at(20), first.unanswered_since));
}

async fn only_the_answer_of_the_latest_recheck_counts(database: Database) {
    let store = database.open();
    let (session, seen) = begin(&store).await;
    // A clock is more accurate than the milliseconds of the database.
    let (early, late) = (at(1) + TimeDelta::microseconds(7), at(2) + TimeDelta::microseconds(7));
    assert!(claim(&store, &session, &seen, early).await);
    let again = found(&store, &session).await.unwrap();
    assert!(claim(&store, &session, &again, late).await);
    let id = session.id;
    let is_latest = |asked_at| store.read(move |c| rechecks::is_latest_recheck(c, id, asked_at));
    assert!(!is_latest(early).await.unwrap() && is_latest(late).await.unwrap());

    assert!(
        !change(&store, move |c| rechecks::replace_credential(c, id, early, &credential("of the first answer"))).await
    );
    change(&store, move |c| rechecks::confirm(c, id, early)).await;
    let kept = found(&store, &session).await.unwrap();
    assert_eq!(kept.credential.refresh_token.as_deref(), Some("refresh"));
    assert_eq!((kept.confirmed_at, kept.unanswered_since), (at(0), Some(at(1))));

    change(&store, move |c| rechecks::replace_credential(c, id, late, &credential("of the last answer"))).await;
    change(&store, move |c| rechecks::confirm(c, id, late)).await;
    let kept = found(&store, &session).await.unwrap();
    assert_eq!(kept.credential.refresh_token.as_deref(), Some("of the last answer"));
    assert_eq!((kept.confirmed_at, kept.asked_at, kept.unanswered_since), (at(2), at(2), None));
}
