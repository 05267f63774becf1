//! The two families of headers by which reverse proxies name the client.

/// The headers that a reverse proxy sets. Only one family is read: a proxy that sets one passes the other on as the client
/// wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardedHeaders {
    /// `X-Forwarded-For` and `X-Forwarded-Host`.
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Rfc7239,
}

impl ForwardedHeaders {
    /// The header that names the addresses, as messages write it.
    #[must_use]
    pub fn header_of_addresses(self) -> &'static str {
        match self {
            Self::XForwarded => "X-Forwarded-For",
            Self::Rfc7239 => "Forwarded",
        }
    }
}
