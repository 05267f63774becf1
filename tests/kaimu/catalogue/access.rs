//! Users that Kaimu refuses although the provider has signed them in.

mod groups;
mod removed_providers;
mod strength;
