//! A network that loses every packet: the machine of Postgres vanishes, and another one takes its address.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::namespace::Namespace;
use super::sqlite::sign_in;
use crate::database::{Database, environment};
use crate::program::Program;
use crate::provider::Provider;
use crate::waiting::until;

/// The address of the database's machine.
const DATABASE: &str = "10.99.0.2";

/// A process that passes connections on. Dropping it ends the process.
struct Socat(Child);

impl Socat {
    /// `runner` is what comes before a command to run it in a network.
    fn start(runner: &[String], listen: &str, target: &str) -> Self {
        let socat = "/usr/bin/socat".to_owned();
        let mut words = runner.iter().chain([&socat]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args([listen, target]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Socat {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Passes connections on between two networks, through a socket in the file system.
async fn bridge(folder: &Path, from: &[String], listen: &str, to: &[String], target: &str) -> [Socat; 2] {
    let socket = folder.join(format!("{}.sock", uuid::Uuid::from_bytes(kaimu::flow::random::bytes()).simple()));
    let path = socket.to_str().unwrap();
    let far = Socat::start(to, &format!("UNIX-LISTEN:{path},fork"), target);
    until("the far end listens", async || socket.exists()).await;
    [far, Socat::start(from, listen, &format!("UNIX-CONNECT:{path}"))]
}

fn listen(port: u16) -> String {
    format!("TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr")
}

fn connect(port: u16) -> String {
    format!("TCP:127.0.0.1:{port}")
}

/// Connects a machine with the address of the database to the network of Kaimu.
async fn database_machine(kaimu: &Namespace, link: &str) -> (Namespace, Socat) {
    let machine = kaimu.neighbour().await;
    kaimu.run(&format!(
        "ip link add {link} type veth peer name eth netns {} && ip address add 10.99.0.1/24 dev {link} && ip link set {link} up",
        machine.holder()
    ));
    machine.run(&format!("ip address add {DATABASE}/24 dev eth && ip link set eth up"));
    let socket = environment("KAIMU_TEST_POSTGRES_SOCKET");
    let postgres = Socat::start(&machine.enter(), "TCP-LISTEN:5432,fork,reuseaddr", &format!("UNIX-CONNECT:{socket}"));
    (machine, postgres)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES), socat and namespaces of the kernel: use tests/run"]
async fn after_the_machine_of_postgres_vanished_in_the_middle_of_queries_another_one_is_used() {
    let (database, provider, folder) = (Database::postgres(), Provider::start(), tempfile::tempdir().unwrap());
    let kaimu = Namespace::new().await;
    let (vanishing, _first) = database_machine(&kaimu, "one").await;
    let program = Program::on(&database.at_host(DATABASE, 5432)).provider(provider.settings("idp"));
    let program = program.set("KAIMU_DATABASE__POOL_SIZE", "4").run_by(kaimu.enter());
    let (folder, inside) = (folder.path(), kaimu.enter());
    let mut bridges = vec![bridge(folder, &inside, &listen(provider.port()), &[], &connect(provider.port())).await];
    for port in program.ports {
        bridges.push(bridge(folder, &[], &listen(port), &inside, &connect(port)).await);
    }
    let running = program.start();
    let browser = sign_in(&running).await;

    // Every connection waits for an answer, and nothing of Kaimu's is unacknowledged.
    let sessions = database.hold("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE");
    let waiting = join_all((0..4).map(|_| browser.get(running.api("/auth/session"))));
    let vanish = async {
        until("every connection waits", async || database.waiting() == 4).await;
        vanishing.run("ip link set eth down");
    };
    let begun = Instant::now();
    let (answers, ()) = tokio::join!(waiting, vanish);
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert!(answers.iter().all(|answer| answer.status == 503), "{:?}", answers[0].status);
    sessions.commit();

    kaimu.run("ip link delete one");
    let (_machine, _second) = database_machine(&kaimu, "two").await;
    let back = Instant::now();
    until("the session is there again", async || browser.get(running.api("/auth/session")).await.status == 200).await;
    assert!(back.elapsed() < Duration::from_secs(20), "{:?}", back.elapsed());
    // The abandoned connections end, too: the keepalives get no answer from a machine that does not know them.
    let connections = format!("ss --no-header --tcp --numeric state established dst {DATABASE}");
    until("the old connections have ended", async || kaimu.run(&connections).lines().count() <= 4).await;
}
