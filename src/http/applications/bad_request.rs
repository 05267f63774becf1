//! Why a question of a proxy has no answer, with the setting of the proxy to correct.

use crate::domain::UnclearPath;

/// Why the original request is not known for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadRequest {
    /// A header is missing.
    #[error("the proxy sends no {0}; set it in the proxy as the guide in docs/proxies does")]
    Missing(&'static str),
    /// A header is there twice, or has several values.
    #[error(
        "{0} has several values; have the proxy replace the header and not add to it, as the guide in docs/proxies does"
    )]
    Doubled(&'static str),
    /// A header has a value that means nothing.
    #[error("{0} has a value that Kaimu does not understand; set it in the proxy as the guide in docs/proxies does")]
    Invalid(&'static str),
    /// Applications read the path in different ways.
    #[error("the path can be read in several ways: {0}; such a request is refused, whatever the rules say")]
    Path(#[from] UnclearPath),
}
