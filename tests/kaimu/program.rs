//! The binary itself, started as an operator starts it: with an environment that holds nothing but what the test sets,
//! in an empty working directory.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::database::Database;
use crate::waiting::DEADLINE;

/// In the address where a trial sign-in begins.
const TRIAL: &str = "/auth/trial/";

pub struct Program {
    folder: TempDir,
    environment: BTreeMap<String, String>,
    pub ports: [u16; 2],
    _database: Option<Database>,
}

/// A port that nobody has, and that nobody gets by chance before the program takes it: below those that the kernel hands out,
/// and each of them once.
fn free_port() -> u16 {
    static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| {
        let [random] = kaimu::flow::random::bytes();
        AtomicU16::new(10_000 + u16::from(random) * 32)
    });
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// How a command ended.
pub struct Ended {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// With an environment that names two free ports to listen on, and nothing else.
    pub fn new() -> Self {
        let ports = [free_port(), free_port()];
        let program =
            Self { folder: tempfile::tempdir().unwrap(), environment: BTreeMap::new(), ports, _database: None };
        // What it leaves behind when a test ends it goes with its folder.
        let folder = program.folder.path().to_str().unwrap().to_owned();
        let program = program.set("TMPDIR", &folder);
        program.set("KAIMU_SERVER__LISTEN", &ports.map(|port| format!("127.0.0.1:{port}")).join(","))
    }

    /// With its public URLs, too, so that people can sign in, and with a database.
    pub fn on(database: &Database) -> Self {
        let program = Self { _database: Some(database.clone()), ..Self::new() };
        let [base, frontend] = program.ports.map(|port| format!("http://localhost:{port}"));
        program
            .set("OIDC_BASE_URL", &base)
            .set("OIDC_FRONTEND_URL", &frontend)
            .set("DATABASE_URL", database.url())
            .set("SESSION_SECRET", "a secret of the tests, which is long enough")
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Sets `OIDC_PROVIDERS` to this one provider.
    pub fn provider(self, provider: Value) -> Self {
        self.set("OIDC_PROVIDERS", &Value::Array(vec![provider]).to_string())
    }

    /// Under which its callbacks are reached.
    pub fn base(&self) -> String {
        format!("http://localhost:{}", self.ports[0])
    }

    /// Under which its pages are reached.
    pub fn frontend(&self) -> String {
        format!("http://localhost:{}", self.ports[1])
    }

    /// A file below its working directory.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs a command at a terminal, where somebody types this. What it prints comes through that terminal.
    pub fn run_at_a_terminal(&self, arguments: &[&str], typed: &str) -> Ended {
        let mut terminal = self.at_a_terminal(arguments);
        // It stays open until the command has ended, as a keyboard does.
        let mut keyboard = terminal.stdin.take().unwrap();
        keyboard.write_all(typed.as_bytes()).unwrap();
        let output = terminal.wait_with_output().unwrap();
        drop(keyboard);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts a terminal with this command in it. What it prints comes through that terminal.
    pub fn at_a_terminal(&self, arguments: &[&str]) -> Child {
        let command = format!("{} {}", env!("CARGO_BIN_EXE_kaimu"), arguments.join(" "));
        // As in a terminal that somebody opens, also when the tests run where hang-ups are ignored (nohup).
        let mut terminal = Command::new("/usr/bin/env");
        terminal.args(["--default-signal=HUP", "script", "--quiet", "--return", "--command", &command, "/dev/null"]);
        terminal.env_clear().envs(&self.environment).env("PATH", "/usr/bin:/bin").current_dir(self.folder.path());
        terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Starts it, and waits until it says that it is ready.
    pub fn start(self) -> Running {
        self.start_with(&[])
    }

    /// Starts the demo on its two ports, with the provider on a third. A test ends it without giving it time to tidy up,
    /// so its folder is in ours.
    pub fn demo(self) -> Running {
        let [base, frontend] = self.ports;
        self.start_with(&["demo", "--listen", &format!("127.0.0.1:{base},127.0.0.1:{frontend},127.0.0.1:0")])
    }

    /// Begins a trial sign-in, and waits until it says where to go.
    pub fn trial(self, slug: &str) -> Running {
        let mut trial = self.spawn(&["check", "--sign-in", slug]);
        trial.wait_for_line(TRIAL);
        trial
    }

    fn start_with(self, arguments: &[&str]) -> Running {
        let mut running = self.spawn(arguments);
        running.wait_for("ready: ");
        running
    }

    fn spawn(self, arguments: &[&str]) -> Running {
        let mut process = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, lines) = channel();
        hear(process.stdout.take().unwrap(), said.clone());
        hear(process.stderr.take().unwrap(), said);
        let url = |port| Url::parse(&format!("http://localhost:{port}")).unwrap();
        let [base, frontend] = self.ports.map(url);
        Running { process, lines, log: Vec::new(), base, frontend, ports: self.ports, program: self }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kaimu"));
        command.args(arguments).env_clear().envs(&self.environment).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }
}

/// Passes every line on.
fn hear(output: impl Read + Send + 'static, said: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let _ = said.send(line.unwrap());
        }
    });
}

/// A running program; it is ended when this goes.
pub struct Running {
    process: Child,
    lines: Receiver<String>,
    log: Vec<String>,
    /// Under which callbacks are reached.
    pub base: Url,
    /// Under which pages are reached.
    pub frontend: Url,
    pub ports: [u16; 2],
    pub program: Program,
}

impl Running {
    /// An address under which callbacks are reached.
    pub fn api(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// An address under which pages are reached.
    pub fn page(&self, path: &str) -> Url {
        self.frontend.join(path).unwrap()
    }

    /// Where a trial sign-in begins.
    pub fn trial_address(&self) -> String {
        self.log.iter().find(|line| line.contains(TRIAL)).unwrap().trim().to_owned()
    }

    /// What the log has said so far, and what was printed.
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// Waits until the message of a log line starts with these words.
    pub fn wait_for(&mut self, words: &str) {
        self.wait_for_line(&format!("] {words}"));
    }

    /// Waits for a line with these words, unless it is there: log and print arrive in any order.
    pub fn wait_for_line(&mut self, words: &str) {
        while !self.log.iter().any(|line| line.contains(words)) {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => self.log.push(line),
                Err(error) => panic!("no log line {words:?} ({error}): {:#?}", self.log),
            }
        }
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// How much memory it holds, in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
    }

    /// Waits for its end: the exit status, and everything that it logged or printed.
    pub fn end(mut self) -> (Option<i32>, Vec<String>) {
        loop {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => self.log.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end: {:#?}", self.log),
            }
        }
        (self.process.wait().unwrap().code(), std::mem::take(&mut self.log))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
