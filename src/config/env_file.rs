//! The environment file, as docker compose reads it.
//!
//! `$` outside single quotes, which compose would replace, is refused, so that a secret with that character is never silently
//! another one. That, and errors without a place or with the value in them, is why this is no library.

use std::collections::BTreeMap;

/// A value, and where it begins.
pub(super) struct Assigned {
    pub(super) text: String,
    pub(super) start: Position,
}

/// A place in a text; the first line and the first column are 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

/// What is wrong in a line. It never holds a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) words: String,
}

/// Every variable of the text, or everything that is wrong with it.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Assigned>, Vec<Fault>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader { text, at: 0 };
    let mut variables: BTreeMap<String, Assigned> = BTreeMap::new();
    let mut faults = Vec::new();
    let mut in_order = true;
    while !reader.rest().is_empty() {
        let line = reader.position().line;
        let found = reader.assignment();
        reader.skip_line();
        // What follows a broken line is often more of it.
        let broken_before = !std::mem::replace(&mut in_order, !matches!(found, Err(NO_ASSIGNMENT)));
        match found {
            Ok(None) => {}
            Ok(Some((name, assigned))) => match variables.get(name) {
                Some(other) => {
                    let words = format!("{name} is set in line {} already; keep one of the two", other.start.line);
                    faults.push(Fault { line, words });
                }
                None => _ = variables.insert(name.to_owned(), assigned),
            },
            Err(NO_ASSIGNMENT) if broken_before => {}
            Err(words) => faults.push(Fault { line, words: words.to_owned() }),
        }
    }
    if faults.is_empty() { Ok(variables) } else { Err(faults) }
}

const NO_ASSIGNMENT: &str = "expected NAME=value; a value of several lines stands in single quotes, from NAME=' to '";
const NOT_CLOSED: &str = "the quote before the value is never closed; within single quotes, ' is written \\'";
const AFTER_THE_QUOTE: &str = "something follows the closing quote; within single quotes, ' is written \\'";
const DOLLAR: &str =
    "`$` names another variable outside single quotes, which is not supported; put the value into single quotes";

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The variable of a line, which is a longer one when its value is; `None` for an empty line or a comment.
    fn assignment(&mut self) -> Result<Option<(&'a str, Assigned)>, &'static str> {
        self.skip(&[' ', '\t', '\r']);
        if self.rest().is_empty() || self.rest().starts_with(['\n', '#']) {
            return Ok(None);
        }
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with([' ', '\t'])
        {
            self.at += "export".len();
            self.skip(&[' ', '\t']);
        }
        let rest = self.rest();
        let name = &rest[..rest.find(|c: char| !is_in_name(c)).unwrap_or(rest.len())];
        self.at += name.len();
        self.skip(&[' ', '\t']);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !self.rest().starts_with('=') {
            return Err(NO_ASSIGNMENT);
        }
        self.at += 1;
        self.skip(&[' ', '\t']);
        let quoted = self.rest().starts_with(['\'', '"']);
        let start = Position { column: self.position().column + usize::from(quoted), ..self.position() };
        let text = if quoted { self.quoted()? } else { self.bare()? };
        Ok(Some((name, Assigned { text, start })))
    }

    /// A value in quotes, which may go over several lines. In single quotes it stands as it is.
    fn quoted(&mut self) -> Result<String, &'static str> {
        let value = self.rest();
        let Some((length, text, names_another)) = unquoted(value) else {
            self.at = self.text.len();
            return Err(NOT_CLOSED);
        };
        self.at += length;
        self.skip(&[' ', '\t', '\r']);
        match self.rest().chars().next() {
            _ if names_another => Err(DOLLAR),
            None | Some('\n' | '#') => Ok(text),
            Some(_) => Err(AFTER_THE_QUOTE),
        }
    }

    /// A value without quotes: to the end of its line, or to a comment after a space.
    fn bare(&mut self) -> Result<String, &'static str> {
        // With what stands before the value: `=` or a space.
        let line = self.text[self.at - 1..].split('\n').next().unwrap_or_default();
        let comment = line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].ends_with([' ', '\t']));
        let text = line[1..comment.unwrap_or(line.len())].trim();
        if text.contains('$') { Err(DOLLAR) } else { Ok(text.to_owned()) }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn position(&self) -> Position {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        Position { line, column: before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1 }
    }

    fn skip(&mut self, characters: &[char]) {
        self.at = self.text.len() - self.rest().trim_start_matches(characters).len();
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').map_or(self.rest().len(), |end| end + 1);
    }
}

fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || ['_', '.', '-'].contains(&c)
}

/// The length of a value with its quotes, what is between them, and whether it names another variable; `None` when the
/// closing quote is missing.
fn unquoted(value: &str) -> Option<(usize, String, bool)> {
    let (mut text, mut names_another) = (String::new(), false);
    let mut characters = value.char_indices();
    let (_, quote) = characters.next()?;
    loop {
        match characters.next()? {
            (at, c) if c == quote => return Some((at + 1, text, names_another)),
            (_, '\\') => text.push_str(&escaped(characters.next()?.1, quote)),
            (_, c) => {
                names_another |= c == '$' && quote == '"';
                text.push(c);
            }
        }
    }
}

/// What a character after a backslash stands for.
fn escaped(c: char, quote: char) -> String {
    match (c, quote) {
        ('\'', '\'') | ('"' | '\\' | '$', '"') => c.to_string(),
        ('n', '"') => "\n".to_owned(),
        ('r', '"') => "\r".to_owned(),
        ('t', '"') => "\t".to_owned(),
        _ => format!("\\{c}"),
    }
}
