//! `examples/webhook/receive.py`: the receiver of the documentation, which sends e-mail.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use super::receiver::{OTHER_SECRET, SECRET};
use super::{SECRETS, WEBHOOK};
use crate::account::sign_in;
use crate::app::{Setup, TestClock};
use crate::browser::Browser;
use crate::database::{Database, environment};
use crate::program::free_port;
use crate::provider::Provider;
use crate::waiting::until;

/// A mail server that keeps what it gets (RFC 5321).
struct MailServer {
    port: u16,
    state: Arc<Mutex<MailState>>,
}

#[derive(Default)]
struct MailState {
    mails: Vec<String>,
    /// The command that it refuses, and its reply. `""` is the start of the connection.
    refusal: Option<(&'static str, &'static str)>,
}

impl MailServer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<Mutex<MailState>>::default();
        let kept = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                receive_mail(client.unwrap(), &kept);
            }
        });
        Self { port, state }
    }

    fn mails(&self) -> Vec<String> {
        self.state.lock().unwrap().mails.clone()
    }

    fn refuses(&self, refusal: Option<(&'static str, &'static str)>) {
        self.state.lock().unwrap().refusal = refusal;
    }
}

fn receive_mail(client: TcpStream, state: &Mutex<MailState>) {
    let refusal = state.lock().unwrap().refusal;
    let mut lines = BufReader::new(client.try_clone().unwrap()).lines().map_while(Result::ok);
    let answer = |command: &str, usual: &str| {
        let text = refusal.filter(|(refused, _)| *refused == command).map_or(usual, |(_, reply)| reply);
        (&client).write_all(format!("{text}\r\n").as_bytes()).unwrap();
    };
    answer("", "220 ready");
    while let Some(line) = lines.next() {
        match line.split(' ').next().unwrap().to_ascii_uppercase().as_str() {
            "DATA" if refusal.is_none_or(|(refused, _)| refused != "DATA") => {
                answer("DATA", "354 go on");
                let mail = lines.by_ref().take_while(|line| line != ".").collect::<Vec<_>>().join("\n");
                state.lock().unwrap().mails.push(mail);
                answer("DATA", "250 accepted");
            }
            "QUIT" => {
                answer("QUIT", "221 bye");
                break;
            }
            command => answer(command, "250 ok"),
        }
    }
}

/// The running receiver of the documentation. Dropping it kills the process.
struct Example {
    process: Child,
    url: String,
    folder: TempDir,
}

impl Example {
    async fn start(mail_server: &MailServer) -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let mut python = Command::new(environment("KAIMU_TEST_PYTHON"));
        python
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/webhook/receive.py"))
            .env("WEBHOOK_SECRET", SECRET)
            .env("PORT", port.to_string())
            .env("SMTP_SERVER", format!("127.0.0.1:{}", mail_server.port))
            .env("MAIL_FROM", "noreply@example.org")
            .stderr(File::create(folder.path().join("log")).unwrap())
            .current_dir(folder.path());
        let example = Self { process: python.spawn().unwrap(), url: format!("http://127.0.0.1:{port}/"), folder };
        until("the example listens", async || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
        example
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Posts an event about a user with this address, signed as Kaimu signs it.
    async fn post(&self, id: &str, email: &str) -> StatusCode {
        let event = json!({
            "type": "sign_in.new_device", "timestamp": "2026-11-30T09:12:07.301Z",
            "data": { "device": "Firefox on Linux", "address": "192.0.2.7", "user": { "email": email } },
        });
        let (body, now) = (event.to_string(), (TestClock::default().clock())().timestamp());
        let signature = standardwebhooks::Webhook::new(SECRET).unwrap().sign(id, now, body.as_bytes()).unwrap();
        let now = now.to_string();
        let headers = [("webhook-id", id), ("webhook-timestamp", now.as_str()), ("webhook-signature", &signature)];
        Browser::new().request("POST", self.url.clone(), &headers, &body).await.status
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python (KAIMU_TEST_PYTHON): use tests/run"]
async fn the_receiver_of_the_documentation_sends_a_mail() {
    let mail_server = MailServer::start();
    let example = Example::start(&mail_server).await;
    let provider = Provider::start();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("one")).set(WEBHOOK, &example.url);
    // As during a rotation: the example knows the old secret.
    let app = setup.set(SECRETS, &format!("{OTHER_SECRET},{SECRET}")).start();
    sign_in(&app, &Browser::new(), "one").await;
    until("the mail arrives", async || !mail_server.mails().is_empty()).await;
    let [mail] = &mail_server.mails()[..] else { panic!("{:?}", mail_server.mails()) };
    for line in
        ["From: noreply@example.org", "To: ada@example.org", "Subject: New sign-in to your account: another browser"]
    {
        assert!(mail.lines().any(|it| it == line), "{line}: {mail}");
    }

    let now = (app.clock.clock())().timestamp().to_string();
    let forged = [("webhook-id", "1"), ("webhook-timestamp", now.as_str()), ("webhook-signature", "v1,AAAA")];
    let refused = Browser::new().request("POST", example.url.clone(), &forged, "{}").await;
    assert_eq!((refused.status, mail_server.mails().len()), (StatusCode::UNAUTHORIZED, 1));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python (KAIMU_TEST_PYTHON): use tests/run"]
async fn a_mail_that_is_refused_for_good_does_not_make_other_events_wait() {
    let mail_server = MailServer::start();
    let example = Example::start(&mail_server).await;
    let (waits, is_done) = (StatusCode::SERVICE_UNAVAILABLE, StatusCode::NO_CONTENT);
    let cases = [
        ("ada@example.org", Some(("", "554 no service")), waits),
        ("ada@example.org", Some(("MAIL", "421 closing")), waits),
        ("ada@example.org", Some(("MAIL", "550 this sender is blocked")), is_done),
        ("ada@example.org", Some(("RCPT", "451 greylisted")), waits),
        ("ada@example.org", Some(("RCPT", "550 no such user")), is_done),
        ("ada@example.org", Some(("DATA", "452 no space left")), waits),
        ("ada@example.org", Some(("DATA", "554 refused as spam")), is_done),
        // This mail server has no SMTPUTF8 (RFC 6531).
        ("jürgen@example.org", None, is_done),
        ("ada@example.org\nBcc: grace@example.org", None, is_done),
    ];
    for (number, (email, refusal, expected)) in cases.into_iter().enumerate() {
        let (id, before) = (format!("event-{number}"), mail_server.mails().len());
        mail_server.refuses(refusal);
        assert_eq!(example.post(&id, email).await, expected, "{email:?} {refusal:?}: {}", example.log());
        mail_server.refuses(None);
        assert_eq!(example.post(&id, email).await, is_done, "{email:?} {refusal:?}: {}", example.log());
        let sent = mail_server.mails().len() - before;
        assert_eq!(sent, usize::from(expected == waits), "{email:?} {refusal:?}: what is done is not sent again");
        assert_eq!(example.log().contains(&format!("no mail about {id}: ")), expected == is_done, "{}", example.log());
    }
    assert!(!example.log().contains('@'), "no address: {}", example.log());
}
