//! The request that a client sent to an application, as the proxy describes it.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use actix_web::http::uri::PathAndQuery;
use url::{Host, Url};

use super::bad_request::BadRequest;
use crate::domain::{ENVOY_PREFIX, ProxyDialect, RequestPath};
use crate::http::request::authority::usual_host_and_port;

/// The method, the address and the path of the original request.
#[derive(Debug)]
pub(super) struct OriginalRequest<'a> {
    pub(super) method: &'a str,
    /// In lower case, without a dot at its end.
    pub(super) host: Cow<'a, str>,
    pub(super) port: Option<u16>,
    /// The path and the query, as they were sent.
    pub(super) target: &'a str,
    pub(super) path: RequestPath,
}

impl<'a> OriginalRequest<'a> {
    /// Reads a question.
    pub(super) fn of_question(request: &'a HttpRequest, dialect: ProxyDialect) -> Result<Self, BadRequest> {
        match dialect {
            ProxyDialect::Nginx | ProxyDialect::Forward => Self::of_headers(request),
            ProxyDialect::Envoy => {
                let target = request.uri().path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
                Self::of_host(request, target.strip_prefix(ENVOY_PREFIX).unwrap_or_default())
            }
        }
    }

    fn of_headers(request: &'a HttpRequest) -> Result<Self, BadRequest> {
        let method = one_value(request, &METHOD)?;
        let scheme = one_value(request, &PROTO)?;
        // Some proxies say so for a WebSocket.
        if !["http", "https", "ws", "wss"].contains(&scheme) {
            return Err(BadRequest::Invalid("X-Forwarded-Proto"));
        }
        let authority = one_value(request, &FORWARDED_HOST)?;
        let target = single_line(request, &TARGET)?;
        Self::new(method, authority, "X-Forwarded-Host", target)
    }

    fn of_host(request: &'a HttpRequest, target: &'a str) -> Result<Self, BadRequest> {
        Self::new(request.method().as_str(), one_value(request, &HOST)?, "Host", target)
    }

    fn new(method: &'a str, authority: &'a str, name: &'static str, target: &'a str) -> Result<Self, BadRequest> {
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') {
            return Err(BadRequest::Invalid("X-Forwarded-Method"));
        }
        let (host, port) = host_and_port(authority).ok_or(BadRequest::Invalid(name))?;
        let path = RequestPath::parse(target.as_bytes())?;
        Ok(Self { method, host, port, target, path })
    }

    /// The query, without the question mark.
    pub(super) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// A header of a question, and its name as proxies write it.
struct QuestionHeader(HeaderName, &'static str);

const METHOD: QuestionHeader = QuestionHeader(HeaderName::from_static("x-forwarded-method"), "X-Forwarded-Method");
const PROTO: QuestionHeader = QuestionHeader(HeaderName::from_static("x-forwarded-proto"), "X-Forwarded-Proto");
const FORWARDED_HOST: QuestionHeader = QuestionHeader(HeaderName::from_static("x-forwarded-host"), "X-Forwarded-Host");
const TARGET: QuestionHeader = QuestionHeader(HeaderName::from_static("x-forwarded-uri"), "X-Forwarded-Uri");
const HOST: QuestionHeader = QuestionHeader(header::HOST, "Host");

/// A header that is there once. A proxy that adds its value to the client's makes several lines, or one with a comma.
fn one_value<'a>(request: &'a HttpRequest, header: &QuestionHeader) -> Result<&'a str, BadRequest> {
    let line = single_line(request, header)?;
    // check: a header with several values
    if line.contains(',') { Err(BadRequest::Doubled(header.1)) } else { Ok(line.trim()) }
}

fn single_line<'a>(
    request: &'a HttpRequest,
    QuestionHeader(header, name): &QuestionHeader,
) -> Result<&'a str, BadRequest> {
    let mut lines = request.headers().get_all(header);
    let line = lines.next().ok_or(BadRequest::Missing(name))?;
    // check: a header that is there twice
    if lines.next().is_some() {
        return Err(BadRequest::Doubled(name));
    }
    std::str::from_utf8(line.as_bytes()).map_err(|_| BadRequest::Invalid(name))
}

