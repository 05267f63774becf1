//! An SQLite file: locks of other programs, a stop, and a power failure.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use reqwest::StatusCode;
use url::Url;

use crate::app::STARTS_PER_MINUTE;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::waiting::until;

/// How long another program holds the write lock: less than the busy timeout, and more than readers wait for a connection.
const LOCKED: Duration = Duration::from_secs(4);

/// The file of the database.
pub fn file_of(database: &Database) -> PathBuf {
    database.url().strip_prefix("sqlite://").unwrap().into()
}

/// A file beside the database, with this ending of its name.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.to_path_buf().into_os_string();
    name.push(ending);
    name.into()
}

pub async fn sign_in(running: &Running) -> Browser {
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    browser
}

pub async fn sign_out(running: &Running, browser: &Browser) {
    let origin = running.frontend.origin().ascii_serialization();
    let answer = browser.request("POST", running.page("/logout"), &[("Origin", &origin)], "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Signs in, asks for the session, signs out, and asks again, at these public URLs. What went wrong, if something did.
pub async fn sign_in_and_out(base: &Url, frontend: &Url) -> Option<&'static str> {
    let browser = Browser::new();
    let session = async || browser.get(base.join("/auth/session").unwrap()).await.status;
    browser.follow(base.join("/auth/oidc/idp/authorize").unwrap()).await;
    for _ in 0..3 {
        if session().await != StatusCode::OK {
            return Some("no session after the sign-in");
        }
    }
    let page = browser.submit(frontend.join("/logout").unwrap(), frontend, &[]).await;
    if page.status != StatusCode::OK {
        return Some("the sign-out failed");
    }
    (session().await != StatusCode::UNAUTHORIZED).then_some("a session after the sign-out")
}

/// What `kaimu users list` shows of a copy of this file without the files beside it.
fn users_of_a_copy(file: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(file, &copy).unwrap();
    Program::new().set("DATABASE_URL", &format!("sqlite://{}", copy.display())).run(&["users", "list"]).stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_stop_the_sqlite_file_alone_has_everything() {
    let provider = Provider::start();
    // Another program that has the file open keeps the log, but not what is in it.
    for is_open_elsewhere in [false, true] {
        let database = Database::sqlite();
        let (file, log) = (file_of(&database), beside(&file_of(&database), "-wal"));
        let running = Program::on(&database).provider(provider.settings("idp")).start();
        let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        other.batch_execute("SELECT * FROM users").unwrap();
        let _other = is_open_elsewhere.then_some(other);
        sign_in(&running).await;
        assert!(!users_of_a_copy(&file).contains("ada@"), "the user is in the log alone");
        running.signal("TERM");
        assert_eq!(running.end().0, Some(0));
        assert!(users_of_a_copy(&file).contains("ada@example.org"), "{is_open_elsewhere}");
        let expected = if is_open_elsewhere { Some(0) } else { None };
        assert_eq!(log.metadata().ok().map(|log| log.len()), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace: use tests/run"]
async fn a_sign_out_is_on_the_disk_before_its_answer() {
    let (provider, database, folder) = (Provider::start(), Database::sqlite(), tempfile::tempdir().unwrap());
    let trace = folder.path().join("trace");
    // The program itself is the child, so that the end of the test ends it.
    let strace = ["/usr/bin/strace", "-D", "-f", "-y", "-e", "trace=fsync,fdatasync,writev,sendto,write", "-o"];
    let runner = strace.into_iter().chain([trace.to_str().unwrap()]).map(str::to_owned).collect();
    let running = Program::on(&database).provider(provider.settings("idp")).run_by(runner).start();
    let browser = sign_in(&running).await;
    let before = std::fs::read_to_string(&trace).unwrap().lines().count();
    sign_out(&running, &browser).await;
    until("the answer is in the trace", async || {
        let trace = std::fs::read_to_string(&trace).unwrap();
        let mut lines = trace.lines().skip(before);
        let is_sync = |line: &str| line.contains("sync(") && line.contains("kaimu.db-wal>");
        let first = lines.find(|line| is_sync(line) || line.contains("HTTP/1.1 303"));
        let Some(first) = first else { return false };
        assert!(is_sync(first), "the answer comes before the sync of the log");
        lines.any(|line| line.contains("HTTP/1.1 303"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_holds_the_write_lock_sign_ins_wait_and_reads_do_not() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let program = Program::on(&database).provider(provider.settings("idp")).set(STARTS_PER_MINUTE, "0");
    let running = program.start();
    let reader = sign_in(&running).await;
    let mut other = SqliteConnection::establish(file_of(&database).to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let released = tokio::time::Instant::now() + LOCKED;
    let third =
        SqliteConnection::establish(file_of(&database).to_str().unwrap()).unwrap().batch_execute("BEGIN IMMEDIATE");
    assert!(third.unwrap_err().to_string().contains("locked"), "no other program can write");

    let begin = running.api("/auth/oidc/idp/authorize");
    let sign_ins: Vec<_> = (0..20)
        .map(|_| {
            let begin = begin.clone();
            tokio::spawn(async move { Browser::new().follow(begin).await.is_dashboard_of("Ada") })
        })
        .collect();
    until("all have been at the provider", async || provider.requests("/authorize") == 21).await;
    let mut reads = 0;
    while tokio::time::Instant::now() < released {
        assert_eq!(reader.get(running.api("/auth/session")).await.status, StatusCode::OK);
        reads += 1;
    }
    assert!(reads > 5, "only {reads} reads while the lock was held");
    assert!(sign_ins.iter().all(|sign_in| !sign_in.is_finished()), "they wait for the lock");
    drop(other);
    for sign_in in sign_ins {
        sign_in.await.unwrap();
    }
    assert_eq!(database.count("sessions"), 21);
}
