//! `PgBouncer` in front of Postgres: one server connection for each transaction, or for each client.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::sqlite::sign_in_and_out;
use crate::database::Database;
use crate::program::{Program, free_port};
use crate::provider::Provider;
use crate::waiting::until;

/// More server connections than the three instances have would hide what they mix up.
const SERVER_CONNECTIONS: usize = 6;

/// A running `PgBouncer`. Dropping it ends the process.
struct PgBouncer {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl PgBouncer {
    async fn start(database: &Database, pool_mode: &str) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let (host, server_port) = database.server();
        let (user, password) = database.credentials();
        let users = folder.path().join("users");
        std::fs::write(&users, format!("\"{user}\" \"{password}\"\n")).unwrap();
        let configuration = folder.path().join("pgbouncer.ini");
        let lines = [
            format!("[databases]\n* = host={host} port={server_port}\n[pgbouncer]"),
            format!("listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir ="),
            format!("auth_type = scram-sha-256\nauth_file = {}", users.display()),
            format!("pool_mode = {pool_mode}\ndefault_pool_size = {SERVER_CONNECTIONS}\nmax_client_conn = 200"),
        ];
        std::fs::write(&configuration, lines.join("\n")).unwrap();
        let process = unprivileged(&folder).arg(&configuration).stdin(Stdio::null()).spawn().unwrap();
        let bouncer = Self { process, port, _folder: folder };
        until("PgBouncer listens", async || TcpStream::connect(("127.0.0.1", port)).await.is_ok()).await;
        bouncer
    }

    fn database(&self, database: &Database) -> Database {
        database.at_port(self.port)
    }
}

/// `PgBouncer` refuses to run as root.
fn unprivileged(folder: &TempDir) -> Command {
    let id = |name| String::from_utf8(Command::new("id").args(["-u", name]).output().unwrap().stdout).unwrap();
    let mut command = Command::new("/usr/sbin/pgbouncer");
    command.arg("--quiet");
    if String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim() == "0" {
        let owner: u32 = id("postgres").trim().parse().unwrap();
        for file in [folder.path().to_owned(), folder.path().join("users"), folder.path().join("pgbouncer.ini")] {
            std::os::unix::fs::chown(file, Some(owner), Some(owner)).unwrap();
        }
        command.args(["--user", "postgres"]);
    }
    command
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program(database: &Database, provider: &Provider) -> Program {
    Program::on(database).provider(provider.settings("idp")).set("KAIMU_DATABASE__POOL_SIZE", "8")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES) and PgBouncer: use tests/run"]
async fn two_hundred_sign_ins_and_sign_outs_behind_a_transaction_pooler_succeed() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let bouncer = PgBouncer::start(&database, "transaction").await;
    let behind = bouncer.database(&database);
    let start = || {
        let program = program(&behind, &provider).set("KAIMU_DATABASE__POOLER", "transaction");
        program.set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0").start()
    };
    let (instances, places) = ([start(), start(), start()], Arc::new(Semaphore::new(24)));
    let all = (0..200).map(|number| {
        let (instance, places) = (&instances[number % 3], Arc::clone(&places));
        async move {
            let _place = places.acquire().await.unwrap();
            sign_in_and_out(&instance.base, &instance.frontend).await
        }
    });
    let wrong: Vec<_> = join_all(all).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} of 200: {wrong:?}", wrong.len());
    assert_eq!(database.count("sessions"), 0);
    // The clients met on few connections of the server. Its own workers, such as autovacuum, are none.
    let clients = "pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' \
         AND pid <> pg_backend_pid()";
    let servers = database.values("pid", clients);
    assert!((1..=SERVER_CONNECTIONS).contains(&servers.len()), "{}", servers.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES) and PgBouncer: use tests/run"]
async fn a_transaction_pooler_that_is_not_configured_stops_the_start() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let bouncer = PgBouncer::start(&database, "transaction").await;
    let program = program(&bouncer.database(&database), &provider);
    for command in ["serve", "migrate"] {
        let refused = program.run(&[command]);
        assert_eq!(refused.status, Some(1), "{command}");
        assert!(refused.stderr.contains("set database.pooler = \"transaction\""), "{command}: {}", refused.stderr);
    }
    let check = program.run(&["check"]);
    assert!(check.stdout.contains("database.pooler"), "{}", check.stdout);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES) and PgBouncer: use tests/run"]
async fn a_pooler_that_keeps_one_connection_for_each_client_needs_no_setting() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let bouncer = PgBouncer::start(&database, "session").await;
    let running = program(&bouncer.database(&database), &provider).start();
    assert_eq!(sign_in_and_out(&running.base, &running.frontend).await, None);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_setting_for_a_pooler_that_is_not_there_is_reported_and_works() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let mut running = program(&database, &provider).set("KAIMU_DATABASE__POOLER", "transaction").start();
    running.wait_for_line("two connections reached two server processes");
    assert_eq!(sign_in_and_out(&running.base, &running.frontend).await, None);
}
