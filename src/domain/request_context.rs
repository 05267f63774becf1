//! The context of one HTTP request: its id, the client's address, the time.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::request_id::RequestId;

/// The circumstances of one request: who asks from where, and when.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Ties log lines, audit entries and error pages together.
    pub request: RequestId,
    /// The address of the person's device, as far as trusted proxies tell.
    pub address: Option<IpAddr>,
    /// When the request arrived.
    pub now: DateTime<Utc>,
}
