//! `deploy/compose.yml` and its variants: secrets in files, and networks that keep the trusted proxies apart from the database.

use serde_json::Value;

use super::{compose, file};

const VARIANTS: [(&str, &str); 2] = [("compose.caddy.yml", "caddy"), ("compose.traefik.yml", "traefik")];

fn variant(name: &str) -> Value {
    serde_saphyr::from_str(&file(name)).unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn every_secret_of_the_compose_file_comes_from_a_file() {
    let compose = compose();
    let mut files = 0;
    for service in compose["services"].as_object().unwrap().values() {
        for (name, value) in service["environment"].as_object().unwrap() {
            if !["PASSWORD", "SECRET", "DATABASE_URL"].iter().any(|word| name.contains(word)) {
                continue;
            }
            let secret = value.as_str().unwrap().strip_prefix("/run/secrets/").filter(|_| name.ends_with("_FILE"));
            let secret = secret.unwrap_or_else(|| panic!("{name} is not in a file"));
            assert!(texts(&service["secrets"]).contains(&secret), "{name}: {secret} is not mounted");
            assert_eq!(compose["secrets"][secret]["file"], format!("secrets/{secret}"));
            files += 1;
        }
    }
    assert_eq!(files, 2, "the URL of the database, and the password in it");
    let ignored = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "/deploy/secrets"));
}

#[test]
fn the_trusted_proxies_are_exactly_the_network_in_which_the_reverse_proxy_is() {
    let compose = compose();
    let backend = &compose["services"]["backend"];
    let subnet = &compose["networks"]["proxy"]["ipam"]["config"][0]["subnet"];
    assert_eq!(&backend["environment"]["KAIMU_SERVER__TRUSTED_PROXIES"], subnet);
    assert!(subnet.as_str().unwrap().parse::<ipnet::IpNet>().unwrap().prefix_len() >= 24, "{subnet}");
    assert_eq!(texts(&backend["networks"]), ["proxy", "database"]);
    for (name, service) in VARIANTS {
        let variant = variant(name);
        let services: Vec<&String> = variant["services"].as_object().unwrap().keys().collect();
        assert_eq!(services, [service]);
        assert_eq!(texts(&variant["services"][service]["networks"]), ["proxy"]);
    }
    // Postgres is no trusted proxy, and the default gateway of Kaimu is in the other network.
    assert_eq!(texts(&compose["services"]["postgres"]["networks"]), ["database"]);
    assert_eq!(compose["networks"]["database"]["internal"], true);
}

#[test]
fn no_container_of_ours_can_write_to_its_image_or_gain_rights() {
    let all = VARIANTS.map(|(name, service)| variant(name)["services"][service].clone());
    for service in all.iter().chain([&compose()["services"]["backend"]]) {
        assert_eq!(service["read_only"], true, "{service}");
        assert_eq!(texts(&service["cap_drop"]), ["ALL"], "{service}");
        assert_eq!(texts(&service["security_opt"]), ["no-new-privileges:true"], "{service}");
    }
    assert_eq!(compose()["services"]["backend"]["user"], "10001:10001", "the owner of the files of secrets");
}

#[test]
fn the_image_of_compose_has_the_version_of_kaimu() {
    let image = format!("${{KAIMU_IMAGE:-kaimu:{}}}", env!("CARGO_PKG_VERSION"));
    assert_eq!(compose()["services"]["backend"]["image"], image);
    let build = format!("docker build --file deploy/Dockerfile --tag kaimu:{} .", env!("CARGO_PKG_VERSION"));
    assert!(file("compose.yml").contains(&build));
}
