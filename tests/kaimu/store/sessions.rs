//! Sessions, redeemed states, the audit log.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kaimu::domain::{AuditEntry, AuditEvent, Lifetimes, Refusal, RequestContext, RequestId, SecretHash, Slug};
use kaimu::flow::random;
use kaimu::store::hand_over_tickets::NewTicket;
use kaimu::store::{Connection, MAX_WAIT, Store, audit, hand_over_tickets, session_tokens, sessions, sign_ins};
use tokio::time::Instant;
use uuid::Uuid;

use super::{at, change, describe, find_session, find_session_on, insert_session, insert_user, session, user};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_session_is_found_with_its_user_until_it_is_deleted,
    a_use_of_a_session_is_recorded_and_never_restores_one,
    sessions_past_their_idle_or_absolute_end_are_deleted,
    a_token_counts_on_its_own_host_and_a_session_has_one_for_each_host,
    a_ticket_is_used_once_by_its_browser_on_its_host_until_it_is_too_old,
    a_state_is_redeemed_once_until_it_is_deleted,
    a_state_from_before_a_restore_is_redeemed_as_ended,
    a_state_remembers_that_it_was_answered_and_with_which_session,
    an_audit_entry_keeps_all_its_values,
];

async fn a_session_is_found_with_its_user_until_it_is_deleted(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for (user, token) in [(&ada, "ada's token"), (&bob, "bob's token")] {
        insert_user(&store, user).await;
        insert_session(&store, &session(user, 1, 2), token).await;
    }
    let (found, user) = find_session(&store, "ada's token").await.unwrap();
    assert_eq!(describe(&user), describe(&ada));
    assert_eq!((found.user, found.provider.as_str()), (ada.id, "okta"));
    assert_eq!((found.signed_in_at, found.last_seen_at), (at(1), at(2)));
    assert!(find_session(&store, "unknown token").await.is_none());
    let kept = database.values("token_hash", "session_tokens ORDER BY token_hash");
    assert!(kept.iter().flatten().all(|hash| hash.len() == 64), "only hashes are kept: {kept:?}");

    for _ in 0..2 {
        let id = found.id;
        change(&store, move |c| sessions::delete(c, id)).await;
    }
    assert!(find_session(&store, "ada's token").await.is_none());
    assert!(find_session(&store, "bob's token").await.is_some());
}

async fn a_use_of_a_session_is_recorded_and_never_restores_one(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    for token in ["used", "unused"] {
        insert_session(&store, &session(&ada, 0, 0), token).await;
    }
    let used = find_session(&store, "used").await.unwrap().0.id;
    for id in [used, random::id(at(0))] {
        change(&store, move |c| sessions::record_use(c, id, at(7))).await;
    }
    assert_eq!(find_session(&store, "used").await.unwrap().0.last_seen_at, at(7));
    assert_eq!(find_session(&store, "unused").await.unwrap().0.last_seen_at, at(0));
    assert_eq!(database.count("sessions"), 2);
}

async fn sessions_past_their_idle_or_absolute_end_are_deleted(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    for (token, signed_in, last_seen) in
        [("idle", 50, 90), ("almost idle", 50, 91), ("old", 0, 99), ("almost old", 1, 99)]
    {
        insert_session(&store, &session(&ada, signed_in, last_seen), token).await;
    }
    let lifetimes = Lifetimes { idle: Duration::from_millis(10), absolute: Duration::from_millis(100) };
    assert_eq!(change(&store, move |c| sessions::delete_expired(c, &lifetimes, at(100))).await, 2);
    for (token, stays) in [("idle", false), ("almost idle", true), ("old", false), ("almost old", true)] {
        assert_eq!(find_session(&store, token).await.is_some(), stays, "{token}");
    }
    assert_eq!(change(&store, move |c| sessions::delete_expired(c, &lifetimes, at(100))).await, 0);
}

async fn a_token_counts_on_its_own_host_and_a_session_has_one_for_each_host(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let session = session(&ada, 0, 0);
    insert_session(&store, &session, "of kaimu").await;
    let id = session.id;
    for token in ["first", "second", "second"] {
        change(&store, move |c| session_tokens::set(c, id, "api.kaimu.test", &SecretHash::of(token))).await;
    }
    for (token, host, is_found) in [
        ("of kaimu", "kaimu.test", true),
        ("of kaimu", "api.kaimu.test", false),
        ("first", "api.kaimu.test", false),
        ("second", "api.kaimu.test", true),
        ("second", "kaimu.test", false),
    ] {
        assert_eq!(find_session_on(&store, token, host).await.is_some(), is_found, "{token} {host}");
    }
    change(&store, move |c| sessions::delete(c, id)).await;
    assert_eq!(database.count("session_tokens"), 0, "all tokens end with the session");
}

