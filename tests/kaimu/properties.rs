//! Properties that hold for any input. `PROPTEST_CASES` sets the number of inputs.

use std::collections::BTreeMap;

use kaimu::domain::{
    AuthorizationOutcome, AuthorizationResponse, MAX_RETURN_TO_BYTES, PublicUrls, ReturnPolicy, ReturnTo,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use crate::browser::Browser;
use crate::catalogue::World;

/// Generates texts from these pieces, and arbitrary texts.
fn texts(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let of_pieces = proptest::collection::vec(proptest::sample::select(pieces), 0..12).prop_map(|parts| parts.concat());
    prop_oneof![3 => of_pieces, 1 => any::<String>()]
}

const PLACES: &[&str] = &[
    "/",
    "//",
    "\\",
    "%2f",
    "%5C",
    "%09",
    "%00",
    "\t",
    "\r\n",
    " ",
    ".",
    "..",
    "@",
    ":",
    ":443",
    "?",
    "#",
    "&",
    "http:",
    "https:",
    "https://",
    "HTTP://",
    "javascript:",
    "data:",
    "evil.example",
    "example.org",
    "api.example.org",
    "wiki.example.org",
    "user",
    "[::1]",
    "127.1",
    "%",
    "%2",
    "ä",
    "。",
    "\u{200b}",
    "x",
];

fn policy() -> ReturnPolicy {
    let url = |text| Url::parse(text).unwrap();
    ReturnPolicy {
        urls: PublicUrls { base: url("https://api.example.org"), frontend: url("https://example.org") },
        allowed_origins: vec![url("https://wiki.example.org").origin()],
        application_origins: Vec::new(),
        dashboard: url("https://example.org/dashboard"),
    }
}

const RESPONSES: &[&str] = &[
    "state=",
    "code=",
    "error=",
    "iss=",
    "error_description=",
    "&",
    "=",
    "&&",
    "%",
    "%00",
    "%ff",
    "+",
    "x",
    "state",
    "%73tate=",
    ";",
];

const PROVIDERS: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\"name\":\"Okta\"",
    "\"slug\":\"okta\"",
    "\"issuer_url\":\"https://x.example\"",
    "\"client_id\":\"kaimu\"",
    "\"client_secret\":\"hunter2-hunter2\"",
    "null",
    "1e999",
    "true",
    "\u{0}",
];

proptest! {
    #[test]
    fn no_return_to_leads_to_another_origin(text in texts(PLACES)) {
        let policy = policy();
        let place = policy.read(Some(&text));
        let url = policy.resolve(&place);
        let ours = ["https://example.org", "https://api.example.org", "https://wiki.example.org"];
        prop_assert!(ours.contains(&url.origin().ascii_serialization().as_str()), "{}", url);
        prop_assert!(url.username().is_empty() && url.password().is_none());
        prop_assert!(!url.path().starts_with("//") && !url.path().starts_with("/\\"), "{}", url);
        prop_assert!(url.as_str().bytes().all(|byte| (b'!'..=b'~').contains(&byte)), "fit for a header: {}", url);
        prop_assert!(policy.read(place.text()) == place, "it reads back as the same place");
        // Any program that parses the URL again finds the same origin.
        prop_assert_eq!(Url::parse(url.as_str()).unwrap().origin(), url.origin());
        if let ReturnTo::Requested { text, .. } = &place {
            prop_assert!(text.len() <= MAX_RETURN_TO_BYTES);
        }
    }

    #[test]
    fn a_parsed_authorization_response_has_exactly_the_parameters_of_its_query(query in texts(RESPONSES)) {
        let values = |name: &str| -> Vec<String> {
            url::form_urlencoded::parse(query.as_bytes())
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .collect()
        };
        if let Ok(response) = AuthorizationResponse::read(&query) {
            prop_assert_eq!(values("state"), [response.state.expose_secret()]);
            match response.outcome {
                AuthorizationOutcome::Code(code) => {
                    prop_assert_eq!(values("code"), [code.expose_secret()]);
                    prop_assert!(values("error").iter().all(String::is_empty));
                }
                AuthorizationOutcome::Refused(_) => prop_assert!(values("error").len() == 1 && values("code").iter().all(String::is_empty)),
            }
            prop_assert!(values("iss").len() <= 1);
        }
    }

    #[test]
    fn no_provider_is_dropped_and_no_secret_is_revealed(text in texts(PROVIDERS), at in any::<proptest::sample::Index>()) {
        let good = json!([{
            "name": "Okta", "slug": "okta", "issuer_url": "https://x.example", "client_id": "kaimu",
            "client_secret": "hunter2-hunter2"
        }])
        .to_string();
        let at = at.index(good.len());
        for list in [text.clone(), format!("{}{text}{}", &good[..at], &good[at..]), good[..at].to_owned()] {
            let environment = BTreeMap::from([("OIDC_PROVIDERS".to_owned(), list.clone())]);
            match kaimu::config::load(None, &environment) {
                Ok(settings) => {
                    let parsed: Option<Value> = serde_json::from_str(&list).ok();
                    let members = parsed.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
                    prop_assert_eq!(settings.providers.len(), members, "{}", list);
                    let shown = format!("{settings:?}");
                    prop_assert!(!shown.contains("hunter2"));
                }
                Err(problems) => prop_assert!(!problems.to_string().contains("hunter2"), "{}", problems),
            }
        }
    }
}

/// Each input is a request, so this tries only a quarter of the inputs.
fn by_request<S: Strategy>(strategy: &S, holds: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let usual = Config::default();
    TestRunner::new(Config { cases: usual.cases / 4, failure_persistence: None, ..usual })
        .run(strategy, holds)
        .unwrap();
}

#[test]
fn no_other_cookie_value_completes_a_sign_in() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let world = World::new();
        let start = world.browser.get(world.sign_in_url()).await;
        let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
        let (name, sealed) = cookie.split_once('=').unwrap();
        let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
        let changed = (any::<proptest::sample::Index>(), "[ -~]", 0..3_u8).prop_map({
            let sealed = sealed.to_owned();
            move |(at, character, how)| {
                let at = at.index(sealed.len());
                match how {
                    0 => format!("{}{character}{}", &sealed[..at], &sealed[at + 1..]),
                    1 => format!("{}{character}{}", &sealed[..at], &sealed[at..]),
                    _ => sealed[..at].to_owned(),
                }
            }
        });
        let values = prop_oneof![3 => changed, 1 => "[!-~]{0,200}"];
        let decoded = |value: &str| percent_decoded(value);
        let original = decoded(sealed);
        let handle = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            by_request(&values, |value| {
                // A value that decodes to the same bytes is the same cookie.
                prop_assume!(decoded(value.split(';').next().unwrap_or_default().trim()) != original);
                let headers = [("Cookie", format!("{name}={value}"))];
                let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = handle.block_on(Browser::new().request("GET", &response, &headers, ""));
                let query = answer.location().unwrap().query().unwrap().to_owned();
                prop_assert!(query.starts_with("error=state."), "{}", query);
                Ok(())
            });
        });
        world.no_user_exists();
        assert_eq!(world.provider.requests("/token"), 0);
    });
}

/// Decodes a value as the cookie parser does: it removes quotes and percent-encoding.
fn percent_decoded(value: &str) -> String {
    let pair = format!("x={}", value.trim_matches('"').replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map_or(String::new(), |(_, value)| value.into_owned())
}
