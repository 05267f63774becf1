//! Runs the certified npm package `oidc-provider`, configured like an Okta custom authorization server (`tests/okta/provider.mjs`).

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};
use url::Url;

use crate::browser::{Answer, Browser};
use crate::database::environment;

pub struct Okta {
    issuer: String,
    pipes: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    process: Child,
}

impl Okta {
    /// Starts the provider with this redirect URI registered and waits until it listens.
    pub fn start(redirect_uri: &str, arguments: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/okta/provider.mjs");
        let mut process = Command::new(environment("KAIMU_TEST_NODE"))
            .args([script, "--redirect-uri", redirect_uri])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut answers = BufReader::new(process.stdout.take().unwrap());
        let ready = read(&mut answers);
        let pipes = Mutex::new((process.stdin.take().unwrap(), answers));
        Self { issuer: ready["issuer"].as_str().unwrap().to_owned(), pipes, process }
    }

    /// Its element of `OIDC_PROVIDERS`, as in the guide.
    pub fn settings(&self) -> Value {
        json!({
            "name": "Okta", "slug": "okta", "issuer_url": self.issuer, "client_id": "kaimu-test-client",
            "client_secret": "s3cret:with/special+chars%25&=?;~ and space", "scopes": "openid email profile"
        })
    }

    /// Replaces its signing keys.
    pub fn rotate_keys(&self) {
        self.send_command("rotate_keys");
    }

    /// The number of requests for its key set.
    pub fn key_requests(&self) -> u64 {
        self.send_command("requests")["requests"]["/oauth2/default/v1/keys"].as_u64().unwrap_or_default()
    }

    /// Confirms the sign-out on the provider's page.
    pub async fn confirm_sign_out(&self, browser: &Browser, question: &Answer) -> Answer {
        let secret =
            question.body.split_once("name=\"xsrf\" value=\"").expect("no question").1.split('"').next().unwrap();
        let (confirm, origin) = (format!("{}/v1/logout/confirm", self.issuer), Url::parse(&self.issuer).unwrap());
        browser.submit(confirm, &origin, &[("xsrf", secret), ("logout", "yes")]).await
    }

    /// Its end session endpoint.
    pub fn end_session_endpoint(&self) -> String {
        format!("{}/v1/logout", self.issuer)
    }

    /// Disables a user at the provider.
    pub fn disable(&self, username: &str) {
        assert_eq!(self.send(&json!({ "command": "disable", "username": username }))["done"], "disable");
    }

    /// The number of token requests.
    pub fn token_requests(&self) -> u64 {
        self.send_command("requests")["requests"]["/oauth2/default/v1/token"].as_u64().unwrap_or_default()
    }

    fn send_command(&self, command: &str) -> Value {
        self.send(&json!({ "command": command }))
    }

    fn send(&self, command: &Value) -> Value {
        let (stdin, answers) = &mut *self.pipes.lock().unwrap();
        writeln!(stdin, "{command}").unwrap();
        read(answers)
    }

    /// Signs in: opens our sign-in link, submits the provider's login form and follows redirects.
    pub async fn sign_in(&self, browser: &Browser, link: impl AsRef<str>, username: &str) -> Answer {
        let form = browser.follow(link).await;
        assert!(form.url.path().starts_with("/login/"), "no login form at {}: {}", form.url, form.body);
        let origin = Url::parse(&self.issuer).unwrap();
        browser.submit(&form.url, &origin, &[("username", username), ("password", "any")]).await
    }

    /// Gives consent on the provider's page.
    pub async fn allow(&self, browser: &Browser, question: &Answer) -> Answer {
        assert!(question.body.contains("Allow access"), "no question at {}: {}", question.url, question.body);
        browser.submit(&question.url, &Url::parse(&self.issuer).unwrap(), &[]).await
    }
}

impl Drop for Okta {
    fn drop(&mut self) {
        // The process ends when its standard input closes. Killing it makes sure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(answers: &mut impl BufRead) -> Value {
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("the provider said {line:?}: {error}"))
}
