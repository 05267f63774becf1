//! Samples of the account pages, and the texts of events and changes.

use chrono::{DateTime, TimeDelta, Utc};

use super::pages::{HOSTILE, layout};
use crate::domain::{AuditEvent, Groups, Icon, Refusal, TokenLifetime, UserAgent};
use crate::http::account::changes::UnseenChanges;
use crate::http::account::lines::{AccountOwner, EventLine, IdentityLine, ProviderChoice, SessionLine};
use crate::http::account::messages::{change_text, device_name, event_text};
use crate::http::account::templates::{
    AccountPage, LinkPage, MergePage, MergeSide, NewTokenPage, Notice, ReauthenticationPage,
};
use crate::http::account::token_section::{ApplicationChoice, LifetimeChoice, TokenForm, TokenLine, TokenSection};
use crate::http::page_query::AccountChange;
use crate::http::pages::language::LANGUAGES;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::{ProviderMark, svg_mark};

/// The events, and whether each concerns a sign-in link. A front-channel logout has the text of a back-channel logout.
const EVENTS: [(AuditEvent, bool); 26] = [
    (AuditEvent::SignedIn, false),
    (AuditEvent::SignedIn, true),
    (AuditEvent::SignInRefused(Refusal::StateExpired), false),
    (AuditEvent::SignedOut, false),
    (AuditEvent::BackChannelLogout, false),
    (AuditEvent::ProviderRemoved, false),
    (AuditEvent::SessionEnded, false),
    (AuditEvent::OtherSessionsEnded, false),
    (AuditEvent::IdentityLinked, false),
    (AuditEvent::LinkRefused(Refusal::AccountAnotherUser), false),
    (AuditEvent::IdentityUnlinked, false),
    (AuditEvent::AccountsMerged, false),
    (AuditEvent::EmailChanged, false),
    (AuditEvent::UserDisabled, true),
    (AuditEvent::UserEnabled, true),
    (AuditEvent::UserSignedOut, true),
    (AuditEvent::UserSessionsEnded, true),
    (AuditEvent::UserUnlinked, true),
    (AuditEvent::UserRenamed, true),
    (AuditEvent::UserDeleted, true),
    (AuditEvent::UserInvited, true),
    (AuditEvent::SignInLinkMade, true),
    (AuditEvent::TokenCreated, false),
    (AuditEvent::TokenRevoked, false),
    (AuditEvent::ApplicationRefused, false),
    (AuditEvent::UserTokensRevoked, true),
];

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_555_555, 0).unwrap() + TimeDelta::hours(hours)
}

fn identity(provider: &str, email: Option<&str>) -> IdentityLine {
    IdentityLine {
        id: "0190a5d0-0000-7000-8000-000000000001".to_owned(),
        provider: provider.to_owned(),
        mark: if provider == "Okta" {
            ProviderMark::Svg(svg_mark(Icon::Okta))
        } else {
            ProviderMark::letter("another")
        },
        email: email.map(str::to_owned),
        is_offered: true,
        linked_at: at(0),
        last_used_at: at(1),
        began_this_session: provider == "Okta",
    }
}

fn session(is_this: bool, device: &str, address: Option<&str>) -> SessionLine {
    SessionLine {
        id: "0190a5d0-0000-7000-8000-000000000002".to_owned(),
        is_this,
        device: device.to_owned(),
        provider: "Okta".to_owned(),
        groups: Groups::Unknown,
        applications: Vec::new(),
        address: address.map(str::to_owned),
        signed_in_at: at(0),
        last_seen_at: at(2),
    }
}

fn groups(names: &[&str]) -> Groups {
    Groups::Known(names.iter().map(|name| (*name).to_owned()).collect())
}

fn choice(name: &str) -> ProviderChoice {
    ProviderChoice { slug: "slug".to_owned(), name: name.to_owned(), mark: ProviderMark::letter("another") }
}

