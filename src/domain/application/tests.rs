//! Which application a request belongs to, and who may open what.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::domain::{EmailAddress, EmailDomain, Groups, Session, SignInStrength, Slug, StrengthRules, User, UserId};

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn user() -> User {
    User {
        id: UserId(Uuid::nil()),
        username: "ada".to_owned(),
        email: EmailAddress::parse("ada@example.org").ok(),
        display_name: None,
        avatar_url: None,
        created_at: now(),
    }
}

fn session(provider: &str, groups: &[&str]) -> Session {
    Session {
        id: Uuid::nil(),
        user: UserId(Uuid::nil()),
        provider: Slug::parse(provider).unwrap(),
        signed_in_at: now(),
        last_seen_at: now(),
        strength: SignInStrength { authenticated_at: Some(now() - TimeDelta::minutes(5)), ..SignInStrength::default() },
        groups: Groups::Known(groups.iter().map(|group| (*group).to_owned()).collect()),
        address: None,
        user_agent: None,
    }
}

fn application(url: &str, allow: Allow, rules: Vec<AccessRule>) -> Application {
    Application {
        name: "Wiki".to_owned(),
        urls: vec![ApplicationUrl::new(&url.parse().unwrap()).unwrap()],
        allow,
        rules,
        preflight: false,
        tokens: false,
        cross_origin: CrossOrigin::Allow,
        headers: IdentityHeaders::default(),
        icon: None,
        hidden: false,
        logout_url: None,
    }
}

fn rule(path: &str, allow: Allow) -> AccessRule {
    AccessRule {
        path: Some(RulePath::new(path, false)),
        methods: Vec::new(),
        networks: Vec::new(),
        tokens: false,
        allow,
        require: StrengthRules::default(),
    }
}

fn group(provider: &str, name: &str) -> Allow {
    let groups = vec![GroupName { provider: Slug::parse(provider).unwrap(), name: name.to_owned() }];
    Allow::People(vec![People { groups, ..People::default() }])
}

fn decide(application: &Application, target: &str, visitor: Option<&Visitor>) -> Access {
    let path = RequestPath::parse(target.as_bytes()).unwrap();
    let request = AccessRequest { method: "GET", path: &path, client: "192.0.2.1".parse().ok() };
    application.decide(&request, visitor, now()).0
}

#[test]
fn the_longest_path_of_an_application_wins_and_an_unclear_one_belongs_to_none() {
    let named =
        |name: &str, url: &str| Application { name: name.to_owned(), ..application(url, Allow::Nobody, vec![]) };
    let all = Applications::new(vec![
        named("home", "https://home.example.org"),
        named("grafana", "https://home.example.org/grafana"),
        named("one", "http://localhost:8001"),
        named("two", "http://localhost:8002"),
    ]);
    let find = |host: &str, port: Option<u16>, target: &str| {
        let path = RequestPath::parse(target.as_bytes()).unwrap();
        all.find(host, port, &path).map(|found| found.application.name.clone())
    };
    for (target, name) in [
        ("/", Some("home")),
        ("/grafana", Some("grafana")),
        ("/grafana/d?x=/../..", Some("grafana")),
        ("/grafana2", Some("home")),
        ("/%67rafana/", Some("grafana")),
        ("//grafana", None),
        ("/x/../grafana", None),
        ("/grafana/../x", None),
    ] {
        assert_eq!(find("home.example.org", None, target).as_deref(), name, "{target}");
    }
    assert_eq!(find("home.example.org", Some(8443), "/").as_deref(), Some("home"));
    assert_eq!(find("other.example.org", None, "/"), None);
    assert_eq!(find("localhost", Some(8002), "/").as_deref(), Some("two"));
    assert_eq!(find("localhost", Some(8003), "/"), None);
}

