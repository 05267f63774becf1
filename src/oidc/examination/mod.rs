//! A provider looked at from all sides: what a sign-in will depend on, asked before anybody signs in.
//!
//! First discovery; if that holds, everything else at once. Nothing is sent to a provider whose issuer is not ours, and no
//! answer is believed beyond what a finding says of it.

mod answer;
mod certificate;
mod client;
mod keys;
mod offers;
mod redirect_uri;

use std::sync::Arc;
use std::time::Duration;

use openidconnect::http::{Request, header};
use url::Url;

use super::http_client::ResponseWithPeer;
use super::{ClientError, Provider};
use crate::domain::Findings;

/// How long discovery may take; a person at a sign-in waits as long.
const FIRST: Duration = Duration::from_secs(5);
/// How long each of the further questions may take, which are asked at once: within 10 s there is an answer in all.
const NEXT: Duration = Duration::from_secs(4);
/// A person notices.
const SLOW: Duration = Duration::from_secs(2);

impl Provider {
    /// Asks the provider everything that a sign-in depends on, as far as it can be asked without a person; within 9 s.
    /// A made-up code is redeemed and a sign-in without a person is begun: both end at the provider, in its own log.
    pub async fn examine(self: &Arc<Self>) -> Findings {
        let mut found = Findings::about(&self.settings.slug);
        client::note_end(self, &mut found);
        let Some(document) = answer::discovery(self, &mut found).await else { return found };
        offers::compare(self, &document, &mut found);
        let (keys, client, redirect_uri) = tokio::join!(
            keys::examine(self, &document),
            client::examine(self, &document.metadata),
            redirect_uri::examine(self)
        );
        for others in [keys, client, redirect_uri] {
            found.extend(others);
        }
        found
    }

    /// Gets something within this time; the error is for the operator.
    async fn get(&self, url: &Url, accept: &str, within: Duration) -> Result<ResponseWithPeer, NoAnswer> {
        let request = Request::get(url.as_str()).header(header::ACCEPT, accept).body(Vec::new());
        let asked = self.http.send_with_peer(request.map_err(ClientError::Request)?);
        Ok(tokio::time::timeout(within, asked).await.map_err(|_| NoAnswer::Late(within))??)
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("there is no whole answer within {} s", .0.as_secs())]
    Late(Duration),
    #[error("{}", innermost(.0))]
    Failed(#[from] ClientError),
}

/// The cause of all, which alone says something to an operator.
fn innermost(error: &ClientError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// A span of time, coarsely.
fn coarse(span: Duration) -> String {
    match span.as_millis() {
        ..100 => "less than 0.1 s".to_owned(),
        _ => format!("{:.1} s", span.as_secs_f64()),
    }
}
