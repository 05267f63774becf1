//! The suite of faults: what happens when the database, the network, the disk or the process fails.
//!
//! Each test first proves that the fault took effect, then shows what users and operators see, and then the recovery.
//! `tests/mutations` shows the harm: it removes each fix, and a test here fails. A test in a module with the name `long`
//! runs with `tests/run --faults` alone.

mod configuration;
mod doctor;
mod forwarded;
mod key_rotation;
mod namespace;
mod token_endpoint;
