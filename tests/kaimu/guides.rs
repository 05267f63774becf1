//! Compares the guides for providers with the configuration reader. It accepts every example, and the URLs and issuers in
//! the guides are right.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kaimu::config::{self, Settings};
use kaimu::domain::{ProviderSettings, Refusal};
use serde_json::{Map, Value};

use crate::markdown::{blocks, section};
use crate::provider::{Algorithm, ClientKey};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The guides for providers with a preset. The preset has the name of the guide.
const GUIDES: [&str; 10] =
    ["okta", "google", "entra", "auth0", "keycloak", "gitlab", "apple", "authentik", "zitadel", "dex"];
/// The guides for providers without a preset.
const GUIDES_WITHOUT_PRESET: [&str; 9] =
    ["hydra", "authelia", "lemonldap", "pocket-id", "rauthy", "jumpcloud", "onelogin", "pingone", "cognito"];
const HEADINGS: [&str; 8] = [
    "What you need",
    "Register the application",
    "URLs to register",
    "Configure Kaimu",
    "Check it",
    "Control access",
    "What can go wrong",
    "Sources",
];
/// The path of Apple's key in the guide. The tests have a key elsewhere.
const KEY_FILE: &str = "/run/secrets/apple.p8";
const PRODUCTION: [(&str, &str); 2] =
    [("OIDC_BASE_URL", "https://api.yourdomain.com"), ("OIDC_FRONTEND_URL", "https://yourdomain.com")];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn guides() -> impl Iterator<Item = &'static str> {
    GUIDES.into_iter().chain(GUIDES_WITHOUT_PRESET)
}

fn guide(name: &str) -> String {
    read(&format!("docs/guides/{name}.md"))
}

/// The code spans outside of code blocks. Each is on one line.
fn spans(text: &str) -> Vec<&str> {
    let mut in_block = false;
    let mut spans = Vec::new();
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        if !in_block && !fence {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

/// The values of `OIDC_PROVIDERS` in the examples of a page.
fn pasted(page: &str) -> Vec<String> {
    let value = |block: String| Some(block.split_once("OIDC_PROVIDERS='")?.1.split_once('\'')?.0.to_owned());
    blocks(page, "bash").into_iter().filter_map(value).collect()
}

/// Loads a configuration file and an environment, and asserts that there is no warning.
fn loaded(file: &str, environment: &[(&str, &str)]) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let key_file = ClientKey::new(Algorithm::Es256).write(folder.path());
    let here = |text: &str| text.replace(KEY_FILE, key_file.to_str().unwrap());
    let path = folder.path().join("kaimu.toml");
    fs::write(&path, here(file)).unwrap();
    let environment: BTreeMap<String, String> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), here(value))).collect();
    let settings = config::load(Some(&path), &environment).unwrap_or_else(|problems| panic!("{problems}\n{file}"));
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    settings
}

fn loaded_from_environment(providers: &str) -> Settings {
    loaded("", &[("OIDC_PROVIDERS", providers)])
}

/// The provider of each example of a guide. Each example has exactly one.
fn providers(guide: &str) -> Vec<ProviderSettings> {
    let pasted = pasted(guide).into_iter().map(|value| loaded_from_environment(&value));
    let files = blocks(guide, "toml").into_iter().map(|block| loaded(&block, &[]));
    let mut providers: Vec<Vec<ProviderSettings>> = pasted.chain(files).map(|settings| settings.providers).collect();
    assert!(!providers.is_empty() && providers.iter().all(|providers| providers.len() == 1));
    providers.iter_mut().filter_map(Vec::pop).collect()
}

#[test]
fn every_guide_has_the_same_headings_and_is_in_the_overview() {
    let overview = guide("README");
    for name in guides() {
        let guide = guide(name);
        let headings: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{name}");
        let preset = if GUIDES.contains(&name) { format!("`{name}`") } else { "-".to_owned() };
        assert!(overview.contains(&format!("]({name}.md) | {preset} |")), "{name}");
    }
    let files = fs::read_dir(Path::new(ROOT).join("docs/guides")).unwrap();
    assert_eq!(files.count(), guides().count() + 1, "a guide that no test reads");
}

