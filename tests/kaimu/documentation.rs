//! Holds that each page of the documentation can be found, and that what it points to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::markdown;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// A code span that begins so names a file or a folder of this repository.
const FOLDERS: [&str; 9] = [
    "src/",
    "tests/",
    "docs/",
    "examples/",
    "templates/",
    "static/",
    "migrations/",
    "deploy/",
    "config/kaimu.example.",
];

pub fn text(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder, as paths from the root, without what npm and pip install and what the tests write.
pub fn files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
        let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
        let path = format!("{folder}/{name}");
        if !entry.unwrap().path().is_dir() {
            files.push(path);
        } else if !["node_modules", "wheels", "screenshots", ".venv"].contains(&name.as_str()) {
            files.extend(self::files(&path));
        }
    }
    files.sort();
    files
}

/// Every page: those of the root, of `docs/`, and beside what they explain.
pub fn pages() -> Vec<String> {
    let root = fs::read_dir(ROOT).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let below = ["docs", "deploy", "migrations"].into_iter().flat_map(files);
    let is_page = |path: &String| Path::new(path).extension().is_some_and(|kind| kind == "md");
    let mut pages: Vec<String> = root.chain(below).filter(is_page).collect();
    pages.sort();
    pages
}

/// Where a link of a page leads, as a path from the root.
fn target(page: &str, link: &str) -> String {
    let mut path = PathBuf::new();
    for part in Path::new(page).parent().unwrap().join(link).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{page}: {link} leads out of the repository"),
            part => path.push(part),
        }
    }
    path.display().to_string()
}

fn is_outside(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

#[test]
fn architecture_md_can_be_read_in_one_sitting() {
    let length = text("ARCHITECTURE.md").len();
    assert!(
        length < 14_000,
        "ARCHITECTURE.md has {length} bytes; details belong to the first line of a file or to docs/"
    );
}

#[test]
fn every_link_between_pages_leads_to_a_file_and_to_a_heading() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, link) in markdown::links(&text(&page)).into_iter().filter(|(_, link)| !is_outside(link)) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { page.clone() } else { target(&page, path) };
            let exists = Path::new(ROOT).join(&target).exists();
            if !exists || !anchor.is_empty() && !markdown::anchors(&text(&target)).iter().any(|known| known == anchor) {
                wrong.push(format!("{page}:{line}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
}

#[test]
fn every_page_below_docs_is_in_the_list_of_pages() {
    let linked = |page: &str| {
        let links = markdown::links(&text(page)).into_iter().filter(|(_, link)| !is_outside(link));
        links.map(|(_, link)| target(page, link.split('#').next().unwrap())).collect::<BTreeSet<_>>()
    };
    let mut known = linked("docs/README.md");
    let indexes = ["docs/guides/README.md", "docs/decisions/README.md"];
    let below: Vec<String> = indexes
        .into_iter()
        .filter(|index| known.contains(*index) && pages().iter().any(|page| page == index))
        .flat_map(linked)
        .collect();
    known.extend(below.into_iter().chain(["docs/README.md".to_owned()]));
    let orphans: Vec<_> = pages().into_iter().filter(|it| it.starts_with("docs/") && !known.contains(it)).collect();
    assert!(orphans.is_empty(), "docs/README.md leads to none of {orphans:?}");
}

#[test]
fn every_file_that_a_page_names_exists() {
    let mut missing = Vec::new();
    for page in pages() {
        for (line, code) in markdown::code_spans(&text(&page)) {
            let path = code.split(' ').next().unwrap();
            let is_ours = FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains(['{', '<', '*', '…']);
            if is_ours && path != "tests/screenshots" && !Path::new(ROOT).join(path).exists() {
                missing.push(format!("{page}:{line}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "files that do not exist:\n{}", missing.join("\n"));
}

#[test]
fn the_page_of_troubles_has_one_row_for_each_code_of_a_refusal() {
    let page = text("docs/troubles.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | ")).map(|(code, _)| code);
    let mut explained: Vec<&str> = rows.collect();
    let mut codes: Vec<&str> = kaimu::domain::Refusal::all().map(kaimu::domain::Refusal::code).collect();
    explained.sort_unstable();
    codes.sort_unstable();
    assert_eq!(explained, codes);
}
