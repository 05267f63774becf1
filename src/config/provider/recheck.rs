//! How often Kaimu asks a provider again whether a signed-in user may still sign in.

use std::time::Duration;

use crate::config::diagnostics::Reported;
use crate::config::parse;
use crate::config::table_reader::TableReader;
use crate::domain::{Icon, OfflineAccess, OfflineScopeRule, RecheckPolicy};

/// Shorter intervals would put too much load on the provider.
const MIN_INTERVAL: Duration = Duration::from_mins(1);
const DEFAULT_GRACE: Duration = Duration::from_hours(1);

impl TableReader<'_> {
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

    /// Warns if the scopes do not fit what the provider is known to do with `offline_access`.
    pub(super) fn warn_about_offline_access(&mut self, icon: Option<Icon>, scopes: &[String], has_rechecks: bool) {
        let has_scope = scopes.iter().any(|scope| scope == "offline_access");
        match OfflineAccess::scope_rule(icon) {
            OfflineScopeRule::Required if has_rechecks && !has_scope => self.warning(
                "recheck: scopes lack offline_access, without which this provider issues no refresh token. Then Kaimu can \
                 ask the provider only while the access token is valid, and sessions end recheck_grace after that; add \
                 offline_access to scopes",
            ),
            OfflineScopeRule::Refused if has_scope => self.warning(
                "scopes: this provider does not know offline_access and refuses sign-ins that ask for it; remove it. \
                 Kaimu gets refresh tokens there without it",
            ),
            _ => {}
        }
    }
}
