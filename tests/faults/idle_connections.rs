//! Idle connections, which a load balancer keeps and uses again.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::program::{Program, Running};
use crate::waiting::DEADLINE;

/// The time after which the server closed idle connections before this could be set.
const FORMER_KEEP_ALIVE: Duration = Duration::from_secs(5);

fn start(keep_alive: &str) -> Running {
    Program::on(&Database::sqlite()).set("KAIMU_SERVER__KEEP_ALIVE", keep_alive).start()
}

/// A connection on which a request was answered.
fn idle_connection(running: &Running) -> TcpStream {
    let mut connection = TcpStream::connect(("127.0.0.1", running.ports[0])).unwrap();
    request(&mut connection);
    connection
}

fn request(connection: &mut TcpStream) {
    connection.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    connection.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok\n") {
        let mut byte = [0];
        connection.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&answer));
}

/// Whether the server closes the connection within this time.
fn is_closed_within(connection: &mut TcpStream, limit: Duration) -> bool {
    connection.set_read_timeout(Some(limit)).unwrap();
    match connection.read(&mut [0]) {
        Ok(received) => received == 0,
        Err(error) => panic_unless_timeout(&error),
    }
}

fn panic_unless_timeout(error: &std::io::Error) -> bool {
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
    false
}

#[test]
fn an_idle_connection_is_kept_as_long_as_the_operator_says() {
    let (short, long) = (start("2s"), start("75s"));
    let mut kept = idle_connection(&long);
    let began = Instant::now();
    let mut closed = idle_connection(&short);
    assert!(is_closed_within(&mut closed, DEADLINE), "the server closes it");
    assert!(began.elapsed() >= Duration::from_secs(1), "it was kept until then");
    assert!(!is_closed_within(&mut kept, FORMER_KEEP_ALIVE * 3 / 2), "it is kept for longer than before");
    request(&mut kept);
}

#[test]
fn a_stop_waits_for_no_idle_connection() {
    let running = start("1h");
    let mut idle = idle_connection(&running);
    running.signal("TERM");
    assert!(is_closed_within(&mut idle, DEADLINE));
    assert_eq!(running.end().0, Some(0));
}
