//! Whether the provider is asked again about those who have signed in.

use std::time::Duration;

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::config::read;
use crate::domain::{Issuer, OfflineAccess, RecheckPolicy};

/// More often would be a burden for the provider.
const SHORTEST: Duration = Duration::from_mins(1);
const DEFAULT_GRACE: Duration = Duration::from_hours(1);

impl Reader<'_> {
    pub(super) fn recheck(&mut self) -> Result<Option<RecheckPolicy>, Noted> {
        let every = self.optional("recheck", |text| match read::span(text)? {
            span if span < SHORTEST => Err("is too short; use a minute or more, such as \"15m\"".to_owned()),
            span => Ok(span),
        });
        let grace = self.duration("recheck_grace");
        match (every?, grace?) {
            (Some(every), grace) => Ok(Some(RecheckPolicy { every, grace: grace.unwrap_or(DEFAULT_GRACE) })),
            (None, Some(_)) => Err(self.wrong("recheck_grace", "is for recheck, which is missing; set it, or neither")),
            (None, None) => Ok(None),
        }
    }

    /// Warns of what ends everybody's session early.
    pub(super) fn warn_without_refresh_token(&mut self, issuer: &Issuer, scopes: &[String]) {
        if OfflineAccess::for_issuer(issuer, scopes).is_none() {
            self.warn(
                "recheck: scopes lack offline_access, so most providers give no refresh token, can be asked as long as an \
                 access token lasts only, and sessions end recheck_grace after that",
            );
        }
    }
}
