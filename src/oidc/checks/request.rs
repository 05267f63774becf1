//! The requests of the checks: each has a time limit, and an error that the operator can read.

use std::error::Error;
use std::time::Duration;

use openidconnect::http::{Request, header};
use url::Url;

use crate::oidc::http_client::ResponseWithPeer;
use crate::oidc::{ClientError, Provider};

/// How long discovery may take. A user at a sign-in waits as long.
pub(super) const DISCOVERY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long each request after discovery may take. They run at the same time, so that all checks end within 10 s.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(4);

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error("no complete answer within {} s", .0.as_secs())]
    Timeout(Duration),
    #[error("{}", root_cause(.0))]
    Failed(#[from] ClientError),
}

/// Sends a GET request and reads the whole answer.
pub(super) async fn get(
    provider: &Provider,
    url: &Url,
    accept: &str,
    timeout: Duration,
) -> Result<ResponseWithPeer, RequestError> {
    let request = Request::get(url.as_str()).header(header::ACCEPT, accept).body(Vec::new());
    let answer = provider.http.send_with_peer(request.map_err(ClientError::Request)?);
    Ok(tokio::time::timeout(timeout, answer).await.map_err(|_| RequestError::Timeout(timeout))??)
}

/// The innermost cause of an error. The errors around it only say that a request failed.
pub(super) fn root_cause(error: &ClientError) -> String {
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
