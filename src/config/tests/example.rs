use super::super::keys;
use super::super::provider::preset::PRESETS;
use super::*;

const EXAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/kaimu.example.toml"));

#[test]
fn the_example_file_loads_and_says_what_the_defaults_say() {
    let (example, defaults) = (loaded(EXAMPLE, &[]).unwrap(), loaded("", &[]).unwrap());
    assert_eq!(format!("{example:?}"), format!("{defaults:?}"));
}

#[test]
fn the_example_providers_load_when_their_comment_signs_are_removed() {
    let key = client::key_file(client::EC);
    let start = EXAMPLE.find("#[[oidc.providers]]").unwrap();
    let (head, provider) = EXAMPLE.split_at(start);
    let providers = provider.replace('#', "").replace("/run/secrets/client-key.pem", &key);
    let settings = loaded(&format!("{head}{providers}"), &[]).unwrap();
    assert_eq!(settings.providers.len(), 12);
    for preset in &PRESETS {
        assert!(provider.contains(&format!("#preset = {:?}\n", preset.name)), "{}", preset.name);
    }
    for key in keys::OF_PROVIDER {
        assert!(EXAMPLE[head.find("# The providers").unwrap()..].contains(key), "{key}");
    }
}

#[test]
fn every_key_stands_in_the_example_file_with_its_environment_names() {
    for key in keys::ALL {
        let section = EXAMPLE.split("\n[").find(|part| part.starts_with(&format!("{}]", key.section)));
        let section = section.unwrap_or(EXAMPLE);
        let stands = |line: &str| line.trim_start_matches(['#', '[']).starts_with(&format!("{} =", key.name));
        assert!(section.lines().any(stands) || EXAMPLE.contains(&format!("[[{}]]", key.path())), "{}", key.path());
        let names = key.short.map_or_else(|| key.long(), |short| format!("{short} or {}", key.long()));
        assert!(EXAMPLE.contains(&format!("# Environment: {names}\n")), "{names}");
    }
}
