//! Decides which endpoints of a discovery document Kaimu uses.

use serde_json::Value;
use url::Url;

use crate::domain::{ProviderSettings, is_loopback, is_private_host};

/// Which side sends the requests to an endpoint.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Caller {
    Browser,
    Kaimu,
}

/// Accepts an endpoint by the rules of [`http_is_accepted`] and [`private_host_is_accepted`]. An endpoint on the issuer's
/// origin that Kaimu calls is moved to the origin of `discovery_url`. The error names the endpoint and its origin only.
pub(super) fn checked_endpoint(
    settings: &ProviderSettings,
    name: &str,
    mut url: Url,
    caller: Caller,
) -> Result<Url, String> {
    let issuer = Url::parse(settings.issuer.as_str()).map_err(|_| "issuer_url is not a URL".to_owned())?;
    if let (Some(discovery), Caller::Kaimu, true) = (&settings.discovery_url, caller, url.origin() == issuer.origin()) {
        let moved = url.set_scheme(discovery.scheme()).is_ok()
            && url.set_host(discovery.host_str()).is_ok()
            && url.set_port(discovery.port()).is_ok();
        if !moved {
            return Err(format!("the {name} cannot be moved to the origin of discovery_url ({discovery})"));
        }
    }
    match url.scheme() {
        // check: no other scheme
        "https" => {}
        // check: http only on loopback
        "http" if http_is_accepted(settings, &issuer, &url) => {}
        "http" => {
            let origin = url.origin().ascii_serialization();
            return Err(format!(
                "the {name} does not use https ({origin}), and is not a loopback URL of an http issuer"
            ));
        }
        _ => return Err(format!("the {name} does not use https")),
    }
    // check: no private host in the document of a public issuer
    if caller == Caller::Kaimu && !private_host_is_accepted(settings, &issuer, &url) {
        let origin = url.origin().ascii_serialization();
        return Err(format!(
            "the {name} is on a loopback or private host ({origin}), but issuer_url is not; if this is intended, set \
             discovery_url to that origin, or allow_private_endpoints = true"
        ));
    }
    Ok(url)
}

/// Whether this `http` endpoint is accepted: the operator has named its origin as `discovery_url`, or the issuer uses
/// `http` itself and the endpoint is on a loopback host, or on the issuer's origin with `allow_insecure_issuer`.
fn http_is_accepted(settings: &ProviderSettings, issuer: &Url, url: &Url) -> bool {
    let on_insecure_origin = settings.allow_insecure_issuer && url.origin() == issuer.origin();
    // check: http only for an http issuer
    let by_issuer = issuer.scheme() == "http" && (on_insecure_origin || is_loopback(url));
    by_issuer || is_on_discovery_origin(settings, url)
}

/// Whether Kaimu may call this endpoint as far as its host is concerned. The document of a public issuer must not direct
/// requests with our credentials to this machine or its network (server-side request forgery).
fn private_host_is_accepted(settings: &ProviderSettings, issuer: &Url, url: &Url) -> bool {
    !is_private_host(url)
        || is_private_host(issuer)
        || settings.allow_private_endpoints
        || is_on_discovery_origin(settings, url)
}

fn is_on_discovery_origin(settings: &ProviderSettings, url: &Url) -> bool {
    settings.discovery_url.as_ref().is_some_and(|discovery| discovery.origin() == url.origin())
}

