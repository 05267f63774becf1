//! A time since the start of the machine, which goes on while the process, or the machine, is suspended.

use std::ops::Add;
use std::time::Duration;

/// The time of `CLOCK_BOOTTIME`. A clock that stood still during a pause would let an old entry count after it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BootTime(pub Duration);

impl Add<Duration> for BootTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}
