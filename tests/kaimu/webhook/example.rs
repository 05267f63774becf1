//! `examples/webhook/receive.py`: the receiver of the documentation, which sends e-mail.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;

use super::receiver::{OTHER_SECRET, SECRET};
use super::{SECRETS, WEBHOOK};
use crate::account::sign_in;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, environment};
use crate::program::free_port;
use crate::provider::Provider;
use crate::waiting::until;

/// A mail server that keeps what it gets (RFC 5321).
struct MailServer {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&mails);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let mail = receive_mail(client.unwrap());
                kept.lock().unwrap().push(mail);
            }
        });
        Self { port, mails }
    }

    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

fn receive_mail(client: TcpStream) -> String {
    let mut lines = BufReader::new(client.try_clone().unwrap()).lines().map(Result::unwrap);
    let answer = |text: &str| (&client).write_all(format!("{text}\r\n").as_bytes()).unwrap();
    let mut mail = String::new();
    answer("220 ready");
    while let Some(line) = lines.next() {
        match line.split(' ').next().unwrap().to_ascii_uppercase().as_str() {
            "DATA" => {
                answer("354 go on");
                mail = lines.by_ref().take_while(|line| line != ".").collect::<Vec<_>>().join("\n");
                answer("250 accepted");
            }
            "QUIT" => {
                answer("221 bye");
                break;
            }
            _ => answer("250 ok"),
        }
    }
    mail
}

/// A running program. Dropping it kills the process.
struct Example(Child);

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Python (KAIMU_TEST_PYTHON): use tests/run"]
async fn the_receiver_of_the_documentation_sends_a_mail() {
    let (mail_server, port, folder) = (MailServer::start(), free_port(), tempfile::tempdir().unwrap());
    let mut python = Command::new(environment("KAIMU_TEST_PYTHON"));
    python
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/webhook/receive.py"))
        .env("WEBHOOK_SECRET", SECRET)
        .env("PORT", port.to_string())
        .env("SMTP_SERVER", format!("127.0.0.1:{}", mail_server.port))
        .env("MAIL_FROM", "noreply@example.org")
        .current_dir(folder.path());
    let _example = Example(python.spawn().unwrap());
    let url = format!("http://127.0.0.1:{port}/");
    until("the example listens", async || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;

    let provider = Provider::start();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("one")).set(WEBHOOK, &url);
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
    let refused = Browser::new().request("POST", url, &forged, "{}").await;
    assert_eq!((refused.status, mail_server.mails().len()), (StatusCode::UNAUTHORIZED, 1));
}
