//! The paths that a file names, resolved through `self`, `super` and its imports.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::modules::is_for_tests;

/// The names of a path, from `crate` or an outside crate on.
pub type Path = Vec<String>;

/// Collects the paths of one module.
pub struct Resolver {
    module: Path,
    /// What each imported name, and each module that is declared here, stands for.
    names: BTreeMap<String, Path>,
    pub paths: BTreeSet<Path>,
    pub reads: BTreeSet<String>,
}

impl Resolver {
    pub fn new(module: Path, syntax: &syn::File) -> Self {
        let declared = syntax.items.iter().filter_map(|item| match item {
            syn::Item::Mod(item) => Some(item.ident.to_string()),
            _ => None,
        });
        let below = |name: String| (name.clone(), module.iter().cloned().chain([name]).collect());
        let names = declared.map(below).collect();
        Self { module, names, paths: BTreeSet::new(), reads: BTreeSet::new() }
    }

    /// The path from `crate` on; a name that was imported is replaced by what it stands for.
    fn absolute(&self, path: Path) -> Path {
        let mut base = match path.first().map(String::as_str) {
            Some("self" | "super") => self.module.clone(),
            Some(name) => match self.names.get(name) {
                Some(imported) => return imported.iter().chain(&path[1..]).cloned().collect(),
                None => return path,
            },
            None => return path,
        };
        for name in path {
            match name.as_str() {
                "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(name),
            }
        }
        base
    }

    fn import(&mut self, before: &[String], tree: &syn::UseTree) {
        let join = |name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect::<Path>();
        match tree {
            syn::UseTree::Path(path) => self.import(&join(&path.ident), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.import(before, item)),
            syn::UseTree::Glob(_) => drop(self.paths.insert(self.absolute(before.to_vec()))),
            syn::UseTree::Name(name) if name.ident == "self" => self.bind(before.last().cloned(), before.to_vec()),
            syn::UseTree::Name(name) => self.bind(Some(name.ident.to_string()), join(&name.ident)),
            syn::UseTree::Rename(rename) => self.bind(Some(rename.rename.to_string()), join(&rename.ident)),
        }
    }

    fn bind(&mut self, name: Option<String>, path: Path) {
        let path = self.absolute(path);
        self.paths.insert(path.clone());
        self.names.extend(name.map(|name| (name, path)));
    }

    fn name(&mut self, path: Path) {
        let path = self.absolute(path);
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }

    /// The types in this type, as paths.
    pub fn types_in(&self, kind: &syn::Type) -> Vec<Path> {
        struct Types<'a>(&'a Resolver, Vec<Path>);
        impl<'ast> Visit<'ast> for Types<'_> {
            fn visit_path(&mut self, path: &'ast syn::Path) {
                self.1.push(self.0.absolute(names(path)));
                visit::visit_path(self, path);
            }
        }
        let mut types = Types(self, Vec::new());
        types.visit_type(kind);
        types.1
    }

    /// The paths in the arguments of a macro, which are tokens and no syntax.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if path.is_empty() || colons == 2 => {
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.name(std::mem::take(&mut path));
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Ident(name) => path = vec![name.to_string()],
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.name(path);
    }
}

fn names(path: &syn::Path) -> Path {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Resolver {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.import(&[], &item.tree);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    /// `pub(super)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.name(names(path));
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if let syn::Member::Named(name) = &field.member {
            self.reads.insert(name.to_string());
        }
        visit::visit_expr_field(self, field);
    }
}
