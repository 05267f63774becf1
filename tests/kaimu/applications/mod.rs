//! Applications behind a proxy: who may open them, and how a session reaches them.

mod answers;
mod from_memory;
mod places;
mod probes;
pub mod visit;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

pub use self::visit::next_step;
use self::visit::{GIT, Site, WIKI};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::alter;

on_both_databases![
    a_person_signs_in_and_comes_back_to_the_very_address_of_an_application,
    one_sign_in_opens_every_application_with_a_cookie_of_its_own,
    a_cookie_of_one_application_opens_nothing_else,
    a_sign_out_ends_the_session_of_every_application,
    a_sign_out_also_visits_the_provider_and_the_own_sign_out_of_the_application,
    a_disabled_user_opens_no_application,
    an_application_that_loses_its_cookie_ends_in_words,
    a_session_gets_a_limited_number_of_tickets_a_minute,
    a_ticket_works_once_and_in_one_browser,
    use_of_an_application_counts_as_use_of_the_session,
    a_use_that_could_not_be_recorded_is_recorded_later_with_its_own_time,
    the_audit_log_has_the_first_access_a_day_and_one_refusal_an_hour,
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

async fn an_application_that_loses_its_cookie_ends_in_words(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    let url = site.at(WIKI, "/page");
    site.open(&browser, &url).await;
    for attempt in 2..=4 {
        let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
        let ticket = browser.get(next_step(&begun).unwrap()).await;
        if attempt < 4 {
            let completed = browser.get(ticket.location().unwrap()).await;
            assert_eq!(next_step(&completed), Some(url.clone()), "hand-over {attempt}");
        } else {
            assert_eq!(ticket.status, StatusCode::FORBIDDEN);
            assert!(ticket.body.contains("application.cookie_lost"), "{}", ticket.body);
        }
    }
    site.app.clock.advance(TimeDelta::minutes(1));
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    assert!(browser.get(next_step(&begun).unwrap()).await.location().is_some(), "a minute later");
}

async fn a_session_gets_a_limited_number_of_tickets_a_minute(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let ask = async |page: &str| {
        let begun = browser.get(site.at(WIKI, &format!("/.kaimu/sign-in?return_to=/{page}"))).await;
        browser.get(next_step(&begun).unwrap()).await
    };
    // The first one led to the page.
    for page in 2..=100 {
        assert!(ask(&page.to_string()).await.location().is_some(), "ticket {page}");
    }
    let refused = ask("101").await;
    assert!(refused.location().is_none() && refused.status == StatusCode::FORBIDDEN, "{}", refused.body);
    site.app.clock.advance(TimeDelta::minutes(1));
    assert!(ask("102").await.location().is_some(), "a minute later");
}

async fn a_ticket_works_once_and_in_one_browser(database: Database) {
    let site = Site::with(&database, json!({}));
    let (browser, other) = (Browser::new(), Browser::new());
    site.open(&browser, &site.at(GIT, "/")).await;
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    let complete = browser.get(next_step(&begun).unwrap()).await.location().unwrap();
    assert_eq!(complete.host_str(), Some(WIKI));
    let without_secret = other.get(&complete).await;
    assert!(without_secret.body.contains("application.cookie_lost") && without_secret.status == StatusCode::FORBIDDEN);
    other.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    let with_another_secret = other.get(&complete).await;
    assert_eq!(with_another_secret.location().unwrap().path(), "/.kaimu/sign-in");
    assert!(with_another_secret.set_cookies().is_empty());
    site.app.clock.advance(TimeDelta::seconds(29));
    assert_eq!(browser.get(&complete).await.set_cookies().len(), 1);
    let again = browser.get(&complete).await;
    assert!(again.set_cookies().is_empty() && next_step(&again).is_some(), "a reload leads on");
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/other")).await;
    let late = browser.get(next_step(&begun).unwrap()).await.location().unwrap();
    site.app.clock.advance(TimeDelta::seconds(31));
    assert_eq!(browser.get(&late).await.location().unwrap().path(), "/.kaimu/sign-in", "a ticket expires");
}

async fn use_of_an_application_counts_as_use_of_the_session(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    for _ in 0..3 {
        site.app.clock.advance(TimeDelta::hours(11));
        assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::OK);
        let now = site.app.clock.clock()().timestamp_millis();
        crate::waiting::until("the use is recorded", async || {
            let seen = database.values("last_seen_at", "sessions")[0].clone().unwrap();
            now - seen.parse::<i64>().unwrap() < 60_000
        })
        .await;
    }
    site.app.clock.advance(TimeDelta::hours(12));
    assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::FOUND);
}

