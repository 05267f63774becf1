//! Starts Kaimu inside the test process: configured by environment variables, listening on two real ports.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use chrono::{TimeDelta, Utc};
use kaimu::domain::Clock;
use kaimu::flow::Services;
use kaimu::http::{Listener, LiveConfig, ServerTimes, StopSignal};
use serde_json::Value;
use tokio::sync::oneshot;
use url::Url;

use crate::database::Database;
use crate::secrets::{self, Watch};

pub const SESSION_SECRET: &str = "a secret of the tests, which is long enough";
/// Tests set this to 0 when they start more sign-ins than one address may.
pub const STARTS_PER_MINUTE: &str = "KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE";

/// A clock that a test can move: the real time plus a shift.
#[derive(Clone, Default)]
pub struct TestClock(Arc<Mutex<TimeDelta>>);

impl TestClock {
    /// Moves the clock forward.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }

    #[allow(clippy::disallowed_methods, reason = "a test reads the clock, too")]
    pub fn clock(&self) -> Clock {
        let shift = Arc::clone(&self.0);
        Arc::new(move || Utc::now() + *shift.lock().unwrap())
    }
}

/// A Kaimu before its start. Its ports are already bound, so that a test can register its URLs at a provider.
pub struct Setup {
    listeners: Vec<TcpListener>,
    database: Database,
    environment: BTreeMap<String, String>,
    providers: Vec<Value>,
    watch: Watch,
    /// The public URL of the callbacks.
    pub base: Url,
    /// The public URL of the pages.
    pub frontend: Url,
}

impl Setup {
    pub fn on(database: &Database) -> Self {
        let watch = Watch::begin();
        secrets::watch_for(SESSION_SECRET);
        let listeners: Vec<_> = (0..2).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let url = |listener: &TcpListener| {
            Url::parse(&format!("http://localhost:{}", listener.local_addr().unwrap().port())).unwrap()
        };
        let (base, frontend) = (url(&listeners[0]), url(&listeners[1]));
        let environment = [
            ("DATABASE_URL", database.url()),
            ("KAIMU_DATABASE__POOL_SIZE", if database.url().starts_with("sqlite") { "16" } else { "4" }),
            ("SESSION_SECRET", SESSION_SECRET),
            ("OIDC_BASE_URL", base.as_str()),
            ("OIDC_FRONTEND_URL", frontend.as_str()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { listeners, database: database.clone(), environment, providers: Vec::new(), watch, base, frontend }
    }

    /// The redirect URI to register at a provider.
    pub fn callback(&self, slug: &str) -> String {
        self.base.join(&format!("/auth/oidc/{slug}/callback")).unwrap().into()
    }

    /// Adds an element to `OIDC_PROVIDERS`.
    pub fn provider(mut self, provider: Value) -> Self {
        self.providers.push(provider);
        self
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Removes an environment variable.
    pub fn unset(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// Sets the two public URLs, as behind a reverse proxy.
    pub fn with_public_urls(self, base: &str, frontend: &str) -> Self {
        let (base_url, frontend_url) = (Url::parse(base).unwrap(), Url::parse(frontend).unwrap());
        let mut setup = self.set("OIDC_BASE_URL", base).set("OIDC_FRONTEND_URL", frontend);
        (setup.base, setup.frontend) = (base_url, frontend_url);
        setup
    }

    /// Gives the callbacks and the pages a host each, below one domain.
    pub fn with_two_hosts(self) -> Self {
        let url = |host: &str, url: &Url| format!("http://{host}:{}", url.port().unwrap());
        let (base, frontend) = (url("api.kaimu.test", &self.base), url("kaimu.test", &self.frontend));
        self.with_public_urls(&base, &frontend)
    }

    pub fn start(self) -> TestApp {
        self.start_at(&TestClock::default())
    }

    /// Starts with a clock that another instance has, too.
    pub fn start_at(mut self, clock: &TestClock) -> TestApp {
        let providers = Value::Array(std::mem::take(&mut self.providers)).to_string();
        self.environment.insert("OIDC_PROVIDERS".to_owned(), providers);
        let settings = kaimu::config::load(None, &self.environment).unwrap_or_else(|problems| panic!("{problems}"));
        let times = ServerTimes { keep_alive: settings.keep_alive, drain: settings.drain };
        let clock = clock.clone();
        let app = kaimu::cli::assemble(settings, clock.clock()).unwrap_or_else(|failure| panic!("{failure}"));
        let services = app.services();
        let config = Arc::clone(&app);
        let ports = self.listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        let (stop, stopped) = oneshot::channel();
        let listeners = std::mem::take(&mut self.listeners).into_iter().map(Listener::Tcp).collect();
        std::thread::spawn(move || {
            let stop = async {
                drop(stopped.await);
                StopSignal::Interrupt
            };
            actix_web::rt::System::new().block_on(kaimu::http::serve(app, listeners, times, stop)).unwrap();
        });
        let Self { base, frontend, watch, database, .. } = self;
        TestApp { base, frontend, ports, clock, config, watch, services, _database: database, _stop: stop }
    }
}

/// A running Kaimu. Dropping it stops the server.
pub struct TestApp {
    pub base: Url,
    pub frontend: Url,
    /// The local ports on which it listens.
    pub ports: Vec<u16>,
    pub clock: TestClock,
    /// What answers its requests.
    pub config: Arc<LiveConfig>,
    /// Asserts that the log contains no secret.
    pub watch: Watch,
    /// What its handlers use.
    pub services: Arc<Services>,
    _database: Database,
    _stop: oneshot::Sender<()>,
}

impl TestApp {
    /// A URL below `OIDC_BASE_URL`.
    pub fn api(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// A URL below `OIDC_FRONTEND_URL`.
    pub fn page(&self, path: &str) -> Url {
        self.frontend.join(path).unwrap()
    }
}
