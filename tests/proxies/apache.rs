//! Apache, from Debian.

use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

use super::configuration::Configuration;
use super::proxy::{Place, ProxyKind};
use super::removals;

pub const APACHE: ProxyKind = ProxyKind {
    name: "Apache",
    page: "docs/proxies/apache.md",
    local_port: "127.0.0.1:",
    max_wait: Duration::from_secs(10),
    removes_cookie: true,
    removals: removals::apache::REMOVALS,
    command,
};

/// The modules that Debian enables itself, or that `a2enmod ssl` enables as well.
const DEFAULT_MODULES: [&str; 3] = ["mpm_event", "authz_core", "socache_shmcb"];

fn command(configuration: &mut Configuration, place: &Place) -> Command {
    let enabled = configuration.page.lines().find_map(|line| line.strip_prefix("a2enmod ")).unwrap();
    let mut main = format!(
        "ServerName localhost\nServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile {folder}/apache.pid\nErrorLog /dev/stderr\n\
         Listen 127.0.0.1:{https}\nListen 127.0.0.1:{http}\n",
        folder = place.folder.display(),
        https = place.https,
        http = place.http,
    );
    for module in DEFAULT_MODULES.into_iter().chain(enabled.split_whitespace()) {
        writeln!(main, "LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so").unwrap();
    }
    writeln!(main, "Include {}", place.file("kaimu.conf")).unwrap();
    fs::write(place.file("apache.conf"), main).unwrap();
    configuration.replace("*:443", &format!("127.0.0.1:{}", place.https));
    configuration.replace("*:80", &format!("127.0.0.1:{}", place.http));
    let mut command = Command::new("/usr/sbin/apache2");
    command.args(["-D", "FOREGROUND", "-f", &place.file("apache.conf")]);
    command
}
