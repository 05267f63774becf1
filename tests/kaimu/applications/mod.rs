//! Applications behind a proxy: who may open them, and how a session reaches them.

mod answers;
mod from_memory;
mod hand_overs;
mod places;
mod probes;
mod questions;
mod records;
pub mod visit;

use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

pub use self::visit::next_step;
use self::visit::{GIT, Site, WIKI};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::alter;

on_both_databases![
    a_person_signs_in_and_comes_back_to_the_very_address_of_an_application,
    one_sign_in_opens_every_application_with_a_cookie_of_its_own,
    a_cookie_of_one_application_opens_nothing_else,
    a_sign_out_ends_the_session_of_every_application,
    a_sign_out_also_visits_the_provider_and_the_own_sign_out_of_the_application,
    a_disabled_user_opens_no_application,
];

async fn a_person_signs_in_and_comes_back_to_the_very_address_of_an_application(database: Database) {
    let site = Site::with(&database, json!({}));
    site.provider.person(json!({ "sub": "ada", "email": "ada@example.org", "email_verified": true,
        "preferred_username": "ada", "name": "Zoë, Ada", "groups": ["staff", "a,b"] }));
    let browser = Browser::new();
    let deep = site.at(WIKI, "/page/1?q=a%20b&return_to=/x&c=%26");
    let signed_out = site.ask_page(&browser, &deep).await;
    assert_eq!((signed_out.status, signed_out.body.as_str()), (StatusCode::FOUND, ""));
    let page = browser.get(signed_out.location().unwrap()).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "no proxy may take it for an allowed request");
    let allowed = site.open(&browser, &deep).await;
    assert_eq!(allowed.status, StatusCode::OK, "{}", allowed.body);
    for (name, value) in [
        ("remote-user", "ada"),
        ("remote-email", "ada@example.org"),
        ("remote-name", "Zo%C3%AB, Ada"),
        ("remote-groups", "staff,a%2Cb"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(allowed.header(name), value, "{name}");
    }
    assert!(allowed.body.is_empty() && allowed.set_cookies().is_empty());
}

async fn one_sign_in_opens_every_application_with_a_cookie_of_its_own(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    assert_eq!(site.open(&browser, &site.at(WIKI, "/")).await.status, StatusCode::OK);
    let requests = site.provider.requests("/authorize");
    assert_eq!(site.open(&browser, &site.at(GIT, "/")).await.status, StatusCode::OK);
    assert_eq!(site.provider.requests("/authorize"), requests, "no second sign-in");
    assert_eq!(database.count("sessions"), 1);
    assert_eq!(site.open(&browser, &site.at(WIKI, "/x")).await.status, StatusCode::OK, "the first one stays");
}

async fn a_cookie_of_one_application_opens_nothing_else(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    let mut url = site.at(WIKI, "/");
    // Each step of the sign-in, until the cookie comes.
    let cookie = loop {
        let answer = if url.path() == "/" && url.host_str() == Some(WIKI) {
            site.ask_page(&browser, &url).await
        } else {
            browser.get(&url).await
        };
        if let Some(cookie) = answer.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_app=")) {
            break cookie.to_owned();
        }
        url = answer.location().or_else(|| next_step(&answer)).unwrap_or_else(|| {
            let mut start = site.app.api("/auth/oidc/idp/authorize");
            start.query_pairs_mut().append_pair("return_to", site.at(WIKI, "/").as_str());
            start
        });
    };
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
    let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    let thief = Browser::new();
    let stolen = format!("{name}={value}");
    let other = site.ask(&thief, "forward", "GET", &site.at(GIT, "/"), &[("Cookie", &stolen)]).await;
    assert_eq!(other.status, StatusCode::UNAUTHORIZED);
    for name in ["kaimu_app", "kaimu_session"] {
        let cookie = format!("{name}={value}");
        let session = thief.request("GET", site.app.api("/auth/session"), &[("Cookie", &cookie)], "").await;
        assert_eq!(session.status, StatusCode::UNAUTHORIZED, "{name}");
    }
    let own = site.ask(&thief, "forward", "GET", &site.at(WIKI, "/"), &[("Cookie", &stolen)]).await;
    assert_eq!(own.status, StatusCode::OK, "this test has the right cookie");
}

