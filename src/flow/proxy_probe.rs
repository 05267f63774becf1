//! The questions of a proxy about the probes of `kaimu check --application`.

use chrono::TimeDelta;

use super::services::Services;
use crate::domain::{ProbeKind, ProbeObservation, ProbeToken, RequestContext};
use crate::store::proxy_probes;

/// How long a probe works after it was issued.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(1);

/// Records what a proxy asked about a probe, and returns the kind of the probe. `None` if it is none, or if the database does not
/// answer. A probe that opens something works once; the others get the same answer again, because a proxy may ask again.
pub async fn observe(
    services: &Services,
    token: &ProbeToken,
    observation: ProbeObservation,
    context: &RequestContext,
) -> Option<ProbeKind> {
    let (hash, then) = (token.hash(), context.now - LIFETIME);
    let observed =
        services.store.write(move |connection| proxy_probes::observe(connection, &hash, &observation, then)).await;
    match observed {
        // check: a probe opens something once
        Ok(Some((kind, is_first))) if kind.passes() && !is_first => None,
        Ok(observed) => observed.map(|(kind, _)| kind),
        Err(error) => {
            let _ = services.log_failure(context, &error);
            None
        }
    }
}
