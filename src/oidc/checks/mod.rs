//! The checks of `kaimu check` for one provider: everything that a sign-in depends on, tested before the first user
//! signs in.
//!
//! Discovery comes first. If it succeeds, the other checks run at the same time. A provider whose issuer is not the
//! configured one receives no secret, and no answer of a provider is used for anything but findings.

mod capabilities;
mod certificate;
mod client;
mod clock;
mod discovery;
mod form_post;
mod keys;
mod redirect_uri;
mod request;

use std::sync::Arc;

use super::Provider;
use crate::domain::{CheckDepth, Findings};

impl Provider {
    /// Runs all checks of this provider that need no user and that belong to `depth`. Takes at most the two time limits of [`request`] together.
    ///
    /// With [`CheckDepth::Full`], three requests appear in the provider's own log: a made-up code is redeemed, with our secret
    /// and with a made-up one, and a sign-in without a user is started.
    pub async fn run_checks(self: &Arc<Self>, depth: CheckDepth) -> Findings {
        let mut findings = Findings::for_provider(&self.settings.slug);
        client::check_secret_expiry(self, &mut findings);
        if depth == CheckDepth::Offline {
            return findings;
        }
        let Some(document) = discovery::check(self, &mut findings).await else { return findings };
        capabilities::check(self, &document, &mut findings);
        // check: passive checks ask for no token
        if depth == CheckDepth::Passive {
            capabilities::check_pushed_requests(&document.members, &mut findings);
            findings.extend(keys::check(self, &document).await);
            return findings;
        }
        let (keys, client, redirect_uri) = tokio::join!(
            keys::check(self, &document),
            client::check(self, &document.metadata),
            redirect_uri::check(self, &document.metadata)
        );
        for other in [keys, client, redirect_uri] {
            findings.extend(other);
        }
        findings
    }
}