async fn a_use_that_could_not_be_recorded_is_recorded_later_with_its_own_time(database: Database) {
    let site = Site::with(&database, json!({}));
    let (first, second, page) = (Browser::new(), Browser::new(), site.at(WIKI, "/"));
    let begun = site.app.clock.clock()().timestamp_millis();
    let hours_of_last_uses = || {
        let uses = database.values("last_seen_at", "sessions ORDER BY id").into_iter();
        uses.map(|at| (at.unwrap().parse::<i64>().unwrap() - begun) / 3_600_000).collect::<Vec<_>>()
    };
    site.open(&first, &page).await;
    site.app.clock.advance(TimeDelta::hours(11));
    site.provider.advance(TimeDelta::hours(11));
    site.open(&second, &page).await;
    database.refuse_updates("sessions", "no use is recorded");
    assert_eq!(site.ask_page(&first, &page).await.status, StatusCode::OK);
    let failed = |line: &String| line.contains("no use is recorded");
    crate::waiting::until("the failure is logged", async || site.app.watch.log().iter().any(failed)).await;
    site.app.clock.advance(TimeDelta::hours(11));
    database.accept_updates("sessions");
    assert_eq!(site.ask_page(&second, &page).await.status, StatusCode::OK);
    crate::waiting::until("both uses are recorded", async || hours_of_last_uses() == [11, 22]).await;
}

