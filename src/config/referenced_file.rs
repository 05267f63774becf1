//! Files to which the configuration refers: secrets, private keys, the logo.

use std::io;
use std::path::Path;

/// Reads a file that contains one value, such as a mounted secret. One line end at its end is dropped: editors add it.
pub(super) fn read_value(path: impl AsRef<Path>) -> Result<String, String> {
    let name = display_path(path.as_ref());
    let bytes = std::fs::read(path).map_err(|error| cannot_read(&name, &error))?;
    let mut text = String::from_utf8(bytes)
        .map_err(|_| format!("{name} is not UTF-8 text; create a text secret with `openssl rand -base64 48`"))?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

/// The message for a file that cannot be read. `name` comes from [`display_path`] unless the text is known to be a
/// path.
pub(super) fn cannot_read(name: &str, error: &io::Error) -> String {
    format!("cannot read {name}: {error}; check the path and the permissions of the file")
}

/// The path for messages, or "the file" if the text does not look like a path: it may be a secret set under the wrong
/// key.
pub(super) fn display_path(path: &Path) -> String {
    if path.is_absolute() || path.starts_with(".") { path.display().to_string() } else { "the file".to_owned() }
}
