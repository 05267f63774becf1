//! Renders a sample of every page in every language, and compares some of them with snapshots.

mod account_pages;
mod application_pages;
mod languages;
mod pages;
