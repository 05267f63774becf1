//! What the server listens on.

use std::net::TcpListener;
use std::os::unix::net::UnixListener;

/// An open socket that accepts connections.
#[derive(Debug)]
pub enum Listener {
    /// A socket of the network.
    Tcp(TcpListener),
    /// A Unix socket. The process that opens it is a trusted proxy.
    Unix(UnixListener),
}
