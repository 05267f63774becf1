//! The path that Kaimu has on the hosts of applications.

use crate::domain::RequestPath;

/// Whether this is a path that Kaimu has on the hosts of applications.
pub(super) fn is_reserved(path: &RequestPath) -> bool {
    let path = path.resolved();
    path == "/.kaimu" || path.starts_with("/.kaimu/")
}
