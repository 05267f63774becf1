//! Guards the language of pages and comments: short sentences that name their subject. It measures; whether a text can be
//! understood, a reader has to say.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::documentation::{files, pages, text};
use crate::markdown::{self, Text};

const MAX_WORDS: usize = 40;
/// In place of these words, a text names the user, the request, the provider, the operator, the browser or the caller.
const VAGUE: [&str; 8] = ["whoever", "whom", "nobody", "somebody", "anybody", "everybody", "no one", "anyone who"];
/// A full stop after one of these does not end a sentence.
const ABBREVIATIONS: [&str; 4] = ["e.g.", "i.e.", "cf.", "vs."];

/// A sentence, with its line.
struct Sentence {
    line: usize,
    text: String,
}

impl Sentence {
    /// What is written between white space, with a letter or a digit in it. A code span is one word.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_whitespace().filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == '`'))
    }

    /// The vague words, outside of code.
    fn vague(&self) -> Vec<&'static str> {
        let prose =
            self.words().filter(|word| !word.contains('`')).flat_map(|word| word.split(|c| !char::is_alphabetic(c)));
        let words: Vec<String> = prose.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let pairs = words.windows(2).map(|pair| pair.join(" "));
        let all: Vec<String> = words.iter().cloned().chain(pairs).collect();
        VAGUE.into_iter().flat_map(|vague| all.iter().filter(move |word| *word == vague).map(move |_| vague)).collect()
    }

    fn shown(&self) -> String {
        markdown::shown(&self.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn sentences(page: &str) -> Vec<Sentence> {
    markdown::texts(page).iter().flat_map(split).filter(|sentence| sentence.words().next().is_some()).collect()
}

/// `.`, `!` or `?` before white space ends a sentence, and so does the `·` of a list within a line. A semicolon, a dash or a
/// colon does not.
fn split(text: &Text) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut from = 0;
    for (at, c) in text.content.char_indices().filter(|(_, c)| ".!?·".contains(*c)) {
        let after = &text.content[at + c.len_utf8()..];
        let next = after.trim_start_matches(['"', '\'', ')', '*', '_', '”']);
        let end = text.content.len() - next.len();
        if is_end(&text.content[from..at], c, next) {
            sentences.push(part(text, from, end));
            from = end;
        }
    }
    sentences.push(part(text, from, text.content.len()));
    sentences
}

fn part(text: &Text, from: usize, to: usize) -> Sentence {
    let start = to - text.content[from..to].trim_start().len();
    Sentence { line: text.line + text.content[..start].matches('\n').count(), text: text.content[start..to].to_owned() }
}

fn is_end(before: &str, sign: char, after: &str) -> bool {
    let word = before.split_whitespace().next_back().unwrap_or_default().trim_start_matches(['(', '"']).to_lowercase();
    let goes_on = after.trim_start().starts_with(char::is_lowercase) && sign != '·';
    let is_apart = after.is_empty() || after.starts_with(char::is_whitespace);
    is_apart && !goes_on && !ABBREVIATIONS.contains(&format!("{word}{sign}").as_str())
}

/// The comments of a file, each on its line, as Markdown; `None` for a kind of file that has none.
fn comments(path: &str) -> Option<String> {
    let name = Path::new(path).file_name()?.to_str()?;
    let (sign, trailing) = match name.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "md" => return Some(text(path)),
        "rs" | "mjs" => ("//", " // "),
        "" | "toml" | "yml" | "yaml" | "conf" | "example" | "dockerignore" => ("#", " # "),
        _ => return None,
    };
    let comment = |line: &str| {
        let whole = line.trim_start().strip_prefix(sign).filter(|_| !line.starts_with("#!"));
        let comment = whole.or_else(|| line.split_once(trailing).map(|(_, comment)| comment));
        // A row without cells keeps the comments before and after the code apart.
        comment.map_or("|", |comment| comment.trim_start_matches(['/', '!', '#'])).to_owned() + "\n"
    };
    Some(text(path).lines().map(comment).collect())
}

