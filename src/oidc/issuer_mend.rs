//! The issuer is not what was expected: what the operator probably meant.

use url::Url;

/// What probably mends a document that names another issuer than `issuer_url`.
pub(super) fn likely_mend(configured: &str, published: &str) -> &'static str {
    let same = |change: fn(&str) -> String| change(configured) == change(published);
    if same(|issuer| issuer.trim_end_matches('/').to_owned()) {
        return "they differ in the trailing slash alone: set issuer_url to what discovery says";
    }
    if same(str::to_ascii_lowercase) {
        return "they differ in upper and lower case alone: set issuer_url to what discovery says";
    }
    if same(|issuer| issuer.replacen("http://", "https://", 1)) {
        return "they differ in http and https alone: set issuer_url to what discovery says, or tell the provider behind its \
                proxy under which URL it is reached";
    }
    if published.contains("{tenantid}") {
        return "issuer_url is of every tenant: put the id of your own tenant in place of `common` or `organizations`";
    }
    let (ours, theirs) = (path_of(configured), path_of(published));
    match (realm_of(&ours), realm_of(&theirs)) {
        (Some(one), Some(other)) if one != other => {
            return "they name different realms: set issuer_url to the realm that you mean, to the letter";
        }
        (Some(_), Some(_)) if ours.starts_with("/auth/") != theirs.starts_with("/auth/") => {
            return "they differ in `/auth` before `/realms/…`: set issuer_url to what discovery says";
        }
        _ => {}
    }
    match (authorization_server(&ours), authorization_server(&theirs)) {
        (None, Some(_)) => {
            "issuer_url names the org authorization server and discovery a custom one (`/oauth2/…`): set issuer_url to what \
             discovery says"
        }
        (Some(_), None) if theirs.is_empty() => {
            "issuer_url names a custom authorization server (`/oauth2/…`) and discovery the org one: set issuer_url to the \
             one that you mean, to the letter"
        }
        _ => "if that is your provider, set issuer_url to what discovery says, to the letter",
    }
}

/// Issuers that somebody may have meant whose `issuer_url` has no discovery document, all on the same host.
pub(super) fn neighbours_of(issuer: &str) -> Vec<String> {
    let Ok(url) = Url::parse(issuer) else { return Vec::new() };
    let origin = url.origin().ascii_serialization();
    let path = path_of(issuer);
    let mut neighbours = vec![format!("{origin}/oauth2/default")];
    match path.strip_prefix("/auth/realms/") {
        Some(realm) => neighbours.push(format!("{origin}/realms/{realm}")),
        None if path.starts_with("/realms/") => neighbours.push(format!("{origin}/auth{path}")),
        None => {}
    }
    if !path.is_empty() {
        neighbours.extend([origin.clone(), format!("{origin}{path}/v2.0")]);
    }
    neighbours.retain(|neighbour| neighbour.as_str() != issuer.trim_end_matches('/'));
    neighbours
}

fn path_of(issuer: &str) -> String {
    Url::parse(issuer).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default()
}

/// The realm of Keycloak.
fn realm_of(path: &str) -> Option<&str> {
    path.split_once("/realms/").map(|(_, realm)| realm)
}

/// The custom authorization server of Okta.
fn authorization_server(path: &str) -> Option<&str> {
    path.strip_prefix("/oauth2/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likely_mend_follows_from_both_strings() {
        let okta = "https://dev-1.okta.com";
        for (configured, published, words) in [
            ("https://example.org/", "https://example.org", "trailing slash"),
            ("https://Example.org", "https://example.org", "upper and lower case"),
            ("https://example.org", "http://example.org", "http and https"),
            ("https://l.example/common/v2.0", "https://l.example/{tenantid}/v2.0", "your own tenant"),
            ("https://id.example/realms/one", "https://id.example/realms/two", "different realms"),
            ("https://id.example/realms/one", "https://id.example/auth/realms/one", "`/auth`"),
            (okta, "https://dev-1.okta.com/oauth2/default", "the org authorization server"),
            ("https://dev-1.okta.com/oauth2/default", okta, "a custom authorization server"),
            (okta, "https://login.example.org", "if that is your provider"),
        ] {
            let mend = likely_mend(configured, published);
            assert!(mend.contains(words), "{configured} and {published}: {mend}");
        }
    }

    #[test]
    fn what_may_have_been_meant_is_on_the_same_host_and_something_else() {
        assert_eq!(neighbours_of("https://dev-1.okta.com"), ["https://dev-1.okta.com/oauth2/default"]);
        let of_keycloak = neighbours_of("https://id.example/auth/realms/one");
        assert!(of_keycloak.contains(&"https://id.example/realms/one".to_owned()), "{of_keycloak:?}");
        let issuer = "https://id.example/oauth2/default/";
        let neighbours = neighbours_of(issuer);
        assert!(neighbours.contains(&"https://id.example".to_owned()), "{neighbours:?}");
        assert!(!neighbours.iter().any(|neighbour| issuer.trim_end_matches('/') == neighbour), "{neighbours:?}");
    }
}
