//! Where the server listens: a port from the platform, a Unix socket, sockets of systemd.

use std::io::{Read, Write};
use std::net::{Ipv6Addr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::Path;

use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::waiting::{DEADLINE, until};

/// The status line and the headers of the answer to a request for this path.
fn get(mut connection: impl Read + Write, path: &str, headers: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[track_caller]
fn is_alive(connection: impl Read + Write) {
    let answer = get(connection, "/healthz", "");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

/// The variables that the image sets.
fn image_variables() -> Vec<(String, String)> {
    let dockerfile = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/Dockerfile")).unwrap();
    let variables = dockerfile.lines().filter_map(|line| line.strip_prefix("ENV ")?.split_once('='));
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A program with the variables of the image, on this port of the platform.
fn in_the_image() -> (Program, u16) {
    let program = Program::on(&Database::sqlite()).unset("KAIMU_SERVER__LISTEN");
    let port = program.ports[0];
    let program = image_variables().iter().fold(program, |program, (name, value)| program.set(name, value));
    (program.set("PORT", &port.to_string()), port)
}

#[test]
fn port_works_in_the_image_on_ipv6_and_on_ipv4() {
    assert!(!image_variables().is_empty(), "the image sets where it listens");
    let (program, port) = in_the_image();
    let _running = program.start();
    is_alive(TcpStream::connect(("127.0.0.1", port)).unwrap());
    is_alive(TcpStream::connect((Ipv6Addr::LOCALHOST, port)).unwrap());
}

#[test]
#[ignore = "needs strace: use tests/run"]
fn port_works_on_a_machine_without_ipv6() {
    let (program, port) = in_the_image();
    let trace = program.file("trace");
    // The first socket of the process is the one for IPv6.
    let fault = ["--trace=socket", "--inject=socket:error=EAFNOSUPPORT:when=1"];
    // The tracer is a grandchild: the test ends the server itself.
    let strace = ["/usr/bin/strace", "--daemonize", "--follow-forks", "--output", trace.to_str().unwrap()];
    let runner = strace.into_iter().chain(fault).map(str::to_owned).collect();
    let _running = program.run_by(runner).start();
    let traced = std::fs::read_to_string(trace).unwrap();
    assert!(traced.contains("AF_INET6") && traced.contains("EAFNOSUPPORT"), "the fault took effect: {traced}");
    is_alive(TcpStream::connect(("127.0.0.1", port)).unwrap());
    assert!(TcpStream::connect((Ipv6Addr::LOCALHOST, port)).is_err());
}

/// A program that listens on a Unix socket in its folder.
fn on_a_unix_socket(provider: &Provider) -> Program {
    let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    let path = program.file("kaimu.sock");
    program.set("KAIMU_SERVER__LISTEN", &format!("unix:{}", path.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_of_a_killed_server_is_replaced_and_that_of_a_running_one_is_not() {
    let program = on_a_unix_socket(&Provider::start());
    let path = program.file("kaimu.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(UnixStream::connect(&path).is_err(), "a server that was killed left it");
    let running = program.start();
    is_alive(UnixStream::connect(&path).unwrap());
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o660);

    let second = running.program.run(&["serve"]);
    assert_eq!(second.status, Some(1), "{}", second.stderr);
    let words = format!("cannot listen on unix:{}: another process listens on it", path.display());
    assert!(second.stderr.contains(&words), "{}", second.stderr);
    is_alive(UnixStream::connect(&path).unwrap());

    // It keeps the folder.
    let program = running.program.clone();
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    assert!(!path.exists(), "the stop deletes it");
    drop(program);
}

#[test]
fn the_peer_at_a_unix_socket_is_a_trusted_proxy() {
    let program = on_a_unix_socket(&Provider::start());
    // Each client address may start one sign-in.
    let running = program.set("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "1").start();
    let path = running.program.file("kaimu.sock");
    let start = |address: &str| {
        let headers = format!("X-Forwarded-For: {address}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");
        let answer = get(UnixStream::connect(&path).unwrap(), "/auth/oidc/idp/authorize", &headers);
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(["192.0.2.1", "192.0.2.1", "192.0.2.2"].map(start), ["303", "429", "303"]);
}

/// Connects until systemd's tool listens. This starts the server.
async fn first_connection(address: &str) -> TcpStream {
    until("systemd's tool listens", async || TcpStream::connect(address).is_ok()).await;
    TcpStream::connect(address).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs systemd-socket-activate: use tests/run"]
async fn the_sockets_of_systemd_take_the_place_of_the_configured_addresses() {
    let program = Program::on(&Database::sqlite());
    let [port, unused] = program.ports;
    let (address, path) = (format!("127.0.0.1:{port}"), program.file("systemd.sock"));
    let program = program.set("KAIMU_SERVER__LISTEN", &format!("127.0.0.1:{unused}"));
    let program = program.activated_by_systemd(&[address.clone(), path.display().to_string()]);
    let mut running: Running = program.spawn(&["serve"]);
    let waiting = first_connection(&address).await;
    running.wait_for("ready: ");
    is_alive(waiting);
    is_alive(UnixStream::connect(&path).unwrap());
    assert!(TcpStream::connect(("127.0.0.1", unused)).is_err(), "server.listen is not used");
    // It keeps the folder.
    let program = running.program.clone();
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    assert!(path.exists(), "the socket is systemd's");
    drop(program);
}

#[test]
fn the_service_manager_learns_when_the_server_is_ready_reloads_and_stops() {
    let program = Program::on(&Database::sqlite());
    let socket = UnixDatagram::bind(program.file("notify")).unwrap();
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    let path = program.file("notify");
    let running = program.set("NOTIFY_SOCKET", path.to_str().unwrap()).start();
    assert_eq!(received(&socket), ["READY=1"]);
    running.signal("HUP");
    let reloading = received(&socket);
    assert!(reloading[0] == "RELOADING=1" && reloading[1].starts_with("MONOTONIC_USEC="), "{reloading:?}");
    assert_eq!(received(&socket), ["READY=1"]);
    running.signal("TERM");
    assert_eq!(received(&socket), ["STOPPING=1"]);
    assert_eq!(running.end().0, Some(0));
}

/// The lines of the next message to the service manager.
fn received(socket: &UnixDatagram) -> Vec<String> {
    let mut message = [0; 1024];
    let length = socket.recv(&mut message).unwrap();
    String::from_utf8_lossy(&message[..length]).lines().map(str::to_owned).collect()
}

#[test]
fn the_unit_of_systemd_waits_for_the_server_and_stops_it_in_time() {
    let unit = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/kaimu.service")).unwrap();
    for line in ["Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "TimeoutStopSec=30", "Restart=on-failure"] {
        assert!(unit.lines().any(|it| it == line), "{line}: {unit}");
    }
}
