//! Holds the house against its map: every file is on it, and no wall is crossed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const EVERYBODY: [&str; 9] = ["chrono", "log", "secrecy", "serde", "serde_json", "thiserror", "url", "uuid", "std"];

fn map() -> String {
    fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap()
}

/// All source files, without tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let inner = folders.iter().filter(|path| !path.ends_with("tests")).flat_map(|path| sources(path));
    files.into_iter().chain(inner).collect()
}

/// Whether the code names `name::`, on its own and not as a part of a longer path.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

fn list(cell: &str) -> Vec<&str> {
    cell.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[test]
fn architecture_md_names_every_source_file_and_no_other() {
    let map = map();
    let mut listed: Vec<&str> =
        map.split('`').filter(|part| part.starts_with("src/") && part.ends_with("rs")).collect();
    let mut files: Vec<String> = sources(&Path::new(ROOT).join("src"))
        .iter()
        .map(|path| path.strip_prefix(ROOT).unwrap().display().to_string())
        .collect();
    files.sort();
    listed.sort_unstable();
    assert_eq!(listed, files);
}

#[test]
fn no_wall_is_crossed() {
    let map = map();
    let walls: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = map
        .lines()
        .skip_while(|line| !line.starts_with("## Walls"))
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|')?.split('|').collect::<Vec<_>>().try_into().ok())
        .map(|[part, house, outside]: [&str; 3]| (part.trim(), (list(house), list(outside))))
        .collect();
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let crates: Vec<String> =
        dependencies.lines().filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect();
    assert!(walls.len() >= 9 && crates.len() > 20, "the tables were not found");

    for file in sources(&Path::new(ROOT).join("src")) {
        let inside = file.strip_prefix(Path::new(ROOT).join("src")).unwrap();
        let part = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if part == "lib" {
            continue; // it names every part, and nothing else
        }
        let (house, outside) = walls.get(part).unwrap_or_else(|| panic!("{part} has no row among the walls"));
        let text = fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let code = code.join("\n");
        for other in walls.keys().filter(|other| **other != part && code.contains(&format!("crate::{other}"))) {
            assert!(house.contains(other), "{} names crate::{other}", inside.display());
        }
        for name in crates.iter().filter(|name| !EVERYBODY.contains(&name.as_str())) {
            // The crate `config` and our own folder of that name differ in how they are brought in.
            let named = if name == "config" { code.contains("use config::") } else { names(&code, name) };
            assert!(!named || outside.contains(&name.as_str()), "{} names the crate {name}", inside.display());
        }
    }
}