#[test]
fn the_first_rule_that_matches_decides_and_else_the_application() {
    let rules =
        vec![rule("/public", Allow::Everybody), rule("/admin", group("okta", "admins")), rule("/off", Allow::Nobody)];
    let wiki = application("https://wiki.example.org", Allow::SignedIn, rules);
    let (ada, staff, admins) = (user(), session("okta", &["staff"]), session("okta", &["admins"]));
    let visitor = |session| Visitor { user: &ada, session, presented: Presented::Session };
    let (staff, admin) = (visitor(&staff), visitor(&admins));
    for (target, stranger, for_staff, for_admin) in [
        ("/", Access::SignInNeeded, Access::Allowed, Access::Allowed),
        ("/public/x", Access::Allowed, Access::Allowed, Access::Allowed),
        ("/publicity", Access::SignInNeeded, Access::Allowed, Access::Allowed),
        ("/admin", Access::SignInNeeded, Access::Refused, Access::Allowed),
        ("/administrator", Access::SignInNeeded, Access::Allowed, Access::Allowed),
        ("/off", Access::Refused, Access::Refused, Access::Refused),
    ] {
        assert_eq!(decide(&wiki, target, None), stranger, "{target}");
        assert_eq!(decide(&wiki, target, Some(&staff)), for_staff, "{target}");
        assert_eq!(decide(&wiki, target, Some(&admin)), for_admin, "{target}");
    }
}

#[test]
fn a_rule_holds_for_every_reading_of_a_path() {
    let rules = vec![rule("/public", Allow::Everybody), rule("/admin", group("okta", "admins"))];
    let wiki = application("https://wiki.example.org", Allow::SignedIn, rules);
    let (ada, staff) = (user(), session("okta", &["staff"]));
    let staff = Visitor { user: &ada, session: &staff, presented: Presented::Session };
    for target in
        ["//admin", "/%61dmin", "/public/../admin", "/admin/../x", "/ADMIN", "/Admin/x", "/admin/", "/./admin"]
    {
        assert_eq!(decide(&wiki, target, Some(&staff)), Access::Refused, "{target}");
    }
    for target in ["/PUBLIC", "/x/../public", "//public", "/public/../x"] {
        assert_eq!(decide(&wiki, target, None), Access::SignInNeeded, "{target}: a bypass matches exactly");
    }
    let exact = AccessRule { path: Some(RulePath::new("/health", true)), ..rule("/", Allow::Everybody) };
    let wiki = application("https://wiki.example.org", Allow::SignedIn, vec![exact]);
    for (target, access) in [
        ("/health", Access::Allowed),
        ("/health?x", Access::Allowed),
        ("/health/", Access::SignInNeeded),
        ("/health/x", Access::SignInNeeded),
        ("/Health", Access::SignInNeeded),
    ] {
        assert_eq!(decide(&wiki, target, None), access, "{target}");
    }
}

#[test]
fn only_groups_of_the_sessions_own_provider_count() {
    let wiki = application("https://wiki.example.org", group("okta", "admins"), vec![]);
    let ada = user();
    for (session, access) in [
        (session("okta", &["x", "admins"]), Access::Allowed),
        (session("gitlab", &["admins"]), Access::Refused),
        (session("okta", &["Admins"]), Access::Refused),
        (Session { groups: Groups::TooMany, ..session("okta", &[]) }, Access::Refused),
        (Session { groups: Groups::Unknown, ..session("okta", &[]) }, Access::Refused),
    ] {
        let visitor = Visitor { user: &ada, session: &session, presented: Presented::Session };
        assert_eq!(decide(&wiki, "/", Some(&visitor)), access, "{session:?}");
    }
}

#[test]
fn all_keys_of_a_table_have_to_hold_and_one_table_of_a_list() {
    let ada = user();
    let okta = session("okta", &[]);
    let visitor = Visitor { user: &ada, session: &okta, presented: Presented::Session };
    let users =
        |names: &[&str]| People { users: names.iter().map(|name| (*name).to_owned()).collect(), ..People::default() };
    let domain = |text: &str| vec![EmailDomain::parse(text).unwrap()];
    for (people, access) in [
        (vec![users(&["ada", "eve"])], Access::Allowed),
        (vec![users(&["eve"])], Access::Refused),
        (vec![users(&["eve"]), users(&["ada"])], Access::Allowed),
        (vec![People { email_domains: domain("example.org"), ..users(&["ada"]) }], Access::Allowed),
        (vec![People { email_domains: domain("example.com"), ..users(&["ada"]) }], Access::Refused),
        (
            vec![People { emails: vec![EmailAddress::parse("ADA@example.org").unwrap()], ..People::default() }],
            Access::Allowed,
        ),
        (
            vec![People { emails: vec![EmailAddress::parse("eve@example.org").unwrap()], ..People::default() }],
            Access::Refused,
        ),
        (vec![People { providers: vec![Slug::parse("gitlab").unwrap()], ..People::default() }], Access::Refused),
    ] {
        let wiki = application("https://wiki.example.org", Allow::People(people.clone()), vec![]);
        assert_eq!(decide(&wiki, "/", Some(&visitor)), access, "{people:?}");
    }
    let nameless = User { email: None, ..user() };
    let visitor = Visitor { user: &nameless, ..visitor };
    let people = People { email_domains: domain("example.org"), ..People::default() };
    let wiki = application("https://wiki.example.org", Allow::People(vec![people]), vec![]);
    assert_eq!(decide(&wiki, "/", Some(&visitor)), Access::Refused, "an unproven address proves nothing");
}

