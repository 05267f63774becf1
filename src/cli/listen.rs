//! Opens the addresses of `server.listen`, or takes the sockets that systemd has opened.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6, TcpListener};

use listenfd::ListenFd;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};

use super::unix_socket::{self, SocketFile};
use crate::domain::ListenAddress;
use crate::http::Listener;

/// The members of the group may connect: that of the reverse proxy.
const SOCKET_MODE: u32 = 0o660;
/// How many connections may wait until they are accepted.
const BACKLOG: i32 = 1024;

/// What the log says about an address of `server.listen`.
pub(super) const LISTENING: &str = "listening on";

/// The open addresses. The files of Unix sockets are deleted when this is dropped.
pub(super) struct OpenAddresses {
    pub(super) listeners: Vec<Listener>,
    pub(super) files: Vec<SocketFile>,
}

/// Opens these addresses, and logs each. `what` says what the log line begins with.
pub(super) fn open<E>(
    addresses: &[ListenAddress],
    what: &str,
    failure: impl Fn(ListenAddress, io::Error) -> E,
) -> Result<OpenAddresses, E> {
    let mut opened = OpenAddresses { listeners: Vec::new(), files: Vec::new() };
    for address in addresses {
        let (listener, file) = open_one(address).map_err(|error| failure(address.clone(), error))?;
        log_listener(what, &listener);
        opened.listeners.push(listener);
        opened.files.extend(file);
    }
    Ok(opened)
}

fn open_one(address: &ListenAddress) -> io::Result<(Listener, Option<SocketFile>)> {
    match address {
        ListenAddress::Ip(address) => Ok((Listener::Tcp(TcpListener::bind(address)?), None)),
        ListenAddress::EveryIp(port) => Ok((Listener::Tcp(every_ip(*port)?), None)),
        ListenAddress::Unix(path) => {
            let (listener, file) = unix_socket::bind(path, SOCKET_MODE)?;
            Ok((Listener::Unix(listener), Some(file)))
        }
    }
}

/// One listener for IPv6 and IPv4; for IPv4 alone if the machine has no IPv6.
fn every_ip(port: u16) -> io::Result<TcpListener> {
    match ipv6_and_ipv4(port) {
        // check: a machine without IPv6 is listened on
        Err(Errno::AFNOSUPPORT | Errno::ADDRNOTAVAIL) => TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)),
        opened => Ok(opened?),
    }
}

/// The standard library leaves it to the system whether a listener on `[::]` accepts IPv4 as well.
fn ipv6_and_ipv4(port: u16) -> Result<TcpListener, Errno> {
    let socket = rustix::net::socket_with(AddressFamily::INET6, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    sockopt::set_ipv6_v6only(&socket, false)?;
    // As the standard library does: connections of a previous process do not block the port.
    sockopt::set_socket_reuseaddr(&socket, true)?;
    rustix::net::bind(&socket, &SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, port, 0, 0))?;
    rustix::net::listen(&socket, BACKLOG)?;
    Ok(socket.into())
}

/// The sockets that systemd has opened for this process (socket activation, `sd_listen_fds(3)`). There are none if systemd did
/// not start the process through a socket unit.
pub(super) fn take_from_systemd() -> io::Result<Vec<Listener>> {
    let mut passed = ListenFd::from_env();
    let mut listeners = Vec::new();
    for index in 0..passed.len() {
        let taken = match passed.take_tcp_listener(index) {
            Ok(listener) => listener.map(Listener::Tcp),
            Err(_) => passed.take_unix_listener(index)?.map(Listener::Unix),
        };
        if let Some(listener) = &taken {
            log_listener(LISTENING, listener);
        }
        listeners.extend(taken);
    }
    Ok(listeners)
}

fn log_listener(what: &str, listener: &Listener) {
    // The local address has the port that the system chose for port 0.
    match listener {
        Listener::Tcp(listener) => {
            let address = listener.local_addr().map_or_else(|error| error.to_string(), |address| address.to_string());
            log::info!("{what} {address}");
        }
        Listener::Unix(listener) => {
            let path = listener.local_addr().ok().and_then(|address| address.as_pathname().map(ToOwned::to_owned));
            log::info!("{what} unix:{}", path.unwrap_or_default().display());
        }
    }
}
