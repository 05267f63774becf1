//! The functions of the store for the account page.

use std::time::Duration;

use kaimu::domain::{
    AuditEntry, AuditEvent, Groups, Lifetimes, Profile, Refusal, RequestContext, RequestId, SecretHash, Session,
    SignInStrength, Slug, UserAgent,
};
use kaimu::flow::random;
use kaimu::store::application_accesses::{self, ApplicationAccess};
use kaimu::store::user_admin::{self, UserSelector};
use kaimu::store::{audit, identities, pending_links, session_admin, sessions};

use super::{
    at, change, describe, email, find_by_identity, find_session, identity, insert_session, insert_user, link, session,
    user, verified,
};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_session_keeps_its_address_and_browser_and_may_have_no_proven_authentication,
    sessions_of_one_user_are_listed_and_ended_without_affecting_other_users,
    the_least_recently_used_sessions_make_room_for_a_new_one,
    identities_are_listed_unlinked_recorded_as_unlinked_and_moved,
    a_pending_link_is_found_by_its_user_in_its_browser_until_it_is_too_old_or_deleted,
    the_latest_entries_about_a_user_come_newest_first,
    an_access_to_an_application_is_the_first_one_of_its_period_once,
    a_session_keeps_groups_and_distinguishes_unknown_from_none,
];

const LIFETIMES: Lifetimes = Lifetimes { idle: Duration::from_secs(1), absolute: Duration::from_secs(2) };

async fn a_session_keeps_groups_and_distinguishes_unknown_from_none(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let names = ["staff", "\"é\" [\u{1f30a}]"].map(str::to_owned).to_vec();
    for (token, groups) in
        [("a", Groups::Unknown), ("b", Groups::TooMany), ("c", Groups::Known(Vec::new())), ("d", Groups::Known(names))]
    {
        insert_session(&store, &Session { groups: groups.clone(), ..session(&ada, 5, 6) }, token).await;
        assert_eq!(find_session(&store, token).await.unwrap().0.groups, groups);
    }
    for invalid in ["", "7", "[7]", "{}", "\"too few\""] {
        database.execute(&format!("UPDATE sessions SET provider_groups = '{invalid}'"));
        let user = ada.id;
        assert!(store.read(move |c| sessions::list_active(c, user, &LIFETIMES, at(7), 9)).await.is_err(), "{invalid}");
    }
}

async fn a_session_keeps_its_address_and_browser_and_may_have_no_proven_authentication(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let new = Session {
        strength: SignInStrength { authenticated_at: Some(at(1)), ..SignInStrength::default() },
        address: Some("2001:db8::1".parse().unwrap()),
        user_agent: Some(UserAgent::new("a browser")),
        ..session(&ada, 5, 6)
    };
    insert_session(&store, &new, "new").await;
    let (kept, _) = find_session(&store, "new").await.unwrap();
    assert_eq!(
        (kept.strength.authenticated_at, kept.address.unwrap().to_string()),
        (Some(at(1)), "2001:db8::1".to_owned())
    );
    assert_eq!(kept.user_agent, Some(UserAgent::new("a browser")));

    insert_session(&store, &session(&ada, 5, 6), "old").await;
    database.execute("UPDATE sessions SET authenticated_at = NULL, address = NULL, user_agent = NULL");
    let (kept, _) = find_session(&store, "old").await.unwrap();
    assert_eq!((kept.strength.authenticated_at, kept.address, kept.user_agent), (None, None, None));
}

