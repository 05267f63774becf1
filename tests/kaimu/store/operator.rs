//! The functions of the store for operators: users, invitations, sign-in links, the audit log.

use std::time::Duration;

use kaimu::domain::{
    AuditEntry, AuditEvent, Lifetimes, Profile, Refusal, RequestContext, RequestId, SecretHash, Slug, User, UserId,
};
use kaimu::flow::random;
use kaimu::store::audit_search::{self, AuditFilter, OutcomeFilter};
use kaimu::store::invitations::{self, Invitation};
use kaimu::store::session_admin::{self, MAX_ENDED_AT_ONCE, SessionFilter};
use kaimu::store::user_admin::{self, UserSelector};
use kaimu::store::{Store, audit, sessions, sign_in_links, user_details};

use super::{at, change, email, find_session, insert_session, insert_user, link, session, user, verified};
use crate::database::{Database, on_both_databases};

on_both_databases![
    no_session_of_a_disabled_user_is_found,
    all_sessions_of_a_user_end_except_the_one_to_keep,
    sessions_of_all_users_or_of_a_provider_end_in_portions_user_by_user,
    a_username_is_changed_unless_another_user_has_it,
    a_user_is_found_by_username_id_and_proven_address_in_upper_or_lower_case,
    all_users_are_listed_by_username_with_their_last_sign_in,
    the_details_of_a_user_have_identities_and_no_expired_sessions,
    an_invitation_is_valid_once_until_it_expires_and_a_new_one_replaces_it,
    a_sign_in_link_is_valid_once_until_it_expires_and_a_new_one_replaces_it,
    the_audit_log_is_searched_by_time_user_and_outcome,
    old_audit_entries_are_deleted_in_portions_and_no_others,
];

async fn no_session_of_a_disabled_user_is_found(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
        insert_session(&store, &session(user, 0, 0), &user.username).await;
    }
    change(&store, move |c| user_admin::set_disabled_at(c, ada.id, Some(at(5)))).await;
    assert!(find_session(&store, "ada").await.is_none());
    assert!(find_session(&store, "bob").await.is_some());
    assert!(store.read(move |c| user_admin::is_disabled(c, ada.id)).await.unwrap());
    assert!(!store.read(move |c| user_admin::is_disabled(c, bob.id)).await.unwrap());
    let entry = store.read(move |c| user_admin::find(c, &UserSelector::Id(ada.id))).await.unwrap().unwrap();
    assert_eq!(entry.disabled_at, Some(at(5)));
    change(&store, move |c| user_admin::set_disabled_at(c, ada.id, None)).await;
    assert!(find_session(&store, "ada").await.is_some());
}

async fn all_sessions_of_a_user_end_except_the_one_to_keep(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for (user, tokens) in [(&ada, &["one", "two", "three"][..]), (&bob, &["other"])] {
        insert_user(&store, user).await;
        for token in tokens {
            insert_session(&store, &session(user, 0, 0), token).await;
        }
    }
    let kept = find_session(&store, "two").await.unwrap().0.id;
    assert_eq!(change(&store, move |c| sessions::end_all(c, ada.id, Some(kept))).await, 2);
    assert!(find_session(&store, "one").await.is_none() && find_session(&store, "three").await.is_none());
    assert!(find_session(&store, "two").await.is_some());
    assert_eq!(change(&store, move |c| sessions::end_all(c, ada.id, None)).await, 1);
    assert!(find_session(&store, "two").await.is_none());
    assert!(find_session(&store, "other").await.is_some());
}

