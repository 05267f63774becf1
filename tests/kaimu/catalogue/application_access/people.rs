//! The users that an application allows.

use kaimu::domain::{
    Access, Allow, EmailAddress, EmailDomain, Groups, People, Presented, Session, Slug, User, Visitor,
};

use super::{application, decide, group, session, user};

#[test]
fn a_group_of_another_provider() {
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
fn a_user_whom_a_table_describes_in_part() {
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
