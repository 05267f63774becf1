//! Foreign, forged and moved cookies.

use crate::browser::{Answer, Browser};
use crate::catalogue::world::World;
use crate::program::Program;
use crate::provider::TOKEN;

/// Name and value of the first cookie of a response.
fn cookie(answer: &Answer) -> (String, String) {
    let (name, value) = answer.set_cookies()[0].split(';').next().unwrap().split_once('=').unwrap();
    (name.to_owned(), value.to_owned())
}

/// Sends an authorization response with these cookies. Returns the code of the refusal.
async fn refusal(response: &url::Url, cookies: &str) -> String {
    let answer = Browser::new().request("GET", response, &[("Cookie", cookies)], "").await;
    answer.location().unwrap().query_pairs().find(|(name, _)| name == "error").unwrap().1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_cookie_with_one_changed_character() {
    let world = World::new();
    let start = world.browser.get(world.sign_in_url()).await;
    let (name, value) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    for at in [0, value.len() / 2, value.len() - 3] {
        let other = if &value[at..=at] == "A" { "B" } else { "A" };
        let changed = format!("{name}={}{other}{}", &value[..at], &value[at + 1..]);
        assert_eq!(refusal(&response, &changed).await, "state.unknown", "at {at}");
    }
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_cookie_under_the_name_of_another_one() {
    let world = World::new();
    let (one, two) = (world.browser.get(world.sign_in_url()).await, world.browser.get(world.sign_in_url()).await);
    let ((name, _), (_, value)) = (cookie(&one), cookie(&two));
    let response = world.browser.get(one.location().unwrap()).await.location().unwrap();
    assert_eq!(refusal(&response, &format!("{name}={value}")).await, "state.unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cookie_in_place_of_a_sign_in_cookie_and_the_reverse() {
    let world = World::new();
    let start = world.browser.get(world.sign_in_url()).await;
    let (name, sealed) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    let done = world.browser.get(&response).await;
    let session = done.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
    let session = session.split(';').next().unwrap().split_once('=').unwrap().1;
    assert_eq!(refusal(&response, &format!("{name}={session}")).await, "state.unknown");
    let pretending = [("Cookie", format!("kaimu_session={sealed}"))];
    let headers: Vec<_> = pretending.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = Browser::new().request("GET", world.app.api("/auth/session"), &headers, "").await;
    assert_eq!(answer.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cookie_that_was_planted_before_the_sign_in() {
    let world = World::new();
    let mallory = Browser::new();
    mallory.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let planted = {
        let answer = mallory.get(world.response(&mallory).await).await;
        let cookie = answer.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
        cookie.split(';').next().unwrap().to_owned()
    };
    // The user's browser has Mallory's session cookie when it signs in.
    let start = Browser::new().request("GET", world.sign_in_url(), &[("Cookie", &planted)], "").await;
    let (name, value) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    let both = format!("{planted}; {name}={value}");
    let done = Browser::new().request("GET", &response, &[("Cookie", &both)], "").await;
    let token = done.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
    assert!(!token.starts_with(&planted), "a new token");
    let as_mallory = mallory.request("GET", world.app.api("/auth/session"), &[("Cookie", &planted)], "").await;
    assert_eq!(as_mallory.status, 401, "the planted session has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_session_cookie() {
    let world = World::new();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    for value in ["", "AAAA", "%00", "null", "\"x\"", &"A".repeat(5000)] {
        let cookie = format!("kaimu_session={value}");
        let answer = Browser::new().request("GET", world.app.api("/auth/session"), &[("Cookie", &cookie)], "").await;
        assert_eq!(answer.status, 401, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_and_oversized_cookies_beside_ours() {
    let world = World::new();
    let start = world.browser.get(world.sign_in_url()).await;
    let (name, value) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    let foreign = format!("a={}; b=\"c; d=%%%; =; ;; kaimu; {name}x=1; {name}={value}; ü=ü", "x".repeat(30_000));
    let done = Browser::new().request("GET", &response, &[("Cookie", &foreign)], "").await;
    assert_eq!(done.location().unwrap(), world.app.page("/dashboard"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_forged_sign_in_cookies_before_a_new_sign_in() {
    let world = World::new();
    let forged: Vec<_> = (0..90).map(|number| format!("kaimu_sign_in_{number:08x}={}", "A".repeat(400))).collect();
    let start = Browser::new().request("GET", world.sign_in_url(), &[("Cookie", &forged.join("; "))], "").await;
    assert!(start.location().unwrap().as_str().starts_with(&world.provider.issuer));
    let (name, value) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    let done = Browser::new().request("GET", &response, &[("Cookie", &format!("{name}={value}"))], "").await;
    assert_eq!(done.location().unwrap(), world.app.page("/dashboard"));
}

/// Browsers accept a cookie with this prefix only without `Domain`, from the host itself, over https (RFC 6265bis, section
/// 4.1.3.2).
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_ours_that_another_host_could_set() {
    let world = World::with(|setup| setup.with_public_urls("https://kaimu.test", "https://kaimu.test"));
    // As a proxy that terminates TLS.
    let at = |path: &str| format!("http://127.0.0.1:{}{path}", world.app.ports[0]);
    let host = ("Host", "kaimu.test");
    let start = Browser::new().request("GET", at(world.sign_in_url().path()), &[host], "").await;
    let (name, value) = cookie(&start);
    let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
    let callback = at(&format!("{}?{}", response.path(), response.query().unwrap()));
    let done = Browser::new().request("GET", callback, &[host, ("Cookie", &format!("{name}={value}"))], "").await;
    let cookies = [start.set_cookies(), done.set_cookies()].concat();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-kaimu_session=")), "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-kaimu_"), "{cookie}");
        assert!(cookie.contains("; Secure") && cookie.contains("; Path=/") && !cookie.contains("Domain"), "{cookie}");
    }
}

#[test]
fn a_session_cookie_for_a_whole_domain_in_the_configuration() {
    let refused = Program::new().set("COOKIE_DOMAIN", "example.org").run(&["check"]);
    assert_eq!(refused.status, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("COOKIE_DOMAIN: was removed"), "{}", refused.stderr);
}