#[test]
fn every_example_of_a_guide_is_accepted_and_has_the_issuer_that_the_guide_names() {
    for name in guides() {
        let guide = guide(name);
        let words = section(&guide, "Configure Kaimu").replace('\n', " ");
        for provider in providers(&guide) {
            assert_eq!(provider.slug.as_str(), name);
            assert!(words.contains(&format!("stands for the issuer `{}`", provider.issuer)), "{}", provider.issuer);
            let button = format!("**Continue with {}**", provider.name);
            assert!(section(&guide, "Check it").contains(&button), "{name}: {button}");
        }
    }
    for page in [guide("README"), read("README.md")] {
        for value in pasted(&page) {
            assert_eq!(loaded_from_environment(&value).providers.len(), 1);
        }
    }
}

#[test]
fn every_url_that_a_guide_registers_is_a_url_of_kaimu() {
    for name in guides() {
        let guide = guide(name);
        let provider = &providers(&guide)[0];
        let mut known = BTreeSet::new();
        let mut callbacks = Vec::new();
        for environment in [&[][..], &PRODUCTION] {
            let urls = loaded("", environment).return_policy.urls;
            callbacks.push(urls.callback(&provider.slug).to_string());
            let logouts = [urls.back_channel_logout(&provider.slug), urls.front_channel_logout(&provider.slug)];
            known.extend([urls.login(), urls.callback(&provider.slug)].into_iter().chain(logouts).map(String::from));
        }
        let register: BTreeSet<&str> = spans(section(&guide, "URLs to register")).into_iter().collect();
        for callback in &callbacks {
            // Apple accepts no URL on the developer's own machine.
            let possible = name != "apple" || callback.starts_with("https://");
            assert_eq!(register.contains(callback.as_str()), possible, "{name}: {callback}");
        }
        let is_ours = |span: &&str| span.contains("://") && (span.contains("/auth/oidc/") || span.ends_with("/login"));
        for address in spans(&guide).into_iter().filter(is_ours) {
            assert!(known.contains(address), "{name}: {address}");
        }
    }
}

#[test]
fn every_key_that_a_guide_mentions_is_accepted_in_its_provider() {
    for name in guides() {
        let guide = guide(name);
        let providers: Vec<Map<String, Value>> = serde_json::from_str(&pasted(&guide)[0]).unwrap();
        for span in spans(&guide).into_iter().filter(|span| span.starts_with('"')) {
            let more: Map<String, Value> = serde_json::from_str(&format!("{{{span}}}")).expect(span);
            let mut provider = providers[0].clone();
            if more.contains_key("allowed_tenants") {
                provider.remove("domain");
            }
            provider.extend(more);
            loaded_from_environment(&Value::from(vec![provider]).to_string());
        }
    }
}

#[test]
fn every_refusal_in_a_guide_has_the_title_and_code_of_the_page() {
    let english = read("templates/languages/en.ftl");
    for name in guides() {
        let guide = guide(name);
        let table = guide.split_once("| what you see |").unwrap().1;
        // Each pair is written as: *The title*, `the.code`
        let pairs = table.match_indices("*, `").map(|(at, between)| {
            let title = table[..at].rsplit('*').next().unwrap();
            (title, table[at + between.len()..].split('`').next().unwrap())
        });
        let pairs: Vec<(&str, &str)> = pairs.collect();
        assert!(!pairs.is_empty(), "{name}");
        for (title, code) in pairs {
            assert!(Refusal::from_code(code).is_some(), "{name}: {code}");
            let id = format!("\nrefused-{} =", code.replace(['.', '_'], "-"));
            let message = english.split_once(&id).unwrap().1.split("\n    .explanation").next().unwrap();
            let mut titles = message.lines().map(|line| line.trim_start().trim_start_matches("[yes] "));
            let fits = |known: &str| match known.split_once("{ $provider }") {
                Some((before, after)) => title.starts_with(before) && title.ends_with(after),
                None => known == title,
            };
            assert!(titles.any(fits), "{name}: {title}");
        }
        let codes = ["provider.", "token.", "id_token.", "account.", "state.", "response.", "userinfo."];
        for span in spans(&guide).into_iter().filter(|span| codes.iter().any(|code| span.starts_with(code))) {
            assert!(Refusal::from_code(span).is_some(), "{name}: {span}");
        }
    }
}
