//! The running server: first run, log, health and stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use reqwest::StatusCode;

use crate::browser::{Answer, Browser};
use crate::database::{Database, environment};
use crate::program::{Program, Running};
use crate::provider::{Provider, alter, hold};
use crate::waiting::{DEADLINE, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_needs_no_setting_and_says_how_to_add_a_provider() {
    let running = Program::new().start();
    for path in ["/healthz", "/readyz"] {
        for url in [running.api(path), running.page(path)] {
            assert_eq!(Browser::new().get(&url).await.status, StatusCode::OK, "{url}");
        }
    }
    let page = Browser::new().get(running.page("/login")).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["No provider is set up yet", "OIDC_PROVIDERS=", "/auth/oidc/okta/callback"] {
        assert!(page.body.contains(words), "{words:?} is missing: {}", page.body);
    }
    assert!(running.program.file("data/kaimu.db").is_file());
    for file in ["data/kaimu.secret", "data/kaimu.db", "data/kaimu.db-wal", "data/kaimu.db-shm"] {
        let mode = running.program.file(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_port_0_the_system_chooses_a_port_and_the_log_names_it() {
    let running = Program::new().set("KAIMU_SERVER__LISTEN", "127.0.0.1:0").start();
    let address = running.log().iter().find_map(|line| line.split_once("] listening on ")).unwrap().1;
    let answer = Browser::new().get(format!("http://{address}/healthz")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn without_its_database_the_server_is_alive_and_not_ready() {
    let database = Database::postgres();
    let running = Program::on(&database).start();
    let browser = Browser::new();
    assert_eq!(browser.get(running.api("/readyz")).await.status, StatusCode::OK);

    let name = database.url().rsplit('/').next().unwrap();
    let mut server = PgConnection::establish(&environment("KAIMU_TEST_POSTGRES")).unwrap();
    let gone = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'; ALTER DATABASE {name} RENAME TO {name}_gone"
    );
    // A connection of the pool may come back between the two.
    until("the database is gone", async || server.batch_execute(&gone).is_ok()).await;
    let not_ready = browser.get(running.api("/readyz")).await;
    assert_eq!(not_ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(not_ready.body, "the database cannot be reached\n");
    assert_eq!(browser.get(running.api("/healthz")).await.status, StatusCode::OK);

    server.batch_execute(&format!("ALTER DATABASE {name}_gone RENAME TO {name}")).unwrap();
    assert_eq!(browser.get(running.api("/readyz")).await.status, StatusCode::OK, "it recovers by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_requests_write_nothing_to_the_log() {
    let running = Program::new().start();
    for garbage in [
        b"\0\x01\xff\xfe\r\n\r\n" as &[u8],
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /logout HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", running.ports[0])).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(garbage).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400");
    }
    running.signal("TERM");
    let (_, log) = running.end();
    assert!(!log.iter().any(|line| line.contains("actix_http")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_lets_a_request_in_flight_finish() {
    a_signal_lets_a_request_in_flight_finish("TERM").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_lets_a_request_in_flight_finish() {
    a_signal_lets_a_request_in_flight_finish("INT").await;
}

async fn a_signal_lets_a_request_in_flight_finish(signal: &str) {
    let provider = Provider::start();
    let mut running = Program::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    // Wait until the checks after the start are complete.
    running.wait_for("check: ");
    let (waits, held) = hold();
    provider.script(|script| script.discovery = waits);
    let link = running.api("/auth/oidc/idp/authorize");
    let in_flight = tokio::spawn(async move { Browser::new().get(link).await });
    held.wait_for_request();

    running.signal(signal);
    running.wait_for("stopping: ");
    for port in running.ports {
        takes_no_connections(port).await;
    }
    assert!(!in_flight.is_finished() && !running.has_ended());
    drop(held);
    let answer = in_flight.await.unwrap();
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location().unwrap().origin(), url::Url::parse(&provider.issuer).unwrap().origin());
    let (status, log) = running.end();
    assert_eq!(status, Some(0), "{log:#?}");
    assert!(log.iter().any(|line| line.contains("/authorize 303 in ")), "{log:#?}");
}

/// Waits until the port is closed, which no event announces.
async fn takes_no_connections(port: u16) {
    until("the port takes no more connections", async || TcpStream::connect(("127.0.0.1", port)).is_err()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_terminal_stops_the_server_in_it() {
    let program = Program::on(&Database::sqlite());
    let mut terminal = program.at_a_terminal(&["serve"]);
    let _keyboard = terminal.stdin.take();
    let mut shown = BufReader::new(terminal.stdout.take().unwrap()).lines();
    assert!(shown.any(|line| line.unwrap().contains("ready: ")), "it starts");
    terminal.kill().unwrap();
    terminal.wait().unwrap();
    for port in program.ports {
        takes_no_connections(port).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_right_after_the_start_stops_the_server_cleanly() {
    for signal in ["TERM", "INT"] {
        let running = Program::on(&Database::sqlite()).start();
        running.signal(signal);
        assert_eq!(running.end().0, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_connection_of_a_browser_does_not_delay_the_stop() {
    let running = Program::on(&Database::sqlite()).start();
    let browser = Browser::new();
    assert_eq!(browser.get(running.api("/healthz")).await.status, StatusCode::OK);
    running.signal("TERM");
    let began = Instant::now();
    assert_eq!(running.end().0, Some(0));
    // The server waits up to 20 seconds for requests in flight.
    assert!(began.elapsed() < Duration::from_secs(19), "{:?}", began.elapsed());
    drop(browser);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_log_has_one_line_for_each_request_and_nothing_private() {
    let provider = Provider::start();
    let end_session_endpoint = format!("{}/logout", provider.issuer);
    provider.script(|script| {
        script.discovery =
            alter(move |it: &mut serde_json::Value| it["end_session_endpoint"] = end_session_endpoint.clone().into());
    });
    let (database, settings) = (Database::postgres(), provider.settings("idp"));
    let running = Program::on(&database).provider(settings.clone()).set("RUST_LOG", "debug").start();
    let mut seen = Seen::default();

    let browser = Browser::new();
    sign_in(&running, &browser, &mut seen).await;
    let dashboard = browser.get(running.page("/dashboard")).await;
    dashboard.is_dashboard_of("Ada");
    seen.record("GET /dashboard", &dashboard);
    seen.record("GET /auth/session", &browser.get(running.api("/auth/session")).await);
    let origin = running.frontend.origin().ascii_serialization();
    let signed_out = browser.request("POST", running.page("/logout"), &[("Origin", &origin)], "").await;
    seen.record("POST /logout", &signed_out);
    assert!(signed_out.location().unwrap().as_str().contains("id_token_hint=eyJ"), "to the provider");
    let token = format!("logout_token={}", provider.logout_token(|_| ()));
    for _ in 0..2 {
        let answer = browser.request("POST", running.api("/auth/oidc/idp/backchannel-logout"), &[], &token).await;
        seen.record("POST /auth/oidc/{slug}/backchannel-logout", &answer);
    }
    let answer = browser.get(running.api("/auth/oidc/idp/frontchannel-logout?iss=x&sid=ada@example.org")).await;
    seen.record("GET /auth/oidc/{slug}/frontchannel-logout", &answer);

    provider.script(|script| {
        script.response = alter(|response: &mut Vec<(String, String)>| {
            response[0] = ("error".to_owned(), "access_denied".to_owned());
            response.push(("error_description".to_owned(), "ada@example.org may not, says the policy".to_owned()));
        });
    });
    sign_in(&running, &browser, &mut seen).await;
    let page = browser.get(running.page("/login/../no/ada@example.org?code=code-9")).await;
    seen.record("GET (no route)", &page);
    running.signal("TERM");
    let (_, log) = running.end();

    for (request, id, status) in &seen.requests {
        // The code of a refusal may follow.
        let naming = format!("] request {id}: ");
        let names = |line: &&String| line.contains(" ms") && line.contains(&naming);
        let lines: Vec<_> = log.iter().filter(names).collect();
        let [line] = lines[..] else { panic!("{request} has these lines: {lines:#?}") };
        assert!(line.contains(&format!("{naming}{request} {status} in ")), "{line}");
    }
    let whole = log.join("\n");
    let password = url::Url::parse(database.url()).unwrap().password().unwrap().to_owned();
    let client_secret = settings["client_secret"].as_str().unwrap().to_owned();
    let known = ["ada@example.org", "ada%40example.org", "ada-1", "Ada Lovelace", "the access token", "eyJ", "code-"];
    let ours = ["a secret of the tests", &password, &client_secret];
    for private in known.into_iter().chain(ours).chain(seen.secrets.iter().map(String::as_str)) {
        let line = log.iter().find(|line| line.contains(private));
        assert!(line.is_none(), "{private:?} is in the log: {line:?}");
    }
    assert!(whole.contains("DEBUG"), "the debug lines are there");
    assert!(seen.secrets.len() >= 8, "{:?}", seen.secrets);
}

/// Signs in step by step and records every response.
async fn sign_in(running: &Running, browser: &Browser, seen: &mut Seen) {
    let at_provider = browser.get(running.api("/auth/oidc/idp/authorize?return_to=/a-secret-page")).await;
    seen.record("GET /auth/oidc/{slug}/authorize", &at_provider);
    let response = browser.get(at_provider.location().unwrap()).await.location().unwrap();
    let end = browser.get(&response).await;
    seen.record("GET /auth/oidc/{slug}/callback", &end);
}

/// The requests that the log must contain and the secrets that it must not contain.
#[derive(Default)]
struct Seen {
    requests: Vec<(&'static str, String, u16)>,
    secrets: Vec<String>,
}

impl Seen {
    fn record(&mut self, request: &'static str, answer: &Answer) {
        let id = answer.header("x-request-id");
        assert_eq!(id.len(), 16, "{id:?}");
        self.requests.push((request, id.to_owned(), answer.status.as_u16()));
        let private = |cookie: &&str| !cookie.starts_with("kaimu_last_provider=");
        for cookie in answer.set_cookies().into_iter().filter(private) {
            let value = cookie.split(';').next().unwrap().split_once('=').unwrap().1;
            self.secrets.extend((!value.is_empty()).then(|| value.to_owned()));
        }
        for (name, value) in answer.location().iter().flat_map(url::Url::query_pairs) {
            let private = ["state", "nonce", "code_challenge", "return_to"].contains(&name.as_ref());
            self.secrets.extend(private.then(|| value.into_owned()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_a_recheck_and_stores_the_new_tokens() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let mut settings = provider.settings("idp");
    settings["recheck"] = "1m".into();
    settings["scopes"] = "openid offline_access".into();
    let mut running = Program::on(&database).provider(settings).start();
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let before = database.values("refresh_token", "rechecks");
    database.execute("UPDATE rechecks SET confirmed_at = confirmed_at - 90000, asked_at = asked_at - 90000");
    let (slow, held) = hold();
    provider.script(|script| script.new_tokens = slow);
    assert_eq!(browser.get(running.api("/auth/session")).await.status, StatusCode::OK);
    held.wait_for_request();

    running.signal("TERM");
    running.wait_for("stopping: ");
    assert!(!running.has_ended());
    drop(held);
    assert_eq!(running.end().0, Some(0));
    assert_eq!(database.values("COUNT(*)", "rechecks WHERE unanswered_since IS NULL"), [Some("1".to_owned())]);
    assert_ne!(database.values("refresh_token", "rechecks"), before);
}
