//! Parses an environment file with the syntax of docker compose.
//!
//! `$` outside single quotes, which compose would expand, is an error: otherwise a secret that contains `$` would
//! silently change. No library does this, and the errors of existing parsers lack the line or repeat the value.

use std::collections::BTreeMap;

/// The value of a variable, and where it begins.
pub(super) struct Assignment {
    pub(super) text: String,
    pub(super) start: Position,
}

/// A position in a text; lines and columns are counted from 1.
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

/// An error in a line. The message never contains the value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineError {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Returns every variable of the text, or every error.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Assignment>, Vec<LineError>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut parser = EnvFileParser { text, at: 0 };
    let mut variables: BTreeMap<String, Assignment> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut previous_line_is_valid = true;
    while !parser.rest().is_empty() {
        let line = parser.position().line;
        let parsed = parser.assignment();
        parser.skip_line();
        // A value over several lines without quotes is one error, not one for each line.
        let is_continuation = !std::mem::replace(&mut previous_line_is_valid, !matches!(parsed, Err(NO_ASSIGNMENT)));
        match parsed {
            Ok(None) => {}
            Ok(Some((name, assigned))) => match variables.get(name) {
                Some(other) => {
                    let message =
                        format!("{name} is already set in line {}; remove one of the two lines", other.start.line);
                    errors.push(LineError { line, message });
                }
                None => _ = variables.insert(name.to_owned(), assigned),
            },
            Err(NO_ASSIGNMENT) if is_continuation => {}
            Err(message) => errors.push(LineError { line, message: message.to_owned() }),
        }
    }
    if errors.is_empty() { Ok(variables) } else { Err(errors) }
}

const NO_ASSIGNMENT: &str =
    "expected NAME=value; to write a value over several lines, enclose it in single quotes: NAME='…'";
const UNCLOSED_QUOTE: &str = "the value has an opening quote but no closing quote; inside single quotes write ' as \\'";
const TEXT_AFTER_QUOTE: &str = "unexpected text after the closing quote; inside single quotes write ' as \\'";
const UNQUOTED_DOLLAR: &str =
    "`$` outside single quotes refers to another variable, which is not supported; enclose the value in single quotes";

/// Reads the assignments one after the other; `at` is a byte offset into the text.
struct EnvFileParser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> EnvFileParser<'a> {
    /// The next assignment, which spans several lines if its value does; `None` for an empty line or a comment.
    fn assignment(&mut self) -> Result<Option<(&'a str, Assignment)>, &'static str> {
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
        let name = &rest[..rest.find(|c: char| !is_name_character(c)).unwrap_or(rest.len())];
        self.at += name.len();
        self.skip(&[' ', '\t']);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !self.rest().starts_with('=') {
            return Err(NO_ASSIGNMENT);
        }
        self.at += 1;
        self.skip(&[' ', '\t']);
        let quoted = self.rest().starts_with(['\'', '"']);
        let start = Position { column: self.position().column + usize::from(quoted), ..self.position() };
        let text = if quoted { self.quoted()? } else { self.unquoted()? };
        Ok(Some((name, Assignment { text, start })))
    }

    /// A value in quotes, which may span several lines.
    fn quoted(&mut self) -> Result<String, &'static str> {
        let value = self.rest();
        let Some((length, text, has_reference)) = parse_quoted(value) else {
            self.at = self.text.len();
            return Err(UNCLOSED_QUOTE);
        };
        self.at += length;
        self.skip(&[' ', '\t', '\r']);
        match self.rest().chars().next() {
            _ if has_reference => Err(UNQUOTED_DOLLAR),
            None | Some('\n' | '#') => Ok(text),
            Some(_) => Err(TEXT_AFTER_QUOTE),
        }
    }

    /// A value without quotes: up to the end of its line, or up to a `#` after a space.
    fn unquoted(&mut self) -> Result<String, &'static str> {
        // Includes the character before the value (`=` or a space), so that a comment in place of a value is found.
        let line = self.text[self.at - 1..].split('\n').next().unwrap_or_default();
        let comment = line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].ends_with([' ', '\t']));
        let text = line[1..comment.unwrap_or(line.len())].trim();
        if text.contains('$') { Err(UNQUOTED_DOLLAR) } else { Ok(text.to_owned()) }
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

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || ['_', '.', '-'].contains(&c)
}

/// The length of a value including its quotes, the text between them, and whether it refers to another variable (`$` in
/// double quotes); `None` if the closing quote is missing.
fn parse_quoted(value: &str) -> Option<(usize, String, bool)> {
    let (mut text, mut has_reference) = (String::new(), false);
    let mut characters = value.char_indices();
    let (_, quote) = characters.next()?;
    loop {
        match characters.next()? {
            (at, c) if c == quote => return Some((at + 1, text, has_reference)),
            (_, '\\') => text.push_str(&unescape(characters.next()?.1, quote)),
            (_, c) => {
                has_reference |= c == '$' && quote == '"';
                text.push(c);
            }
        }
    }
}

/// The text for a backslash and this character: compose leaves unknown escapes as they are.
fn unescape(c: char, quote: char) -> String {
    match (c, quote) {
        ('\'', '\'') | ('"' | '\\' | '$', '"') => c.to_string(),
        ('n', '"') => "\n".to_owned(),
        ('r', '"') => "\r".to_owned(),
        ('t', '"') => "\t".to_owned(),
        _ => format!("\\{c}"),
    }
}
