//! The headers that tell an application who asks.

/// The names of the headers, and how their values are written. `None` leaves a header out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityHeaders {
    /// The username.
    pub user: Option<String>,
    /// The id of the user, which never changes.
    pub sub: Option<String>,
    /// The proven address.
    pub email: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The groups.
    pub groups: Option<String>,
    /// The signed proof of all this.
    pub jwt: Option<String>,
    /// How characters beyond visible ASCII are written.
    pub encoding: HeaderEncoding,
    /// What separates two groups.
    pub group_separator: String,
}

/// How characters beyond visible ASCII are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderEncoding {
    /// Percent-encoded UTF-8.
    Percent,
    /// UTF-8 as it is. Many applications read it as Latin-1.
    Raw,
}

impl Default for IdentityHeaders {
    fn default() -> Self {
        let name = |text: &str| Some(text.to_owned());
        Self {
            user: name("Remote-User"),
            sub: name("Remote-Sub"),
            email: name("Remote-Email"),
            name: name("Remote-Name"),
            groups: name("Remote-Groups"),
            jwt: name("Kaimu-Jwt-Assertion"),
            encoding: HeaderEncoding::Percent,
            group_separator: ",".to_owned(),
        }
    }
}

impl IdentityHeaders {
    /// The names of all headers.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.user, &self.sub, &self.email, &self.name, &self.groups, &self.jwt]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}
