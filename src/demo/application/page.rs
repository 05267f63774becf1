//! The application itself. It knows nothing of Kaimu but the headers of the proxy.

use actix_web::HttpResponse;
use askama::Template;
use url::Url;

use super::super::pages;
use super::proxy::KaimuAnswer;

/// The headers that the application reads, in the order in which it shows them.
const IDENTITY_HEADERS: [&str; 5] = ["Remote-User", "Remote-Sub", "Remote-Email", "Remote-Name", "Remote-Groups"];

/// Shows what the application knows of the user.
#[derive(Template)]
#[template(path = "demo/application.html")]
struct ApplicationPage<'a> {
    /// The name of the application.
    provider: &'a str,
    headers: Vec<(&'static str, &'a str)>,
    dashboard: &'a str,
}

/// The response of the application to a request that the proxy has forwarded.
pub(super) fn respond(name: &str, dashboard: &Url, path: &str, answer: &KaimuAnswer) -> HttpResponse {
    match path {
        "/demo.css" => pages::style_sheet_response(),
        "/demo.svg" => pages::icon_response(),
        _ => pages::html(&ApplicationPage {
            provider: name,
            headers: IDENTITY_HEADERS.map(|name| (name, answer.header(name))).into(),
            dashboard: dashboard.as_str(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_matches_its_snapshot() {
        let page = ApplicationPage {
            provider: "Team wiki (demo)",
            headers: vec![("Remote-User", "alice"), ("Remote-Groups", "Everyone,<b>")],
            dashboard: "http://localhost:4321/dashboard",
        };
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("demo-application", page.render().unwrap());
        });
    }
}
