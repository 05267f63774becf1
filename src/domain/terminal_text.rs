//! Text that others wrote, fit for a terminal.

/// What others wrote, without the characters by which it could steer a terminal or turn what stands around it.
#[must_use]
pub fn terminal_text(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
