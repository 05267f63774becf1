//! The icon on a provider's sign-in button.

use url::Url;

/// An icon that Kaimu includes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Apple.
    Apple,
    /// Auth0.
    Auth0,
    /// Authelia.
    Authelia,
    /// Authentik.
    Authentik,
    /// Discord.
    Discord,
    /// Forgejo.
    Forgejo,
    /// Gitea.
    Gitea,
    /// GitHub, through a provider in between.
    GitHub,
    /// GitLab.
    GitLab,
    /// Google.
    Google,
    /// Keycloak.
    Keycloak,
    /// Microsoft Entra ID.
    Microsoft,
    /// Nextcloud.
    Nextcloud,
    /// Okta.
    Okta,
    /// OpenID, for any other provider.
    OpenId,
}

/// Defines the name of each icon in the configuration once, for [`Icon::name`] and [`Icon::named`].
macro_rules! names {
    ($($icon:ident = $name:literal,)+) => {
        const NAMED: &[(Icon, &str)] = &[$((Icon::$icon, $name)),+];

        impl Icon {
            /// The name in the configuration.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$icon => $name,)+
                }
            }
        }
    };
}

names! {
    Apple = "apple",
    Auth0 = "auth0",
    Authelia = "authelia",
    Authentik = "authentik",
    Discord = "discord",
    Forgejo = "forgejo",
    Gitea = "gitea",
    GitHub = "github",
    GitLab = "gitlab",
    Google = "google",
    Keycloak = "keycloak",
    Microsoft = "microsoft",
    Nextcloud = "nextcloud",
    Okta = "okta",
    OpenId = "openid",
}

/// The domains that identify a provider, with their subdomains.
const HOSTS: [(&str, Icon); 12] = [
    ("appleid.apple.com", Icon::Apple),
    ("auth0.com", Icon::Auth0),
    ("discord.com", Icon::Discord),
    ("codeberg.org", Icon::Forgejo),
    ("gitlab.com", Icon::GitLab),
    ("accounts.google.com", Icon::Google),
    ("login.microsoftonline.com", Icon::Microsoft),
    ("sts.windows.net", Icon::Microsoft),
    ("ciamlogin.com", Icon::Microsoft),
    ("okta.com", Icon::Okta),
    ("okta-emea.com", Icon::Okta),
    ("oktapreview.com", Icon::Okta),
];

/// The paths that only one kind of server has.
const PATHS: [(&str, Icon); 2] = [("/realms/", Icon::Keycloak), ("/application/o/", Icon::Authentik)];

/// Self-hosted software, and services with custom domains: the first label of a host may be their name.
const LABELS: [Icon; 9] = [
    Icon::Auth0,
    Icon::Authelia,
    Icon::Authentik,
    Icon::Forgejo,
    Icon::Gitea,
    Icon::GitLab,
    Icon::Keycloak,
    Icon::Nextcloud,
    Icon::Okta,
];

impl Icon {
    /// The names of all icons.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(_, name)| *name)
    }

    /// The icon with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMED.iter().find(|(_, known)| *known == name).map(|(icon, _)| *icon)
    }

    /// Guesses the icon of an issuer: from its host, from a path that only one kind of server has, or from the first
    /// label of its host, such as `gitlab.example.org`.
    #[must_use]
    pub fn of_issuer(issuer: &Url) -> Option<Self> {
        let host = issuer.host_str()?;
        let is_within =
            |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        let by_host = || HOSTS.into_iter().find(|(domain, _)| is_within(domain)).map(|(_, icon)| icon);
        let by_path = || PATHS.into_iter().find(|(path, _)| issuer.path().contains(path)).map(|(_, icon)| icon);
        let by_label = || LABELS.into_iter().find(|icon| host.split('.').next() == Some(icon.name()));
        by_host().or_else(by_path).or_else(by_label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_is_guessed_from_the_issuer() {
        let of = |issuer: &str| Icon::of_issuer(&Url::parse(issuer).unwrap());
        for (issuer, icon) in [
            ("https://dev-123456.okta.com/oauth2/default", Some(Icon::Okta)),
            ("https://accounts.google.com", Some(Icon::Google)),
            ("https://login.microsoftonline.com/3f0e/v2.0", Some(Icon::Microsoft)),
            ("https://tenant.eu.auth0.com/", Some(Icon::Auth0)),
            ("https://sso.example.org/realms/staff", Some(Icon::Keycloak)),
            ("https://id.example.org/application/o/kaimu/", Some(Icon::Authentik)),
            ("https://gitlab.example.org", Some(Icon::GitLab)),
            ("https://notokta.com", None),
            ("https://google.example.org", None),
            ("https://example.org", None),
            ("http://127.0.0.1:5555/okta", None),
        ] {
            assert_eq!(of(issuer), icon, "{issuer}");
        }
    }

    #[test]
    fn an_icon_is_found_by_its_name() {
        for name in Icon::names() {
            assert_eq!(Icon::named(name).map(Icon::name), Some(name));
        }
        assert_eq!(Icon::named("okta.svg"), None);
    }
}
