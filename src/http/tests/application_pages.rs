//! Samples of the pages on the hosts of applications.

use askama::Template;
use url::Url;

use super::pages::HOSTILE;
use crate::domain::Refusal;
use crate::http::applications::pages::{LinkToSignIn, RefusalPage, StepPage};
use crate::http::applications::step_up::{StepUpButton, StepUpPage};
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;

/// The page that asks for a step-up, before and after a sign-in that was not enough.
fn step_up(layout: &Layout, is_refused: bool) -> String {
    let refusal = Refusal::ApplicationStepUpNeeded;
    let url = Url::parse("https://api.example.org/auth/oidc/okta/authorize?return_to=a&step_up=1").unwrap();
    let button = StepUpButton { name: "Okta".to_owned(), url, mark: ProviderMark::letter("Okta") };
    let page = StepUpPage {
        layout: layout.clone(),
        application: HOSTILE,
        explanation: layout.text("step-up-stronger"),
        refused: is_refused.then(|| ErrorMessage::of_application(refusal, Some(HOSTILE), layout.language())),
        code: refusal.code(),
        request: "0123456789abcdef",
        providers: vec![button],
        dashboard_url: "https://example.org/dashboard",
    };
    page.render().unwrap()
}

/// A sample of each page, with its name.
pub(super) fn samples(layout: &Layout) -> Vec<(&'static str, String)> {
    let (step_up, step_up_refused) = (step_up(layout, false), step_up(layout, true));
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
        ("step-up", step_up),
        ("step-up-refused", step_up_refused),
        ("application-step", step.render().unwrap()),
        ("application-sign-in", LinkToSignIn { layout, url: url().as_str() }.render().unwrap()),
        ("application-not-allowed", refused("application.not_allowed", Some(HOSTILE), None, Some(url()))),
        ("application-cookie-lost", refused("application.cookie_lost", Some("Wiki"), Some(url()), None)),
        ("application-unknown", refused("verify.unknown_application", None, None, None)),
    ]
}
