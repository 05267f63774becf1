//! An outage of the database: what browsers, applications, providers and the log get.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::StatusCode;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

struct World {
    database: Database,
    provider: Provider,
    app: TestApp,
    /// Signed in.
    browser: Browser,
}

impl World {
    async fn new() -> Self {
        let (database, provider) = (Database::postgres(), Provider::start());
        let app = Setup::on(&database).provider(provider.settings("idp")).start();
        let browser = Browser::new();
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        Self { database, provider, app, browser }
    }

    async fn recovers(&self) {
        self.database.give_back();
        assert_eq!(self.browser.session(&self.app).await.0, StatusCode::OK, "the next request is answered");
    }

    /// The log lines that name the cause in this database.
    fn lines_with_cause(&self) -> Vec<String> {
        let cause = format!("database \"{}\" is not currently accepting connections", self.database.name());
        self.app.watch.log().into_iter().filter(|line| line.contains(&cause)).collect()
    }
}

#[track_caller]
fn is_a_pause(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}: {}", answer.url, answer.body);
    assert_eq!(answer.header("retry-after"), "5", "{}", answer.url);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn an_outage_of_the_database_is_a_pause_for_browsers_applications_and_providers() {
    let world = World::new().await;
    let World { database, provider, app, browser } = &world;
    let returning = Browser::new();
    let start = returning.get(app.api("/auth/oidc/idp/authorize")).await;
    let response = returning.get(start.location().unwrap()).await.location().unwrap();
    let token = format!("logout_token={}", provider.logout_token(|_| ()));
    database.take_away();

    let pages = join_all(["/dashboard", "/account", "/"].map(|path| browser.get(app.page(path))));
    let session = browser.get(app.api("/auth/session"));
    let login = browser.get(app.page("/login?return_to=/notes"));
    let (pages, session, login) = tokio::join!(pages, session, login);
    for page in &pages {
        is_a_pause(page);
        assert!(page.body.contains("A short interruption") && page.body.contains("database.unavailable"));
        assert!(page.body.contains(page.header("x-request-id")));
    }
    is_a_pause(&session);
    assert_eq!(session.json()["error"], "database.unavailable");
    assert_eq!(login.status, StatusCode::OK);
    assert!(login.body.contains("Continue with"), "as for a stranger: {}", login.body);

    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let server = Browser::new();
    let logout = server.request("POST", app.api("/auth/oidc/idp/backchannel-logout"), &form, &token);
    let sign_out_page = browser.get(app.page("/logout"));
    let (logout, sign_out_page, refused) = tokio::join!(logout, sign_out_page, returning.follow(response));
    is_a_pause(&logout);
    assert_eq!(logout.json()["error"], "temporarily_unavailable");
    assert_eq!(sign_out_page.status, StatusCode::OK, "the button works");
    refused.is_refused_with("database.unavailable");
    assert!(refused.body.contains("A short interruption"), "{}", refused.body);

    world.recovers().await;
    let answer = server.request("POST", app.api("/auth/oidc/idp/backchannel-logout"), &form, &token).await;
    assert_eq!(answer.status, StatusCode::OK, "the provider's second try");
    assert_eq!(browser.session(app).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_sign_out_during_an_outage_removes_the_cookie_and_says_what_it_could_not_do() {
    let world = World::new().await;
    world.database.take_away();
    let answer = world.browser.sign_out(&world.app).await;
    is_a_pause(&answer);
    assert!(answer.body.contains("You may still be signed in elsewhere"), "{}", answer.body);
    world.database.give_back();
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED, "the browser has no cookie");
    assert_eq!(world.database.count("sessions"), 1, "the session itself goes on");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn an_outage_is_logged_once_for_each_cause_and_every_request_can_be_found() {
    let world = World::new().await;
    world.database.take_away();
    let ask = || world.browser.get(world.app.api("/auth/session"));
    let answers = join_all((0..12).map(|_| ask())).await;
    answers.iter().for_each(is_a_pause);
    let lines = world.lines_with_cause();
    let pauses: Vec<_> = lines.iter().filter(|line| line.contains("database.unavailable: ")).collect();
    assert!((1..=2).contains(&pauses.len()), "one line in ten seconds, however many fail: {lines:#?}");
    assert!(!lines.iter().any(|line| line.contains('\n') || line.contains('\t')), "{lines:?}");
    let log = world.app.watch.log();
    for answer in &answers {
        let begin = format!("request {}: ", answer.header("x-request-id"));
        let request = format!("{begin}GET /auth/session 503 in ");
        let is_of_request = |line: &String| line.contains(&request) && line.ends_with(": database.unavailable");
        assert!(log.iter().any(is_of_request), "{request}");
        let failed = log.iter().filter(|line| line.contains(&format!("{begin}database.unavailable: ")));
        assert_eq!(failed.filter(|line| !lines.contains(line)).count(), 0, "each line names the cause: {log:#?}");
    }
    world.app.clock.advance(TimeDelta::seconds(10));
    is_a_pause(&ask().await);
    let last = world.lines_with_cause().pop().unwrap();
    assert!(last.contains(" more times in the last "), "{last}");
    world.recovers().await;
}
