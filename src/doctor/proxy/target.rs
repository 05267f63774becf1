//! What `kaimu check --application` asks.

use std::net::SocketAddr;

use url::Url;

use crate::domain::{Application, Clock};
use crate::store::{Store, StoreError};

/// What is checked.
#[expect(missing_debug_implementations, reason = "a store has nothing to show")]
pub struct ProxyTarget<'a> {
    /// The address that is asked, below one of the application's.
    pub url: &'a Url,
    /// The application.
    pub application: &'a Application,
    /// Where the proxy listens, if the host name does not lead there.
    pub connect_to: Option<SocketAddr>,
    /// The database of the running server.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
}

/// Why an application cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum ProxyCheckError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client cannot be created.
    #[error("cannot create the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}
