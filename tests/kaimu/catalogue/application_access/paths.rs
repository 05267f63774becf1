//! The path of a request: what it means to each reader, and to which application it belongs.

use kaimu::domain::{
    Access, AccessRule, Allow, Application, Applications, Presented, RequestPath, RulePath, UnclearPath, Visitor,
};

use super::{application, decide, group, rule, session, user};

fn resolved(target: &str) -> Result<String, UnclearPath> {
    RequestPath::parse(target.as_bytes()).map(|path| path.resolved().to_owned())
}

#[test]
fn a_path_with_encoded_letters_and_dot_segments() {
    for (target, path) in [
        ("/", "/"),
        ("/admin?x=%2f;..", "/admin"),
        ("//admin", "/admin"),
        ("/%61dmin/", "/admin/"),
        ("/public/../admin", "/admin"),
        ("/public/%2e%2e/admin", "/admin"),
        ("/a/./b//c/", "/a/b/c/"),
        ("/%C3%A4 b", "/ä b"),
        ("/..a/b..", "/..a/b.."),
        ("/a/..", "/"),
    ] {
        assert_eq!(resolved(target).as_deref(), Ok(path), "{target}");
    }
}

#[test]
fn a_path_that_readers_see_differently() {
    use UnclearPath::{AboveRoot, Control, NoSlash, Percent, Semicolon, Slash};
    for (target, problem) in [
        ("", NoSlash),
        ("admin", NoSlash),
        ("https://admin.example.org/", NoSlash),
        ("*", NoSlash),
        ("/a%2fb", Slash),
        ("/a%2Fb", Slash),
        ("/a%5cb", Slash),
        ("/a\\b", Slash),
        ("/admin;x", Semicolon),
        ("/admin%3bx", Semicolon),
        ("/%2561dmin", Percent),
        ("/100%", Percent),
        ("/%zz", Percent),
        ("/%4", Percent),
        ("/a%00b", Control),
        ("/a%0ab", Control),
        ("/a\tb", Control),
        ("/a#b", Control),
        ("/..", AboveRoot),
        ("/a/../../admin", AboveRoot),
    ] {
        assert_eq!(resolved(target), Err(problem), "{target}");
    }
    for bytes in [&b"/\xff"[..], b"/%ff", b"/%c0%af"] {
        assert_eq!(RequestPath::parse(bytes), Err(UnclearPath::NotUtf8));
    }
}

#[test]
fn a_path_that_some_readers_resolve() {
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
fn a_path_that_two_applications_could_have() {
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
