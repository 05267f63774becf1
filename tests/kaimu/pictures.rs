//! Compares the pictures in the documentation with the pages and with the existing files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The names of the pictures that the browser tests take of the pages.
fn pages_in_browser_tests() -> BTreeSet<String> {
    let read = |name: &str| fs::read_to_string(format!("{ROOT}/tests/browser/{name}.test.mjs")).unwrap();
    let (looks, link) = (read("looks"), read("sign_in_link"));
    let calls = looks.split("look_at('").skip(1).map(|rest| rest.split('\'').next().unwrap().to_owned());
    let files = link.split("${name}-").skip(1).map(|rest| rest.split(".png").next().unwrap().to_owned());
    calls.chain(files).collect()
}

/// The relative paths of the pictures on a page of the documentation.
fn shown(page: &str) -> Vec<String> {
    let pictures = page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
    pictures.filter(|path| Path::new(path).extension().is_some_and(|kind| kind == "png")).map(str::to_owned).collect()
}

#[test]
fn pages_md_shows_exactly_the_pages_that_the_browser_tests_check() {
    let pages = fs::read_to_string(format!("{ROOT}/docs/pages.md")).unwrap();
    let named = |path: String| path.strip_prefix("pictures/pages/").unwrap().strip_suffix(".png").unwrap().to_owned();
    assert_eq!(shown(&pages).into_iter().map(named).collect::<BTreeSet<_>>(), pages_in_browser_tests());
    assert!(pages_in_browser_tests().len() > 20, "the names were not found");
}

#[test]
fn the_documentation_shows_exactly_the_pictures_that_exist() {
    let mut all = BTreeSet::new();
    for folder in ["", "docs", "docs/guides"] {
        let pages = fs::read_dir(Path::new(ROOT).join(folder)).unwrap().map(|entry| entry.unwrap().path());
        for page in pages.filter(|path| path.extension().is_some_and(|kind| kind == "md")) {
            for picture in shown(&fs::read_to_string(&page).unwrap()) {
                let path = page.parent().unwrap().join(&picture).canonicalize();
                all.insert(path.unwrap_or_else(|error| panic!("{} shows {picture}: {error}", page.display())));
            }
        }
    }
    let pictures = Path::new(ROOT).join("docs/pictures").canonicalize().unwrap();
    let (folders, mut there): (Vec<_>, Vec<_>) =
        fs::read_dir(pictures).unwrap().map(|entry| entry.unwrap().path()).partition(|path| path.is_dir());
    there.extend(folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()));
    assert_eq!(all, there.into_iter().collect());
}