async fn sessions_of_all_users_or_of_a_provider_end_in_portions_user_by_user(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    change(&store, move |c| {
        for number in 0..=MAX_ENDED_AT_ONCE {
            let mut session = session(if number % 2 == 0 { &ada } else { &bob }, 0, 0);
            if number < 3 {
                session.provider = Slug::parse("other").unwrap();
            }
            sessions::insert(c, &session)?;
        }
        Ok(())
    })
    .await;
    let end = |filter: SessionFilter| {
        let store = store.clone();
        async move {
            let ended = change(&store, move |c| session_admin::end_some(c, &filter)).await;
            let mut users: Vec<UserId> = ended.iter().map(|session| session.user).collect();
            users.dedup();
            assert!(users.len() <= 2, "user by user");
            ended.iter().map(|session| session.provider.as_str().to_owned()).collect::<Vec<_>>()
        }
    };
    let other = SessionFilter::OfProvider(Slug::parse("other").unwrap());
    assert_eq!(end(other.clone()).await, ["other"; 3]);
    assert!(end(other).await.is_empty());
    let unknown = SessionFilter::NotOfProviders([Slug::parse("okta").unwrap(), Slug::operator()].to_vec());
    assert!(end(unknown).await.is_empty());
    let first = database.values("id", "sessions ORDER BY id")[0].clone().unwrap();
    database.execute(&format!("UPDATE sessions SET provider = 'gone' WHERE id = '{first}'"));
    let gone = SessionFilter::NotOfProviders([Slug::parse("okta").unwrap()].to_vec());
    assert_eq!(end(gone).await, ["gone"]);
    assert_eq!(end(SessionFilter::All).await.len(), MAX_ENDED_AT_ONCE - 3);
    assert_eq!(database.count("sessions"), 0);
}

async fn a_username_is_changed_unless_another_user_has_it(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    assert!(!change(&store, move |c| user_admin::rename(c, ada.id, "bob")).await);
    assert!(change(&store, move |c| user_admin::rename(c, ada.id, "ada")).await);
    assert!(change(&store, move |c| user_admin::rename(c, ada.id, "lovelace")).await);
    let names = database.values("username", "users ORDER BY username");
    assert_eq!(names, ["bob", "lovelace"].map(|name| Some(name.to_owned())));
}

async fn a_user_is_found_by_username_id_and_proven_address_in_upper_or_lower_case(database: Database) {
    let store = database.open();
    let ada = User { email: Some(email("Ada@example.org")), ..user("ada") };
    insert_user(&store, &ada).await;
    insert_user(&store, &user("bob")).await;
    let id = ada.id.to_string();
    for text in ["ada", "ada@EXAMPLE.org", &id, &id.to_uppercase()] {
        let selector = UserSelector::read(text);
        let found = store.read(move |c| user_admin::find(c, &selector)).await.unwrap().unwrap();
        assert_eq!((found.user.id, found.disabled_at, found.last_sign_in), (ada.id, None, None), "{text}");
    }
    let unknown = UserId(random::id(at(0))).to_string();
    for text in ["Ada", "carol", "bob@example.org", &unknown, &id.replace('-', ""), ""] {
        let selector = UserSelector::read(text);
        assert!(store.read(move |c| user_admin::find(c, &selector)).await.unwrap().is_none(), "{text}");
    }
}

async fn all_users_are_listed_by_username_with_their_last_sign_in(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    insert_user(&store, &bob).await;
    insert_user(&store, &ada).await;
    link(&store, &ada, verified("ada-1", Profile::default()), 10).await;
    link(&store, &ada, verified("ada-2", Profile::default()), 30).await;
    link(&store, &ada, verified("ada-3", Profile::default()), 20).await;
    let id = bob.id;
    change(&store, move |c| user_admin::set_disabled_at(c, id, Some(at(40)))).await;
    let listed = store.read(user_admin::list).await.unwrap();
    let users: Vec<_> =
        listed.iter().map(|entry| (entry.user.username.as_str(), entry.disabled_at, entry.last_sign_in)).collect();
    assert_eq!(users, [("ada", None, Some(at(30))), ("bob", Some(at(40)), None)]);
    let id = ada.id;
    change(&store, move |c| user_admin::delete(c, id)).await;
    assert_eq!(store.read(user_admin::list).await.unwrap().len(), 1);
    assert_eq!(database.count("identities"), 0);
}

