//! The scopes that the demo provider supports.

/// The granted scopes. `openid` is always among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct GrantedScopes {
    pub(super) profile: bool,
    pub(super) email: bool,
}

impl GrantedScopes {
    /// Reads the parameter `scope`. Unknown scopes are ignored (OpenID Connect Core, section 3.1.2.1); `None` if
    /// `openid` is missing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let has = |scope: &str| text.split(' ').any(|requested| requested == scope);
        has("openid").then(|| Self { profile: has("profile"), email: has("email") })
    }

    /// The parameter `scope` of the token response.
    pub(super) fn text(self) -> &'static str {
        match (self.profile, self.email) {
            (true, true) => "openid profile email",
            (true, false) => "openid profile",
            (false, true) => "openid email",
            (false, false) => "openid",
        }
    }
}
