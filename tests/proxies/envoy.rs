//! Envoy, from PyPI.

use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind, from_wheel};
use super::removals;

pub const ENVOY: ProxyKind = ProxyKind {
    name: "Envoy",
    page: "docs/proxies/envoy.md",
    local_port: "address: 127.0.0.1, port_value: ",
    max_wait: Duration::from_secs(10),
    removes_cookie: true,
    removals: removals::envoy::REMOVALS,
    command,
};

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    configuration
        .replace("address: 0.0.0.0, port_value: 443", &format!("address: 127.0.0.1, port_value: {}", place.https));
    // The wheel's own program is a script that starts this one.
    let mut command = from_wheel("envoy");
    command.args(["--config-path", &place.file("envoy.yaml"), "--use-dynamic-base-id", "--concurrency", "2"]);
    command.args(["--log-level", "warning"]);
    command
}
