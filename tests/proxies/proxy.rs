//! Starts and stops a reverse proxy.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::configuration::Configuration;
use super::removals::Removal;
use crate::program::free_port;
use crate::waiting::until;

/// One of the six proxies.
pub struct ProxyKind {
    pub name: &'static str,
    /// Its page in `docs/proxies/`.
    pub page: &'static str,
    /// How it names a port of this machine before the number.
    pub local_port: &'static str,
    /// Whether it can remove Kaimu's cookie from a request.
    pub removes_cookie: bool,
    /// It refuses a request within this time while Kaimu hangs.
    pub max_wait: Duration,
    /// The protections of its configuration.
    pub removals: &'static [Removal],
    /// Adapts what depends on the machine: ports, certificates and programs. Returns the command that starts it.
    pub command: fn(&mut Configuration, &Place) -> Command,
}

/// Where a proxy runs.
pub struct Place {
    /// Has the files of the configuration and of the certificates.
    pub folder: PathBuf,
    /// The port for 443.
    pub https: u16,
    /// The port for 80.
    pub http: u16,
}

impl Place {
    pub fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// A running proxy. Dropping it ends its process.
pub struct Proxy {
    process: Child,
    pub port: u16,
    log: PathBuf,
}

impl Proxy {
    /// Starts it in front of Kaimu and the applications at these ports.
    pub async fn start(
        kind: &ProxyKind,
        mut configuration: Configuration,
        folder: &Path,
        kaimu: u16,
        applications: [u16; 3],
    ) -> Self {
        let place = Place { folder: folder.to_owned(), https: free_port(), http: free_port() };
        for (documented, port) in [3000, 8080, 8081, 8082].into_iter().zip([kaimu].into_iter().chain(applications)) {
            let name = kind.local_port;
            // The mark keeps a port from being replaced twice.
            configuration.replace(&format!("{name}{documented}"), &format!("{name}\u{1}{port}"));
        }
        configuration.replace("\u{1}", "");
        configuration.replace("/etc/ssl/example/", &place.file(""));
        let mut command = (kind.command)(&mut configuration, &place);
        configuration.write(folder);
        let log = folder.join("output.log");
        let output = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let process = command.spawn().unwrap_or_else(|error| panic!("{} did not start: {error}", kind.name));
        let mut proxy = Self { process, port: place.https, log };
        until("the proxy listens", async || {
            assert!(proxy.process.try_wait().unwrap().is_none(), "{} ended: {}", kind.name, proxy.log());
            TcpStream::connect(("127.0.0.1", place.https)).is_ok()
        })
        .await;
        proxy
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx, HAProxy and Apache end their workers at SIGTERM.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// A program of the wheels that tests/run installs.
pub fn from_wheel(path: &str) -> Command {
    let wheels = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxies/wheels");
    Command::new(wheels.join(path))
}