fn account(layout: Layout, notice: Option<Notice<'static>>) -> AccountPage<'static> {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let known = device_name(Some(&UserAgent::new(agent)), &layout);
    let unknown = device_name(None, &layout);
    let events = EVENTS.map(|(event, by_link)| EventLine {
        text: event_text(event, HOSTILE, by_link, &layout),
        address: Some("2001:db8::1".to_owned()),
        occurred_at: at(3),
    });
    AccountPage {
        notice,
        changes: None,
        owner: owner(HOSTILE),
        own_session: "0190a5d0-0000-7000-8000-000000000002".to_owned(),
        next_url: None,
        identities: vec![identity("Okta", Some("layla@example.org")), identity(HOSTILE, None)],
        providers: vec![choice("Okta"), choice(HOSTILE)],
        link_url: "https://api.example.org/account/link".to_owned(),
        session_count: Some(layout.language().text("sessions-shown", &[("shown", "3"), ("count", "120")])),
        sessions: vec![
            SessionLine {
                groups: groups(&["staff", HOSTILE]),
                applications: vec!["Wiki".to_owned(), HOSTILE.to_owned()],
                ..session(true, &known, Some("192.0.2.7"))
            },
            SessionLine { groups: groups(&["x"; 9]), ..session(false, &known, None) },
            SessionLine { groups: Groups::TooMany, ..session(false, &unknown, None) },
        ],
        access_tokens: Some(TokenSection {
            tokens: vec![
                token("laptop", &["Wiki", HOSTILE], Some(at(3))),
                token(HOSTILE, &["https://old.example.org"], None),
            ],
            form: token_form(&layout),
        }),
        events: events.into(),
        dashboard_url: "https://example.org/dashboard",
        layout,
    }
}

/// The notice of changes, on the page with this path.
pub(super) fn unseen_changes(layout: &Layout, shown_on: &'static str) -> UnseenChanges {
    let line = |event, by_link, address: Option<&str>| EventLine {
        text: event_text(event, HOSTILE, by_link, layout),
        address: address.map(str::to_owned),
        occurred_at: at(3),
    };
    let lines =
        vec![line(AuditEvent::UserRenamed, true, None), line(AuditEvent::IdentityLinked, false, Some("2001:db8::1"))];
    UnseenChanges { lines, until: at(3).timestamp_millis(), shown_on }
}

fn token(name: &str, applications: &[&str], last_used_at: Option<DateTime<Utc>>) -> TokenLine {
    TokenLine {
        id: "0190a5d0-0000-7000-8000-000000000004".to_owned(),
        name: name.to_owned(),
        applications: applications.iter().map(|name| (*name).to_owned()).collect(),
        created_at: at(0),
        expires_at: at(2160),
        last_used_at,
    }
}

fn token_form(layout: &Layout) -> TokenForm {
    let application =
        |name: &str, address: &str| ApplicationChoice { name: name.to_owned(), address: address.to_owned() };
    TokenForm::Offered {
        action: "https://api.example.org/account/tokens".to_owned(),
        applications: vec![
            application("Wiki", "https://home.example.org/wiki"),
            application(HOSTILE, "https://git.example.org"),
        ],
        lifetimes: TokenLifetime::ALL.map(|lifetime| LifetimeChoice::of(lifetime, layout)).into(),
    }
}

/// The account page of a user who cannot make a token now.
fn with_tokens(layout: &Layout, form: TokenForm) -> AccountPage<'static> {
    AccountPage { access_tokens: Some(TokenSection { tokens: Vec::new(), form }), ..alone(layout.clone()) }
}

fn new_token(layout: &Layout) -> NewTokenPage<'static> {
    NewTokenPage {
        layout: layout.clone().without_language_switch(),
        token: "kaimu_pat_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        name: HOSTILE,
        applications: vec!["Wiki".to_owned(), HOSTILE.to_owned()],
        expires_at: at(2160),
        sign_in_days: "30",
        account_url: "https://example.org/account",
    }
}

fn alone(layout: Layout) -> AccountPage<'static> {
    let page = account(layout, None);
    let sessions = page.sessions.into_iter().take(1).collect();
    AccountPage {
        identities: vec![identity("Okta", None)],
        providers: Vec::new(),
        session_count: None,
        access_tokens: None,
        sessions,
        ..page
    }
}

