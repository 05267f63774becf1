//! Runs the binary as an operator does, in an empty working directory. Its environment has only what the test sets.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, LazyLock};

use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::database::Database;
use crate::waiting::DEADLINE;

/// Part of the URL at which a test sign-in starts.
const TRIAL: &str = "/auth/trial/";

#[derive(Clone)]
pub struct Program {
    folder: Arc<TempDir>,
    environment: BTreeMap<String, String>,
    pub ports: [u16; 2],
    /// A program with arguments that runs the binary, for example in a namespace.
    runner: Vec<String>,
    _database: Option<Database>,
}

/// A free port below the range from which the kernel assigns ports, so that no other process gets it before the program.
/// Each port is returned once.
pub fn free_port() -> u16 {
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

/// Exit status and output of a command.
pub struct CommandOutput {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for CommandOutput {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Program {
    /// A program whose environment only sets two free ports to listen on.
    pub fn new() -> Self {
        let ports = [free_port(), free_port()];
        let program = Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            environment: BTreeMap::new(),
            ports,
            runner: Vec::new(),
            _database: None,
        };
        // A test may kill the program. Its temporary files are then deleted with this folder.
        let folder = program.folder.path().to_str().unwrap().to_owned();
        // No load balancer has to learn that the program stops.
        let program = program.set("TMPDIR", &folder).set("KAIMU_SERVER__DRAIN", "0s");
        program.set("KAIMU_SERVER__LISTEN", &ports.map(|port| format!("127.0.0.1:{port}")).join(","))
    }

    /// A program with a database and with public URLs, so that users can sign in.
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

    /// Unsets an environment variable.
    pub fn unset(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// Lets another program run the binary: a program and its first arguments, such as those that enter a namespace.
    pub fn run_by(self, runner: Vec<String>) -> Self {
        Self { runner, ..self }
    }

    /// Lets systemd's tool open these addresses, as a socket unit does. It starts the binary at the first connection.
    pub fn activated_by_systemd(self, addresses: &[String]) -> Self {
        let listen = addresses.iter().map(|address| format!("--listen={address}"));
        let environment = self.environment.keys().map(|name| format!("--setenv={name}"));
        let tool = ["/usr/bin/systemd-socket-activate".to_owned()];
        let runner = tool.into_iter().chain(listen).chain(environment).collect();
        self.run_by(runner)
    }

    /// Sets `OIDC_PROVIDERS` to this provider alone.
    pub fn provider(self, provider: Value) -> Self {
        self.set("OIDC_PROVIDERS", &Value::Array(vec![provider]).to_string())
    }

    /// The public URL of its callbacks.
    pub fn base(&self) -> String {
        format!("http://localhost:{}", self.ports[0])
    }

    /// The public URL of its pages.
    pub fn frontend(&self) -> String {
        format!("http://localhost:{}", self.ports[1])
    }

    /// The path of a file in its working directory.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs a command and waits for its end.
    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs a shell script in its working directory. The script finds the binary as `kaimu`, and the programs of these folders.
    pub fn run_script(&self, script: &str, folders: &[&Path]) -> CommandOutput {
        let binary = Path::new(env!("CARGO_BIN_EXE_kaimu")).parent().unwrap();
        let path =
            std::env::join_paths([&[binary], folders, &[Path::new("/usr/bin"), Path::new("/bin")]].concat()).unwrap();
        let mut shell = Command::new("/bin/sh");
        shell.args(["-euc", script]).env_clear().envs(&self.environment).env("PATH", path).stdin(Stdio::null());
        shell.current_dir(self.folder.path()).output().unwrap().into()
    }

    /// Runs a command in a pseudo-terminal with this input. Its output comes through the terminal.
    pub fn run_at_a_terminal(&self, arguments: &[&str], typed: &str) -> CommandOutput {
        let mut terminal = self.at_a_terminal(arguments);
        // The input stays open until the command has ended, as a keyboard does.
        let mut keyboard = terminal.stdin.take().unwrap();
        keyboard.write_all(typed.as_bytes()).unwrap();
        let output = terminal.wait_with_output().unwrap();
        drop(keyboard);
        output.into()
    }

    /// Starts a command in a pseudo-terminal. Its output comes through the terminal.
    pub fn at_a_terminal(&self, arguments: &[&str]) -> Child {
        let command = format!("{} {}", env!("CARGO_BIN_EXE_kaimu"), arguments.join(" "));
        // Restores the default action of SIGHUP, which is ignored when the tests run under nohup.
        let mut terminal = Command::new("/usr/bin/env");
        terminal.args(["--default-signal=HUP", "script", "--quiet", "--return", "--command", &command, "/dev/null"]);
        terminal.env_clear().envs(&self.environment).env("PATH", "/usr/bin:/bin").current_dir(self.folder.path());
        terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Starts the server and waits for the log line that it is ready.
    pub fn start(self) -> Running {
        self.start_with(&[])
    }

    /// Starts the server, and does not wait until it is ready.
    pub fn launch(self) -> Running {
        self.spawn(&[])
    }

    /// Starts the demo on its two ports, with the provider and the application on others. A test kills it before it can delete
    /// its folder, which is therefore inside the folder of the program.
    pub fn demo(self) -> Running {
        let [base, frontend] = self.ports;
        self.start_with(&[
            "demo",
            "--listen",
            &format!("127.0.0.1:{base},127.0.0.1:{frontend},127.0.0.1:0,127.0.0.1:0"),
        ])
    }

    /// Starts `kaimu check --sign-in` and waits until it prints the URL to open.
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

    /// Starts the binary, and waits for nothing.
    pub fn spawn(self, arguments: &[&str]) -> Running {
        let mut process = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        forward_lines(process.stdout.take().unwrap(), sender.clone());
        forward_lines(process.stderr.take().unwrap(), sender);
        let url = |port| Url::parse(&format!("http://localhost:{port}")).unwrap();
        let [base, frontend] = self.ports.map(url);
        Running { process, lines, log: Vec::new(), base, frontend, ports: self.ports, program: self }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut words = self.runner.iter().map(String::as_str).chain([env!("CARGO_BIN_EXE_kaimu")]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).args(arguments).env_clear().envs(&self.environment).current_dir(self.folder.path());
        // A check that `tests/mutations` removes is removed in this process, too.
        command.envs(std::env::var_os("REMOVED_CHECK").map(|check| ("REMOVED_CHECK", check)));
        command.stdin(Stdio::null());
        command
    }
}

/// Sends every line of the output to a channel.
fn forward_lines(output: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let _ = sender.send(line.unwrap());
        }
    });
}

/// A running program. Dropping it kills the process.
pub struct Running {
    process: Child,
    lines: Receiver<String>,
    log: Vec<String>,
    /// The public URL of the callbacks.
    pub base: Url,
    /// The public URL of the pages.
    pub frontend: Url,
    pub ports: [u16; 2],
    pub program: Program,
}

impl Running {
    /// A URL below `OIDC_BASE_URL`.
    pub fn api(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// A URL below `OIDC_FRONTEND_URL`.
    pub fn page(&self, path: &str) -> Url {
        self.frontend.join(path).unwrap()
    }

    /// The URL at which the test sign-in starts.
    pub fn trial_address(&self) -> String {
        self.log.iter().find(|line| line.contains(TRIAL)).unwrap().trim().to_owned()
    }

    /// The lines logged and printed so far.
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// Waits for a log line whose message starts with these words.
    pub fn wait_for(&mut self, words: &str) {
        self.wait_for_line(&format!("] {words}"));
    }

    /// Waits for a line that contains these words. Logged and printed lines arrive in any order.
    pub fn wait_for_line(&mut self, words: &str) {
        while !self.log.iter().any(|line| line.contains(words)) {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => self.log.push(line),
                Err(error) => panic!("no log line {words:?} ({error}): {:#?}", self.log),
            }
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether the process has ended.
    pub fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// Its resident memory in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Sends a signal to the process, for example `TERM`.
    pub fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
    }

    /// Stops the server by SIGTERM, waits for its end, and starts it again.
    pub fn restart(self) -> Self {
        let program = self.program.clone();
        self.signal("TERM");
        let (status, log) = self.end();
        assert_eq!(status, Some(0), "{log:#?}");
        program.start()
    }

    /// Waits for the end of the process. Returns the exit status and all lines that it logged or printed.
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
