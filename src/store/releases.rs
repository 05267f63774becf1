//! The released versions, each with the migrations of its database.

/// A released version of Kaimu.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    /// Its number, such as `0.1.0`.
    pub version: &'static str,
    /// The last migration that its database has, as Diesel keeps it.
    pub last_migration: &'static str,
}

/// All releases, oldest first. A test compares them with the dumps in `tests/upgrades`.
pub const RELEASES: &[Release] = &[Release { version: "0.1.0", last_migration: "20261201200000" }];

/// The migrations after 0.1.0 whose `down.sql` loses nothing that anyone would miss after a downgrade: it drops an index, or what can
/// be made again. Every other one is never reverted.
pub(super) const REVERTIBLE: &[&str] = &[];

/// The release with this version.
#[must_use]
pub fn find(version: &str) -> Option<&'static Release> {
    RELEASES.iter().find(|release| release.version == version)
}
