//! `config/kaimu.example.toml` lists every key with its default.

use super::*;
use crate::config::keys;
use crate::config::provider::preset::PRESETS;

const EXAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/kaimu.example.toml"));

#[test]
fn the_example_file_loads_with_the_default_values() {
    let (example, defaults) = (loaded(EXAMPLE, &[]).unwrap(), loaded("", &[]).unwrap());
    assert_eq!(format!("{example:?}"), format!("{defaults:?}"));
}

#[test]
fn the_commented_example_providers_load() {
    let key = client::key_file(client::EC);
    let start = EXAMPLE.find("#[[oidc.providers]]").unwrap();
    let (head, provider) = EXAMPLE[..EXAMPLE.find("# The applications").unwrap()].split_at(start);
    let providers = provider.replace('#', "").replace("/run/secrets/client-key.pem", &key);
    let settings = loaded(&format!("{head}{providers}"), &[]).unwrap();
    assert_eq!(settings.providers.len(), 12);
    for preset in &PRESETS {
        assert!(provider.contains(&format!("#preset = {:?}\n", preset.name)), "{}", preset.name);
    }
    for key in keys::PROVIDER_KEYS {
        assert!(EXAMPLE[head.find("# The providers").unwrap()..].contains(key), "{key}");
    }
}

#[test]
fn the_commented_example_application_loads_and_has_every_key() {
    let provider = "[[oidc.providers]]\npreset = \"okta\"\ndomain = \"example.okta.com\"\nclient_id = \"kaimu\"\n\
                    client_secret = \"secret\"\ngroups_claim = \"groups\"\n";
    let commented = &EXAMPLE[EXAMPLE.find("#[[applications]]").unwrap()..];
    let application: Vec<&str> = commented.lines().map(|line| line.strip_prefix('#').unwrap_or(line)).collect();
    let application: Vec<&str> =
        application.into_iter().filter(|line| !line.starts_with(' ') || line.contains(" { ")).collect();
    let settings = loaded(&format!("{provider}{}", application.join("\n")), &[]).unwrap();
    let wiki = settings.applications.iter().next().unwrap();
    assert_eq!((wiki.rules.len(), wiki.headers == crate::domain::IdentityHeaders::default()), (2, true));
    for key in crate::config::applications::KEYS {
        assert!(commented.contains(&format!("{key} =")) || commented.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn every_key_is_in_the_example_file_with_its_environment_names() {
    for key in keys::ALL {
        let section = EXAMPLE.split("\n[").find(|part| part.starts_with(&format!("{}]", key.section)));
        let section = section.unwrap_or(EXAMPLE);
        let sets_key = |line: &str| line.trim_start_matches(['#', '[']).starts_with(&format!("{} =", key.name));
        assert!(section.lines().any(sets_key) || EXAMPLE.contains(&format!("[[{}]]", key.path())), "{}", key.path());
        let names = key.short.map_or_else(|| key.long_name(), |short| format!("{short} or {}", key.long_name()));
        assert!(EXAMPLE.contains(&format!("# Environment: {names}\n")), "{names}");
    }
}