/// The host in lower case and without one dot at its end, and the port.
fn host_and_port(authority: &str) -> Option<(Cow<'_, str>, Option<u16>)> {
    if let Some((host, port)) = usual_host_and_port(authority) {
        return Some((Cow::Borrowed(host), port));
    }
    let is_plain = authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte));
    let url = Url::parse(&format!("http://{authority}")).ok().filter(|_| is_plain && !authority.is_empty())?;
    let host = match url.host()? {
        Host::Domain(name) => name.strip_suffix('.').unwrap_or(name).to_owned(),
        address @ (Host::Ipv4(_) | Host::Ipv6(_)) => address.to_string(),
    };
    // The parser leaves out port 80, which it takes for the default one.
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && !port.contains(']'));
    (!host.is_empty()).then(|| (Cow::Owned(host), url.port().or(has_port.then_some(80))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn question(headers: &[(&'static str, &str)]) -> HttpRequest {
        headers.iter().fold(TestRequest::default(), |it, header| it.append_header(*header)).to_http_request()
    }

    fn read(request: &HttpRequest) -> Result<OriginalRequest<'_>, BadRequest> {
        OriginalRequest::of_question(request, ProxyDialect::Forward)
    }

    const HEADERS: [(&str, &str); 4] = [
        ("X-Forwarded-Method", "POST"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "Wiki.Example.org.:8443"),
        ("X-Forwarded-Uri", "/a?b=c,d"),
    ];

    #[test]
    fn the_headers_describe_the_original_request() {
        let question = question(&HEADERS);
        let original = read(&question).unwrap();
        assert_eq!((original.method, original.target), ("POST", "/a?b=c,d"));
        assert_eq!((&*original.host, original.port), ("wiki.example.org", Some(8443)));
        assert_eq!(original.query(), "b=c,d");
        assert_eq!(host_and_port("[::1]:80"), Some(("[::1]".into(), Some(80))));
        assert_eq!(host_and_port("[::1]"), Some(("[::1]".into(), None)));
    }

    #[test]
    fn a_missing_doubled_or_ambiguous_header_is_refused() {
        for (index, (name, _)) in HEADERS.into_iter().enumerate() {
            let others: Vec<_> = HEADERS.into_iter().filter(|(other, _)| *other != name).collect();
            assert_eq!(read(&question(&others)).unwrap_err(), BadRequest::Missing(name));
            let doubled: Vec<_> = HEADERS.into_iter().chain([HEADERS[index]]).collect();
            assert_eq!(read(&question(&doubled)).unwrap_err(), BadRequest::Doubled(name));
        }
        let with = |name: &str, value: &'static str| {
            question(&HEADERS.map(|(other, own)| if other == name { (other, value) } else { (other, own) }))
        };
        for (name, value, problem) in [
            ("X-Forwarded-Host", "a.example.org, b.example.org", BadRequest::Doubled("X-Forwarded-Host")),
            ("X-Forwarded-Method", "GET,POST", BadRequest::Doubled("X-Forwarded-Method")),
            ("X-Forwarded-Host", "a.example.org/x", BadRequest::Invalid("X-Forwarded-Host")),
            ("X-Forwarded-Host", "eve@a.example.org", BadRequest::Invalid("X-Forwarded-Host")),
            ("X-Forwarded-Host", "a.example.org:x", BadRequest::Invalid("X-Forwarded-Host")),
            ("X-Forwarded-Host", "", BadRequest::Invalid("X-Forwarded-Host")),
            ("X-Forwarded-Proto", "ftp", BadRequest::Invalid("X-Forwarded-Proto")),
            ("X-Forwarded-Method", "G T", BadRequest::Invalid("X-Forwarded-Method")),
        ] {
            assert_eq!(read(&with(name, value)).unwrap_err(), problem, "{name}: {value}");
        }
        assert!(matches!(read(&with("X-Forwarded-Uri", "https://a.example.org/")), Err(BadRequest::Path(_))));
    }

    #[test]
    fn envoy_asks_with_the_method_the_host_and_the_path_of_the_original_request() {
        let request = TestRequest::with_uri("/auth/verify/envoy/a%20b?c=/d")
            .method(actix_web::http::Method::PUT)
            .insert_header(("Host", "wiki.example.org"))
            .insert_header(("X-Forwarded-Uri", "/public"))
            .to_http_request();
        assert_eq!(ProxyDialect::of_path(request.path()), Some(ProxyDialect::Envoy));
        let original = OriginalRequest::of_question(&request, ProxyDialect::Envoy).unwrap();
        assert_eq!((original.method, original.target), ("PUT", "/a%20b?c=/d"));
        assert_eq!(original.host, "wiki.example.org");
        for path in ["/auth/verify/envoy", "/auth/verify/envoyx", "/auth/verify/", "/auth/verify/nginx/x"] {
            assert_eq!(ProxyDialect::of_path(path), None, "{path}");
        }
    }
}
