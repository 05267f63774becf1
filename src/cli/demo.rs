//! `kaimu demo`: Kaimu as an operator would run it, with a provider of its own to sign in at, on this machine alone.
//!
//! Neither the operator's configuration nor any database of theirs is touched: everything is in a folder that goes with it.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::{Failure, assemble, system_clock};
use crate::config::{self, Settings};
use crate::demo::{self, DEMO_ISSUERS, DemoClient, DemoIssuer};
use crate::domain::ClientAuthentication;
use crate::http;

/// Kaimu's usual addresses, and the provider's.
pub(super) const DEFAULT: &str = "127.0.0.1:3000,127.0.0.1:4321,127.0.0.1:5555";
/// Named as the configuration file, so that none is looked for.
const NO_FILE: &str = "/dev/null";

/// Where to listen: nowhere but on this machine.
#[derive(Clone, Copy)]
pub(super) struct Addresses {
    base: SocketAddr,
    frontend: SocketAddr,
    provider: SocketAddr,
}

impl Addresses {
    /// Reads three addresses, separated by commas.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let addresses: Vec<SocketAddr> = text
            .split(',')
            .map(|address| address.trim().parse().map_err(|_| format!("expected three addresses, such as {DEFAULT}")))
            .collect::<Result<_, _>>()?;
        if let Some(address) = addresses.iter().find(|address| !address.ip().is_loopback()) {
            return Err(format!(
                "{address} can be reached from other machines, and the demo protects nothing; use 127.0.0.1"
            ));
        }
        match addresses[..] {
            [base, frontend, provider] => Ok(Self { base, frontend, provider }),
            _ => Err(format!("expected three addresses, such as {DEFAULT}")),
        }
    }
}

/// Why the demo cannot be shown, in words for whoever tries it.
#[derive(Debug, thiserror::Error)]
pub enum DemoFailure {
    /// Exit status 2, as for every argument that means nothing.
    #[error("kaimu demo takes no --config: it configures itself, and leaves your configuration alone")]
    TakesNoConfiguration,
    /// An address is taken, or not ours.
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or name three loopback addresses with --listen"
    )]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// There is no place for the database.
    #[error("a temporary folder for the demo: {0}; set TMPDIR to a folder that can be written to")]
    Folder(io::Error),
    /// The provider cannot start.
    #[error("the demo's provider: {0}")]
    Provider(io::Error),
}

/// Runs the demo until SIGTERM or SIGINT.
pub(super) fn run(addresses: Addresses) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(async {
        // From here on a signal lets the folder go, too.
        let stop = http::signal_to_stop().map_err(Failure::Server)?;
        let (base, base_address) = listen(addresses.base)?;
        let (frontend, frontend_address) = listen(addresses.frontend)?;
        let (provider, provider_address) = listen(addresses.provider)?;
        let folder = folder().map_err(DemoFailure::Folder)?;
        let here = Addresses { base: base_address, frontend: frontend_address, provider: provider_address };

        let environment = environment(&here, &folder).map_err(DemoFailure::Provider)?;
        let settings = config::load(Some(Path::new(NO_FILE)), &environment)?;
        let clock = system_clock();
        let sign_in_page = settings.return_policy.urls.login();
        let provider = demo::start(provider, registrations(&settings), &clock).map_err(DemoFailure::Provider)?;
        let app = assemble(settings, clock)?;
        log::info!("ready: open {sign_in_page} in a browser");
        explain(sign_in_page.as_str());
        let ended = http::serve(app, vec![base, frontend], stop).await.map_err(Failure::Server);
        // Only now, since sign-ins that were under way have asked it until here.
        provider.stop().await;
        remove(folder);
        ended
    })
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), DemoFailure> {
    let failure = |source| DemoFailure::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failure)?;
    let address = listener.local_addr().map_err(failure)?;
    log::info!("listening on {address}");
    Ok((listener, address))
}

/// A folder for us alone, which goes when this does.
fn folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("kaimu-demo-").permissions(Permissions::from_mode(0o700)).tempdir()
}

/// Removes the folder; once more when a connection that was being made has put a file into it meanwhile.
fn remove(folder: TempDir) {
    let path = folder.keep();
    for _ in 0..100 {
        if std::fs::remove_dir_all(&path).is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    log::warn!("{} stays behind", path.display());
}

/// What an operator would have set; all checks of the configuration see it.
fn environment(here: &Addresses, folder: &TempDir) -> io::Result<BTreeMap<String, String>> {
    let mut providers = Vec::new();
    for issuer in &DEMO_ISSUERS {
        providers.push(json!({
            "name": issuer.name,
            "slug": issuer.path,
            "icon": issuer.path,
            "issuer_url": demo::issuer_url(here.provider, issuer),
            "client_id": "kaimu-demo",
            "client_secret": demo::client_secret()?,
        }));
    }
    let environment = [
        ("KAIMU_SERVER__LISTEN", format!("{},{}", here.base, here.frontend)),
        ("OIDC_BASE_URL", public_url(here.base)),
        ("OIDC_FRONTEND_URL", public_url(here.frontend)),
        ("DATABASE_URL", format!("sqlite://{}", folder.path().join("demo.db").display())),
        ("OIDC_PROVIDERS", json!(providers).to_string()),
        // Whoever tries it out is alone with it.
        ("KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE", "0".to_owned()),
    ];
    Ok(environment.map(|(name, value)| (name.to_owned(), value)).into())
}

fn public_url(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) | IpAddr::V6(Ipv6Addr::LOCALHOST) => {
            format!("http://localhost:{}", address.port())
        }
        _ => format!("http://{address}"),
    }
}

/// Registers Kaimu at the provider, with what its configuration came to.
fn registrations(settings: &Settings) -> Vec<DemoClient> {
    let urls = &settings.return_policy.urls;
    let registration = |issuer: &'static DemoIssuer| {
        let provider = settings.providers.iter().find(|provider| provider.slug.as_str() == issuer.path)?;
        let ClientAuthentication::Secret { secrets, .. } = &provider.client.authentication else { return None };
        Some(DemoClient {
            issuer,
            client_id: provider.client.id.clone(),
            client_secret: secrets.current().clone(),
            redirect_uri: urls.callback(&provider.slug),
            post_logout_redirect_uri: urls.login(),
        })
    };
    DEMO_ISSUERS.iter().filter_map(registration).collect()
}

/// Says where to click. Nobody may be reading.
fn explain(sign_in_page: &str) {
    let [first, second] = DEMO_ISSUERS.each_ref().map(|issuer| issuer.name);
    let text = format!(
        "
Kaimu, to try out. Open this in a browser:

    {sign_in_page}

Sign in with {first} or with {second}: this program plays both, and lets you choose
who to be. As Alice, try the one in this browser and the other in a private window.

For trying out, on this machine alone: nothing is protected by a password. Your own configuration
and database are left alone, and what you do here is forgotten at the end. Ctrl-C ends it.
"
    );
    let _ = writeln!(io::stdout(), "{text}");
}
