//! The `metrics` section.

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, server};
use crate::domain::ListenAddress;

/// The addresses on which `GET /metrics` is served; none by default. `public` has those of `server.listen`, if they are known:
/// every user reaches these.
pub(super) fn listen(
    sources: &Sources,
    public: Option<&[ListenAddress]>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<ListenAddress>, Reported> {
    let Some(raw) = sources.get(&keys::METRICS_LISTEN)? else { return Ok(Vec::new()) };
    let addresses = server::addresses(raw, diagnostics)?;
    let is_public =
        |address: &&ListenAddress| public.is_some_and(|public| public.iter().any(|it| it.overlaps(address)));
    // With port 0 the system chooses another port.
    match addresses.iter().filter(|address| address.port() != Some(0)).find(is_public) {
        Some(address) => {
            let listen = keys::LISTEN.label();
            let message = format!("lists {address}, on which every user reaches Kaimu ({listen}); use another port");
            Err(diagnostics.problem(&raw.location, message))
        }
        None => Ok(addresses),
    }
}
