//! HAProxy, from Debian.

use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind};
use super::removals;

pub const HAPROXY: ProxyKind = ProxyKind {
    name: "HAProxy",
    page: "docs/proxies/haproxy.md",
    local_port: "127.0.0.1:",
    max_wait: Duration::from_secs(10),
    removes_cookie: true,
    removals: removals::haproxy::REMOVALS,
    command,
};

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    configuration.replace("bind :443", &format!("bind 127.0.0.1:{}", place.https));
    configuration.replace("bind :80", &format!("bind 127.0.0.1:{}", place.http));
    let mut command = Command::new("/usr/sbin/haproxy");
    command.args(["-db", "-f", &place.file("haproxy.cfg")]);
    command
}
