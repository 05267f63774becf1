//! nginx, from Debian.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind};
use super::removals;

pub const NGINX: ProxyKind = ProxyKind {
    name: "nginx",
    page: "docs/proxies/nginx.md",
    local_port: "127.0.0.1:",
    max_wait: Duration::from_secs(10),
    removes_cookie: true,
    removals: removals::nginx::REMOVALS,
    command,
};

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    configuration.replace("listen 443", &format!("listen 127.0.0.1:{}", place.https));
    configuration.replace("listen 80", &format!("listen 127.0.0.1:{}", place.http));
    let folder = place.folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|kind| format!("{kind}_temp_path {folder}/{kind};")).join(" ");
    // Debian's own nginx.conf includes these two files, too.
    let main = format!(
        "daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}}
         http {{ access_log off; {temporary} include {folder}/kaimu.conf; include {folder}/applications.conf; }}"
    );
    fs::write(place.file("nginx.conf"), main).unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.args(["-e", "stderr", "-c", &place.file("nginx.conf")]);
    command
}
