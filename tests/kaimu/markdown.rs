//! Reads Markdown as far as the tests of the pages need it: code, headings, links, paragraphs, items and cells.

/// Inside code, characters with a meaning in Markdown stand in the private use area of Unicode, so that a code span is one word.
const HIDDEN: u32 = 0xe000;
const MEANINGFUL: &str = " |[]()<>#*";

/// A text of its own: a paragraph, a heading, an item of a list or a cell of a table.
pub struct Text {
    /// Its first line, from 1.
    pub line: usize,
    pub content: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Item,
    Other,
}

/// The page without the content of its code blocks, and with its code spans hidden. Line numbers stay.
pub fn read(page: &str) -> String {
    let mut in_code = false;
    let outside = |line: &str| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if is_fence { "```\n".to_owned() } else { if in_code { "" } else { line }.to_owned() + "\n" }
    };
    hide_code_spans(&page.lines().map(outside).collect::<String>())
}

/// A code span ends at the next run of as many backticks, in the same paragraph.
fn hide_code_spans(text: &str) -> String {
    let mut hidden = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let ticks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let (before, from) = rest.split_at(at);
        let (run, after) = from.split_at(ticks);
        let paragraph = after.split("\n\n").next().unwrap();
        let end = paragraph.find(run).filter(|_| ticks < 3);
        hidden += before;
        hidden += run;
        rest = after;
        if let Some(end) = end {
            let (code, after) = after.split_at(end);
            hidden.extend(code.chars().map(hide));
            hidden += run;
            hidden.extend(code.chars().filter(|c| *c == '\n'));
            rest = &after[ticks..];
        }
    }
    hidden + rest
}

fn hide(c: char) -> char {
    let c = if c == '\n' { ' ' } else { c };
    if MEANINGFUL.contains(c) { char::from_u32(HIDDEN + u32::from(c)).unwrap() } else { c }
}

/// What [`read`] has hidden, as it stands on the page.
pub fn shown(text: &str) -> String {
    let show = |c: char| u32::from(c).checked_sub(HIDDEN).and_then(char::from_u32).filter(char::is_ascii).unwrap_or(c);
    text.chars().map(show).collect()
}

/// The targets of all links and pictures, each with its line.
pub fn links(page: &str) -> Vec<(usize, String)> {
    let page = read(page);
    let targets = |(index, line): (usize, &str)| {
        let targets = line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
        targets.map(|target| (index + 1, target)).collect::<Vec<_>>()
    };
    page.lines().enumerate().flat_map(targets).collect()
}

/// The anchors of a page's headings, as GitHub makes them.
pub fn anchors(page: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let page = read(page);
    for heading in page.lines().filter_map(heading) {
        let text = shown(&without_links(heading)).to_lowercase();
        let kept = text.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let twins = anchors.iter().filter(|other| **other == anchor).count();
        anchors.push(if twins == 0 { anchor } else { format!("{anchor}-{twins}") });
    }
    anchors
}

/// Every code span, with its line.
pub fn code_spans(page: &str) -> Vec<(usize, String)> {
    let page = read(page);
    let spans = |(index, line): (usize, &str)| {
        line.split('`').skip(1).step_by(2).map(|code| (index + 1, shown(code))).collect::<Vec<_>>()
    };
    page.lines().enumerate().flat_map(spans).collect()
}

/// The section under a heading.
pub fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, after) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    after.split("\n## ").next().unwrap()
}

/// The fenced code blocks of a language, without the indentation of a list.
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == format!("```{language}") {
            let indentation = line.len() - line.trim_start().len();
            let inside = lines.by_ref().take_while(|line| line.trim_start() != "```");
            blocks.push(inside.map(|line| line.get(indentation..).unwrap_or_default().to_owned() + "\n").collect());
        }
    }
    blocks
}

/// All texts of a page. A paragraph that stops in the middle of a sentence goes on after an empty line or a code block; but a
/// colon before a code block or a list ends its sentence.
pub fn texts(page: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let (mut is_open, mut is_after_code) = (false, false);
    let page = read(page);
    let mut in_code = false;
    for (index, line) in page.lines().enumerate() {
        let trimmed = line.trim_start().trim_start_matches("> ");
        if trimmed == "```" {
            in_code = !in_code;
            (is_open, is_after_code) = (false, true);
        } else if in_code || trimmed.is_empty() {
            is_open = false;
        } else if let Some((kind, parts)) = structure(trimmed) {
            texts.extend(parts.into_iter().map(|text| Text { line: index + 1, content: text, kind }));
            (is_open, is_after_code) = (kind == Kind::Item, false);
        } else {
            let is_inside = line.starts_with("  ");
            match texts.last_mut() {
                Some(last) if is_open || goes_on(last, is_inside, is_after_code) => {
                    let lines = last.content.matches('\n').count();
                    last.content += &"\n".repeat(index + 1 - last.line - lines);
                    last.content += trimmed;
                }
                _ => texts.push(Text { line: index + 1, content: trimmed.to_owned(), kind: Kind::Paragraph }),
            }
            (is_open, is_after_code) = (true, false);
        }
    }
    for text in &mut texts {
        text.content = without_links(&text.content);
    }
    texts
}

/// A heading, an item of a list, or the cells of a row.
fn structure(line: &str) -> Option<(Kind, Vec<String>)> {
    if let Some(heading) = heading(line) {
        return Some((Kind::Other, vec![heading.to_owned()]));
    }
    if line.starts_with('|') {
        return Some((Kind::Other, line.split('|').map(|cell| cell.trim().to_owned()).collect()));
    }
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < line.len() && number.starts_with(". ");
    let item =
        if is_numbered { number.strip_prefix(". ") } else { line.strip_prefix("- ").or(line.strip_prefix("* ")) };
    item.map(|item| (Kind::Item, vec![item.to_owned()]))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    if text.len() < line.len() { text.strip_prefix(' ') } else { None }
}

fn goes_on(last: &Text, is_inside: bool, is_after_code: bool) -> bool {
    let text = without_links(&last.content);
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || "*_\"')".contains(c)).chars().next_back();
    let is_unfinished = match end {
        None | Some('.' | '!' | '?') => false,
        Some(':') => !is_after_code,
        Some(_) => true,
    };
    let is_same_place = last.kind == Kind::Paragraph || last.kind == Kind::Item && is_inside;
    is_same_place && is_unfinished
}

/// Links become their text, pictures and tags nothing. What a link leads to counts as no word.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', ']', '<', '!']) {
        let (before, from) = rest.split_at(at);
        plain += before;
        let is_link = from.starts_with("](");
        let is_tag = from.starts_with('<') && from[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let end = if is_link { ')' } else { '>' };
        rest = match from.find(end) {
            Some(end) if is_link || is_tag => {
                plain.push_str(if from.starts_with("<http") { "link" } else { "" });
                &from[end + 1..]
            }
            _ if from.starts_with("![") => from.find("](").map_or(&from[2..], |end| &from[end..]),
            _ => {
                plain.push_str(if from.starts_with('!') { "!" } else { "" });
                &from[1..]
            }
        };
    }
    plain + rest
}
