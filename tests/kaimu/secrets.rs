//! Nothing secret in any log and on any error page: every test that starts Kaimu is watched. All that the process logs at
//! debug level is kept, and so is every secret that a provider or a browser of the tests has in hand; when a [`Watch`] ends,
//! the one must hold nothing of the other.

use std::fmt::Write;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use log::{LevelFilter, Log, Metadata, Record};

/// What is no secret by its length: a test's `x` stands in many words.
const SHORTEST: usize = 12;

/// Everything that was said, and everything that must not be.
static SEEN: Mutex<Seen> = Mutex::new(Seen { said: Vec::new(), secrets: Vec::new(), panics: Vec::new() });

struct Seen {
    said: Vec<String>,
    secrets: Vec<String>,
    panics: Vec<String>,
}

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody must read this in a log or on an error page.
pub fn note(secret: &str) {
    if secret.len() >= SHORTEST {
        seen().secrets.push(secret.to_owned());
    }
}

/// A person sees this page, whoever that is.
pub fn note_error_page(body: &str) {
    seen().said.push(format!("a page: {body}"));
}

/// The lines that hold one of the secrets.
pub fn lines_with<'a>(said: &'a [String], secrets: &[String]) -> Vec<&'a String> {
    said.iter().filter(|line| secrets.iter().any(|secret| line.contains(secret.as_str()))).collect()
}

/// Watches from its beginning to its end.
pub struct Watch {
    said: usize,
    secrets: usize,
    panics: usize,
}

impl Watch {
    pub fn begin() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            log::set_boxed_logger(Box::new(Ear)).unwrap();
            log::set_max_level(LevelFilter::Debug);
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                note_panic(panic);
                before(panic);
            }));
        });
        let seen = seen();
        Self { said: seen.said.len(), secrets: seen.secrets.len(), panics: seen.panics.len() }
    }

    /// What was said since then.
    pub fn said(&self) -> Vec<String> {
        seen().said[self.said..].to_vec()
    }

    /// Which of these lines hold a secret that was in play since then.
    pub fn secrets_in(&self, lines: &[String]) -> Vec<String> {
        lines_with(lines, &seen().secrets[self.secrets..]).into_iter().cloned().collect()
    }

    /// What was said although it is secret, and the panics.
    pub fn leaks(&self) -> String {
        let seen = seen();
        let mut leaks = String::new();
        for line in lines_with(&seen.said[self.said..], &seen.secrets[self.secrets..]) {
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

/// A test fails by a panic of its own; one in any other code is an outage.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    if !place.starts_with("tests/") {
        seen().panics.push(format!("a panic at {place}"));
    }
}

struct Ear;

impl Log for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The cookie jar of the tests' own browsers.
        !metadata.target().starts_with("cookie_store")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = format!("{} {} {}", record.level(), record.target(), record.args());
            seen().said.push(line);
        }
    }

    fn flush(&self) {}
}
