//! The two origins under which people and providers reach us.

use url::{Host, Origin, Url};

use super::secret_token::SignInLinkToken;
use super::slug::Slug;

/// Our public origins, as an operator configured them; nothing in a request can change them.
#[derive(Debug, Clone)]
pub struct PublicUrls {
    /// Under which providers send people back, e.g. `https://api.yourdomain.com/`.
    pub base: Url,
    /// Under which people see the sign-in page and the dashboard, e.g. `https://yourdomain.com/`.
    pub frontend: Url,
}

impl PublicUrls {
    /// The redirect URI to register at a provider: `{base_url}/auth/oidc/{slug}/callback`.
    #[must_use]
    pub fn callback(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/callback"))
    }

    /// Where this provider tells us that somebody has signed out there: `{base_url}/auth/oidc/{slug}/backchannel-logout`.
    #[must_use]
    pub fn back_channel_logout(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/backchannel-logout"))
    }

    /// Where a page of this provider tells us the same, in a frame: `{base_url}/auth/oidc/{slug}/frontchannel-logout`.
    #[must_use]
    pub fn front_channel_logout(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/frontchannel-logout"))
    }

    /// Where a sign-in with this provider starts.
    #[must_use]
    pub fn authorize(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/authorize"))
    }

    /// The sign-in page.
    #[must_use]
    pub fn login(&self) -> Url {
        at(&self.frontend, "/login")
    }

    /// Where somebody signs in without a provider.
    #[must_use]
    pub fn sign_in_link(&self, token: &SignInLinkToken) -> Url {
        at(&self.frontend, &format!("/auth/link/{}", token.reveal()))
    }

    /// The account page.
    #[must_use]
    pub fn account(&self) -> Url {
        at(&self.frontend, "/account")
    }

    /// An address at which a trip to a provider begins: on the host that the provider sends people back to.
    #[must_use]
    pub fn at_base(&self, path: &str) -> Url {
        at(&self.base, path)
    }

    /// Whether people reach us over https; both URLs have one scheme.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Whether this origin is one of ours.
    #[must_use]
    pub fn has_origin(&self, origin: &Origin) -> bool {
        *origin == self.base.origin() || *origin == self.frontend.origin()
    }
}

fn at(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    url.set_path(path);
    url
}

/// Whether the host is this machine (RFC 6761, section 6.3; RFC 9700 allows plain http there).
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