async fn a_ticket_is_used_once_by_its_browser_on_its_host_until_it_is_too_old(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let session = session(&ada, 0, 0);
    insert_session(&store, &session, "token").await;
    let (id, ticket, secret) = (session.id, SecretHash::of("ticket"), SecretHash::of("secret"));
    change(&store, move |c| {
        let new = NewTicket { ticket: &ticket, secret: &secret, session: id, host: "kaimu.test", place: None };
        hand_over_tickets::insert(c, &new, at(5))
    })
    .await;
    let find = async |ticket: &'static str, secret: &'static str, host: &'static str, then| {
        let (ticket, secret) = (SecretHash::of(ticket), SecretHash::of(secret));
        change(&store, move |c| hand_over_tickets::find_session(c, &ticket, &secret, host, at(then))).await
    };
    assert!(find("another", "secret", "kaimu.test", 4).await.is_none());
    assert!(find("ticket", "another", "kaimu.test", 4).await.is_none());
    assert!(find("ticket", "secret", "api.kaimu.test", 4).await.is_none());
    assert!(find("ticket", "secret", "kaimu.test", 5).await.is_none(), "too long ago");
    for is_unused in [true, false] {
        assert_eq!(find("ticket", "secret", "kaimu.test", 4).await, Some(id));
        assert_eq!(change(&store, move |c| hand_over_tickets::use_up(c, &ticket, at(9))).await, is_unused);
    }
    let kept = database.values("ticket_hash || secret_hash", "hand_over_tickets");
    assert_eq!(kept[0].as_ref().unwrap().len(), 128, "only hashes are kept");
    change(&store, |c| hand_over_tickets::delete_older_than(c, at(5))).await;
    assert_eq!(database.count("hand_over_tickets"), 1);
    change(&store, |c| hand_over_tickets::delete_older_than(c, at(6))).await;
    assert_eq!(database.count("hand_over_tickets"), 0);
}

async fn a_state_is_redeemed_once_until_it_is_deleted(database: Database) {
    let store = database.open();
    let redeem = |state: &'static str, now| {
        let store = store.clone();
        async move { redeem(&store, SecretHash::of(state), at(now), at(now)).await.is_some() }
    };
    assert!(redeem("old", 0).await);
    assert!(redeem("new", 1).await);
    assert!(!redeem("old", 2).await);
    change(&store, |c| sign_ins::delete_older_than(c, at(1))).await;
    assert_eq!(database.count("completed_sign_ins"), 1);
    assert!(!redeem("new", 3).await);
    assert!(redeem("old", 3).await);
}

async fn a_state_from_before_a_restore_is_redeemed_as_ended(database: Database) {
    let store = database.open();
    let redeem = |state: &'static str, started_at| {
        let store = store.clone();
        async move { redeem(&store, SecretHash::of(state), at(started_at), at(9)).await.map(|redeemed| redeemed.is_ended) }
    };
    assert_eq!(redeem("no restore", 1).await, Some(false));
    change(&store, |c| sign_ins::end_all(c, at(2))).await;
    assert_eq!(redeem("before", 1).await, Some(true));
    assert_eq!(redeem("at the same time", 2).await, Some(true));
    assert_eq!(redeem("after", 3).await, Some(false));
    assert_eq!(redeem("before", 1).await, None, "it was redeemed all the same");
}

/// Redeems a state without a transaction, as a callback does.
async fn redeem(
    store: &Store,
    state: SecretHash,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<sign_ins::Redeemed> {
    let redeem = move |c: &mut Connection| sign_ins::redeem(c, &state, started_at, now);
    store.write_alone_until(Instant::now() + MAX_WAIT, redeem).await.unwrap()
}

async fn a_state_remembers_that_it_was_answered_and_with_which_session(database: Database) {
    let store = database.open();
    let [first, second] = [SecretHash::of("first"), SecretHash::of("second")];
    let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
    for state in [first, second] {
        assert!(redeem(&store, state, at(0), at(0)).await.is_some());
        assert!(!change(&store, move |c| sign_ins::is_finished(c, &state)).await);
    }
    change(&store, move |c| sign_ins::finish(c, &second, at(1))).await;
    assert!(change(&store, move |c| sign_ins::is_finished(c, &second)).await);
    assert!(change(&store, move |c| sign_ins::finish_with_session(c, &first, one, at(1))).await);
    assert!(!change(&store, move |c| sign_ins::finish_with_session(c, &first, two, at(1))).await, "only once");
    assert!(change(&store, move |c| sign_ins::is_finished(c, &first)).await);
    for (new, former) in [(two, Some(one)), (three, Some(two))] {
        assert_eq!(change(&store, move |c| sign_ins::replace_session(c, &first, new, at(2))).await, former);
    }
    assert_eq!(change(&store, move |c| sign_ins::replace_session(c, &second, one, at(2))).await, None);
}

async fn an_audit_entry_keeps_all_its_values(database: Database) {
    let store = database.open();
    let (ada, id) = (user("ada"), random::id(at(1)));
    let context = RequestContext {
        request_id: RequestId::from_random([7; 8]),
        address: Some("2001:db8::1".parse().unwrap()),
        now: at(3),
    };
    let provider = Slug::parse("okta").unwrap();
    let entry = AuditEntry {
        event: AuditEvent::SignedIn,
        provider: provider.clone(),
        user: Some(ada.id),
        context: context.clone(),
    };
    change(&store, move |c| audit::insert(c, id, &entry)).await;
    let context = RequestContext { address: None, now: at(4), ..context };
    let entry = AuditEntry { event: AuditEvent::SignInRefused(Refusal::StateUsed), provider, user: None, context };
    change(&store, move |c| audit::insert(c, random::id(at(2)), &entry)).await;

    assert_eq!(database.audit(), ["sign_in succeeded", "sign_in state.used"]);
    let columns = "id || ' ' || (occurred_at - 1767225600123) || ' ' || provider || ' ' || user_id || ' ' || address \
                   || ' ' || request_id";
    let kept = database.values(columns, "audit_events ORDER BY occurred_at");
    let expected = format!("{id} 3 okta {} 2001:db8::1 0707070707070707", ada.id);
    assert_eq!(kept, [Some(expected), None], "unknown values are null");
}
