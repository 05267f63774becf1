//! Samples of the pages about one's own account, and what they say in words.

use chrono::{DateTime, TimeDelta, Utc};

use super::pages::{HOSTILE, frame};
use crate::domain::{AuditEvent, Groups, Icon, Refusal, UserAgent};
use crate::http::account::messages::{device, done_words, event_words};
use crate::http::account::templates::{
    AccountPage, Choice, ConfirmPage, EventLine, IdentityLine, MergePage, MergeSide, Notice, SessionLine,
};
use crate::http::page_query::Done;
use crate::http::pages::language::LANGUAGES;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::pages::provider_mark::{Mark, mark};

/// What may have happened, and whether by an operator's link. A logout by the front channel reads like one by the back.
const EVENTS: [(AuditEvent, bool); 17] = [
    (AuditEvent::SignedIn, false),
    (AuditEvent::SignedIn, true),
    (AuditEvent::SignInRefused(Refusal::StateExpired), false),
    (AuditEvent::SignedOut, false),
    (AuditEvent::BackChannelLogout, false),
    (AuditEvent::SessionEnded, false),
    (AuditEvent::OtherSessionsEnded, false),
    (AuditEvent::IdentityLinked, false),
    (AuditEvent::LinkRefused(Refusal::AccountIdentityTaken), false),
    (AuditEvent::IdentityUnlinked, false),
    (AuditEvent::AccountsMerged, false),
    (AuditEvent::UserDisabled, true),
    (AuditEvent::UserEnabled, true),
    (AuditEvent::UserSignedOut, true),
    (AuditEvent::UserDeleted, true),
    (AuditEvent::UserInvited, true),
    (AuditEvent::SignInLinkMade, true),
];

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_555_555, 0).unwrap() + TimeDelta::hours(hours)
}

fn identity(provider: &str, email: Option<&str>) -> IdentityLine {
    IdentityLine {
        id: "0190a5d0-0000-7000-8000-000000000001".to_owned(),
        provider: provider.to_owned(),
        mark: if provider == "Okta" { Mark::Picture(mark(Icon::Okta)) } else { Mark::letter("another") },
        email: email.map(str::to_owned),
        linked_at: at(0),
        last_used_at: at(1),
    }
}

fn session(is_this: bool, device: &str, address: Option<&str>) -> SessionLine {
    SessionLine {
        id: "0190a5d0-0000-7000-8000-000000000002".to_owned(),
        is_this,
        device: device.to_owned(),
        provider: "Okta".to_owned(),
        groups: Groups::Unknown,
        address: address.map(str::to_owned),
        signed_in_at: at(0),
        last_seen_at: at(2),
    }
}

fn groups(names: &[&str]) -> Groups {
    Groups::Known(names.iter().map(|name| (*name).to_owned()).collect())
}

fn choice(name: &str) -> Choice {
    Choice { slug: "slug".to_owned(), name: name.to_owned(), mark: Mark::letter("another") }
}

fn account(frame: Frame, notice: Option<Notice<'static>>) -> AccountPage<'static> {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let known = device(Some(&UserAgent::new(agent)), &frame);
    let unknown = device(None, &frame);
    let events = EVENTS.map(|(event, by_link)| EventLine {
        words: event_words(event, HOSTILE, by_link, &frame),
        address: Some("2001:db8::1".to_owned()),
        occurred_at: at(3),
    });
    AccountPage {
        notice,
        identities: vec![identity("Okta", Some("layla@example.org")), identity(HOSTILE, None)],
        providers: vec![choice("Okta"), choice(HOSTILE)],
        link: "https://api.example.org/account/link".to_owned(),
        sessions: vec![
            SessionLine { groups: groups(&["staff", HOSTILE]), ..session(true, &known, Some("192.0.2.7")) },
            SessionLine { groups: groups(&["x"; 9]), ..session(false, &known, None) },
            SessionLine { groups: Groups::TooMany, ..session(false, &unknown, None) },
        ],
        events: events.into(),
        dashboard: "https://example.org/dashboard",
        frame,
    }
}

fn alone(frame: Frame) -> AccountPage<'static> {
    let page = account(frame, None);
    let sessions = page.sessions.into_iter().take(1).collect();
    AccountPage { identities: vec![identity("Okta", None)], providers: Vec::new(), sessions, ..page }
}

fn side(name: &str, identities: Vec<IdentityLine>) -> MergeSide {
    let id = "0190a5d0-0000-7000-8000-000000000003".to_owned();
    MergeSide { id, name: name.to_owned(), username: "layla".to_owned(), created_at: at(0), identities }
}

/// Every page, by its name.
pub(super) fn samples(frame: &Frame) -> Vec<(&'static str, String)> {
    let html = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    let taken = Refusal::AccountIdentityTaken;
    let refused = Notice::Refused {
        words: Words::of(taken, Some("Okta"), frame.language()),
        code: taken.code(),
        request: Some("0123456789abcdef"),
        merge: true,
    };
    let done = Notice::Done(done_words(Done::Linked, frame));
    let confirm = ConfirmPage {
        frame: frame.clone(),
        providers: vec![choice(HOSTILE)],
        confirm: "https://api.example.org/account/confirm",
        account: "https://example.org/account",
    };
    let merge = MergePage {
        frame: frame.clone(),
        stays: side("ليلى 🌙", vec![identity("Okta", Some("layla@example.org"))]),
        goes: side(HOSTILE, vec![identity(HOSTILE, None)]),
        account: "https://example.org/account",
    };
    vec![
        ("account", html(&account(frame.clone(), Some(done)))),
        ("account-refused", html(&account(frame.clone(), Some(refused)))),
        ("account-alone", html(&alone(frame.clone()))),
        ("confirm", html(&confirm)),
        ("merge", html(&merge)),
    ]
}

#[test]
fn every_event_and_every_change_has_words_of_its_own_in_every_language() {
    for language in &LANGUAGES {
        let frame = frame(language.tag);
        let done = ["linked", "unlinked", "session_ended", "other_sessions_ended", "merged"];
        let done = done.map(|name| Done::named(name).unwrap()).map(|done| done_words(done, &frame));
        let mut words: Vec<String> = EVENTS.map(|(event, by_link)| event_words(event, "Okta", by_link, &frame)).into();
        let done_count = done.len();
        words.extend(done);
        words.sort();
        words.dedup();
        assert_eq!(words.len(), EVENTS.len() + done_count, "{}", language.tag);
    }
}