async fn sessions_of_one_user_are_listed_and_ended_without_affecting_other_users(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    for (user, tokens) in [(&ada, ["a", "b", "c"]), (&bob, ["d", "e", "f"])] {
        insert_user(&store, user).await;
        for (seen, token) in (1..).zip(tokens) {
            insert_session(&store, &session(user, 0, seen), token).await;
        }
    }
    let (ada, bob) = (ada.id, bob.id);
    let second = Duration::from_secs(1);
    let lifetimes = Lifetimes { idle: second, absolute: 2 * second };
    let list = |now, limit| store.read(move |c| sessions::list_active(c, ada, &lifetimes, at(now), limit));
    let of_ada = list(1000, 3).await.unwrap();
    let seen: Vec<_> = of_ada.iter().map(|session| session.last_seen_at).collect();
    assert_eq!(seen, [at(3), at(2), at(1)], "the last used first");

    assert_eq!(list(1000, 2).await.unwrap().len(), 2, "at most as many as asked for");
    let count = |now| store.read(move |c| sessions::count_active(c, ada, &lifetimes, at(now)));
    for (now, active) in [(1000, 3), (1001, 2), (1003, 0)] {
        assert_eq!((list(now, 9).await.unwrap().len(), count(now).await.unwrap()), (active, active), "{now}");
    }

    let id = of_ada[0].id;
    assert!(!change(&store, move |c| sessions::end_one(c, bob, id)).await, "it is not Bob's");
    assert!(change(&store, move |c| sessions::end_one(c, ada, id)).await);
    assert!(!change(&store, move |c| sessions::end_one(c, ada, id)).await);
    let kept = find_session(&store, "e").await.unwrap().0.id;
    assert_eq!(change(&store, move |c| sessions::end_all(c, bob, Some(kept))).await, 2);
    assert_eq!(change(&store, move |c| sessions::end_all(c, ada, None)).await, 2);
    assert_eq!(database.count("sessions"), 1);
    assert!(find_session(&store, "e").await.is_some());
}

async fn the_least_recently_used_sessions_make_room_for_a_new_one(database: Database) {
    let (store, ada, bob) = (database.open(), user("ada"), user("bob"));
    for user in [&ada, &bob] {
        insert_user(&store, user).await;
    }
    for (user, token, seen) in [(&ada, "a", 4), (&ada, "b", 2), (&ada, "c", 3), (&bob, "d", 0), (&ada, "e", 5)] {
        insert_session(&store, &session(user, 0, seen), token).await;
    }
    let new = session(&ada, 0, 1);
    insert_session(&store, &new, "n").await;
    let (user, new) = (ada.id, new.id);
    for (max, ended, left) in [(5, 0, "abcde"), (4, 1, "acde"), (2, 2, "de"), (1, 1, "d"), (1, 0, "d")] {
        let count = change(&store, move |c| session_admin::end_surplus(c, user, new, max)).await;
        assert_eq!(count, ended, "{max}");
        for token in ["a", "b", "c", "d", "e"] {
            assert_eq!(find_session(&store, token).await.is_some(), left.contains(token), "{max} {token}");
        }
        assert!(find_session(&store, "n").await.is_some(), "{max}");
    }
}

