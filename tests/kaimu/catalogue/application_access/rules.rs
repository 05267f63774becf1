//! Rules for parts of an application.

use kaimu::domain::{
    Access, AccessRequest, AccessRule, Allow, Application, Presented, RequestPath, StrengthRules, Visitor,
};

use super::{application, decide, group, now, rule, session, user};

#[test]
fn a_request_that_several_rules_or_none_match() {
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
    let rules = vec![rule("/admin/open", Allow::Everybody), rule("/admin", Allow::Nobody)];
    let wiki = application("https://wiki.example.org", Allow::SignedIn, rules);
    assert_eq!(decide(&wiki, "/admin/open/x", None), Access::Allowed, "the first rule that matches decides");
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
fn tokens_for_an_application_that_takes_none_from_the_user() {
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
