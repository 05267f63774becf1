//! How sessions stand with their providers.

use chrono::{DateTime, TimeDelta, Utc};
use kaimu::domain::{RecheckState, SealedRecheckCredential, SecretHash, Session};
use kaimu::store::{Store, rechecks, sessions};

use super::{at, change, keep, session, user};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_standing_is_kept_as_long_as_its_session,
    one_question_at_a_time_is_asked_about_a_session,
    an_answer_counts_for_the_last_question_alone,
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

/// A session that began at the first moment, and how it stands.
async fn begin(store: &Store) -> (Session, RecheckState) {
    let ada = user("ada");
    keep(store, &ada).await;
    let (session, recheck_state) = (session(&ada, "token", 0, 0), recheck_state(at(0)));
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

async fn a_standing_is_kept_as_long_as_its_session(database: Database) {
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
    change(&store, move |c| rechecks::replace_credential(c, id, at(0), &new)).await;
    let kept = found(&store, &session).await.unwrap().credential;
    assert_eq!((kept.refresh_token, kept.access_token.as_deref()), (None, Some("access")));
    assert_eq!(kept.access_token_ends_at, Some(at(9)));

    change(&store, |c| sessions::delete(c, &SecretHash::of("token"))).await;
    assert!(found(&store, &session).await.is_none());
    assert_eq!(database.count("rechecks"), 0);
}

async fn one_question_at_a_time_is_asked_about_a_session(database: Database) {
    let store = database.open();
    let (session, seen) = begin(&store).await;
    let asks = (1..=8).map(|moment| claim(&store, &session, &seen, at(moment)));
    let asked = futures_util::future::join_all(asks).await;
    assert_eq!(asked.into_iter().filter(|asked| *asked).count(), 1, "of all who saw the same");

    let first = found(&store, &session).await.unwrap();
    assert_eq!((first.confirmed_at, first.unanswered_since), (at(0), Some(first.asked_at)));
    assert!(claim(&store, &session, &first, at(20)).await, "who has seen the first question may ask the next one");
    let second = found(&store, &session).await.unwrap();
    assert_eq!((second.asked_at, second.unanswered_since), (at(20), first.unanswered_since));
}

async fn an_answer_counts_for_the_last_question_alone(database: Database) {
    let store = database.open();
    let (session, seen) = begin(&store).await;
    // As a clock tells it, which knows more than milliseconds.
    let (early, late) = (at(1) + TimeDelta::microseconds(7), at(2) + TimeDelta::microseconds(7));
    assert!(claim(&store, &session, &seen, early).await);
    let again = found(&store, &session).await.unwrap();
    assert!(claim(&store, &session, &again, late).await);
    let id = session.id;
    let is_last = |asked_at| store.read(move |c| rechecks::is_latest_recheck(c, id, asked_at));
    assert!(!is_last(early).await.unwrap() && is_last(late).await.unwrap());

    change(&store, move |c| rechecks::replace_credential(c, id, early, &credential("of the first answer"))).await;
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
