//! Ended sessions, on the instance that ends them and on others, which keep living sessions in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::{Client, StatusCode};
use serde_json::json;
use tokio::sync::RwLock;

use super::postgres::{is_signed_in, program};
use super::silent_proxy::SilentProxy;
use crate::app::Setup;
use crate::applications::visit::{Site, WIKI};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Running;
use crate::provider::Provider;
use crate::sessions::answer_from_memory;
use crate::waiting::until;

on_both_databases![
    a_session_that_ended_here_is_over_for_the_next_request,
    a_command_reports_the_end_of_sessions_when_they_are_over_everywhere,
    the_clock_ends_a_session_in_memory,
    a_session_in_memory_is_rechecked_when_that_is_due,
    an_application_is_told_a_change_of_a_session_in_memory,
];

async fn a_session_that_ended_here_is_over_for_the_next_request(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    for _ in 0..5 {
        let (browser, tab) = (Browser::new(), Browser::new());
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        answer_from_memory(&app, &browser).await;
        // The browser that signs out loses its cookie. Another one has copied it.
        let cookie = browser.cookie(&app.base);
        let asked = async || tab.request("GET", app.api("/auth/session"), &[("Cookie", &cookie)], "").await.status;
        assert_eq!(asked().await, StatusCode::OK);
        browser.sign_out(&app).await;
        assert_eq!(asked().await, StatusCode::UNAUTHORIZED);
    }
}

async fn a_command_reports_the_end_of_sessions_when_they_are_over_everywhere(database: Database) {
    let provider = Provider::start();
    let mut running = program(&database, &provider).set("RUST_LOG", "debug").start();
    for _ in 0..3 {
        let browser = Browser::new();
        browser.follow(running.api("/auth/oidc/idp/authorize")).await;
        let mut request = String::new();
        until("an answer comes from memory", async || {
            let answer = browser.get(running.api("/auth/session")).await;
            answer.header("x-request-id").clone_into(&mut request);
            running.wait_for_line(&format!("request {request}: "));
            running
                .log()
                .iter()
                .any(|line| line.contains(&format!("request {request}: GET /auth/session 200 from memory")))
        })
        .await;
        assert_eq!(running.program.run(&["users", "sign-out", "ada"]).status, Some(0));
        assert!(!is_signed_in(&browser, &running).await);
    }
}

async fn the_clock_ends_a_session_in_memory(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    answer_from_memory(&app, &browser).await;
    app.clock.advance(TimeDelta::hours(12));
    assert_eq!(browser.session(&app).await.0, StatusCode::UNAUTHORIZED);
}

async fn a_session_in_memory_is_rechecked_when_that_is_due(database: Database) {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["recheck"] = "15m".into();
    let app = Setup::on(&database).provider(settings).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    answer_from_memory(&app, &browser).await;
    let asked = |row: &str| database.values("COUNT(*)", &format!("rechecks WHERE {row}")) == [Some("1".to_owned())];
    let sign_in = database.values("asked_at", "rechecks")[0].clone().unwrap();
    assert!(asked(&format!("asked_at = {sign_in}")));
    app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(browser.session(&app).await.0, StatusCode::OK);
    until("the provider is asked", async || asked(&format!("asked_at > {sign_in}"))).await;
}

async fn an_application_is_told_a_change_of_a_session_in_memory(database: Database) {
    let site = Site::with(&database, serde_json::json!({}));
    let (browser, page) = (Browser::new(), site.at(WIKI, "/"));
    site.open(&browser, &page).await;
    let name = async || site.ask_page(&browser, &page).await.header("remote-name").to_owned();
    for _ in 0..20 {
        assert_eq!(name().await, "Ada Lovelace");
    }
    database.execute("UPDATE users SET display_name = 'Ada King'");
    assert_eq!(name().await, "Ada King");
}

/// A session that is asked for all the time.
struct AskedSession {
    /// The cookies of Kaimu's own host and of the application's.
    cookies: [String; 2],
    id: String,
    /// When its end was committed at the latest.
    ended: RwLock<Option<Instant>>,
}

/// What the questions have shown.
#[derive(Default)]
struct Counts {
    /// Answers about living sessions that were right, from any instance: to the browser, and to the proxy.
    living: [AtomicUsize; 2],
    /// Answers to questions that were sent more than a second after the end.
    ended: AtomicUsize,
    /// Those of them that said the session is living.
    wrong: AtomicUsize,
}

const APPLICATION: &str = "wiki.example.org";

/// An end counts on other instances for each request that is received more than one second after it.
const COUNTS_WITHIN: Duration = Duration::from_secs(1);

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().unwrap()
}

