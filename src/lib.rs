//! Kaimu: the front door of a self-hosted application, by OpenID Connect.
pub mod domain;
