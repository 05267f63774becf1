//! The HTTP client of one provider, which counts how each request ends and how long it takes.

use std::time::Instant;

use openidconnect::{HttpRequest, HttpResponse};

use super::http_client::{ClientError, HttpClient, ResponseWithPeer};
use crate::domain::Slug;
use crate::metrics::{Endpoint, Metrics, RequestResult};

/// Sends requests to one provider, and counts them.
#[derive(Debug)]
pub(super) struct CountedClient {
    http: HttpClient,
    provider: Slug,
    metrics: Metrics,
}

/// Counts a request when it is dropped: also one that its caller gives up, which has no answer.
struct CountedRequest<'a> {
    client: &'a CountedClient,
    endpoint: Endpoint,
    begun: Instant,
    result: RequestResult,
}

impl CountedClient {
    pub(super) fn new(http: &HttpClient, provider: &Slug, metrics: &Metrics) -> Self {
        Self { http: http.clone(), provider: provider.clone(), metrics: metrics.clone() }
    }

    /// Sends a request, and reads the whole response.
    pub(super) async fn send(&self, endpoint: Endpoint, request: HttpRequest) -> Result<HttpResponse, ClientError> {
        let (begun, result) = (Instant::now(), RequestResult::Unanswered);
        let mut counted = CountedRequest { client: self, endpoint, begun, result };
        let response = self.http.send(request).await?;
        counted.result = if response.status().is_success() { RequestResult::Ok } else { RequestResult::Refused };
        Ok(response)
    }

    /// Sends a request of a check, which is not counted, and also returns the address and the certificate of the server.
    pub(super) async fn send_with_peer(&self, request: HttpRequest) -> Result<ResponseWithPeer, ClientError> {
        self.http.send_with_peer(request).await
    }
}

impl Drop for CountedRequest<'_> {
    fn drop(&mut self) {
        let (provider, requests) = (self.client.provider.as_str(), &self.client.metrics.providers);
        requests.requested(provider, self.endpoint, self.result, self.begun.elapsed());
    }
}
