//! One session at several applications: its beginning, its use by many requests, and its end.

use crate::program::Program;
use crate::provider::TOKEN;
use crate::proxies::site::{GIT, LOGIN, NOTES, Site, WIKI};
use crate::proxies::visitor::{Seen, Visitor};

pub async fn one_sign_in_opens_two_applications(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let sign_ins = site.provider.requests(TOKEN);
    let link = format!("{GIT}/repository?tab=files");
    let page = visitor.open(&link).await;
    assert_eq!((page.url.as_str(), Seen::by(&page).header("Remote-User").as_str()), (link.as_str(), "ada"));
    assert_eq!(site.provider.requests(TOKEN), sign_ins, "there is no second sign-in");
    // The cookies are different: one opens nothing else.
    assert_ne!(visitor.cookies(WIKI), visitor.cookies(GIT));
    let cookies = visitor.cookies(WIKI);
    let answer = site.visitor().send("GET", &format!("{GIT}/"), &[("Cookie", cookies.as_str())], Vec::new()).await;
    assert_eq!(answer.status, 401, "{}", answer.body);
}

pub async fn one_sign_in_opens_an_application_on_another_domain(site: &Site) {
    let visitor = site.signed_in("grace", &["staff"]).await;
    let sign_ins = site.provider.requests(TOKEN);
    let link = format!("{NOTES}/note?id=7&x=%26");
    let page = visitor.open(&link).await;
    assert_eq!((page.url.as_str(), Seen::by(&page).header("Remote-User").as_str()), (link.as_str(), "grace"));
    assert_eq!(site.provider.requests(TOKEN), sign_ins, "there is no second sign-in");
}

pub async fn requests_of_three_users_on_one_connection_are_not_mixed_up(site: &Site) {
    let mut users = Vec::new();
    for name in ["ada", "grace", "linus"] {
        users.push((name, site.signed_in(name, &[]).await.cookies(WIKI)));
    }
    // A client without a jar. Its requests share one connection.
    let client = site.visitor();
    for number in 0..200 {
        let (name, cookies) = &users[number * 7 % 3];
        let url = format!("{WIKI}/page/{number}");
        let answer = client.send("GET", &url, &[("Cookie", cookies.as_str())], Vec::new()).await;
        let seen = Seen::by(&answer);
        assert_eq!(
            (seen.header("Remote-User").as_str(), seen.header("Remote-Email")),
            (*name, format!("{name}@example.org"))
        );
        assert_eq!(seen.0["path"], format!("/page/{number}"));
    }
}

/// Asserts that this browser is signed out at these applications.
async fn is_signed_out(visitor: &Visitor, applications: &[&str]) {
    for url in applications {
        let answer = visitor.get(&format!("{url}/page")).await;
        assert_eq!(answer.status, 401, "{url}: {}", answer.body);
    }
}

pub async fn a_sign_out_ends_every_application(site: &Site) {
    let visitor = site.signed_in("grace", &["staff"]).await;
    for url in [GIT, NOTES] {
        Seen::by(&visitor.open(&format!("{url}/page")).await);
    }
    let answer = visitor.send("POST", &format!("{LOGIN}/logout"), &[("Origin", LOGIN)], Vec::new()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    is_signed_out(&visitor, &[WIKI, GIT, NOTES]).await;
}

pub async fn a_sign_out_inside_an_application_ends_every_application(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    Seen::by(&visitor.open(&format!("{GIT}/page")).await);
    let sign_out = format!("{WIKI}/.kaimu/sign-out?return_to=%2Fpublic");
    let foreign = visitor.send("POST", &sign_out, &[("Origin", "https://elsewhere.example")], Vec::new()).await;
    assert_eq!(foreign.status, 403, "{}", foreign.body);
    let question = visitor.page(&sign_out).await;
    assert!(question.location().unwrap().as_str().starts_with(LOGIN), "{}", question.status);
    let answer = visitor.send("POST", &sign_out, &[("Origin", WIKI)], Vec::new()).await;
    assert_eq!((answer.status.as_u16(), answer.location().unwrap().as_str()), (303, "https://wiki.example.org/public"));
    is_signed_out(&visitor, &[WIKI, GIT]).await;
}

pub async fn a_disabled_user_is_refused_everywhere(site: &Site) {
    let visitor = site.signed_in("mallory", &["staff"]).await;
    Seen::by(&visitor.open(&format!("{NOTES}/page")).await);
    let operator = Program::on(&site.database);
    assert_eq!(operator.run(&["users", "disable", "mallory"]).status, Some(0));
    is_signed_out(&visitor, &[WIKI, NOTES]).await;
    operator.run(&["users", "enable", "mallory"]);
}
