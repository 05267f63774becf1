//! Asserts that no log line and no error page contains a secret, in every test that starts Kaimu. It records all log lines at
//! debug level, all error pages, and all secrets that the providers and browsers of the tests use. When a [`Watch`] is dropped,
//! it searches the lines for the secrets.

use std::fmt::Write;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use log::{LevelFilter, Log, Metadata, Record};

use crate::waiting::until;

/// Shorter texts do not count as secrets, since they occur in ordinary words.
const SHORTEST: usize = 12;

/// All recorded log lines, error pages, secrets and panics.
static SEEN: Mutex<Seen> = Mutex::new(Seen { lines: Vec::new(), secrets: Vec::new(), panics: Vec::new() });

struct Seen {
    lines: Vec<String>,
    secrets: Vec<String>,
    panics: Vec<String>,
}

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers a secret, which must not occur in a log line or on an error page.
pub fn watch_for(secret: &str) {
    if secret.len() >= SHORTEST {
        seen().secrets.push(secret.to_owned());
    }
}

/// Records an error page, which must contain no secret.
pub fn record_error_page(body: &str) {
    seen().lines.push(format!("a page: {body}"));
}

/// The number of recorded lines with this text.
pub fn count_lines_with(text: &str) -> usize {
    seen().lines.iter().filter(|line| line.contains(text)).count()
}

/// The lines that contain one of the secrets.
pub fn lines_with<'a>(lines: &'a [String], secrets: &[String]) -> Vec<&'a String> {
    lines.iter().filter(|line| secrets.iter().any(|secret| line.contains(secret.as_str()))).collect()
}

/// Covers everything that is recorded during its lifetime.
pub struct Watch {
    lines: usize,
    secrets: usize,
    panics: usize,
}

impl Watch {
    pub fn begin() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            log::set_boxed_logger(Box::new(LogRecorder)).unwrap();
            log::set_max_level(LevelFilter::Debug);
            let default_hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                record_panic(panic);
                default_hook(panic);
            }));
        });
        let seen = seen();
        Self { lines: seen.lines.len(), secrets: seen.secrets.len(), panics: seen.panics.len() }
    }

    /// The lines recorded since its beginning.
    pub fn log(&self) -> Vec<String> {
        seen().lines[self.lines..].to_vec()
    }

    /// The id that a proxy gave to this request of Kaimu.
    pub async fn upstream_id_of(&self, request: &str) -> Option<String> {
        let prefix = format!("request {request}");
        until("the log has the request", async || self.log().iter().any(|line| line.contains(&prefix))).await;
        let line = self.log().into_iter().find(|line| line.contains(&prefix)).unwrap();
        let upstream = line.split(&format!("{prefix} (upstream ")).nth(1)?;
        Some(upstream.split(')').next().unwrap().to_owned())
    }

    /// The lines that contain a secret registered since its beginning.
    pub fn secrets_in(&self, lines: &[String]) -> Vec<String> {
        lines_with(lines, &seen().secrets[self.secrets..]).into_iter().cloned().collect()
    }

    /// Describes each recorded line with a secret, and each panic outside of the tests.
    pub fn leaks(&self) -> String {
        let seen = seen();
        let mut leaks = String::new();
        for line in lines_with(&seen.lines[self.lines..], &seen.secrets[self.secrets..]) {
            writeln!(leaks, "a secret is in: {line}").unwrap();
        }
        for panic in &seen.panics[self.panics..] {
            writeln!(leaks, "{panic}").unwrap();
        }
        leaks
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "{leaks}");
        }
    }
}

/// Records a panic outside of the tests. A panic inside a test is a failed assertion.
fn record_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    if !place.starts_with("tests/") {
        seen().panics.push(format!("a panic at {place}"));
    }
}

struct LogRecorder;

impl Log for LogRecorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Logged by the cookie jars of the tests' own browsers.
        !metadata.target().starts_with("cookie_store")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = format!("{} {} {}", record.level(), record.target(), kaimu::logging::message(record));
            seen().lines.push(line);
        }
    }

    fn flush(&self) {}
}
