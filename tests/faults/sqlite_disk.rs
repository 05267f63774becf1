//! Faults of the disk and of the file system below an SQLite file.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;

use super::namespace::Namespace;
use super::postgres::signs_in;
use super::readiness::{not_ready, ready, until_readyz_is};
use super::sqlite::{beside, file_of, sign_in, sign_out};
use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::{Provider, TOKEN};
use crate::waiting::until;

/// Where the namespaces have a small file system of their own.
const DISK: &str = "/mnt";

async fn session(running: &Running, browser: &Browser) -> StatusCode {
    browser.get(running.api("/auth/session")).await.status
}

/// A program with its database on a file system of 4 MiB, which only the namespace sees.
fn on_small_disk(namespace: &Namespace, provider: &Provider) -> Program {
    namespace.run(&format!("mount -t tmpfs -o size=4m,mode=700 none {DISK}"));
    Program::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("DATABASE_URL", &format!("sqlite://{DISK}/kaimu.db"))
        .run_by(namespace.enter_mounts())
}

/// Nobody can sign in, and no code goes to the provider: its state could not be redeemed, so that it would work again.
async fn sends_no_code(running: &Running, provider: &Provider) {
    let before = provider.requests(TOKEN);
    assert!(!signs_in(running).await);
    assert_eq!(provider.requests(TOKEN), before);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs namespaces of the kernel: use tests/run"]
async fn a_full_disk_keeps_sessions_and_is_named_until_there_is_room() {
    let (namespace, provider) = (Namespace::new().await, Provider::start());
    let running = on_small_disk(&namespace, &provider).start();
    let browser = sign_in(&running).await;
    until_readyz_is(&running, ready()).await;

    namespace.run(&format!("dd if=/dev/zero of={DISK}/filling bs=4k 2>/dev/null || true"));
    assert!(fs::write(namespace.path(&format!("{DISK}/more")), "x").is_err(), "the disk is full");
    until_readyz_is(&running, not_ready("kaimu.db is on a full disk")).await;
    assert_eq!(session(&running, &browser).await, StatusCode::OK);
    sends_no_code(&running, &provider).await;
    let checked = running.program.run(&["check"]);
    let line = checked.stdout.lines().find(|line| line.ends_with("(database.reachable)")).unwrap();
    assert!(line.contains("✗") && line.contains("kaimu.db") && line.contains("No space left"), "{line}");
    assert_eq!(checked.status, Some(1));

    namespace.run(&format!("rm {DISK}/filling"));
    until_readyz_is(&running, ready()).await;
    assert!(signs_in(&running).await);
    sign_out(&running, &browser).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs namespaces of the kernel: use tests/run"]
async fn on_a_read_only_file_system_nothing_starts_and_the_file_is_named() {
    let (namespace, provider) = (Namespace::new().await, Provider::start());
    let program = on_small_disk(&namespace, &provider);
    assert_eq!(program.run(&["migrate"]).status, Some(0));
    let files = namespace.run(&format!("ls -A {DISK}"));
    namespace.run(&format!("mount -o remount,ro {DISK} && ! touch {DISK}/x 2>/dev/null"));
    for command in ["serve", "migrate"] {
        let failed = program.run(&[command]);
        assert_eq!(failed.status, Some(1));
        assert!(failed.stderr.contains(&format!("{DISK}/kaimu.db")), "{}", failed.stderr);
    }
    let checked = program.run(&["check"]).stdout;
    let line = checked.lines().find(|line| line.ends_with("(database.reachable)")).unwrap();
    assert!(line.contains("✗") && line.contains(&format!("{DISK}/kaimu.db")), "{line}");
    assert_eq!(namespace.run(&format!("ls -A {DISK}")), files, "nothing is created");

    namespace.run(&format!("mount -o remount,rw {DISK}"));
    assert!(signs_in(&program.start()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_removed_or_replaced_is_noticed_and_nothing_is_created() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let (file, aside) = (file_of(&database), beside(&file_of(&database), ".aside"));
    let running = Program::on(&database).provider(provider.settings("idp")).start();
    let browser = sign_in(&running).await;
    until_readyz_is(&running, ready()).await;

    fs::rename(&file, &aside).unwrap();
    until_readyz_is(&running, not_ready("kaimu.db was removed while Kaimu ran")).await;
    assert!(!signs_in(&running).await);
    assert!(!file.exists(), "no new file is created");

    fs::copy(&aside, &file).unwrap();
    let replaced = "kaimu.db was replaced by another file while Kaimu ran: restart Kaimu";
    until_readyz_is(&running, not_ready(replaced)).await;
    assert!(!signs_in(&running).await, "nothing goes into the former file");

    fs::rename(&aside, &file).unwrap();
    until_readyz_is(&running, ready()).await;
    assert_eq!(session(&running, &browser).await, StatusCode::OK, "the file is back, with all of it");
    assert!(signs_in(&running).await);
}

/// Makes system calls of a running program fail, until it is dropped.
struct Injection(Child);

impl Injection {
    async fn into(running: &Running, arguments: &[&str]) -> Self {
        let mut strace = Command::new("/usr/bin/strace");
        strace.args(["-f", "-q", "-o", "/dev/null"]).args(arguments).args(["-p", &running.id().to_string()]);
        let mut child = strace.stdin(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{}/status", running.id());
        until("strace has attached", async || {
            assert!(child.try_wait().unwrap().is_none(), "strace cannot attach: see its output");
            let status = fs::read_to_string(&status).unwrap();
            !status.contains("TracerPid:\t0\n")
        })
        .await;
        Self(child)
    }
}

impl Drop for Injection {
    fn drop(&mut self) {
        // SIGTERM lets strace detach. SIGKILL would leave the program stopped.
        let _ = Command::new("sh").args(["-c", &format!("kill {}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace: use tests/run"]
async fn after_errors_of_the_disk_connections_are_replaced_and_sign_ins_work_again() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let running = Program::on(&database).provider(provider.settings("idp")).start();
    sign_in(&running).await;
    let log = beside(&file_of(&database), "-wal");
    let fault = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=EIO", "-P", log.to_str().unwrap()];
    let injection = Injection::into(&running, &fault).await;
    until_readyz_is(&running, not_ready("kaimu.db is on a disk with errors")).await;
    sends_no_code(&running, &provider).await;
    drop(injection);
    until_readyz_is(&running, ready()).await;
    assert!(signs_in(&running).await);
    assert_eq!(database.values("integrity_check", "pragma_integrity_check"), [Some("ok".to_owned())]);
}

#[test]
#[ignore = "needs strace: use tests/run"]
fn on_a_file_system_without_locks_the_start_and_the_check_name_the_file() {
    let database = Database::sqlite();
    assert_eq!(Program::on(&database).run(&["migrate"]).status, Some(0));
    let file = file_of(&database).display().to_string();
    let strace = ["/usr/bin/strace", "-f", "-q", "-o", "/dev/null", "-e", "inject=fcntl:error=ENOLCK", "-P", &file];
    let without_locks = || Program::on(&database).run_by(strace.map(str::to_owned).into());
    let failed = without_locks().run(&["serve"]);
    assert_eq!(failed.status, Some(1), "{}", failed.stderr);
    assert!(failed.stderr.contains(&file) && failed.stderr.contains("database is locked"), "{}", failed.stderr);
    let checked = without_locks().run(&["check"]).stdout;
    let line = checked.lines().find(|line| line.ends_with("(database.reachable)")).unwrap();
    assert!(line.contains("✗") && line.contains(&file), "{line}");
    assert!(checked.contains("whether its file system has no locks"), "{checked}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace: use tests/run"]
async fn a_file_system_without_hard_links_is_enough_for_the_session_secret() {
    let without_links = ["-D", "-f", "-q", "-o", "/dev/null", "-e", "inject=link,linkat:error=EPERM"];
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    fs::write(&one, "1").unwrap();
    let linked = Command::new("/usr/bin/strace").args(without_links).arg("ln").args([&one, &two]).status().unwrap();
    assert!(!linked.success(), "hard links fail");

    let runner = ["/usr/bin/strace"].into_iter().chain(without_links).map(str::to_owned).collect();
    let running = Program::new().run_by(runner).start();
    let secret = running.program.file("data/kaimu.secret").metadata().unwrap();
    assert_eq!((secret.permissions().mode() & 0o777, secret.len()), (0o600, 43));
    until_readyz_is(&running, ready()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_all_users_could_read_becomes_private_at_the_start() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let file = file_of(&database);
    assert_eq!(Program::on(&database).run(&["migrate"]).status, Some(0));
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let running = Program::on(&database).provider(provider.settings("idp")).start();
    sign_in(&running).await;
    for ending in ["", "-wal", "-shm"] {
        let mode = beside(&file, ending).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
    let line = "other users of this machine could read ";
    assert!(
        running.log().iter().any(|logged| logged.contains(line) && logged.contains("0644")),
        "{:#?}",
        running.log()
    );
}

#[test]
fn a_symbolic_link_in_the_place_of_a_database_file_changes_the_mode_of_no_other_file() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    assert_eq!(Program::on(&database).run(&["migrate"]).status, Some(0));
    let other = folder.path().join("other");
    fs::write(&other, "").unwrap();
    fs::set_permissions(&other, Permissions::from_mode(0o644)).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(beside(&file_of(&database), ending));
        std::os::unix::fs::symlink(&other, beside(&file_of(&database), ending)).unwrap();
    }
    Program::on(&database).run(&["migrate"]);
    assert_eq!(other.metadata().unwrap().permissions().mode() & 0o777, 0o644);
}