#[test]
fn a_rule_may_ask_for_methods_networks_strength_and_tokens() {
    let get = AccessRule { methods: vec!["GET".to_owned()], path: None, ..rule("/", Allow::Everybody) };
    let near =
        AccessRule { networks: vec!["192.0.2.0/24".parse().unwrap()], path: None, ..rule("/", Allow::Everybody) };
    let recent = StrengthRules { max_age: Some(std::time::Duration::from_mins(1)), ..StrengthRules::default() };
    let fresh = AccessRule { require: recent, tokens: true, ..rule("/fresh", Allow::SignedIn) };
    let machine = AccessRule { tokens: true, ..rule("/api", Allow::SignedIn) };
    let wiki = |rules: Vec<AccessRule>| application("https://wiki.example.org", Allow::SignedIn, rules);
    assert_eq!(decide(&wiki(vec![get.clone()]), "/", None), Access::Allowed);
    let path = RequestPath::parse(b"/").unwrap();
    for method in ["POST", "get"] {
        let request = AccessRequest { method, path: &path, client: None };
        assert_eq!(wiki(vec![get.clone()]).decide(&request, None, now()).0, Access::SignInNeeded, "{method}");
    }
    assert_eq!(decide(&wiki(vec![near.clone()]), "/", None), Access::Allowed);
    for client in ["198.51.100.1".parse().ok(), None] {
        let request = AccessRequest { method: "GET", path: &path, client };
        assert_eq!(wiki(vec![near.clone()]).decide(&request, None, now()).0, Access::SignInNeeded, "{client:?}");
    }
    let (ada, okta) = (user(), session("okta", &[]));
    let by = |presented| Visitor { user: &ada, session: &okta, presented };
    let wiki = wiki(vec![fresh, machine]);
    assert!(matches!(decide(&wiki, "/fresh", Some(&by(Presented::Session))), Access::StepUpNeeded(_)));
    assert_eq!(decide(&wiki, "/fresh", Some(&by(Presented::Token))), Access::Refused, "a token satisfies no step-up");
    assert_eq!(decide(&wiki, "/api", Some(&by(Presented::Token))), Access::Allowed);
    assert_eq!(decide(&wiki, "/", Some(&by(Presented::Token))), Access::SignInNeeded);
}

#[test]
fn tokens_are_offered_where_the_user_may_open_something_with_one() {
    let (user, session) = (user(), session("okta", &["staff"]));
    let visitor = Visitor { user: &user, session: &session, presented: Presented::Token };
    let strong = StrengthRules { required_amr: vec!["mfa".to_owned()], ..StrengthRules::default() };
    let with_rule = |allow: Allow, require: StrengthRules| {
        let api = AccessRule { tokens: true, require, ..rule("/api", allow) };
        application("https://wiki.example.org", Allow::SignedIn, vec![api])
    };
    let whole = |allow: Allow| Application { tokens: true, ..application("https://wiki.example.org", allow, vec![]) };
    for (application, has_tokens, is_offered) in [
        (application("https://wiki.example.org", Allow::SignedIn, vec![rule("/api", Allow::SignedIn)]), false, false),
        (whole(Allow::SignedIn), true, true),
        (whole(group("okta", "staff")), true, true),
        (whole(group("okta", "admins")), true, false),
        (whole(Allow::Nobody), true, false),
        (with_rule(Allow::SignedIn, StrengthRules::default()), true, true),
        (with_rule(group("okta", "admins"), StrengthRules::default()), true, false),
        (with_rule(Allow::SignedIn, strong), true, false),
    ] {
        assert_eq!(application.has_tokens(), has_tokens, "{application:?}");
        assert_eq!(application.offers_tokens_to(&visitor, now()), is_offered, "{application:?}");
    }
}
