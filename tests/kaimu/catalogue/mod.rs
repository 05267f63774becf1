//! The catalogue: the cases that Kaimu must refuse and the cases that it must accept. Each group is a module, and each case
//! is a test whose name describes the case. `tests/run --mutations` removes one check after the other and expects a failing
//! case. `tests/run --cases` prints the list.

mod world;

mod accepted;
mod access;
mod access_tokens;
mod accounts;
mod application_access;
mod assertions;
mod broken_provider;
mod browser;
mod hand_overs;
mod id_tokens;
mod leaks;
mod load;
mod logout_tokens;
mod rechecks;
mod revocation;
mod secret_rotation;
mod step_up;

pub use world::{World, in_seconds};
