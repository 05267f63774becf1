//! The addresses that a server listens on.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// An address that a server listens on, as the operator writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAddress {
    /// An IP address and a port. With port 0 the system chooses a free port.
    Ip(SocketAddr),
    /// A port on all addresses of this machine: IPv4, and IPv6 where there is IPv6.
    EveryIp(u16),
    /// The absolute path of a Unix socket.
    Unix(PathBuf),
}

/// The text is no address to listen on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an IP address and a port, such as 127.0.0.1:3000, [::1]:3000 or *:3000 for all addresses, or a Unix socket, such \
     as unix:/run/kaimu/kaimu.sock"
)]
pub struct InvalidListenAddress;

impl ListenAddress {
    /// The port; `None` for a Unix socket.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self {
            Self::Ip(address) => Some(address.port()),
            Self::EveryIp(port) => Some(*port),
            Self::Unix(_) => None,
        }
    }

    /// Whether both cannot be listened on at the same time.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::EveryIp(port), Self::Ip(address)) | (Self::Ip(address), Self::EveryIp(port)) => {
                address.port() == *port
            }
            _ => self == other,
        }
    }
}

impl FromStr for ListenAddress {
    type Err = InvalidListenAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            // Relative to which folder would depend on how the server was started.
            return if Path::new(path).is_absolute() { Ok(Self::Unix(path.into())) } else { Err(InvalidListenAddress) };
        }
        match text.strip_prefix("*:") {
            Some(port) => port.parse().map(Self::EveryIp).map_err(|_| InvalidListenAddress),
            None => text.parse().map(Self::Ip).map_err(|_| InvalidListenAddress),
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::EveryIp(port) => write!(f, "*:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_it_was_read() {
        for text in ["127.0.0.1:3000", "[::1]:3000", "*:3000", "unix:/run/kaimu/kaimu.sock"] {
            assert_eq!(text.parse::<ListenAddress>().unwrap().to_string(), text);
        }
        for text in ["localhost:3000", "3000", "*", "*:", "*:70000", "unix:", "unix:kaimu.sock", "/run/kaimu.sock"] {
            assert_eq!(text.parse::<ListenAddress>(), Err(InvalidListenAddress), "{text}");
        }
    }
}
