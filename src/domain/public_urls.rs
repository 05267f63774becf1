//! Kaimu's two public origins, and the URLs below them.

use url::{Host, Origin, Url};

use super::secret_token::SignInLinkToken;
use super::slug::Slug;

/// The path of the page between a sign-in and the place to return to, for what only that page can do: add the fragment, or say
/// that the address was too long.
pub const RETURN_PATH: &str = "/auth/return";

/// The path of the keys that verify assertions.
pub const JWKS_PATH: &str = "/.well-known/jwks.json";

/// Kaimu's public origins. They come from the configuration alone; no request can change them.
#[derive(Debug, Clone)]
pub struct PublicUrls {
    /// The origin of the callbacks (`server.base_url`), e.g. `https://api.yourdomain.com/`.
    pub base: Url,
    /// The origin of the sign-in page and the dashboard (`server.frontend_url`), e.g. `https://yourdomain.com/`.
    pub frontend: Url,
}

impl PublicUrls {
    /// The redirect URI to register at a provider: `{base_url}/auth/oidc/{slug}/callback`.
    #[must_use]
    pub fn callback(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/callback"))
    }

    /// The back-channel logout URI to register at a provider: `{base_url}/auth/oidc/{slug}/backchannel-logout`.
    #[must_use]
    pub fn back_channel_logout(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/backchannel-logout"))
    }

    /// The front-channel logout URI to register at a provider: `{base_url}/auth/oidc/{slug}/frontchannel-logout`.
    #[must_use]
    pub fn front_channel_logout(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/frontchannel-logout"))
    }

    /// The URL that starts a sign-in with this provider.
    #[must_use]
    pub fn authorize(&self, slug: &Slug) -> Url {
        at(&self.base, &format!("/auth/oidc/{slug}/authorize"))
    }

    /// The keys that verify assertions.
    #[must_use]
    pub fn jwks(&self) -> Url {
        at(&self.base, JWKS_PATH)
    }

    /// The sign-in page.
    #[must_use]
    pub fn login(&self) -> Url {
        at(&self.frontend, "/login")
    }

    /// A sign-in link, which signs one user in without a provider.
    #[must_use]
    pub fn sign_in_link(&self, token: &SignInLinkToken) -> Url {
        at(&self.base, &format!("/auth/link/{}", token.reveal()))
    }

    /// The account page.
    #[must_use]
    pub fn account(&self) -> Url {
        at(&self.frontend, "/account")
    }

    /// The URL of a path on the base origin. Sessions begin there, since providers redirect there.
    #[must_use]
    pub fn at_base(&self, path: &str) -> Url {
        at(&self.base, path)
    }

    /// The URL of a path on the frontend origin.
    #[must_use]
    pub fn at_frontend(&self, path: &str) -> Url {
        at(&self.frontend, path)
    }

    /// The host of the base URL, on which sessions begin.
    #[must_use]
    pub fn base_host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The host of the frontend URL, to which sessions are handed over if it is another one.
    #[must_use]
    pub fn frontend_host(&self) -> &str {
        self.frontend.host_str().unwrap_or_default()
    }

    /// Whether the two URLs have two hosts. Browsers keep cookies for a host, whatever its ports are (RFC 6265, section
    /// 8.5).
    #[must_use]
    pub fn has_two_hosts(&self) -> bool {
        self.base_host() != self.frontend_host()
    }

    /// Whether the scheme, which both URLs share, is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Whether this is one of the two hosts. On a loopback host, the port has to be the same, if it is known.
    #[must_use]
    pub fn has_host(&self, host: &str, port: Option<u16>) -> bool {
        [&self.base, &self.frontend].into_iter().any(|own| {
            let is_port = !is_loopback(own) || port.is_none() || own.port_or_known_default() == port;
            own.host_str() == Some(host) && is_port
        })
    }

    /// Whether this is one of the two origins.
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

/// Whether the host is this machine (RFC 6761, section 6.3). RFC 9700 allows http there.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
