//! `kaimu health`: asks the running server how it is, for the health check of a container without a shell.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use clap::Args;

use super::failure::{Failure, HealthFailure};
use crate::domain::{ListenAddress, terminal_text};

/// Health checks of containers have a time limit of about this length.
const TIMEOUT: Duration = Duration::from_secs(4);
/// More than any answer has.
const MAX_ANSWER_BYTES: u64 = 16 * 1024;

/// The options of `kaimu health`.
#[derive(Args, Clone)]
pub(super) struct HealthOptions {
    /// Ask whether it can sign users in (/readyz), and not only whether it runs (/healthz)
    #[arg(long)]
    ready: bool,
}

/// Asks at the first address that the server listens on.
pub(super) fn run(options: &HealthOptions, listen: &[ListenAddress]) -> Result<(), Failure> {
    let Some(address) = listen.first() else { return Ok(()) };
    let path = if options.ready { "/readyz" } else { "/healthz" };
    let answer = ask(address, path).map_err(|source| HealthFailure::NoAnswer { address: address.clone(), source })?;
    if status_of(&answer) == Some(200) {
        return Ok(());
    }
    Err(HealthFailure::NotHealthy(reason(&answer)).into())
}

fn ask(address: &ListenAddress, path: &str) -> io::Result<String> {
    let connect = |address: SocketAddr| -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Box::new(stream))
    };
    let mut stream = match address {
        ListenAddress::Ip(address) => connect(reachable(*address))?,
        ListenAddress::EveryIp(port) => connect((Ipv4Addr::LOCALHOST, *port).into())?,
        ListenAddress::Unix(path) => {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(TIMEOUT))?;
            Box::new(stream)
        }
    };
    // With HTTP/1.0, the answer ends with the connection.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(MAX_ANSWER_BYTES).read_to_string(&mut answer)?;
    Ok(answer)
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// The address at which this machine reaches a server that listens on all addresses.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

fn status_of(answer: &str) -> Option<u16> {
    answer.split(' ').nth(1)?.parse().ok()
}

/// What the server says, in one line.
fn reason(answer: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    terminal_text(body.lines().next().filter(|line| !line.is_empty()).unwrap_or("the answer is not HTTP"))
}
