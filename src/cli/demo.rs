//! `kaimu demo`: runs Kaimu as an operator would, with a demonstration provider, on this machine only.
//!
//! The demo uses neither the operator's configuration nor their database. All its files are in a temporary folder.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::environment::system_clock;
use super::failure::{DemoFailure, Failure};
use super::running_server::assemble;
use crate::config::{self, Settings};
use crate::demo::{self, DEMO_ISSUERS, DemoApplication, DemoClient, DemoIssuer};
use crate::domain::ClientAuthentication;
use crate::http::{self, Listener, ServerTimes};

/// Kaimu's default addresses, one for the provider, and one for the application.
pub(super) const DEFAULT_ADDRESSES: &str = "127.0.0.1:3000,127.0.0.1:4321,127.0.0.1:5555,127.0.0.1:4322";
/// The application that Kaimu protects.
const APPLICATION: &str = "Team wiki (demo)";
/// The group of the demo's users that may open the application.
const GROUP: &str = "Engineering";
/// Given as the configuration file, so that the default one is not read.
const NO_FILE: &str = "/dev/null";

/// The addresses to listen on, all on loopback.
#[derive(Clone, Copy)]
pub(super) struct DemoAddresses {
    base: SocketAddr,
    frontend: SocketAddr,
    provider: SocketAddr,
    application: SocketAddr,
}

impl DemoAddresses {
    /// Parses four addresses, separated by commas.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let addresses: Vec<SocketAddr> = text
            .split(',')
            .map(|address| {
                address.trim().parse().map_err(|_| format!("expected four addresses, such as {DEFAULT_ADDRESSES}"))
            })
            .collect::<Result<_, _>>()?;
        if let Some(address) = addresses.iter().find(|address| !address.ip().is_loopback()) {
            return Err(format!(
                "other machines can reach {address}, and the demo protects nothing; use a loopback address such as 127.0.0.1"
            ));
        }
        match addresses[..] {
            [base, frontend, provider, application] => Ok(Self { base, frontend, provider, application }),
            _ => Err(format!("expected four addresses, such as {DEFAULT_ADDRESSES}")),
        }
    }
}

/// Runs the demo until SIGTERM or SIGINT.
pub(super) fn run(addresses: DemoAddresses) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(async {
        // Before the folder is created, so that a signal does not end the process without deleting it.
        let stop = http::signal_to_stop().map_err(Failure::Server)?;
        let (base, base_address) = listen(addresses.base)?;
        let (frontend, frontend_address) = listen(addresses.frontend)?;
        let (provider, provider_address) = listen(addresses.provider)?;
        let (application, application_address) = listen(addresses.application)?;
        let folder = create_folder().map_err(DemoFailure::Folder)?;
        let addresses = DemoAddresses {
            base: base_address,
            frontend: frontend_address,
            provider: provider_address,
            application: application_address,
        };

        let environment = environment(&addresses, &folder).map_err(DemoFailure::Provider)?;
        let settings = config::load(Some(Path::new(NO_FILE)), &environment)?;
        let clock = system_clock();
        let sign_in_page = settings.return_policy.urls.login();
        let provider = demo::start(provider, registrations(&settings), &clock).map_err(DemoFailure::Provider)?;
        let dashboard = settings.return_policy.dashboard.clone();
        let told = DemoApplication { name: APPLICATION, kaimu: addresses.base, dashboard };
        let application = demo::start_application(application, told).map_err(DemoFailure::Provider)?;
        // No load balancer has to learn that the demo ends.
        let times = ServerTimes { keep_alive: settings.keep_alive, drain: Duration::ZERO };
        let app = assemble(settings, clock)?;
        log::info!("ready: open {sign_in_page} in a browser");
        print_banner(sign_in_page.as_str(), &public_url(addresses.application));
        let listeners = [base, frontend].map(Listener::Tcp).into();
        let ended = http::serve(app, listeners, times, stop).await.map_err(Failure::Server);
        // After Kaimu has stopped, because sign-ins in progress need the provider until then.
        application.stop().await;
        provider.stop().await;
        delete_folder(folder);
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

/// Creates a folder that only this user can read.
fn create_folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("kaimu-demo-").permissions(Permissions::from_mode(0o700)).tempdir()
}

/// Deletes the folder. Tries again, because a database connection that was just opening may add a file.
fn delete_folder(folder: TempDir) {
    let path = folder.keep();
    for _ in 0..100 {
        if std::fs::remove_dir_all(&path).is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    log::warn!("could not delete the folder {}; delete it yourself", path.display());
}

/// The environment that an operator would set. It is read and checked like any other configuration.
fn environment(addresses: &DemoAddresses, folder: &TempDir) -> io::Result<BTreeMap<String, String>> {
    let mut providers = Vec::new();
    for issuer in &DEMO_ISSUERS {
        providers.push(json!({
            "name": issuer.name,
            "slug": issuer.path,
            "icon": issuer.path,
            "issuer_url": demo::issuer_url(addresses.provider, issuer),
            "client_id": "kaimu-demo",
            "client_secret": demo::client_secret()?,
            "groups_claim": "groups",
        }));
    }
    let groups = DEMO_ISSUERS.each_ref().map(|issuer| format!("{}:{GROUP}", issuer.path));
    let application =
        json!({ "name": APPLICATION, "url": public_url(addresses.application), "allow": { "groups": groups } });
    let environment = [
        ("KAIMU_SERVER__LISTEN", format!("{},{}", addresses.base, addresses.frontend)),
        ("OIDC_BASE_URL", public_url(addresses.base)),
        ("OIDC_FRONTEND_URL", public_url(addresses.frontend)),
        ("DATABASE_URL", format!("sqlite://{}", folder.path().join("demo.db").display())),
        ("OIDC_PROVIDERS", json!(providers).to_string()),
        ("KAIMU_APPLICATIONS", json!([application]).to_string()),
        // The proxy of the application.
        ("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.0/8,::1".to_owned()),
        // No limit, because the demo has one user at a time.
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

/// The registrations of Kaimu at the provider, from the configuration.
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
            applications: settings.applications.addresses().map(|found| found.url.start_page()).collect(),
        })
    };
    DEMO_ISSUERS.iter().filter_map(registration).collect()
}

/// Prints what to open and what to try. A closed standard output is no error.
fn print_banner(sign_in_page: &str, application: &str) {
    let [first, second] = DEMO_ISSUERS.each_ref().map(|issuer| issuer.name);
    let text = format!(
        "
This is a demo of Kaimu. Open this URL in your browser:

    {sign_in_page}

Sign in with {first} or with {second}. This program plays both providers, and lets you
choose a user. Try Alice with one provider in this browser, and with the other in a private window.

Kaimu also protects an application, which is open to Alice and refused to Bob:

    {application}/

The demo runs on this machine only, and no password protects it. It does not touch your own
configuration or database, and deletes its data when it ends. Press Ctrl-C to end it.
"
    );
    let _ = writeln!(io::stdout(), "{text}");
}
