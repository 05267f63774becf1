//! Nobody gets another person's account.

mod issuer_changes;
mod owners;