async fn a_sign_out_ends_the_session_of_every_application(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    for host in [WIKI, GIT] {
        site.open(&browser, &site.at(host, "/")).await;
    }
    let origin = site.at(WIKI, "/").origin().ascii_serialization();
    let elsewhere = site.at(GIT, "/").origin().ascii_serialization();
    let sign_out = site.at(WIKI, "/.kaimu/sign-out?return_to=/bye");
    let foreign = browser.request("POST", &sign_out, &[("Origin", &elsewhere)], "").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(site.ask_page(&browser, &site.at(GIT, "/")).await.status, StatusCode::OK);
    let asked = browser.get(&sign_out).await;
    assert_eq!((asked.status, asked.location().unwrap().path()), (StatusCode::SEE_OTHER, "/logout"));
    let own = browser.request("POST", &sign_out, &[("Origin", &origin)], "").await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.body);
    for host in [WIKI, GIT] {
        assert_eq!(site.ask_page(&browser, &site.at(host, "/")).await.status, StatusCode::FOUND, "{host}");
    }
    assert_eq!(database.count("sessions"), 0);
}

async fn a_sign_out_also_visits_the_provider_and_the_own_sign_out_of_the_application(database: Database) {
    let logout_url = "https://wiki.example.org/own-sign-out";
    let site = Site::with(&database, json!({ "logout_url": logout_url }));
    let endpoint = format!("{}/logout", site.provider.issuer);
    site.provider.script(|script| {
        script.discovery = alter(move |document: &mut Value| document["end_session_endpoint"] = json!(endpoint));
    });
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let origin = site.at(WIKI, "/").origin().ascii_serialization();
    let sign_out = browser.request("POST", &site.at(WIKI, "/.kaimu/sign-out"), &[("Origin", &origin)], "").await;
    let at_provider = sign_out.location().unwrap();
    assert_eq!(at_provider.path(), "/logout");
    // The provider returns with the state.
    let parameter = |name: &str| at_provider.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let mut back = Url::parse(&parameter("post_logout_redirect_uri")).unwrap();
    back.query_pairs_mut().append_pair("state", &parameter("state"));
    assert_eq!(browser.get(&back).await.location().unwrap().as_str(), logout_url);
    assert_eq!(database.count("sessions"), 0);
    back.set_query(Some("state=x.https%3A%2F%2Fwiki.example.com"));
    assert_eq!(browser.get(&back).await.status, StatusCode::OK, "an application that is none");
}

async fn a_disabled_user_opens_no_application(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    database.execute("UPDATE users SET disabled_at = 1");
    assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::FOUND);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn while_the_database_is_away_nothing_passes_but_what_everybody_may_open() {
    let database = Database::postgres();
    let site = Site::with(&database, json!({ "rules": [{ "path": "/public", "allow": "everybody" }] }));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    database.take_away();
    let refused = site.ask_page(&browser, &site.at(WIKI, "/")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.body.contains("database.unavailable") && refused.headers.contains_key("retry-after"));
    let public = site.ask_page(&browser, &site.at(WIKI, "/public")).await;
    assert_eq!((public.status, public.header("remote-user")), (StatusCode::OK, ""));
    database.give_back();
    crate::waiting::until("it comes back", async || {
        site.ask_page(&browser, &site.at(WIKI, "/")).await.status == StatusCode::OK
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_person_sees_why_and_can_use_another_account() {
    let site = Site::with(&Database::sqlite(), json!({ "allow": { "groups": ["admins"] } }));
    site.provider.person(json!({ "sub": "bob", "preferred_username": "bob", "groups": ["staff"] }));
    let browser = Browser::new();
    let refused = site.open(&browser, &site.at(WIKI, "/secret?x=1")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for part in ["You do not have access to", "Wiki", "application.not_allowed", "/login?error=application.not_allowed"]
    {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    let script = site.ask(&browser, "forward", "GET", &site.at(WIKI, "/"), &[]).await;
    assert_eq!((script.status, script.json()), (StatusCode::FORBIDDEN, json!({ "error": "application.not_allowed" })));
    let nginx = site.ask(&browser, "nginx", "GET", &site.at(WIKI, "/"), &[("Accept", "text/html")]).await;
    assert_eq!((nginx.status, nginx.body.as_str()), (StatusCode::FORBIDDEN, ""));
    let port = site.app.base.port().unwrap();
    let authority = format!("{WIKI}:{port}");
    let original = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Host", authority.as_str()),
        ("X-Forwarded-Uri", "/secret"),
    ];
    let denied = browser.request("GET", site.at(WIKI, "/.kaimu/denied"), &original, "").await;
    assert!(
        denied.status == StatusCode::FORBIDDEN && denied.body.contains("You do not have access to"),
        "{}",
        denied.body
    );
}
