//! The macro that keeps secrets and personal data out of `Debug` output.

/// Implements `Debug` for each of these types so that it prints the name alone, such as `EmailAddress(…)`.
///
/// A type whose `Debug` may show a part of it (a count, an id) has an implementation of its own.
macro_rules! redacted_debug {
    ($($name:ident),+) => {
        $(
            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!(stringify!($name), "(…)"))
                }
            }
        )+
    };
}
pub(crate) use redacted_debug;
