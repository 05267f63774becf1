//! Formats an error and its causes for the log.

use std::error::Error;

/// An error and its causes in one line. A cause whose text the line already contains is left out.
#[must_use]
pub fn error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !line.contains(&text) {
            line = format!("{line}: {text}");
        }
        next = cause.source();
    }
    // Libraries break their texts into lines: a log entry is one line.
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_of_several_lines_becomes_one_line() {
        let error = std::io::Error::other("failed: Connection refused\n\tIs the server running?\n");
        assert_eq!(super::error_chain(&error), "failed: Connection refused Is the server running?");
    }
}
