//! Counts the answers to questions of proxies.

use super::answer::ProxyAnswer;
use crate::metrics::ApplicationCounters;

impl ProxyAnswer<'_> {
    /// Counts this answer about an application, and returns it. An answer that comes often costs one addition.
    pub(super) fn counted(self, application: Option<&ApplicationCounters>) -> Self {
        if let Some(application) = application {
            match &self {
                Self::Allowed { .. } => application.allowed.inc(),
                Self::Elsewhere { refusal: None, .. } => application.signed_out.inc(),
                Self::Elsewhere { refusal: Some(refusal), .. } | Self::TokenRefused(refusal) => {
                    application.refused(*refusal);
                }
                Self::Refused(page) => application.refused(page.refusal),
            }
        }
        self
    }
}
