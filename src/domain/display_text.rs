//! Makes text that a provider sends safe to show beside other text: names.

use unicode_segmentation::UnicodeSegmentation;

/// Longer names are cut.
pub const MAX_NAME_CHARACTERS: usize = 100;

/// The text without characters that are invisible, control something, or change the direction of the text around them,
/// cut to [`MAX_NAME_CHARACTERS`] between two graphemes. `None` if nothing is left.
#[must_use]
pub fn display_text(text: &str) -> Option<String> {
    let visible: String = text.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let mut shown = String::new();
    let mut characters = 0;
    for grapheme in visible.trim().graphemes(true) {
        characters += grapheme.chars().count();
        if characters > MAX_NAME_CHARACTERS {
            break;
        }
        shown.push_str(grapheme);
    }
    let shown = shown.trim_end();
    (!shown.is_empty()).then(|| shown.to_owned())
}

/// Bidirectional controls, and characters without width: with them a name can look like another one, or change how the
/// text after it is shown (Unicode Technical Report 36, section 2).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_and_controls_are_removed() {
        for (text, shown) in [
            ("Ada Lovelace", Some("Ada Lovelace")),
            ("ليلى 🌙", Some("ليلى 🌙")),
            ("\u{202e}adA\u{202c}", Some("adA")),
            ("A\u{200b}d\u{200d}a\u{feff}\u{2066}\u{2069}", Some("Ada")),
            ("A\u{0}d\n\u{7f}a\u{85} ", Some("Ada")),
            ("line\u{2028}break", Some("linebreak")),
            ("\u{e0041}\u{3164}\u{ad} ", None),
            ("", None),
        ] {
            assert_eq!(display_text(text).as_deref(), shown, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_two_graphemes() {
        let length = |text: &str| display_text(text).unwrap().chars().count();
        assert_eq!(length(&"x".repeat(8192)), MAX_NAME_CHARACTERS);
        assert_eq!(length(&"é".repeat(8192)), MAX_NAME_CHARACTERS);
        // Three characters each: a letter with two accents.
        assert_eq!(length(&"A\u{301}\u{323}".repeat(4096)), 99);
        // A flag is two characters.
        assert_eq!(length(&format!("x{}", "🇸🇪".repeat(60))), 99);
        assert_eq!(display_text(&format!("A{}", "\u{301}".repeat(8192))), None, "one grapheme that is too long");
    }
}
