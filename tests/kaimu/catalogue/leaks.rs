//! Secrets do not leak. [`crate::secrets`] watches every test that starts Kaimu, and these cases provoke leaks.

mod database;
mod garbage;
mod log_and_pages;
