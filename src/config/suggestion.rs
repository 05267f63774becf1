//! Unknown names: shows them safely, and finds the known name that was probably meant.

/// The known name with the smallest edit distance to a mistyped one.
pub(super) fn nearest<S: AsRef<str> + Default>(mistyped: &str, known: impl IntoIterator<Item = S>) -> S {
    known.into_iter().min_by_key(|name| strsim::damerau_levenshtein(mistyped, name.as_ref())).unwrap_or_default()
}

/// The first 64 characters of an unknown name, escaped for one line of a log.
pub(super) fn escaped(name: &str) -> String {
    name.chars().take(64).flat_map(char::escape_debug).collect()
}
