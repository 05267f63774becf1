//! What sends a request to an application: a person's navigation, or a script that cannot follow a redirect to another site.

use actix_web::http::header::{self, HeaderMap};

/// What sends a request, which decides how "signed out" is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientKind {
    /// A navigation: it is redirected to the sign-in.
    Page,
    /// A navigation that sends a form. Its body is lost.
    Form,
    /// A navigation in a frame. The sign-in refuses to be framed, so that the answer is a page with a link.
    Frame,
    /// A script that shows what it gets, such as a service worker: the answer is a page with a link.
    ScriptForPage,
    /// A script, an image, a WebSocket.
    Script,
}

impl ClientKind {
    /// By the headers of the client. A browser names the mode of a request (Fetch Metadata); for others, `Accept` decides.
    pub(super) fn of(method: &str, headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_program = text("x-requested-with").eq_ignore_ascii_case("XMLHttpRequest")
            || headers.contains_key("hx-request")
            || headers.contains_key("sec-websocket-key")
            || text(header::CONTENT_TYPE.as_str()).starts_with("application/grpc");
        if is_program {
            return Self::Script;
        }
        let wants_html = text(header::ACCEPT.as_str()).contains("text/html");
        let is_get = method == "GET" || method == "HEAD";
        match text("sec-fetch-mode") {
            "navigate" if ["iframe", "frame", "embed", "object"].contains(&text("sec-fetch-dest")) => Self::Frame,
            "navigate" if is_get => Self::Page,
            "navigate" if method == "POST" => Self::Form,
            "" if is_get && wants_html => Self::Page,
            "" if method == "POST" && wants_html => Self::Form,
            _ if is_get && wants_html => Self::ScriptForPage,
            _ => Self::Script,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_navigations_are_pages() {
        use ClientKind::{Form, Frame, Page, Script, ScriptForPage};
        const HTML: (&str, &str) = ("accept", "text/html,*/*;q=0.8");
        const NAVIGATE: (&str, &str) = ("sec-fetch-mode", "navigate");
        for (method, headers, kind) in [
            ("GET", vec![HTML], Page),
            ("HEAD", vec![NAVIGATE], Page),
            ("GET", vec![NAVIGATE, ("sec-fetch-dest", "document")], Page),
            ("GET", vec![NAVIGATE, HTML, ("sec-fetch-dest", "iframe")], Frame),
            ("POST", vec![NAVIGATE, HTML], Form),
            ("GET", vec![], Script),
            ("GET", vec![("accept", "*/*")], Script),
            ("GET", vec![HTML, ("sec-fetch-mode", "cors")], ScriptForPage),
            ("GET", vec![("accept", "text/event-stream"), ("sec-fetch-mode", "cors")], Script),
            ("GET", vec![("accept", "image/*"), ("sec-fetch-mode", "no-cors")], Script),
            ("GET", vec![HTML, ("x-requested-with", "XMLHttpRequest")], Script),
            ("GET", vec![NAVIGATE, HTML, ("hx-request", "true")], Script),
            ("GET", vec![NAVIGATE, ("sec-websocket-key", "x")], Script),
            ("GET", vec![("sec-fetch-mode", "websocket")], Script),
            ("POST", vec![HTML, ("content-type", "application/grpc-web+proto")], Script),
            ("PUT", vec![NAVIGATE, HTML], Script),
        ] {
            let request = headers.iter().fold(TestRequest::default(), |it, header| it.insert_header(*header));
            assert_eq!(ClientKind::of(method, request.to_http_request().headers()), kind, "{method} {headers:?}");
        }
    }
}
