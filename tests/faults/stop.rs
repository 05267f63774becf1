//! SIGTERM while users sign in.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{available_parallelism, spawn};

use reqwest::StatusCode;
use url::Url;

use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::{Fault, Gate, Provider, TOKEN};
use crate::waiting::{DEADLINE, until};

const SIGN_INS: usize = 20;
/// Longer than the steps of a test, and shorter than a deadline.
const DRAIN: (&str, &str) = ("KAIMU_SERVER__DRAIN", "6s");

/// A callback that a browser is about to send.
struct Callback {
    url: Url,
    cookies: String,
}

/// Goes to the provider and back, as far as the redirect to Kaimu.
async fn begin(running: &Running) -> Callback {
    let browser = Browser::new();
    let start = browser.get(running.api("/auth/oidc/idp/authorize")).await;
    let cookies: Vec<_> = start.set_cookies().iter().filter_map(|it| it.split(';').next()).map(str::to_owned).collect();
    let url = browser.get(start.location().unwrap()).await.location().unwrap();
    Callback { url, cookies: cookies.join("; ") }
}

/// Sends each callback on a connection of its own. All of these connections belong to one worker of the server, since workers
/// take turns. `skipped` connections come before the first one.
fn send_to_one_worker(
    running: &Running,
    callbacks: Vec<Callback>,
    skipped: usize,
) -> Vec<std::thread::JoinHandle<String>> {
    let connect = || TcpStream::connect(("127.0.0.1", running.ports[0])).unwrap();
    let workers = available_parallelism().unwrap().get();
    let mut others: Vec<TcpStream> = (0..skipped).map(|_| connect()).collect();
    let mut connections = Vec::new();
    for _ in &callbacks {
        connections.push(connect());
        others.extend((1..workers).map(|_| connect()));
    }
    let send = |(mut connection, callback): (TcpStream, Callback)| {
        let Callback { url, cookies } = callback;
        let path = &url[url::Position::BeforePath..];
        let host = url.authority();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n");
        connection.write_all(request.as_bytes()).unwrap();
        connection.set_read_timeout(Some(DEADLINE)).unwrap();
        spawn(move || {
            let mut answer = String::new();
            connection.read_to_string(&mut answer).unwrap();
            answer
        })
    };
    connections.into_iter().zip(callbacks).map(send).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_sign_ins_in_flight_at_a_sigterm_all_succeed() {
    let provider = Provider::start();
    let mut running = Program::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0")
        .start();
    running.wait_for("check: ");
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..SIGN_INS {
        first.push(begin(&running).await);
        second.push(begin(&running).await);
    }
    // One worker opens the connections to the provider. The other one takes them over, while they are idle.
    let gate = Arc::new(Gate::default());
    provider.inject(TOKEN, Fault::Held(Arc::clone(&gate)));
    let waiting = async |count| until("requests wait", async || gate.requests.load(Ordering::SeqCst) == count).await;
    let first = send_to_one_worker(&running, first, 0);
    waiting(SIGN_INS).await;
    gate.open.notify_waiters();
    let first: Vec<String> = first.into_iter().map(|answer| answer.join().unwrap()).collect();
    let second = send_to_one_worker(&running, second, 1);
    waiting(2 * SIGN_INS).await;

    running.signal("TERM");
    running.wait_for("stopping: ");
    until("a worker has ended", async || TcpStream::connect(("127.0.0.1", running.ports[0])).is_err()).await;
    // The provider keeps the tokens until the workers without requests are gone.
    assert!(second.iter().all(|answer| !answer.is_finished()), "no answer comes before the tokens");
    gate.open.notify_waiters();
    for answer in first.into_iter().chain(second.into_iter().map(|answer| answer.join().unwrap())) {
        assert!(answer.starts_with("HTTP/1.1 303 ") && answer.contains("/dashboard\r\n"), "{answer}");
    }
    assert_eq!(running.end().0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drains_is_not_ready_and_still_signs_users_in() {
    let provider = Provider::start();
    let mut running = Program::on(&Database::sqlite()).provider(provider.settings("idp")).set(DRAIN.0, DRAIN.1).start();
    let browser = Browser::new();
    let before = browser.get(running.api("/readyz")).await;
    assert_eq!((before.status, before.body.as_str()), (StatusCode::OK, "ready\n"));
    assert_eq!(before.header("connection"), "", "the connection is kept");

    running.signal("TERM");
    running.wait_for("stopping: /readyz answers 503");
    let ready = browser.get(running.api("/readyz")).await;
    assert_eq!((ready.status, ready.body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"));
    for path in ["/healthz", "/login", "/static/kaimu.css", "/nothing"] {
        let answer = browser.get(running.page(path)).await;
        assert_eq!(answer.header("connection"), "close", "{path}");
    }
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert!(!running.has_ended());
    let (status, log) = running.end();
    assert_eq!(status, Some(0));
    assert!(log.iter().any(|line| line.contains("] stopping: waiting for requests in progress")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_and_the_end_of_the_demo_wait_for_no_load_balancer() {
    let interrupted = Program::on(&Database::sqlite()).set(DRAIN.0, DRAIN.1).start();
    interrupted.signal("INT");
    let demo = Program::new().set(DRAIN.0, DRAIN.1).demo();
    demo.signal("TERM");
    for running in [interrupted, demo] {
        let (status, log) = running.end();
        assert_eq!(status, Some(0));
        assert!(log.iter().any(|line| line.contains("] stopping: waiting")), "{log:#?}");
        assert!(!log.iter().any(|line| line.contains("new connections are accepted")), "{log:#?}");
    }
}
