//! How often Kaimu asks a provider again whether a signed-in user may still sign in.

use std::time::Duration;

use super::reader::ProviderReader;
use crate::config::diagnostics::Reported;
use crate::config::parse;
use crate::domain::{Issuer, OfflineAccess, RecheckPolicy};

/// Shorter intervals would put too much load on the provider.
const MIN_INTERVAL: Duration = Duration::from_mins(1);
const DEFAULT_GRACE: Duration = Duration::from_hours(1);

impl ProviderReader<'_> {
    pub(super) fn recheck(&mut self) -> Result<Option<RecheckPolicy>, Reported> {
        let every = self.optional("recheck", |text| match parse::duration_text(text)? {
            interval if interval < MIN_INTERVAL => {
                Err(format!("is too short; use at least {}m, such as \"15m\"", MIN_INTERVAL.as_secs() / 60))
            }
            interval => Ok(interval),
        });
        let grace = self.duration("recheck_grace");
        match (every?, grace?) {
            (Some(every), grace) => Ok(Some(RecheckPolicy { every, grace: grace.unwrap_or(DEFAULT_GRACE) })),
            (None, Some(_)) => {
                Err(self.problem("recheck_grace", "has no effect without recheck; set recheck too, or remove this key"))
            }
            (None, None) => Ok(None),
        }
    }

    /// Warns if the provider will probably issue no refresh token, because sessions then end early.
    pub(super) fn warn_without_refresh_token(&mut self, issuer: &Issuer, scopes: &[String]) {
        if OfflineAccess::for_issuer(issuer, scopes).is_none() {
            self.warning(
                "recheck: scopes lack offline_access, so most providers issue no refresh token. Then Kaimu can ask the \
                 provider only while the access token is valid, and sessions end recheck_grace after that; add \
                 offline_access to scopes",
            );
        }
    }
}
