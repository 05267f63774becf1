//! Checks that every language has every message, and that every message is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::domain::Refusal;
use crate::http::pages::language::LANGUAGES;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The messages of a language as `id`, `id.attribute`, `id $variable` and `id [variant]`.
fn messages(tag: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(format!("templates/languages/{tag}.ftl"))).unwrap();
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{tag}: {errors:?}"));
    let mut found = BTreeSet::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let attributes = message.attributes.iter().map(|it| (format!("{}.{}", message.id.name, it.id.name), &it.value));
        let value = message.value.iter().map(|value| (message.id.name.clone(), value));
        for (id, pattern) in value.chain(attributes) {
            found.extend(parts(pattern).into_iter().map(|part| format!("{id} {part}")));
            found.insert(id);
        }
    }
    found
}

fn parts(pattern: &Pattern<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let (Expression::Select { selector: inline, .. } | Expression::Inline(inline)) = expression;
        if let InlineExpression::VariableReference { id } = inline {
            found.insert(format!("${}", id.name));
        }
        if let Expression::Select { variants, .. } = expression {
            found.extend(variants.iter().map(|variant| format!("{:?}", variant.key)));
            found.extend(variants.iter().flat_map(|variant| parts(&variant.value)));
        }
    }
    found
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(path) } else { vec![path] }).collect()
}

/// The message ids in templates and handlers.
fn used() -> BTreeSet<String> {
    let mut used: BTreeSet<String> =
        Refusal::all().map(|refusal| format!("refused-{}", refusal.code().replace(['.', '_'], "-"))).collect();
    let sources = ["templates", "src/http"].into_iter().flat_map(|folder| files(Path::new(ROOT).join(folder)));
    for file in sources.filter(|file| !file.components().any(|part| part.as_os_str() == "tests")) {
        let text = fs::read_to_string(&file).unwrap();
        for call in [".text(\"", ".text_with(\"", ".time_text(\"", "with_id(\""] {
            used.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    used
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let english = messages("en");
    let on_disk = files(Path::new(ROOT).join("templates/languages")).len();
    assert_eq!(on_disk, LANGUAGES.len(), "a file for each language, and no other");
    for language in &LANGUAGES {
        let own = messages(language.tag);
        let missing: Vec<_> = english.difference(&own).collect();
        let too_many: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && too_many.is_empty(), "{}: no {missing:?}; not in en: {too_many:?}", language.tag);
    }
}

#[test]
fn every_message_is_used_and_every_used_message_exists() {
    let messages: BTreeSet<String> =
        messages("en").into_iter().filter(|message| !message.contains([' ', '.'])).collect();
    assert_eq!(messages, used());
}
