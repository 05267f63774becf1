//! Where a sign-in returns to: every address that fits, on one host and on two, and what happens to the others.

use kaimu::domain::MAX_RETURN_TO_BYTES;
use reqwest::StatusCode;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::program::Program;
use crate::provider::Provider;

/// Every character that RFC 3986 allows in a path, a query and a fragment, and percent-encoded ones.
const PATH: &str = "/a-._~%20%C3%A4%25%5C!$&'()*+,;=:@//b/";
const QUERY: &str = "?q=-._~%20%C3%A4%25%0A!$&()*+,;=:@/?&empty=&again=1&again=2";
const FRAGMENT: &str = "#-._~%20%C3%A4!$&'()*+,;=:@/?";
const WIKI: &str = "https://wiki.example.org";

fn start(two_hosts: bool) -> (TestApp, Provider) {
    let provider = Provider::start();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
    let setup = setup.set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", WIKI);
    (if two_hosts { setup.with_two_hosts() } else { setup }.start(), provider)
}

fn with_return_to(page: Url, place: &str) -> Url {
    let mut page = page;
    page.query_pairs_mut().append_pair("return_to", place);
    page
}

/// Clicks the only button of the sign-in page, and follows the redirects until one leads to another origin or to a page.
async fn sign_in_from_page(app: &TestApp, browser: &Browser, place: &str) -> Result<Answer, Url> {
    let page = browser.follow(with_return_to(app.page("/login"), place)).await;
    let link = page.body.split("href=\"").find(|rest| rest.contains("/authorize")).expect("a button");
    let mut next = Url::parse(&link.split('"').next().unwrap().replace("&#38;", "&").replace("&#39;", "'")).unwrap();
    for _ in 0..10 {
        let answer = browser.get(&next).await;
        match answer.location() {
            Some(target) if target.as_str().starts_with(WIKI) => return Err(target),
            Some(target) => next = target,
            None => return Ok(Answer { url: next, ..answer }),
        }
    }
    panic!("too many redirects, the last one to {next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_character_that_a_url_may_have_survives_the_sign_in() {
    for two_hosts in [false, true] {
        let (app, _provider) = start(two_hosts);
        let place = format!("{PATH}{QUERY}{FRAGMENT}");
        let end = sign_in_from_page(&app, &Browser::new(), &place).await.unwrap();
        assert_eq!(&end.url[url::Position::BeforePath..], place, "two hosts: {two_hosts}");
        let there = format!("{WIKI}{place}");
        assert_eq!(sign_in_from_page(&app, &Browser::new(), &there).await.err().unwrap().as_str(), there);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_two_thousand_bytes_survives_the_sign_in() {
    for two_hosts in [false, true] {
        let (app, _provider) = start(two_hosts);
        let place = format!("/{}", "%".repeat(MAX_RETURN_TO_BYTES - 1));
        let end = sign_in_from_page(&app, &Browser::new(), &place).await.unwrap();
        assert_eq!(&end.url[url::Position::BeforePath..], place, "two hosts: {two_hosts}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_longer_address_a_page_says_so_and_leads_to_the_start_page_of_the_same_origin() {
    for two_hosts in [false, true] {
        let (app, _provider) = start(two_hosts);
        let frontend = app.frontend.origin().ascii_serialization();
        for (beginning, start_page) in [("/", frontend.as_str()), ("https://wiki.example.org/", WIKI)] {
            let (browser, place) = (Browser::new(), format!("{beginning}{}", "x".repeat(MAX_RETURN_TO_BYTES)));
            let end = sign_in_from_page(&app, &browser, &place).await.unwrap();
            assert_eq!((end.status, end.url.path()), (StatusCode::OK, "/auth/return"), "{}", end.url);
            assert!(end.body.contains("is too long to be kept during a sign-in"), "{}", end.body);
            assert!(end.body.contains(&format!("href=\"{start_page}/\"")), "{}", end.body);
            assert!(!end.body.contains("<script"), "the page waits for the user: {}", end.body);
            // A browser that is signed in already learns it, too.
            let again = browser.follow(with_return_to(app.page("/login"), &place)).await;
            assert!(again.body.contains("is too long to be kept"), "{}", again.body);
        }
        let elsewhere = format!("https://evil.example/{}", "x".repeat(MAX_RETURN_TO_BYTES));
        sign_in_from_page(&app, &Browser::new(), &elsewhere).await.unwrap().is_dashboard_of("Ada");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_why_a_return_to_does_not_count_and_never_what_it_was() {
    let provider = Provider::start();
    let running = Program::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let too_long = format!("/hidden{}", "x".repeat(MAX_RETURN_TO_BYTES));
    let refused = [
        (too_long.as_str(), "it has more than 2000 bytes"),
        ("/hidden\\x", "it has a control character or a backslash"),
        ("https://hidden.example/", "add the origin to server.allowed_return_origins"),
        ("/%2fhidden", "begins with two slashes once it is decoded"),
    ];
    for (place, _) in refused {
        browser.get(with_return_to(running.page("/login"), place)).await;
        browser.get(with_return_to(running.api("/auth/oidc/idp/authorize"), place)).await;
    }
    for accepted in ["", "/", "/notes"] {
        browser.get(with_return_to(running.page("/login"), accepted)).await;
    }
    for _ in 0..30 {
        browser.get(with_return_to(running.page("/login"), "hidden")).await;
    }
    running.signal("TERM");
    let (_, log) = running.end();
    let lines: Vec<_> = log.iter().filter(|line| line.contains("return_to does not count: ")).collect();
    for (_, why) in refused {
        assert_eq!(lines.iter().filter(|line| line.contains(why)).count().min(2), 2, "{why}: {lines:#?}");
    }
    assert_eq!(lines.len(), 10, "no more in a minute: {lines:#?}");
    assert!(!log.iter().any(|line| line.contains("hidden")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_fragments_goes_on_to_the_place_and_the_sign_in_page_names_that_place() {
    let (app, _provider) = start(false);
    let page = "/auth/return?return_to=%2Fnotes%3Fid%3D7";
    let sign_in = Browser::new().get(with_return_to(app.page("/login"), page)).await;
    assert!(sign_in.body.contains("you continue to <bdi dir=\"ltr\">/notes</bdi>"), "{}", sign_in.body);
    let end = sign_in_from_page(&app, &Browser::new(), page).await.unwrap();
    assert_eq!(end.url, app.page(page));
    assert!(end.body.contains(&format!("href=\"{}\"", app.page("/notes?id=7"))), "{}", end.body);
    assert!(end.body.contains("/static/fragment."), "{}", end.body);
}