/// Accepts an `end_session_endpoint` that the Content Security Policy of the sign-out form allows: https, or the
/// issuer's own origin. An endpoint that is not accepted does not stop sign-ins.
pub(super) fn checked_end_session_endpoint(settings: &ProviderSettings, url: &Value) -> Result<Url, String> {
    let url =
        Url::parse(url.as_str().unwrap_or_default()).map_err(|_| "the end_session_endpoint is not a URL".to_owned());
    let url = url.and_then(|url| checked_endpoint(settings, "end_session_endpoint", url, Caller::Browser));
    url.and_then(|url| match settings.insecure_origin() {
        Some(origin) if url.origin() == origin => Ok(url),
        _ if url.scheme() == "https" => Ok(url),
        _ => {
            let origin = url.origin().ascii_serialization();
            Err(format!("the end_session_endpoint ({origin}) is neither https nor on the issuer's origin"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str, discovery_url: Option<&str>) -> ProviderSettings {
        ProviderSettings {
            discovery_url: discovery_url.map(|url| Url::parse(url).unwrap()),
            ..ProviderSettings::sample(issuer)
        }
    }

    #[test]
    fn only_endpoints_that_kaimu_calls_move_to_the_origin_of_discovery_url() {
        let settings = settings("https://login.example.org/realms/one", Some("http://idp:8080/realms/one"));
        let url = || Url::parse("https://login.example.org/realms/one/token?x=1").unwrap();
        let moved = checked_endpoint(&settings, "token_endpoint", url(), Caller::Kaimu).unwrap();
        assert_eq!(moved.as_str(), "http://idp:8080/realms/one/token?x=1");
        assert_eq!(checked_endpoint(&settings, "token_endpoint", url(), Caller::Browser).unwrap(), url());
    }

    fn accepts(settings: &ProviderSettings, caller: Caller, url: &str) -> bool {
        checked_endpoint(settings, "token_endpoint", Url::parse(url).unwrap(), caller).is_ok()
    }

    #[test]
    fn an_endpoint_with_an_insecure_or_unknown_scheme_is_rejected() {
        let public = settings("https://login.example.org", None);
        for url in [
            "http://login.example.org/token",
            "file:///etc/passwd",
            "ftp://login.example.org/",
            "http://10.0.0.1/",
            "http://127.0.0.1:9/token",
            "http://[::1]/",
            "http://localhost/",
        ] {
            assert!(!accepts(&public, Caller::Kaimu, url), "{url}");
            assert!(!accepts(&public, Caller::Browser, url), "{url}");
        }
        assert!(accepts(&public, Caller::Kaimu, "https://elsewhere.example/token"));
        let local = settings("http://localhost:8080", None);
        for url in ["https://elsewhere.example/token", "http://127.0.0.1:9/token", "http://[::1]/", "http://localhost/"]
        {
            assert!(accepts(&local, Caller::Kaimu, url), "{url}");
        }
        assert!(!accepts(&local, Caller::Kaimu, "http://192.0.2.1/token"));
    }

    #[test]
    fn a_public_issuer_cannot_name_private_hosts_that_kaimu_calls_unless_the_operator_allows_it() {
        let public = settings("https://login.example.org", None);
        let private = ["https://127.0.0.1:9200/x", "https://localhost/x", "https://10.0.0.1/x", "https://[fd00::1]/x"];
        for url in private {
            assert!(!accepts(&public, Caller::Kaimu, url), "{url}");
            assert!(accepts(&public, Caller::Browser, url), "{url}: the browser's own network is its own matter");
            let allowed = ProviderSettings { allow_private_endpoints: true, ..public.clone() };
            assert!(accepts(&allowed, Caller::Kaimu, url), "{url}");
            assert!(accepts(&settings("https://192.168.1.1", None), Caller::Kaimu, url), "{url}");
        }
        let inside = settings("https://login.example.org", Some("http://10.0.0.1:8080"));
        assert!(accepts(&inside, Caller::Kaimu, "http://10.0.0.1:8080/token"));
        assert!(accepts(&inside, Caller::Kaimu, "https://login.example.org/token"), "it moves to discovery_url");
        assert!(!accepts(&inside, Caller::Kaimu, "https://10.0.0.1:9200/token"), "another port is another service");
        assert!(!accepts(&inside, Caller::Kaimu, "http://127.0.0.1:8080/token"));
    }

    #[test]
    fn the_error_names_the_endpoint_and_its_origin_only() {
        let url = Url::parse("https://user:hunter2@127.0.0.1:9200/hunter2?key=hunter2").unwrap();
        let settings = settings("https://login.example.org", None);
        let error = checked_endpoint(&settings, "jwks_uri", url, Caller::Kaimu).unwrap_err();
        assert!(error.contains("the jwks_uri is on a loopback or private host (https://127.0.0.1:9200)"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
