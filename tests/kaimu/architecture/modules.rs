//! The source files as modules: what each declares, names and reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

use super::ROOT;
use super::paths::{Path as ModulePath, Resolver};

/// A source file, without its tests.
pub struct Module {
    /// Below the root of the project: `src/flow/session.rs`.
    pub file: String,
    /// Its path: `crate`, `flow`, `session`.
    pub path: ModulePath,
    /// Whether it begins with a `//!` line.
    pub is_documented: bool,
    /// Every path that it names, from `crate` or an outside crate on.
    pub paths: BTreeSet<ModulePath>,
    /// The types that it declares.
    pub types: Vec<String>,
    /// The public fields that it declares.
    pub public_fields: Vec<PublicField>,
    /// The names of the fields that it reads.
    pub reads: BTreeSet<String>,
}

/// A public field of a struct, and the types in it.
pub struct PublicField {
    pub name: String,
    pub types: Vec<ModulePath>,
}

impl Module {
    /// The part that it belongs to: the first name below `crate`.
    pub fn part(&self) -> &str {
        self.path.get(1).map_or("lib", String::as_str)
    }
}

/// All modules of `src`.
pub fn modules() -> Vec<Module> {
    let mut files = Vec::new();
    collect(&Path::new(ROOT).join("src"), &mut files);
    files.sort();
    let modules: Vec<Module> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(ROOT).unwrap().to_str().unwrap();
            parse(name, &fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(modules.len() > 150, "the source was not found");
    modules
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("tests") {
            collect(&path, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}

pub fn parse(file: &str, code: &str) -> Module {
    let syntax = syn::parse_file(code).unwrap_or_else(|error| panic!("{file}: {error}"));
    let path = module_path(file);
    let mut resolver = Resolver::new(path.clone(), &syntax);
    resolver.visit_file(&syntax);
    let mut declarations = Declarations { resolver: &resolver, types: Vec::new(), public_fields: Vec::new() };
    declarations.visit_file(&syntax);
    Module {
        is_documented: code.starts_with("//! "),
        types: declarations.types,
        public_fields: declarations.public_fields,
        file: file.to_owned(),
        path,
        paths: resolver.paths,
        reads: resolver.reads,
    }
}

fn module_path(file: &str) -> ModulePath {
    let inside = file.strip_prefix("src/").unwrap().trim_end_matches(".rs").trim_end_matches("/mod");
    let names = inside.split('/').filter(|name| *name != "lib").map(str::to_owned);
    std::iter::once("crate".to_owned()).chain(names).collect()
}

/// Whether an item exists in tests only.
pub fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

struct Declarations<'a> {
    resolver: &'a Resolver,
    types: Vec<String>,
    public_fields: Vec<PublicField>,
}

impl<'ast> Visit<'ast> for Declarations<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (name, attributes) = match item {
            syn::Item::Struct(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Enum(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Trait(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Type(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Mod(item) => (None, &item.attrs),
            _ => return,
        };
        if !is_for_tests(attributes) {
            self.types.extend(name.map(ToString::to_string));
            visit::visit_item(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        for field in item.fields.iter().filter(|field| matches!(field.vis, syn::Visibility::Public(_))) {
            let Some(name) = &field.ident else { continue };
            let types = self.resolver.types_in(&field.ty);
            self.public_fields.push(PublicField { name: name.to_string(), types });
        }
    }
}
