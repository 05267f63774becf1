//! The context of one HTTP request: its id, the client's address, the time.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::request_id::RequestId;

/// The context of one HTTP request, or of one command of an operator.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The id that log lines, audit entries and error pages of the request share.
    pub request_id: RequestId,
    /// The client's address, if it is known; behind a trusted proxy, the address that the proxy reports.
    pub address: Option<IpAddr>,
    /// The time at which the request arrived.
    pub now: DateTime<Utc>,
}