async fn the_details_of_a_user_have_identities_and_no_expired_sessions(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
        let email = Some(email("Claimed@example.org"));
        let profile = Profile { email, email_verified: true, ..Profile::default() };
        link(&store, user, verified(&user.username, profile), 7).await;
    }
    let hour = 3_600_000;
    for (token, signed_in, last_seen) in
        [("fresh", 9 * hour, 9 * hour), ("used", 0, 10 * hour), ("idle", 0, 0), ("old", -90 * hour, 10 * hour)]
    {
        insert_session(&store, &session(&ada, signed_in, last_seen), token).await;
    }
    let identities = store.read(move |c| user_details::list_identities(c, ada.id)).await.unwrap();
    let [identity] = identities.as_slice() else { panic!("{} identities", identities.len()) };
    assert_eq!((identity.provider.as_str(), identity.issuer.as_str()), ("okta", "https://idp.example"));
    assert_eq!((identity.subject.as_str(), identity.email.as_deref()), ("ada", Some("Claimed@example.org")));
    assert_eq!((identity.email_verified, identity.linked_at, identity.last_used_at), (true, at(7), at(7)));
    let lifetimes = Lifetimes { idle: Duration::from_hours(2), absolute: Duration::from_hours(24) };
    let sessions = store
        .read(move |c| user_details::list_active_sessions(c, ada.id, &lifetimes, at(11 * hour - 1)))
        .await
        .unwrap();
    assert_eq!(
        database.values("subject", &format!("identities WHERE id = '{}'", identity.id)),
        [Some("ada".to_owned())]
    );
    let used = database.values("last_seen_at", &format!("sessions WHERE id = '{}'", sessions[0].id));
    assert_eq!(used, [Some(at(10 * hour).timestamp_millis().to_string())]);
    let sessions: Vec<_> = sessions.iter().map(|it| (it.provider.as_str(), it.signed_in_at, it.last_seen_at)).collect();
    assert_eq!(sessions, [("okta", at(0), at(10 * hour)), ("okta", at(9 * hour), at(9 * hour))]);
}

async fn an_invitation_is_valid_once_until_it_expires_and_a_new_one_replaces_it(database: Database) {
    let store = database.open();
    let invite = async |address: &str, from: i64, until: i64| {
        let invitation = Invitation { email: email(address), invited_at: at(from), expires_at: at(until) };
        change(&store, move |c| invitations::replace(c, &invitation)).await;
    };
    let use_up = async |address: &str, now: i64| {
        let address = email(address);
        change(&store, move |c| invitations::use_up(c, &address, at(now))).await
    };
    let listed = async |now: i64| {
        let all = store.read(move |c| invitations::list(c, at(now))).await.unwrap();
        let texts =
            all.iter().map(|it| format!("{} {}", it.email.as_str(), (it.expires_at - at(0)).num_milliseconds()));
        texts.collect::<Vec<_>>()
    };
    invite("Ada@example.org", 0, 10).await;
    invite("ADA@example.org", 1, 20).await;
    invite("bob@example.org", 2, 30).await;
    assert_eq!(listed(5).await, ["bob@example.org 30", "ADA@example.org 20"]);
    assert_eq!(listed(20).await, ["bob@example.org 30"]);
    assert!(!use_up("carol@example.org", 5).await, "not invited");
    assert!(!use_up("ada@example.org", 20).await, "expired");
    assert!(use_up("ada@example.org", 19).await);
    assert!(!use_up("ada@example.org", 19).await, "used");
    change(&store, |c| invitations::delete_expired(c, at(29))).await;
    assert_eq!(database.count("invitations"), 1);
    change(&store, |c| invitations::delete_expired(c, at(30))).await;
    assert_eq!(database.count("invitations"), 0);
}

async fn a_sign_in_link_is_valid_once_until_it_expires_and_a_new_one_replaces_it(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    let make = async |token: &str, user: &User, until: i64| {
        let (token, user) = (SecretHash::of(token), user.id);
        change(&store, move |c| sign_in_links::replace(c, &token, user, at(until))).await;
    };
    let user_of = async |token: &str, now: i64| {
        let token = SecretHash::of(token);
        let user = store.read(move |c| sign_in_links::find_user(c, &token, at(now))).await.unwrap();
        user.map(|user| user.username)
    };
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    make("first", &ada, 10).await;
    make("second", &ada, 20).await;
    make("other", &bob, 30).await;
    assert_eq!(user_of("first", 5).await, None, "replaced");
    assert_eq!(user_of("second", 19).await.as_deref(), Some("ada"));
    assert_eq!(user_of("second", 20).await, None, "expired");
    assert_eq!(user_of("other", 20).await.as_deref(), Some("bob"));
    let second = SecretHash::of("second");
    assert!(change(&store, move |c| sign_in_links::use_up(c, &second)).await);
    assert!(!change(&store, move |c| sign_in_links::use_up(c, &second)).await);
    change(&store, sign_in_links::delete_all).await;
    assert_eq!(database.count("sign_in_links"), 0);
    make("other", &bob, 30).await;
    make("third", &ada, 40).await;
    change(&store, |c| sign_in_links::delete_expired(c, at(30))).await;
    assert_eq!(user_of("other", 29).await, None, "deleted");
    assert_eq!(user_of("third", 30).await.as_deref(), Some("ada"));
    change(&store, move |c| user_admin::delete(c, ada.id)).await;
    assert_eq!(database.count("sign_in_links"), 0, "deleted with its user");
}

