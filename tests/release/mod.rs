//! What a release consists of: the Debian package, the archives, the image, the bill of materials and the checksums. The tests in
//! modules with the name `long` make these from a release build, and use them as an operator does: `tests/run --release`.
//! [`first_day`] walks from the README to a protected application, with the binary of the tests.

mod arm64;
mod artefacts;
mod debian;
mod files;
mod first_day;
mod image;
mod script;
