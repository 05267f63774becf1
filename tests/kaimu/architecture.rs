//! Holds the source against ARCHITECTURE.md: what a part may name, no import cycles, each file says what it is for.

mod cycles;
mod modules;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use modules::{Module, modules};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The crates that every part may name.
const FOR_EVERY_PART: [&str; 9] =
    ["chrono", "log", "secrecy", "serde", "serde_json", "thiserror", "url", "uuid", "std"];

/// What a part may name, by the table of ARCHITECTURE.md.
struct Wall {
    parts: Vec<String>,
    crates: Vec<String>,
}

fn walls() -> BTreeMap<String, Wall> {
    let page = fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    let list = |cell: &str| cell.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let walls: BTreeMap<String, Wall> = page
        .lines()
        .skip_while(|line| !line.starts_with("## Walls"))
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|')?.split('|').collect::<Vec<_>>().try_into().ok())
        .map(|[part, parts, crates]: [&str; 3]| {
            (part.trim().to_owned(), Wall { parts: list(parts), crates: list(crates) })
        })
        .collect();
    assert!(walls.len() >= 9, "the table of walls was not found");
    walls
}

/// The dependencies of Cargo.toml, as the code names them.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let crates: BTreeSet<String> =
        section.lines().filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect();
    assert!(crates.len() > 20, "the dependencies were not found");
    crates
}

/// What `module` names that its part may not.
fn violations(module: &Module, walls: &BTreeMap<String, Wall>, dependencies: &BTreeSet<String>) -> BTreeSet<String> {
    let part = module.part();
    let wall = walls.get(part).unwrap_or_else(|| panic!("{part} has no row among the walls"));
    let may_name = |part: &String| wall.parts.contains(part);
    let may_use = |name: &str| FOR_EVERY_PART.contains(&name) || wall.crates.iter().any(|allowed| allowed == name);
    let mut violations = BTreeSet::new();
    for path in &module.paths {
        match path.as_slice() {
            [root, other, ..] if root == "crate" && other != part && walls.contains_key(other) && !may_name(other) => {
                violations.insert(format!("{} names crate::{other}", module.file));
            }
            [name, ..] if dependencies.contains(name) && !may_use(name) => {
                violations.insert(format!("{} names the crate {name}", module.file));
            }
            _ => {}
        }
    }
    violations
}

#[test]
fn no_part_names_another_part_or_crate_against_the_table_of_walls() {
    let (walls, dependencies) = (walls(), dependencies());
    let all: BTreeSet<String> = modules()
        .iter()
        .filter(|module| module.part() != "lib")
        .flat_map(|it| violations(it, &walls, &dependencies))
        .collect();
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn a_path_within_braces_or_a_macro_or_through_super_is_seen() {
    let seen = |code: &str| modules::parse("src/http/account.rs", code).paths;
    let store: Vec<String> = ["crate", "store", "users"].map(str::to_owned).into();
    for code in [
        "use crate::{domain::User, store::{users, sessions}};",
        "use super::super::store::users;",
        "fn f() { let _ = vec![crate::store::users::find()]; }",
        "fn f() -> crate::store::users::Row { todo!() }",
    ] {
        assert!(seen(code).iter().any(|path| path.starts_with(&store)), "{code}: {:?}", seen(code));
    }
    assert!(seen("#[cfg(test)] mod tests { use crate::store::users; }").is_empty());
}

/// A public field is a way past a wall: `app.services.store` reaches the store without naming it.
#[test]
fn no_part_reaches_a_type_that_it_may_not_name_through_a_public_field() {
    let (walls, modules) = (walls(), modules());
    let mut all = Vec::new();
    for (owner, field) in modules.iter().flat_map(|module| module.public_fields.iter().map(move |it| (module, it))) {
        let Some(target) = field.types.iter().find_map(|path| match path.as_slice() {
            [root, part, ..] if root == "crate" && part != owner.part() => Some(part.as_str()),
            _ => None,
        }) else {
            continue;
        };
        for reader in modules.iter().filter(|reader| reader.reads.contains(&field.name)) {
            let Some(wall) = walls.get(reader.part()) else { continue };
            let may_name = |part: &str| wall.parts.iter().any(|allowed| allowed == part) || reader.part() == part;
            if may_name(owner.part()) && !may_name(target) {
                all.push(format!("{} reads .{} of {}, a type of {target}", reader.file, field.name, owner.file));
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn files_of_a_part_import_each_other_in_one_direction_only() {
    let modules = modules();
    let cycles = cycles::within_parts(&modules);
    assert!(cycles.is_empty(), "{} import cycles: {cycles:#?}", cycles.len());
}

#[test]
fn an_import_cycle_is_found() {
    let files = [
        ("src/http/mod.rs", "mod a; mod b; mod c;"),
        ("src/http/a.rs", "use super::b::B; pub struct A;"),
        ("src/http/b.rs", "use crate::http::{a, c}; pub struct B;"),
        ("src/http/c.rs", "pub struct C;"),
    ];
    let modules: Vec<Module> = files.into_iter().map(|(file, code)| modules::parse(file, code)).collect();
    assert_eq!(cycles::within_parts(&modules), [["src/http/a.rs", "src/http/b.rs"]]);
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    let without: Vec<String> =
        modules().into_iter().filter(|module| !module.is_documented).map(|module| module.file).collect();
    assert!(without.is_empty(), "without a //! line: {without:#?}");
}

#[test]
fn a_type_name_stands_for_one_type() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules() {
        for name in module.types {
            files.entry(name).or_default().push(module.file.clone());
        }
    }
    files.retain(|_, files| files.len() > 1);
    assert!(files.is_empty(), "{files:#?}");
}
