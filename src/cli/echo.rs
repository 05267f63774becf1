//! `kaimu echo`: stands in for an application behind the reverse proxy.

use std::net::{SocketAddr, TcpListener};

use super::failure::{EchoFailure, Failure};
use crate::{demo, http};

/// The address of an application in the guides of docs/proxies.
pub(super) const DEFAULT_ADDRESS: &str = "127.0.0.1:8080";

/// Shows each request to its sender, until SIGTERM or SIGINT.
pub(super) fn run(address: SocketAddr) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(async {
        let stop = http::signal_to_stop().map_err(Failure::Server)?;
        let failure = |source| EchoFailure { address, source };
        let listener = TcpListener::bind(address).map_err(failure)?;
        let address = listener.local_addr().map_err(failure)?;
        let echo = demo::start_echo(listener).map_err(failure)?;
        log::info!("ready: shows each request at {address} to its sender");
        stop.await;
        echo.stop().await;
        Ok(())
    })
}
