//! Import cycles between the files of a part.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::Module;

/// The groups of files in which each file reaches every other through imports. A group has two files or more.
pub fn within_parts(modules: &[Module]) -> Vec<Vec<&str>> {
    let by_path: BTreeMap<&[String], &Module> = modules.iter().map(|it| (it.path.as_slice(), it)).collect();
    let imports: BTreeMap<&str, BTreeSet<&str>> =
        modules.iter().map(|module| (module.file.as_str(), imports(module, &by_path))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (*file, reachable(file, &imports))).collect();
    let mut cycles = BTreeSet::new();
    for (file, others) in &reached {
        if others.contains(file) {
            let cycle: Vec<&str> = others.iter().copied().filter(|other| reached[other].contains(file)).collect();
            cycles.insert(cycle);
        }
    }
    cycles.into_iter().collect()
}

/// The files of the same part whose items this module names. A path leads to the deepest module on it.
fn imports<'a>(module: &Module, by_path: &BTreeMap<&[String], &'a Module>) -> BTreeSet<&'a str> {
    let target = |path: &Vec<String>| (2..=path.len()).rev().find_map(|length| by_path.get(&path[..length]));
    let targets = module.paths.iter().filter_map(target);
    targets.filter(|it| it.part() == module.part() && it.file != module.file).map(|it| it.file.as_str()).collect()
}

fn reachable<'a>(from: &str, imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = imports[from].iter().copied().collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(&imports[file]);
        }
    }
    found
}
