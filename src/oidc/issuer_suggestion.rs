//! Suggests a fix when the discovery document names another issuer than `issuer_url`.

use url::Url;

/// The likely fix, from the configured issuer (`issuer_url`) and the issuer in the discovery document.
pub(super) fn suggested_fix(configured: &str, published: &str) -> &'static str {
    let same = |change: fn(&str) -> String| change(configured) == change(published);
    if same(|issuer| issuer.trim_end_matches('/').to_owned()) {
        return "they differ only in the trailing slash: set issuer_url to the issuer in the discovery document";
    }
    if same(str::to_ascii_lowercase) {
        return "they differ only in upper and lower case: set issuer_url to the issuer in the discovery document";
    }
    if same(|issuer| issuer.replacen("http://", "https://", 1)) {
        return "they differ only in http and https: set issuer_url to the issuer in the discovery document, or configure the \
                public URL of the provider, which is probably behind a reverse proxy";
    }
    if published.contains("{tenantid}") {
        return "issuer_url is that of all tenants: replace `common` or `organizations` with the id of your own tenant";
    }
    let (ours, theirs) = (path_of(configured), path_of(published));
    match (realm_of(&ours), realm_of(&theirs)) {
        (Some(our_realm), Some(their_realm)) if our_realm != their_realm => {
            return "they name different realms: set issuer_url to the realm that you want to use, exactly as the provider writes it";
        }
        (Some(_), Some(_)) if ours.starts_with("/auth/") != theirs.starts_with("/auth/") => {
            return "they differ in `/auth` before `/realms/…`: set issuer_url to the issuer in the discovery document";
        }
        _ => {}
    }
    match (authorization_server(&ours), authorization_server(&theirs)) {
        (None, Some(_)) => {
            "issuer_url names the org authorization server, but the discovery document names a custom one (`/oauth2/…`): set \
             issuer_url to the issuer in the discovery document"
        }
        (Some(_), None) if theirs.is_empty() => {
            "issuer_url names a custom authorization server (`/oauth2/…`), but the discovery document names the org one: set \
             issuer_url to the one that you want to use, exactly as the provider writes it"
        }
        _ => "if this is your provider, set issuer_url to exactly the issuer in the discovery document",
    }
}

/// Other issuers on the same host that the operator may have meant, when `issuer_url` has no discovery document.
pub(super) fn alternative_issuers(issuer: &str) -> Vec<String> {
    let Ok(url) = Url::parse(issuer) else { return Vec::new() };
    let origin = url.origin().ascii_serialization();
    let path = path_of(issuer);
    let mut alternatives = vec![format!("{origin}/oauth2/default")];
    match path.strip_prefix("/auth/realms/") {
        Some(realm) => alternatives.push(format!("{origin}/realms/{realm}")),
        None if path.starts_with("/realms/") => alternatives.push(format!("{origin}/auth{path}")),
        None => {}
    }
    if !path.is_empty() {
        alternatives.extend([origin.clone(), format!("{origin}{path}/v2.0")]);
    }
    alternatives.retain(|alternative| alternative.as_str() != issuer.trim_end_matches('/'));
    alternatives
}

fn path_of(issuer: &str) -> String {
    Url::parse(issuer).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default()
}

/// The realm in the path of a Keycloak issuer.
fn realm_of(path: &str) -> Option<&str> {
    path.split_once("/realms/").map(|(_, realm)| realm)
}

/// The custom authorization server in the path of an Okta issuer.
fn authorization_server(path: &str) -> Option<&str> {
    path.strip_prefix("/oauth2/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggested_fix_follows_from_both_issuers() {
        let okta = "https://dev-1.okta.com";
        for (configured, published, expected) in [
            ("https://example.org/", "https://example.org", "trailing slash"),
            ("https://Example.org", "https://example.org", "upper and lower case"),
            ("https://example.org", "http://example.org", "http and https"),
            ("https://l.example/common/v2.0", "https://l.example/{tenantid}/v2.0", "your own tenant"),
            ("https://id.example/realms/one", "https://id.example/realms/two", "different realms"),
            ("https://id.example/realms/one", "https://id.example/auth/realms/one", "`/auth`"),
            (okta, "https://dev-1.okta.com/oauth2/default", "the org authorization server"),
            ("https://dev-1.okta.com/oauth2/default", okta, "a custom authorization server"),
            (okta, "https://login.example.org", "if this is your provider"),
        ] {
            let fix = suggested_fix(configured, published);
            assert!(fix.contains(expected), "{configured} and {published}: {fix}");
        }
    }

    #[test]
    fn alternative_issuers_are_on_the_same_host_and_differ_from_the_configured_one() {
        assert_eq!(alternative_issuers("https://dev-1.okta.com"), ["https://dev-1.okta.com/oauth2/default"]);
        let keycloak = alternative_issuers("https://id.example/auth/realms/one");
        assert!(keycloak.contains(&"https://id.example/realms/one".to_owned()), "{keycloak:?}");
        let issuer = "https://id.example/oauth2/default/";
        let alternatives = alternative_issuers(issuer);
        assert!(alternatives.contains(&"https://id.example".to_owned()), "{alternatives:?}");
        assert!(
            !alternatives.iter().any(|alternative| issuer.trim_end_matches('/') == alternative),
            "{alternatives:?}"
        );
    }
}
