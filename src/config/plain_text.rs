//! Refuses what no value of the configuration contains on purpose: what editors, shells and consoles add unseen.

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Returns the text, unless it contains a control character or a byte order mark, or begins or ends with a blank.
pub(super) fn checked(text: &str) -> Result<&str, String> {
    // check: byte order marks in values
    if text.contains(BYTE_ORDER_MARK) {
        return Err("contains a byte order mark (U+FEFF), which editors show as nothing; remove it".to_owned());
    }
    // check: control characters in values
    if text.contains(char::is_control) {
        return Err("contains a control character, such as a line end or a tab; remove it".to_owned());
    }
    // check: blanks around values
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        return Err("begins or ends with a blank; remove it".to_owned());
    }
    Ok(text)
}