fn without_a_way_to_sign_in(layout: Layout) -> AccountPage<'static> {
    let identities = vec![IdentityLine { is_offered: false, ..identity("former", None) }];
    AccountPage { identities, ..alone(layout) }
}

fn side(name: &str, identities: Vec<IdentityLine>) -> MergeSide {
    let id = "0190a5d0-0000-7000-8000-000000000003".to_owned();
    MergeSide { id, owner: owner(name), created_at: at(0), identities }
}

fn owner(name: &str) -> AccountOwner {
    let email = Some("layla@example.org".to_owned());
    AccountOwner { name: name.to_owned(), username: "layla".to_owned(), email }
}

/// A sample of each page, with its name.
pub(super) fn samples(layout: &Layout) -> Vec<(&'static str, String)> {
    let html = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    let last = Refusal::AccountLastIdentity;
    let refused = Notice::Refused {
        message: ErrorMessage::of_refusal(last, Some("Okta"), layout.language()),
        code: last.code(),
        request: Some("0123456789abcdef"),
        can_reauthenticate: false,
    };
    let by_email =
        Notice::Changed { text: change_text(AccountChange::LinkedByEmail, layout), can_end_other_sessions: false };
    let done = Notice::Changed { text: change_text(AccountChange::Unlinked, layout), can_end_other_sessions: true };
    let confirm = ReauthenticationPage {
        layout: layout.clone(),
        owner: owner("ليلى 🌙"),
        own_session: "0190a5d0-0000-7000-8000-000000000002".to_owned(),
        providers: vec![choice(HOSTILE)],
        action: "https://api.example.org/account/confirm",
        account_url: "https://example.org/account",
    };
    let merge = MergePage {
        layout: layout.clone(),
        kept: side("ليلى 🌙", vec![identity("Okta", Some("layla@example.org"))]),
        removed: side(HOSTILE, vec![identity(HOSTILE, None)]),
        pending: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
        return_to: HOSTILE,
    };
    let link = LinkPage {
        layout: layout.clone(),
        identity: identity(HOSTILE, Some("layla@example.org")),
        owner: owner("ليلى 🌙"),
        pending: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
        return_to: "/reports",
    };
    let linked_by_email =
        AccountPage { next_url: Some("https://example.org/reports"), ..account(layout.clone(), Some(by_email)) };
    let changed = AccountPage { changes: Some(unseen_changes(layout, "/account")), ..account(layout.clone(), None) };
    vec![
        ("account-with-changes", html(&changed)),
        ("account", html(&account(layout.clone(), Some(done)))),
        ("account-refused", html(&account(layout.clone(), Some(refused)))),
        ("account-linked-by-email", html(&linked_by_email)),
        ("account-alone", html(&alone(layout.clone()))),
        ("account-without-a-way-to-sign-in", html(&without_a_way_to_sign_in(layout.clone()))),
        ("account-token-needs-authentication", html(&with_tokens(layout, TokenForm::AuthenticationNeeded))),
        ("account-token-needs-a-provider", html(&with_tokens(layout, TokenForm::ProviderNeeded))),
        ("account-too-many-tokens", html(&with_tokens(layout, TokenForm::TooMany))),
        ("account-without-token-applications", html(&with_tokens(layout, TokenForm::NoApplication))),
        ("access-token", html(&new_token(layout))),
        ("confirm", html(&confirm)),
        ("link", html(&link)),
        ("merge", html(&merge)),
    ]
}

#[test]
fn every_event_and_every_change_has_its_own_text_in_every_language() {
    for language in &LANGUAGES {
        let layout = layout(language.tag);
        let done = [
            "linked",
            "linked_by_email",
            "unlinked",
            "session_ended",
            "other_sessions_ended",
            "merged",
            "token_revoked",
        ];
        let done = done.map(|name| AccountChange::from_code(name).unwrap()).map(|done| change_text(done, &layout));
        let mut texts: Vec<String> = EVENTS.map(|(event, by_link)| event_text(event, "Okta", by_link, &layout)).into();
        let done_count = done.len();
        texts.extend(done);
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), EVENTS.len() + done_count, "{}", language.tag);
    }
}
