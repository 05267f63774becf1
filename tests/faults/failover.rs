//! A failover between two real Postgres servers behind one address.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use super::postgres::{another_person, program, signs_in};
use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Running, free_port};
use crate::provider::Provider;
use crate::waiting::until;

/// A Postgres server of the test's own. Dropping it stops the server.
struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("kaimu-cluster.").tempdir_in("/tmp").unwrap();
        as_postgres(&["chown", "postgres:", folder.path().to_str().unwrap()]);
        Self { folder, port: free_port() }
    }

    fn primary() -> Self {
        let cluster = Self::new();
        let auth = ["--username=kaimu", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
        run("initdb", &[&["--pgdata", &cluster.data()], &auth[..]].concat());
        cluster.start();
        cluster
    }

    /// A standby of another cluster.
    fn standby_of(primary: &Self) -> Self {
        let cluster = Self::new();
        let port = primary.port.to_string();
        let source =
            ["--host=127.0.0.1", "--username=kaimu", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
        run("pg_basebackup", &[&["--pgdata", &cluster.data(), "--port", &port], &source[..]].concat());
        cluster.start();
        cluster
    }

    fn data(&self) -> String {
        format!("{}/data", self.folder.path().display())
    }

    fn start(&self) {
        let folder = self.folder.path().display();
        let options =
            format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off", self.port);
        run(
            "pg_ctl",
            &["--pgdata", &self.data(), "--wait", "--log", &format!("{folder}/log"), "-o", &options, "start"],
        );
    }

    fn stop(&self) {
        run("pg_ctl", &["--pgdata", &self.data(), "--wait", "--mode=fast", "stop"]);
    }

    fn promote(&self) {
        run("pg_ctl", &["--pgdata", &self.data(), "--wait", "promote"]);
    }
}

/// The folder with the programs of the newest server.
pub fn postgres_programs() -> PathBuf {
    let mut versions: Vec<_> = Path::new("/usr/lib/postgresql").read_dir().unwrap().flatten().collect();
    versions.sort_by_key(|version| version.file_name().to_string_lossy().parse::<u32>().unwrap_or_default());
    versions.last().unwrap().path().join("bin")
}

/// Runs one of the programs of the newest server.
#[track_caller]
fn run(program: &str, arguments: &[&str]) {
    let program = postgres_programs().join(program);
    let other_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
    let as_user = if rustix::process::geteuid().is_root() { &other_user[..] } else { &[] };
    as_postgres(&[as_user, &[program.to_str().unwrap()], arguments].concat());
}

#[track_caller]
fn as_postgres(words: &[&str]) {
    if words[0] == "chown" && !rustix::process::geteuid().is_root() {
        return;
    }
    // To files, since a server that pg_ctl starts would keep a pipe open.
    let output = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir("/tmp").stdin(std::process::Stdio::null());
    command.stdout(output.reopen().unwrap()).stderr(output.reopen().unwrap());
    assert!(command.status().unwrap().success(), "{words:?}: {}", std::fs::read_to_string(&output).unwrap());
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            run("pg_ctl", &["--pgdata", &self.data(), "--wait", "--mode=immediate", "stop"]);
        }
    }
}

/// Listens on a port, and passes each new connection on to the server that is at this address now.
async fn address(of: &Arc<AtomicU16>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, of) = (listener.local_addr().unwrap().port(), Arc::clone(of));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let server = of.load(Ordering::SeqCst);
            tokio::spawn(async move {
                if let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await {
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    port
}

fn database_at(port: u16) -> Database {
    Database::at(&format!("postgres://kaimu@127.0.0.1:{port}/postgres"))
}

/// Whether this instance takes a session cookie for valid.
async fn accepts(running: &Running, cookie: &str) -> bool {
    let answer = Browser::new().request("GET", running.api("/auth/session"), &[("Cookie", cookie)], "").await;
    answer.status == StatusCode::OK
}

mod long {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Postgres: use tests/run --faults"]
    async fn after_a_switch_over_no_session_is_living_because_the_former_primary_has_it() {
        let former = Cluster::primary();
        let new = Cluster::standby_of(&former);
        let at = Arc::new(AtomicU16::new(former.port));
        let database = database_at(address(&at).await);
        let [at_former, at_new] = [&former, &new].map(|it| database_at(it.port));
        let provider = Provider::start();
        let [one, other] = [(), ()].map(|()| program(&database, &provider).start());
        let browser = Browser::new();
        browser.follow(one.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        let cookie = browser.cookie(&one.base);
        for _ in 0..20 {
            assert!(accepts(&other, &cookie).await);
        }

        // The former primary keeps its connections, answers, and accepts no more writes.
        until("the standby has the session", async || at_new.count("sessions") == 1).await;
        at_former.execute("ALTER SYSTEM SET default_transaction_read_only = on");
        at_former.execute("SELECT pg_reload_conf()");
        new.promote();
        at.store(new.port, Ordering::SeqCst);
        assert!(accepts(&other, &cookie).await, "the session goes on");
        let program = one.program.clone();
        let sign_out = tokio::task::spawn_blocking(move || program.run(&["users", "sign-out", "ada"]));
        // An instance that is asked all the time has a lease.
        while !sign_out.is_finished() {
            accepts(&other, &cookie).await;
        }
        assert_eq!(sign_out.await.unwrap().status, Some(0));
        assert_eq!((at_former.count("sessions"), at_new.count("sessions")), (1, 0));
        for number in 0..200 {
            for instance in [&one, &other] {
                assert!(!accepts(instance, &cookie).await, "question {number}");
            }
        }
        assert!(signs_in(&other).await);
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Postgres: use tests/run --faults"]
    async fn after_a_failover_sign_ins_go_to_the_new_primary_and_never_to_the_former_one() {
        let former = Cluster::primary();
        let new = Cluster::standby_of(&former);
        let at = Arc::new(AtomicU16::new(former.port));
        let database = database_at(address(&at).await);
        let provider = Provider::start();
        let running = program(&database, &provider).start();
        assert!(signs_in(&running).await);

        // The former primary comes back as a standby, and the address still leads to it.
        former.stop();
        new.promote();
        std::fs::write(Path::new(&former.data()).join("standby.signal"), "").unwrap();
        former.start();
        another_person(&provider, 2);
        for _ in 0..5 {
            assert!(!signs_in(&running).await, "the former primary cannot be written to");
        }
        at.store(new.port, Ordering::SeqCst);
        let back = Instant::now();
        until("a sign-in succeeds at the new primary", async || signs_in(&running).await).await;
        assert!(back.elapsed() < Duration::from_secs(20), "{:?}", back.elapsed());
        for number in 3..13 {
            another_person(&provider, number);
            assert!(signs_in(&running).await, "person {number}");
        }
    }
}
