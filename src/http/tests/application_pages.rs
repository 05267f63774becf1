//! Samples of the pages on the hosts of applications.

use askama::Template;
use url::Url;

use super::pages::HOSTILE;
use crate::domain::Refusal;
use crate::http::applications::pages::{RefusalPage, SignInLinkPage, StepPage};
use crate::http::pages::layout::Layout;

/// A sample of each page, with its name.
pub(super) fn samples(layout: &Layout) -> Vec<(&'static str, String)> {
    let layout = &layout.clone().without_language_switch();
    let url = || Url::parse("https://wiki.example.org/.kaimu/sign-in?return_to=%2Fa%3Fb").unwrap();
    let refused = |code, application, retry_url, another_account_url| {
        let refusal = Refusal::from_code(code).unwrap();
        let request = "0123456789abcdef";
        let page = RefusalPage { layout, refusal, application, request, retry_url, another_account_url };
        page.template().render().unwrap()
    };
    let step = StepPage { layout, step: "keep", place: HOSTILE, next: "https://api.example.org/?a=1&b=2" };
    vec![
        ("application-step", step.render().unwrap()),
        ("application-sign-in", SignInLinkPage { layout, url: url().as_str() }.render().unwrap()),
        ("application-not-allowed", refused("application.not_allowed", Some(HOSTILE), None, Some(url()))),
        ("application-cookie-lost", refused("application.cookie_lost", Some("Wiki"), Some(url()), None)),
        ("application-unknown", refused("verify.unknown_application", None, None, None)),
    ]
}
