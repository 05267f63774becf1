//! Caddy, from PyPI.

use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind, from_wheel};
use super::removals;

pub const CADDY: ProxyKind = ProxyKind {
    name: "Caddy",
    page: "docs/proxies/caddy.md",
    local_port: "127.0.0.1:",
    max_wait: Duration::from_secs(10),
    removes_cookie: true,
    removals: removals::caddy::REMOVALS,
    command,
};

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    let ports =
        format!("\tadmin off\n\thttp_port {}\n\thttps_port {}\n\tdefault_bind 127.0.0.1\n", place.http, place.https);
    configuration.replace("\n{\n", &format!("\n{{\n{ports}"));
    let mut command = from_wheel("bin/caddy");
    command.args(["run", "--adapter", "caddyfile", "--config", &place.file("Caddyfile")]);
    // It keeps its state there.
    command.env("XDG_DATA_HOME", &place.folder).env("XDG_CONFIG_HOME", &place.folder);
    command
}