async fn record(store: &Store, event: AuditEvent, user: Option<UserId>, now: i64) {
    let address = Some([192, 0, 2, 7].into());
    let context =
        RequestContext { request_id: RequestId::from_random([now.to_le_bytes()[0]; 8]), address, now: at(now) };
    let entry = AuditEntry { event, provider: Slug::parse("okta").unwrap(), user, context };
    change(store, move |c| audit::insert(c, random::id(at(now)), &entry)).await;
}

async fn the_audit_log_is_searched_by_time_user_and_outcome(database: Database) {
    let store = database.open();
    let (ada, gone) = (user("ada"), UserId(random::id(at(0))));
    insert_user(&store, &ada).await;
    record(&store, AuditEvent::SignedIn, Some(ada.id), 10).await;
    record(&store, AuditEvent::SignInRefused(Refusal::StateExpired), None, 20).await;
    record(&store, AuditEvent::SignedIn, Some(gone), 30).await;
    record(&store, AuditEvent::SignInRefused(Refusal::AccountDisabled), Some(ada.id), 40).await;
    let found = async |since: i64, user: Option<UserId>, outcome: Option<OutcomeFilter>| {
        let filter = AuditFilter { since: at(since), user, outcome };
        let found = store.read(move |c| audit_search::find(c, &filter)).await.unwrap();
        found.iter().map(|it| (it.occurred_at - at(0)).num_milliseconds()).collect::<Vec<_>>()
    };
    assert_eq!(found(0, None, None).await, [10, 20, 30, 40]);
    assert_eq!(found(20, None, None).await, [20, 30, 40]);
    assert_eq!(found(0, Some(ada.id), None).await, [10, 40]);
    assert_eq!(found(0, Some(gone), None).await, [30]);
    assert_eq!(found(0, None, Some(OutcomeFilter::IsNot("succeeded".to_owned()))).await, [20, 40]);
    assert_eq!(found(0, None, Some(OutcomeFilter::Is("state.expired".to_owned()))).await, [20]);
    assert_eq!(found(20, Some(ada.id), Some(OutcomeFilter::Is("succeeded".to_owned()))).await, [0; 0]);
    let filter = AuditFilter { since: at(0), user: None, outcome: None };
    let found = store.read(move |c| audit_search::find(c, &filter)).await.unwrap();
    let (first, third) = (&found[0], &found[2]);
    assert_eq!((first.action.as_str(), first.outcome.as_str()), ("sign_in", "succeeded"));
    assert_eq!((first.user, first.username.as_deref()), (Some(ada.id), Some("ada")));
    assert_eq!((first.provider.as_str(), first.address.as_deref()), ("okta", Some("192.0.2.7")));
    assert_eq!(first.request_id, "0a0a0a0a0a0a0a0a");
    assert_eq!((third.user, third.username.as_deref()), (Some(gone), None), "a deleted user has no username");
}

async fn old_audit_entries_are_deleted_in_portions_and_no_others(database: Database) {
    let store = database.open();
    // One statement: on a busy machine, a transaction of thousands would take longer than the store waits.
    database.execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5009)
         INSERT INTO audit_events (id, occurred_at, action, outcome, provider, request_id)
         SELECT CAST(n AS TEXT), {} + n, 'sign_out', 'succeeded', 'okta', '0707070707070707' FROM numbers",
        at(0).timestamp_millis()
    ));
    assert!(change(&store, |c| audit_search::delete_older_than(c, at(5005))).await, "there is more");
    assert_eq!(database.count("audit_events"), 9);
    assert!(!change(&store, |c| audit_search::delete_older_than(c, at(5005))).await);
    assert_eq!(database.count("audit_events"), 5);
    assert!(!change(&store, |c| audit_search::delete_older_than(c, at(5005))).await);
    assert_eq!(database.count("audit_events"), 5);
}
