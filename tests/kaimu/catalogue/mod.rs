//! The catalogue: what must not let anybody in who should stay out, and what must not stop those who may come in. A group is
//! a file, a case is a test whose name is a sentence; each fails once the check that it names is removed, which
//! `tests/run --mutations` tries. `tests/run --cases` prints the list.

mod world;

mod accepted;
mod access;
mod accounts;
mod broken_provider;
mod browser;
mod id_tokens;
mod leaks;
mod load;
mod rechecks;

pub use world::World;