async fn identities_are_listed_unlinked_recorded_as_unlinked_and_moved(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    insert_user(&store, &ada).await;
    insert_user(&store, &bob).await;
    let profile = Profile { email: Some(email("ada@example.org")), ..Profile::default() };
    link(&store, &ada, verified("ada-1", profile), 1).await;
    link(&store, &ada, verified("ada-2", Profile::default()), 2).await;
    link(&store, &bob, verified("bob-1", Profile::default()), 3).await;
    let (ada, bob) = (ada.id, bob.id);
    let of_ada = store.read(move |c| identities::list(c, ada)).await.unwrap();
    assert_eq!(of_ada.iter().map(|it| it.linked_at).collect::<Vec<_>>(), [at(1), at(2)]);
    assert_eq!(of_ada[0].email.as_ref().unwrap().as_str(), "ada@example.org");
    assert_eq!((of_ada[1].email.is_none(), of_ada[1].provider.as_str()), (true, "okta"));

    let id = of_ada[0].id;
    for (user, expected) in [(ada, Some(id)), (bob, None)] {
        let known = identity("https://idp.example", "ada-1");
        assert_eq!(store.read(move |c| identities::find_id(c, user, &known)).await.unwrap(), expected);
    }
    let unlinked = change(&store, move |c| identities::unlink(c, bob, id, at(4))).await;
    assert_eq!(unlinked, None, "it is not Bob's");
    let unlinked = change(&store, move |c| identities::unlink(c, ada, id, at(4))).await;
    assert_eq!(unlinked, Some(identity("https://idp.example", "ada-1")));
    assert!(find_by_identity(&store, identity("https://idp.example", "ada-1")).await.is_none());
    for (user, subject, expected) in [(ada, "ada-1", true), (ada, "ada-2", false), (bob, "ada-1", false)] {
        let identity = identity("https://idp.example", subject);
        let was = store.read(move |c| identities::was_unlinked(c, user, &identity)).await.unwrap();
        assert_eq!(was, expected, "{subject}");
    }

    // Both have unlinked it.
    database.execute(&format!("INSERT INTO unlinked_identities VALUES ('{bob}', 'https://idp.example', 'ada-1', 0)"));
    database.execute(&format!("INSERT INTO unlinked_identities VALUES ('{ada}', 'https://idp.example', 'ada-3', 0)"));
    change(&store, move |c| identities::move_to_user(c, ada, bob)).await;
    let unlinked = database.values("user_id || subject", "unlinked_identities ORDER BY subject");
    assert_eq!(unlinked, ["ada-1", "ada-3"].map(|subject| Some(format!("{bob}{subject}"))));
    let found = store.read(move |c| user_admin::find(c, &UserSelector::Id(bob))).await.unwrap().unwrap().user;
    let owner = find_by_identity(&store, identity("https://idp.example", "ada-2")).await.unwrap();
    assert_eq!(describe(&owner), describe(&found));
    change(&store, move |c| user_admin::delete(c, ada)).await;
    assert!(store.read(move |c| user_admin::find(c, &UserSelector::Id(ada))).await.unwrap().is_none());
    assert_eq!((database.count("users"), database.count("identities")), (1, 2));
    change(&store, move |c| user_admin::delete(c, bob)).await;
    assert_eq!(database.count("unlinked_identities"), 0, "deleted with its user");
}

async fn a_pending_link_is_found_by_its_user_in_its_browser_until_it_is_too_old_or_deleted(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    insert_user(&store, &ada).await;
    insert_user(&store, &bob).await;
    let (ada, bob) = (ada.id, bob.id);
    let profile = Profile { email: Some(email("ada@example.org")), email_verified: true, ..Profile::default() };
    let waiting = verified("ada-2", profile);
    change(&store, move |c| pending_links::insert(c, &SecretHash::of("browser"), ada, &waiting, at(5))).await;
    let find = |browser: &'static str, user, then| {
        let store = store.clone();
        async move { change(&store, move |c| pending_links::find(c, &SecretHash::of(browser), user, at(then))).await }
    };
    assert!(find("another browser", ada, 4).await.is_none());
    assert!(find("browser", bob, 4).await.is_none());
    assert!(find("browser", ada, 5).await.is_none(), "too long ago");
    let found = find("browser", ada, 4).await.unwrap();
    assert_eq!(found.identity, identity("https://idp.example", "ada-2"));
    assert_eq!((found.provider.as_str(), found.profile.email_verified), ("okta", true));
    assert_eq!(found.profile.email.unwrap().as_str(), "ada@example.org");
    change(&store, |c| pending_links::delete(c, &SecretHash::of("browser"))).await;
    assert!(find("browser", ada, 4).await.is_none(), "deleted");

    let waiting = verified("ada-3", Profile::default());
    change(&store, move |c| pending_links::insert(c, &SecretHash::of("old"), ada, &waiting, at(5))).await;
    change(&store, |c| pending_links::delete_older_than(c, at(5))).await;
    assert_eq!(database.count("waiting_links"), 1);
    change(&store, |c| pending_links::delete_older_than(c, at(6))).await;
    assert_eq!(database.count("waiting_links"), 0);
}

async fn an_access_to_an_application_is_the_first_one_of_its_period_once(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    let access = |outcome, moment| ApplicationAccess {
        user: ada.id,
        application: "https://wiki.example.org".into(),
        outcome,
        period_began_at: at(moment),
    };
    for (outcome, moment, is_first) in
        [("succeeded", 0, true), ("succeeded", 0, false), ("refused", 0, true), ("succeeded", 1, true)]
    {
        let access = access(outcome, moment);
        assert_eq!(change(&store, move |c| application_accesses::insert_first(c, &access)).await, is_first);
    }
    change(&store, |c| application_accesses::delete_older_than(c, at(1))).await;
    assert_eq!(database.count("application_accesses"), 1);
    let id = ada.id;
    change(&store, move |c| user_admin::delete(c, id)).await;
    assert_eq!(database.count("application_accesses"), 0, "deleted with its user");
}

