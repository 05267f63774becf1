//! `kaimu demo`: a server with its own providers, started by one command.

use std::fs;
use std::net::{TcpListener, TcpStream};

use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::applications::next_step;
use crate::browser::{Answer, Browser};
use crate::demo_provider::choose;
use crate::program::{Program, Running};

async fn sign_in(demo: &Running, browser: &Browser, slug: &str, person: &str) -> Answer {
    let page = browser.follow(demo.api(&format!("/auth/oidc/{slug}/authorize"))).await;
    assert!(page.body.contains("nothing here is protected"), "{}", page.body);
    choose(browser, &page, person).await
}

async fn user(demo: &Running, browser: &Browser) -> Value {
    browser.get(demo.api("/auth/session")).await.json()["user"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn alice_is_one_user_with_both_providers_and_mallory_is_another_user() {
    let demo = Program::new().demo();
    let page = Browser::new().get(demo.page("/login")).await;
    for button in ["Continue with Okta (demo)", "Continue with Google (demo)"] {
        assert!(page.body.contains(button), "{}", page.body);
    }
    let browsers = [(); 4].map(|()| Browser::new());
    sign_in(&demo, &browsers[0], "okta", "alice").await.is_dashboard_of("Alice Example");
    sign_in(&demo, &browsers[1], "google", "alice").await.is_signed_in_as("Alice Example");
    sign_in(&demo, &browsers[2], "google", "mallory").await.is_dashboard_of("Mallory Example");
    sign_in(&demo, &browsers[3], "okta", "bob").await.is_dashboard_of("Bob Example");

    let alice = user(&demo, &browsers[0]).await;
    assert_eq!(alice["email"], "alice@example.org");
    assert_eq!(user(&demo, &browsers[1]).await["id"], alice["id"]);
    let mallory = user(&demo, &browsers[2]).await;
    assert_ne!(mallory["id"], alice["id"]);
    assert_eq!((&mallory["email"], &mallory["email_verified"]), (&json!(null), &json!(false)));
    assert_ne!(user(&demo, &browsers[3]).await["id"], alice["id"]);
    let picture = Browser::new().get(alice["avatar_url"].as_str().unwrap()).await;
    assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/svg+xml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn robin_is_refused_as_not_assigned_and_can_choose_another_person() {
    let demo = Program::new().demo();
    for slug in ["okta", "google"] {
        let browser = Browser::new();
        sign_in(&demo, &browser, slug, "robin").await.is_refused_with("provider.refused.not_assigned");
        sign_in(&demo, &browser, slug, "nobody").await.is_refused_with("provider.refused.access_denied");
        sign_in(&demo, &browser, slug, "bob").await.is_signed_in_as("Bob Example");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_to_left_name_and_a_missing_address_work() {
    let demo = Program::new().demo();
    for slug in ["okta", "google"] {
        let browser = Browser::new();
        sign_in(&demo, &browser, slug, "layla").await.is_signed_in_as("ليلى 🌙");
        let browser = Browser::new();
        sign_in(&demo, &browser, slug, "sam").await.is_signed_in_as("Sam Example");
        assert_eq!(user(&demo, &browser).await["email"], json!(null));
    }
}

/// The application of the demo, which the demo prints.
fn application(demo: &mut Running) -> Url {
    demo.wait_for_line("Ctrl-C");
    let mut lines = demo.log().iter().skip_while(|line| !line.contains("refused to Bob"));
    lines.find_map(|line| Url::parse(line.trim()).ok()).unwrap()
}

/// Opens a page of the application as a person does, with all steps of a sign-in.
async fn open(demo: &Running, browser: &Browser, url: &Url, person: &str) -> Answer {
    const PAGE: [(&str, &str); 1] = [("Accept", "text/html")];
    let mut answer = browser.request("GET", url, &PAGE, "").await;
    for _ in 0..24 {
        answer = if let Some(next) = answer.location().or_else(|| next_step(&answer)) {
            browser.request("GET", next, &PAGE, "").await
        } else if answer.url.path() == "/login" {
            let mut start = demo.api("/auth/oidc/okta/authorize");
            start.query_pairs_mut().append_pair("return_to", &answer.parameter("return_to").unwrap());
            let left = choose(browser, &browser.follow(start).await, person).await;
            browser.request("GET", left.url, &PAGE, "").await
        } else {
            return answer;
        };
    }
    panic!("too many steps, the last one to {}", answer.url);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_is_open_to_alice_and_refused_to_bob() {
    let mut demo = Program::new().demo();
    let wiki = application(&mut demo);
    let page = wiki.join("/page?x=1&y=%26").unwrap();
    let script = Browser::new().request("GET", &page, &[("Accept", "*/*"), ("Remote-User", "alice")], "").await;
    assert_eq!((script.status, script.json()["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("signed_out")));

    let (alice, bob) = (Browser::new(), Browser::new());
    let opened = open(&demo, &alice, &page, "alice").await;
    assert_eq!((opened.status, opened.url.as_str()), (StatusCode::OK, page.as_str()), "{}", opened.body);
    for shown in ["Remote-User", ">alice<", ">alice@example.org<", ">Everyone,Engineering,On call<"] {
        assert!(opened.body.contains(shown), "{shown:?} is missing: {}", opened.body);
    }
    assert!(alice.get(demo.page("/dashboard")).await.body.contains("Team wiki (demo)"), "a tile");

    let refused = open(&demo, &bob, &page, "bob").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("application.not_allowed"), "{}", refused.body);
    assert!(!bob.get(demo.page("/dashboard")).await.body.contains("Team wiki (demo)"), "no tile");

    let left = alice.submit(wiki.join("/.kaimu/sign-out").unwrap(), &wiki, &[]).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    let again = alice.request("GET", &page, &[("Accept", "text/html")], "").await;
    assert_eq!((again.status, again.location().unwrap().path()), (StatusCode::FOUND, "/.kaimu/sign-in"));
}

#[test]
fn the_demo_prints_where_to_start_ignores_all_settings_and_removes_its_files() {
    for signal in ["TERM", "INT"] {
        let program = Program::new()
            .set("OIDC_PROVIDERS", "nonsense")
            .set("DATABASE_URL", "nonsense")
            .set("KAIMU_CONFIG", "missing.toml")
            .set("SESSION_SECRET", "short");
        let temporary = tempfile::tempdir().unwrap();
        let config = program.file("config");
        fs::create_dir(&config).unwrap();
        fs::write(config.join("kaimu.toml"), "nonsense").unwrap();
        let mut demo = program.set("TMPDIR", temporary.path().to_str().unwrap()).demo();
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1, "one folder");
        demo.wait_for_line("Ctrl-C");
        let printed = demo.log().join("\n");
        for words in
            [demo.page("/login").as_str(), "Okta (demo)", "Google (demo)", "This is a demo of Kaimu", "refused to Bob"]
        {
            assert!(printed.contains(words), "{words:?} is missing: {printed}");
        }
        assert!(!demo.program.file("data").exists());
        demo.signal(signal);
        assert_eq!(demo.end().0, Some(0), "SIG{signal}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "SIG{signal}");
    }
}

#[test]
fn a_listen_address_that_other_machines_can_reach_is_refused_with_exit_status_2() {
    let here = "127.0.0.1:0";
    for elsewhere in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:0.0.0.0]:0", "localhost:0", "", here] {
        for listen in [
            format!("{elsewhere},{here},{here},{here}"),
            format!("{here},{elsewhere},{here},{here}"),
            format!("{here},{here},{elsewhere},{here}"),
            format!("{here},{here},{here},{elsewhere}"),
        ] {
            // A list of loopback addresses is refused if it has one too many.
            let listen = if elsewhere == here { format!("{listen},{here}") } else { listen };
            let refused = Program::new().run(&["demo", "--listen", &listen]);
            assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""), "{listen}: {}", refused.stderr);
            assert!(refused.stderr.contains("127.0.0.1"), "{listen}: {}", refused.stderr);
        }
    }
}

#[test]
fn a_configuration_file_for_the_demo_is_refused_with_exit_status_2() {
    let refused = Program::new().run(&["demo", "--config", "kaimu.toml"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("does not accept --config"), "{}", refused.stderr);
}

#[test]
fn a_port_in_use_is_reported_with_the_argument_to_change() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::new();
    let refused = program.run(&["demo", "--listen", &format!("127.0.0.1:0,127.0.0.1:0,127.0.0.1:0,{address}")]);
    assert_eq!(refused.status, Some(1));
    for words in [&address, "--listen"] {
        assert!(refused.stderr.contains(words), "{words:?} is missing: {}", refused.stderr);
    }
}

#[test]
fn serve_starts_no_demo_even_when_its_issuer_is_configured() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let provider = json!({
        "name": "Okta (demo)", "slug": "okta", "issuer_url": format!("http://{free}/okta"),
        "client_id": "kaimu-demo", "client_secret": "kaimu-demo"
    });
    let running = Program::new().provider(provider).start();
    assert!(TcpStream::connect(free).is_err());
    assert!(running.log().iter().all(|line| !line.contains(&free.port().to_string())), "{:?}", running.log());
}

#[test]
fn serve_has_no_argument_that_starts_the_demo() {
    for arguments in
        [&["serve", "demo"][..], &["serve", "--demo"], &["--listen", "127.0.0.1:0"], &["serve", "--listen", "x"]]
    {
        let refused = Program::new().run(arguments);
        assert_eq!(refused.status, Some(2), "{arguments:?}");
    }
}
