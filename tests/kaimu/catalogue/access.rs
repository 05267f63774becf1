//! Who is kept out although they have an account at the provider.

mod groups;
mod strength;