async fn the_audit_log_has_the_first_access_a_day_and_one_refusal_an_hour(database: Database) {
    const HOUR: i64 = 60 * 60;
    const DAY: i64 = 24 * HOUR;
    let site = Site::with(&database, json!({ "rules": [{ "path": "/admin", "allow": "nobody" }] }));
    let browser = Browser::new();
    let (wiki, admin) = (site.at(WIKI, "/"), site.at(WIKI, "/admin"));
    let recorded = |outcome: &str| {
        let entries = format!("audit_events WHERE action = 'application_access' AND outcome = '{outcome}'");
        database.values("application", &entries).len()
    };
    let expect = async |opened: usize, refused: usize| {
        crate::waiting::until("the accesses are recorded", async || {
            let found = (recorded("succeeded"), recorded("application.not_allowed"));
            assert!(found.0 <= opened && found.1 <= refused, "{found:?}");
            found == (opened, refused)
        })
        .await;
    };
    site.open(&browser, &wiki).await;
    let now = || site.app.clock.clock()().timestamp();
    let (mut days, mut hours) = (BTreeSet::from([now() / DAY]), BTreeSet::new());
    // At half past the hour, so that no hour ends during a visit.
    site.app.clock.advance(TimeDelta::seconds(HOUR - now() % HOUR + HOUR / 2));
    for minutes in [0, 60, 11 * 60, 11 * 60, 11 * 60] {
        site.app.clock.advance(TimeDelta::minutes(minutes));
        for _ in 0..3 {
            assert_eq!(site.ask_page(&browser, &wiki).await.status, StatusCode::OK);
            assert_eq!(site.ask_page(&browser, &admin).await.status, StatusCode::FORBIDDEN);
        }
        days.insert(now() / DAY);
        hours.insert(now() / HOUR);
        expect(days.len(), hours.len()).await;
    }
    assert!(days.len() >= 2 && hours.len() == 5, "{days:?} {hours:?}");
    assert_eq!(site.open(&browser, &site.at(GIT, "/")).await.status, StatusCode::OK);
    expect(days.len() + 1, hours.len()).await;

    let list = ["audit", "list", "--since", "2000-01-01", "--outcome", "application.not_allowed"];
    let operator = Program::on(&database);
    let table = operator.run(&list).stdout;
    assert!(table.contains("Application"), "{table}");
    let csv = operator.run(&[&list[..], &["--format", "csv"]].concat()).stdout;
    assert_eq!(csv.matches(wiki.as_str().trim_end_matches('/')).count(), hours.len(), "{csv}");
    let page = browser.get(site.app.page("/account")).await;
    assert!(page.body.contains("Was refused by an application"), "{}", page.body);
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
async fn each_dialect_says_signed_out_in_its_own_way() {
    const HTML: (&str, &str) = ("Accept", "text/html");
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    let url = site.at(WIKI, "/a?b=c");
    for (dialect, method, headers, status, has_location) in [
        ("nginx", "GET", vec![HTML], 401, true),
        ("nginx", "GET", vec![], 401, false),
        ("nginx", "POST", vec![HTML], 401, true),
        ("nginx", "GET", vec![HTML, ("Sec-Fetch-Mode", "cors")], 401, false),
        ("forward", "GET", vec![HTML], 302, true),
        ("forward", "HEAD", vec![HTML], 302, true),
        ("forward", "POST", vec![HTML], 303, true),
        ("forward", "GET", vec![], 401, false),
        ("forward", "POST", vec![], 401, false),
        ("forward", "GET", vec![HTML, ("HX-Request", "true")], 401, false),
        ("forward", "GET", vec![("Sec-WebSocket-Key", "x"), HTML], 401, false),
        // A question about a prefetch is a question: 204 would let it pass.
        ("forward", "GET", vec![HTML, ("Sec-Purpose", "prefetch")], 302, true),
        ("nginx", "GET", vec![("Sec-Purpose", "prefetch")], 401, false),
        ("forward", "GET", vec![HTML, ("If-None-Match", "*"), ("Range", "bytes=0-1")], 302, true),
    ] {
        let answer = site.ask(&browser, dialect, method, &url, &headers).await;
        let case = format!("{dialect} {method} {headers:?}");
        assert_eq!((answer.status.as_u16(), answer.location().is_some()), (status, has_location), "{case}");
        if let Some(next) = answer.location() {
            let wanted = if method == "POST" { "/" } else { "/a?b=c" };
            let place: String = next.query_pairs().find(|(name, _)| name == "return_to").unwrap().1.into_owned();
            assert_eq!((next.path(), place.as_str()), ("/.kaimu/sign-in", wanted), "{case}");
        } else {
            assert_eq!(answer.json(), json!({ "error": "signed_out" }), "{case}");
        }
    }
    let frame = site
        .ask(&browser, "forward", "GET", &url, &[("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")])
        .await;
    assert!(frame.status == StatusCode::UNAUTHORIZED && frame.body.contains("target=\"_top\""), "{}", frame.body);
    let worker = site.ask(&browser, "forward", "GET", &url, &[HTML, ("Sec-Fetch-Mode", "same-origin")]).await;
    assert!(worker.status == StatusCode::UNAUTHORIZED && worker.body.contains("/.kaimu/sign-in"), "{}", worker.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_certain_is_refused_and_the_log_names_the_setting() {
    let site = Site::with(&Database::sqlite(), json!({ "allow": "everybody" }));
    let browser = Browser::new();
    let host = format!("{WIKI}:{}", site.app.base.port().unwrap());
    let headers = |host: &'static str| {
        vec![
            ("X-Forwarded-Method", "GET"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Host", host),
            ("X-Forwarded-Uri", "/"),
        ]
    };
    let host: &'static str = host.leak();
    let verify = site.app.api("/auth/verify/forward");
    let ask = async |headers: &[(&str, &str)]| browser.request("GET", &verify, headers, "").await;
    assert_eq!(ask(&headers(host)).await.status, StatusCode::OK, "this test asks as a proxy does");
    for missing in 0..4 {
        let mut headers = headers(host);
        let (name, value) = headers.remove(missing);
        let answer = ask(&headers).await;
        assert_eq!(
            (answer.status, answer.json()["error"].take()),
            (StatusCode::FORBIDDEN, json!("verify.bad_request"))
        );
        headers.extend([(name, value), (name, value)]);
        assert_eq!(ask(&headers).await.status, StatusCode::FORBIDDEN, "{name} twice");
    }
    for target in ["/a%2fb", "/a;b", "/a%5cb", "/%2561", "/a%00", "/../a", "http://x/", ""] {
        let mut headers = headers(host);
        headers[3].1 = target;
        assert_eq!(ask(&headers).await.status, StatusCode::FORBIDDEN, "{target}");
    }
    let unknown = ask(&headers("other.localhost")).await;
    assert_eq!(unknown.json(), json!({ "error": "verify.unknown_application" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_trusted_proxies_may_ask() {
    let database = Database::sqlite();
    let provider = crate::provider::Provider::start();
    let applications = r#"[{"name":"Wiki","url":"https://wiki.example.org","allow":"everybody"}]"#;
    let app = crate::app::Setup::on(&database)
        .provider(provider.settings("idp"))
        .set("KAIMU_APPLICATIONS", applications)
        .start();
    let headers = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "wiki.example.org"),
        ("X-Forwarded-Uri", "/"),
    ];
    for dialect in ["nginx", "forward", "envoy/"] {
        let answer = Browser::new().request("GET", app.api(&format!("/auth/verify/{dialect}")), &headers, "").await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::FORBIDDEN, json!({ "error": "verify.untrusted_proxy" }))
        );
    }
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

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_of_kaimus_is_on_the_host_of_an_application() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    for path in
        ["/", "/login", "/auth/session", "/healthz", "/dashboard", "/.kaimu/x", "/static/x", "/auth/oidc/idp/authorize"]
    {
        assert_eq!(browser.get(site.at(WIKI, path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/.kaimu/sign-in", "/.kaimu/complete", "/.kaimu/sign-out", "/.kaimu/denied"] {
        assert_eq!(browser.get(site.app.api(path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let about_reserved = site.ask(&browser, "nginx", "GET", &site.at(WIKI, "/.kaimu/sign-in"), &[]).await;
    assert_eq!(about_reserved.status, StatusCode::FORBIDDEN);
    let answered = site.ask(&browser, "forward", "GET", &site.at(WIKI, "/.kaimu/sign-in?return_to=/x"), &[]).await;
    assert!(answered.status == StatusCode::UNAUTHORIZED && next_step(&answered).is_some(), "{}", answered.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn preflights_pass_by_choice_and_other_sites_are_refused_by_choice() {
    let site = Site::with(&Database::sqlite(), json!({ "preflight": true, "cross_origin": "refuse" }));
    let browser = Browser::new();
    let preflight = [("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "PUT")];
    let wiki = site.at(WIKI, "/");
    assert_eq!(site.ask(&browser, "forward", "OPTIONS", &wiki, &preflight).await.status, StatusCode::OK);
    assert_eq!(site.ask(&browser, "forward", "GET", &wiki, &preflight).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.ask(&browser, "forward", "OPTIONS", &wiki, &preflight[..1]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.ask(&browser, "forward", "OPTIONS", &site.at(GIT, "/"), &preflight).await.status,
        StatusCode::UNAUTHORIZED
    );
    site.open(&browser, &wiki).await;
    let own = wiki.origin().ascii_serialization();
    for (method, headers, status) in [
        ("GET", vec![("Origin", "https://elsewhere.example")], 200),
        ("POST", vec![("Origin", "https://elsewhere.example")], 403),
        ("POST", vec![], 403),
        ("POST", vec![("Sec-Fetch-Site", "same-site")], 403),
        ("POST", vec![("Sec-Fetch-Site", "same-origin")], 200),
        ("DELETE", vec![("Origin", own.as_str())], 200),
        ("GET", vec![("Origin", "https://elsewhere.example"), ("Sec-WebSocket-Key", "x")], 403),
    ] {
        let answer = site.ask(&browser, "forward", method, &wiki, &headers).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_personal_access_token_opens_what_accepts_it_and_never_reaches_the_application() {
    let rules = json!([{ "path": "/api", "tokens": true }, { "path": "/public", "allow": "everybody" }]);
    let database = Database::sqlite();
    let site = Site::with(&database, json!({ "rules": rules }));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let token = format!("kaimu_pat_{}", "x".repeat(43));
    let hash = kaimu::domain::SecretHash::of(&token);
    let hash = hash.as_bytes().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let wiki = site.at(WIKI, "/").origin().ascii_serialization();
    database.execute(&format!(
        "INSERT INTO access_tokens (id, token_hash, user_id, identity_id, name, applications, created_at, expires_at) \
         SELECT id, '{hash}', user_id, id, 'laptop', '[\"{wiki}\"]', 0, 4000000000000 FROM identities"
    ));
    let program = Browser::new();
    let bearer = format!("Bearer {token}");
    let basic =
        format!("Basic {}", base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("git:{token}")));
    let ask = async |path: &str, credentials: &str| {
        site.ask(&program, "forward", "GET", &site.at(WIKI, path), &[("Authorization", credentials)]).await
    };
    for credentials in [&bearer, &basic] {
        let allowed = ask("/api/x", credentials).await;
        assert_eq!((allowed.status, allowed.header("remote-user")), (StatusCode::OK, "ada"), "{}", allowed.body);
        assert_eq!(allowed.header("kaimu-token-used"), "1");
    }
    let elsewhere = ask("/", &bearer).await;
    assert_eq!((elsewhere.status, elsewhere.header("www-authenticate")), (StatusCode::UNAUTHORIZED, ""));
    let open = ask("/public", &bearer).await;
    assert_eq!((open.status, open.header("kaimu-token-used")), (StatusCode::OK, "1"), "an open rule strips it, too");
    let without = ask("/api", "").await;
    assert!(
        without.status == StatusCode::UNAUTHORIZED && without.header("www-authenticate").starts_with("Basic realm")
    );
    let unknown = ask("/api", &format!("Bearer kaimu_pat_{}", "y".repeat(43))).await;
    assert_eq!((unknown.status, unknown.json()), (StatusCode::UNAUTHORIZED, json!({ "error": "token.invalid" })));
    let foreign = ask("/public", "Bearer of another server").await;
    assert_eq!((foreign.status, foreign.header("kaimu-token-used")), (StatusCode::OK, ""), "not ours");
}
