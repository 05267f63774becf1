//! The server that shows the metrics: on an address of its own, and only if it is configured.

use std::net::TcpListener;

use reqwest::StatusCode;

use super::series::Series;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Program, Running, free_port};
use crate::provider::Provider;

const LISTEN: &str = "KAIMU_METRICS__LISTEN";

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/metrics")
}

async fn series(port: u16) -> Series {
    Series::read(&Browser::new().get(url(port)).await.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_an_address_of_their_own_which_answers_nothing_else() {
    let port = free_port();
    let running = Program::on(&Database::sqlite()).set(LISTEN, &format!("127.0.0.1:{port}")).start();
    let browser = Browser::new();
    let answer = browser.get(url(port)).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8")
    );
    assert!(answer.body.contains("kaimu_build_info{database=\"sqlite\",version=\""), "{}", answer.body);
    for path in ["/", "/login", "/metrics/", "/auth/session", "/healthz"] {
        let other = browser.get(format!("http://127.0.0.1:{port}{path}")).await;
        assert_eq!((other.status, other.body.as_str()), (StatusCode::NOT_FOUND, ""), "{path}");
    }
    for method in ["POST", "HEAD", "OPTIONS"] {
        assert_eq!(
            browser.request(method, url(port), &[], "").await.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method}"
        );
    }
    for public in [running.api("/metrics"), running.page("/metrics")] {
        assert_eq!(browser.get(public).await.status, StatusCode::NOT_FOUND, "every user reaches these");
    }
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0), "it ends with the server");
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_addresses_may_show_metrics_and_a_unix_socket_may_too() {
    let ports = [free_port(), free_port()];
    let program = Program::on(&Database::sqlite());
    let socket = program.file("metrics.sock");
    let listen = format!("127.0.0.1:{},127.0.0.1:{},unix:{}", ports[0], ports[1], socket.display());
    let running = program.set(LISTEN, &listen).start();
    for port in ports {
        assert_eq!(Browser::new().get(url(port)).await.status, StatusCode::OK);
    }
    assert!(socket.exists());
    let said: Vec<&String> = running.log().iter().filter(|line| line.contains("serving metrics on ")).collect();
    assert_eq!(said.len(), 3, "{:#?}", running.log());
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    assert!(!socket.exists());
}

#[test]
fn an_address_for_metrics_that_is_in_use_stops_the_start_and_names_the_key() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Program::on(&Database::sqlite()).set(LISTEN, &address).run(&["serve"]);
    assert_eq!(ended.status, Some(1));
    for words in
        [&*format!("cannot listen on {address} for metrics: "), "change metrics.listen (KAIMU_METRICS__LISTEN)"]
    {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_keeps_the_counts_and_shows_a_new_provider() {
    let (provider, port) = (Provider::start(), free_port());
    let program = Program::on(&Database::sqlite());
    let file = program.file("kaimu.env");
    let write = |slugs: &[&str]| {
        let providers: Vec<_> = slugs.iter().map(|slug| provider.settings(slug)).collect();
        std::fs::write(&file, format!("OIDC_PROVIDERS='{}'\n", serde_json::to_string(&providers).unwrap())).unwrap();
    };
    write(&["one"]);
    let listen = format!("127.0.0.1:{port}");
    let running: Running = program.set(LISTEN, &listen).set("KAIMU_ENV_FILE", file.to_str().unwrap()).start();
    let sign_in = async |slug: &str| {
        Browser::new().follow(running.api(&format!("/auth/oidc/{slug}/authorize"))).await.is_dashboard_of("Ada");
    };
    sign_in("one").await;
    write(&["one", "two"]);
    assert_eq!(running.program.run(&["reload"]).status, Some(0));
    let signed_in = |slug: &str| format!("kaimu_sign_ins_total{{outcome=\"signed_in\",provider=\"{slug}\"}}");
    let after = series(port).await;
    assert_eq!((after.get(&signed_in("one")), after.get(&signed_in("two"))), (Some(1.0), Some(0.0)));
    sign_in("one").await;
    assert_eq!(series(port).await.get(&signed_in("one")), Some(2.0));
}