/// The part to which a file of the repository belongs.
fn part_of(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts[..] {
        ["README.md"] => "README.md".to_owned(),
        [_] | ["migrations", _] => "the other pages".to_owned(),
        ["docs" | "tests", ..] => parts[0].to_owned(),
        ["deploy" | "config", ..] => "config and deploy".to_owned(),
        // A file beside the folder of the same name belongs to it.
        ["src", name, ..] => match name.trim_end_matches(".rs") {
            part if files("src").iter().any(|it| it.starts_with(&format!("src/{part}/"))) => format!("src/{part}"),
            _ => "src".to_owned(),
        },
        _ => return None,
    })
}

#[test]
fn no_sentence_of_a_page_has_more_than_forty_words() {
    let mut long = String::new();
    for page in pages() {
        for sentence in sentences(&text(&page)) {
            let words = sentence.words().count();
            if words > MAX_WORDS {
                writeln!(long, "{page}:{}: {words} words: {}", sentence.line, sentence.shown()).unwrap();
            }
        }
    }
    assert!(long.is_empty(), "sentences of more than {MAX_WORDS} words:\n{long}");
}

#[test]
fn pages_and_comments_name_the_subject_of_their_sentences() {
    let mut all: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for path in pages().into_iter().chain(["src", "tests", "config", "deploy"].into_iter().flat_map(files)) {
        let (Some(part), Some(comments)) = (part_of(&path), comments(&path)) else { continue };
        let (words, found) = all.entry(part).or_default();
        for sentence in sentences(&without_values(&comments)) {
            *words += sentence.words().count();
            let places = sentence.vague().into_iter();
            found.extend(places.map(|vague| format!("{path}:{}: {vague}: {}", sentence.line, sentence.shown())));
        }
    }
    assert!(all.len() >= 14 && all.values().map(|(words, _)| words).sum::<usize>() > 30_000, "a part was not found");
    let mut too_many = String::new();
    for (part, (words, found)) in all.iter().filter(|(_, (words, found))| found.len() * 1000 > *words) {
        writeln!(too_many, "{part}: {} in {words} words\n{}\n", found.len(), found.join("\n")).unwrap();
    }
    assert!(too_many.is_empty(), "more than 1 in 1,000 words are one of {VAGUE:?}:\n{too_many}");
}

/// Without the values of `allow`, which say who is meant in a word.
fn without_values(text: &str) -> String {
    ["everybody", "nobody", "anyone_who_signs_in"]
        .iter()
        .fold(text.to_owned(), |text, value| text.replace(&format!("\"{value}\""), "it"))
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    let page = "\
# A heading. Of two sentences
One is `here. And` there; two: three. Four (e.g. five) is v1.2, `code`. `kaimu` has
six [linked words](https://example.org/a.b) and ![a picture](x.png)**seven.** Eight, so

```bash
ten. Eleven.
```

goes on after code. Not after a colon:

```bash
code
```

New, and without an end

- an item
  of two lines. [A](a) · [B](b)

| a cell | `a|b` is one |
|---|---|
";
    let read: Vec<String> =
        sentences(page).iter().map(|it| format!("{} {}: {}", it.line, it.words().count(), it.shown())).collect();
    let expected = [
        "1 2: A heading.",
        "1 3: Of two sentences",
        "2 6: One is `here. And` there; two: three.",
        "2 6: Four (e.g. five) is v1.2, `code`.",
        "2 7: `kaimu` has six linked words and **seven.**",
        "3 6: Eight, so goes on after code.",
        "9 4: Not after a colon:",
        "15 5: New, and without an end",
        "17 5: an item of two lines.",
        "18 1: A ·",
        "18 1: B",
        "20 2: a cell",
        "20 3: `a|b` is one",
    ];
    assert_eq!(read, expected);
}

#[test]
fn vague_words_are_found_in_prose_alone() {
    let found = |text: &str| sentences(text).iter().flat_map(Sentence::vague).collect::<Vec<_>>().join(", ");
    assert_eq!(
        found("Nobody's link, `nobody`, No-one, anyone\nwho asks; anyone, whom."),
        "whom, nobody, no one, anyone who"
    );
}
