//! Traefik, from PyPI.

use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind, from_wheel};
use super::removals;

pub const TRAEFIK: ProxyKind = ProxyKind {
    name: "Traefik",
    page: "docs/proxies/traefik.md",
    local_port: "127.0.0.1:",
    max_wait: Duration::from_secs(40),
    removes_cookie: false,
    removals: removals::traefik::REMOVALS,
    command,
};

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    configuration.replace("\":443\"", &format!("127.0.0.1:{}", place.https));
    configuration.replace("\":80\"", &format!("127.0.0.1:{}", place.http));
    let mut command = from_wheel("bin/traefik");
    command.arg(format!("--configFile={}", place.file("traefik.yml")));
    command
}
