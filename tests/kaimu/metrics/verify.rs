//! What questions of proxies about applications count.

use serde_json::json;
use url::Url;

use super::series::{Series, moved};
use crate::applications::visit::{GIT, Site, WIKI};
use crate::browser::Browser;
use crate::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_a_proxy_counts_by_application_and_answer() {
    let rules = json!([
        { "path": "/admin", "allow": "nobody" },
        { "path": "/api", "tokens": true },
        { "path": "/safe", "require": { "acr": ["strong"] } },
    ]);
    let site = Site::with(&Database::sqlite(), json!({ "rules": rules }));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let before = Series::of(&site.app).await;
    let zero = "kaimu_verify_requests_total{answer=\"allowed\",application=\"Git\"}";
    assert_eq!(before.get(zero), Some(0.0), "an application that no request was about");
    for path in ["/", "/page", "/admin", "/safe"] {
        site.ask_page(&browser, &site.at(WIKI, path)).await;
    }
    site.ask_page(&browser, &site.at(GIT, "/")).await;
    let token = format!("Bearer kaimu_pat_{}", "y".repeat(43));
    site.ask(&Browser::new(), "forward", "GET", &site.at(WIKI, "/api"), &[("Authorization", &token)]).await;
    // No application has this host.
    let elsewhere = Url::parse(&format!("http://localhost:{}/", site.app.base.port().unwrap())).unwrap();
    site.ask_page(&browser, &elsewhere).await;
    // A proxy that does not say which request it means.
    browser.get(site.app.api("/auth/verify/nginx")).await;
    moved(
        (&before, &Series::of(&site.app).await),
        "kaimu_verify_requests_total",
        [
            ("answer=allowed,application=Wiki", 2.0),
            ("answer=application.not_allowed,application=Wiki", 1.0),
            ("answer=application.step_up_needed,application=Wiki", 1.0),
            ("answer=signed_out,application=Git", 1.0),
            ("answer=token.invalid,application=Wiki", 1.0),
            ("answer=verify.bad_request,application=-", 1.0),
            ("answer=verify.unknown_application,application=-", 1.0),
        ],
    );
}