async fn the_latest_entries_about_a_user_come_newest_first(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada").id, user("bob").id);
    let events = [
        (Some(ada), AuditEvent::SignedIn),
        (Some(ada), AuditEvent::LinkRefused(Refusal::AccountAnotherUser)),
        (Some(bob), AuditEvent::SignedIn),
        (None, AuditEvent::SignInRefused(Refusal::StateExpired)),
        (Some(ada), AuditEvent::SignedOut),
    ];
    for (moment, (user, event)) in (0..).zip(events) {
        let address = Some("192.0.2.7".parse().unwrap());
        let context = RequestContext { request_id: RequestId::from_random([7; 8]), address, now: at(moment) };
        let entry = AuditEntry { event, provider: Slug::parse("okta").unwrap(), user, context };
        change(&store, move |c| audit::insert(c, random::id(at(moment)), &entry)).await;
    }
    let last = store.read(move |c| audit::recent_events(c, ada, 2)).await.unwrap();
    let events: Vec<_> = last.iter().map(|past| (past.event, past.occurred_at)).collect();
    let refused = AuditEvent::LinkRefused(Refusal::AccountAnotherUser);
    assert_eq!(events, [(AuditEvent::SignedOut, at(4)), (refused, at(1))]);
    assert_eq!((last[0].provider.as_str(), last[0].address.as_deref()), ("okta", Some("192.0.2.7")));
    // An application that the user opened stays out of the list.
    let context = RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: at(9) };
    let entry =
        |event| AuditEntry { event, provider: Slug::parse("okta").unwrap(), user: Some(ada), context: context.clone() };
    let (opened, refused) = (entry(AuditEvent::ApplicationOpened), entry(AuditEvent::ApplicationRefused));
    let (opened_id, refused_id) = (random::id(at(9)), random::id(at(9)));
    change(&store, move |c| {
        audit::insert_about_application(c, opened_id, &opened, "https://wiki.example.org")?;
        audit::insert_about_application(c, refused_id, &refused, "https://wiki.example.org")
    })
    .await;
    let last = store.read(move |c| audit::recent_events(c, ada, 2)).await.unwrap();
    assert_eq!([last[0].event, last[1].event], [AuditEvent::ApplicationRefused, AuditEvent::SignedOut]);
    assert_eq!(store.read(move |c| audit::account_changes(c, ada, at(0), 9)).await.unwrap().len(), 0);
    for (moment, event, provider) in [
        (20, AuditEvent::IdentityLinked, "okta"),
        (21, AuditEvent::UserRenamed, "operator"),
        (22, AuditEvent::SignedIn, "operator"),
    ] {
        let context = RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: at(moment) };
        let entry = AuditEntry { event, provider: Slug::parse(provider).unwrap(), user: Some(ada), context };
        change(&store, move |c| audit::insert(c, random::id(at(moment)), &entry)).await;
    }
    let changes = store.read(move |c| audit::account_changes(c, ada, at(20), 9)).await.unwrap();
    let events: Vec<_> = changes.iter().map(|past| past.event).collect();
    assert_eq!(events, [AuditEvent::UserRenamed, AuditEvent::SignedIn], "after this time, oldest first");
    let first = store.read(move |c| audit::account_changes(c, ada, at(0), 1)).await.unwrap();
    assert_eq!((first.len(), first[0].event), (1, AuditEvent::IdentityLinked));
    assert!(store.read(move |c| audit::account_changes(c, bob, at(0), 9)).await.unwrap().is_empty());
    database.execute("UPDATE audit_events SET action = 'of a newer version'");
    assert!(store.read(move |c| audit::recent_events(c, ada, 2)).await.unwrap().is_empty());
}
