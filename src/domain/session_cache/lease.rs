//! The proof that no end of a session was missed, and until when it counts.

use std::time::Duration;

use super::boot_time::BootTime;

/// How long after its heartbeat was sent a lease counts: an end takes effect everywhere within this time.
pub const LEASE: Duration = Duration::from_secs(1);

/// Renewed by heartbeats. A heartbeat that comes back proves that everything was heard that ended before it was sent.
#[derive(Debug, Default)]
pub(super) struct Lease {
    /// The number of the last heartbeat. None is used twice.
    last: u64,
    /// When the last heartbeat was sent.
    sent_at: Option<BootTime>,
    until: Option<BootTime>,
}

impl Lease {
    /// A heartbeat is going to be sent. Returns its number.
    pub(super) fn send(&mut self, now: BootTime) -> u64 {
        self.last += 1;
        self.sent_at = Some(now);
        self.last
    }

    /// A heartbeat came back. Only the last one counts.
    pub(super) fn renew(&mut self, number: u64) {
        if number == self.last {
            // From when it was sent: what ended later may be on its way.
            self.until = self.sent_at.map(|sent_at| sent_at + LEASE);
        }
    }

    /// Ends the lease. A heartbeat that is under way renews it no more.
    pub(super) fn end(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }

    pub(super) fn holds(&self, now: BootTime) -> bool {
        self.until.is_some_and(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_counts_from_when_its_heartbeat_was_sent() {
        let at = |milliseconds| BootTime(Duration::from_millis(milliseconds));
        let mut lease = Lease::default();
        assert!(!lease.holds(at(0)));
        let first = lease.send(at(100));
        assert!(!lease.holds(at(100)));
        lease.renew(first);
        assert!(lease.holds(at(1099)) && !lease.holds(at(1100)));
        let second = lease.send(at(2000));
        lease.renew(first);
        assert!(!lease.holds(at(2000)), "an earlier heartbeat proves nothing about now");
        lease.renew(second);
        assert!(lease.holds(at(2999)));
        lease.end();
        lease.renew(second);
        assert!(!lease.holds(at(2000)));
        assert_ne!(lease.send(at(2000)), second);
    }
}
