//! How the pages look in writing: every one has a sample, and every sample is held in every language.

mod account_pages;
mod languages;
mod pages;