/// Asks one instance for one session after the other, until the test ends.
async fn keep_asking(
    instance: url::Url,
    first: usize,
    sessions: Arc<Vec<AskedSession>>,
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
) {
    let client = client();
    for number in first.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let session = &sessions[number % sessions.len()];
        let ended = *session.ended.read().await;
        let [own, application] = &session.cookies;
        // The browser asks and a proxy asks, in turn.
        let kind = number / sessions.len() % 2;
        let question = if kind == 0 {
            client.get(instance.join("/auth/session").unwrap()).header("Cookie", own)
        } else {
            let about = [("Method", "GET"), ("Proto", "https"), ("Host", APPLICATION), ("Uri", "/")];
            let question = client.get(instance.join("/auth/verify/forward").unwrap()).header("Cookie", application);
            about.iter().fold(question, |it, (name, value)| it.header(format!("X-Forwarded-{name}"), *value))
        };
        let sent = Instant::now();
        let question = question.send().await;
        // An instance that is paused or cut off from the database may not answer.
        let Ok(status) = question.map(|answer| answer.status()) else { continue };
        if ended.is_some_and(|ended| sent > ended + COUNTS_WITHIN) {
            counts.ended.fetch_add(1, Ordering::SeqCst);
            counts.wrong.fetch_add(usize::from(status == StatusCode::OK), Ordering::SeqCst);
        } else if ended.is_none() && status == StatusCode::OK {
            counts.living[kind].fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Signs in with a new browser.
async fn sign_in(running: &Running, database: &Database) -> AskedSession {
    let known = database.values("id", "sessions");
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let id = database.values("id", "sessions").into_iter().find(|id| !known.contains(id)).unwrap().unwrap();
    let token = format!("a token of session {id}");
    let row = format!("(encode(sha256('{token}'), 'hex'), '{id}', 'app/{APPLICATION}')");
    database.execute(&format!("INSERT INTO session_tokens (token_hash, session_id, host) VALUES {row}"));
    let cookies = [browser.cookie(&running.base), format!("__Host-kaimu_app={token}")];
    AskedSession { cookies, id, ended: RwLock::new(None) }
}

mod long {
    use super::*;

    const SESSIONS: usize = 60;
    const QUESTIONS: usize = 40_000;

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Postgres: use tests/run --faults"]
    async fn no_instance_answers_for_a_session_that_ended_more_than_a_second_ago_whatever_fails() {
        let (database, provider) = (Database::postgres(), Provider::start());
        let proxies = [SilentProxy::before(&database).await, SilentProxy::before(&database).await];
        let program = |database: &Database| {
            let applications = json!([{ "name": "Wiki", "url": format!("https://{APPLICATION}") }]).to_string();
            let program = program(database, &provider).set("KAIMU_APPLICATIONS", &applications);
            program.set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        };
        let behind = |proxy: &SilentProxy| program(&proxy.database(&database)).start();
        let [frozen, cut_off] = [&proxies[0], &proxies[1]].map(behind);
        let paused = program(&database).set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0").start();
        let mut sessions = Vec::new();
        for _ in 0..SESSIONS {
            sessions.push(sign_in(&paused, &database).await);
        }
        let (sessions, counts, stop) = (Arc::new(sessions), Arc::<Counts>::default(), Arc::<AtomicBool>::default());
        let questions: Vec<_> = [&frozen, &cut_off, &paused]
            .into_iter()
            .flat_map(|instance| (0..4).map(|first| (instance.api("/"), first * SESSIONS / 4)))
            .map(|(url, first)| {
                let (sessions, counts, stop) = (Arc::clone(&sessions), Arc::clone(&counts), Arc::clone(&stop));
                tokio::spawn(keep_asking(url, first, sessions, counts, stop))
            })
            .collect();
        for (number, session) in sessions.iter().enumerate() {
            match number % 6 {
                0 => proxies[0].silence_listeners(true),
                1 => proxies[1].fall_silent(),
                2 => paused.signal("STOP"),
                3 => proxies[0].silence_listeners(false),
                4 => proxies[1].speak_again(),
                _ => paused.signal("CONT"),
            }
            // The time in which the fault lasts, and in which leases end.
            tokio::time::sleep(Duration::from_millis(400)).await;
            database.execute_at_once(&format!("DELETE FROM sessions WHERE id = '{}'", session.id));
            *session.ended.write().await = Some(Instant::now());
        }
        let answered = [0, 1].map(|kind: usize| counts.living[kind].load(Ordering::SeqCst));
        assert!(answered.iter().all(|count| *count > 500), "{answered:?} answers about living sessions");
        while counts.ended.load(Ordering::SeqCst) < QUESTIONS {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stop.store(true, Ordering::SeqCst);
        for asking in questions {
            asking.await.unwrap();
        }
        assert_eq!(counts.wrong.load(Ordering::SeqCst), 0, "of {} questions", counts.ended.load(Ordering::SeqCst));
    }
}
