//! The living sessions that are kept in memory, so that a check needs no database.
//!
//! An entry counts only while it is proven that no end was missed (the [`Lease`]). The clock and everything that is heard of
//! the database are arguments. `docs/decisions/0021-living-sessions-in-memory.md` has the reasons.

mod boot_time;
mod changes;
mod lease;
mod session_owner;

pub use boot_time::BootTime;
pub use changes::SessionChanges;
pub use lease::LEASE;
pub use session_owner::SessionOwner;

use std::collections::HashMap;
use std::time::Duration;

use self::lease::Lease;
use super::presented_token::PresentedToken;

/// How long an entry counts, whatever is heard: a limit for what no trigger of the database reports.
const MAX_LIFE: Duration = Duration::from_mins(1);
/// How many bytes all entries have at most. One with few groups has about 1 KiB.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// What an entry has besides its value, about.
const ENTRY_BYTES: usize = 256;

/// What is known of living sessions, by their tokens. A token counts on its own host alone.
#[derive(Debug)]
pub struct SessionCache<T> {
    /// The entries that were stored last. When they have half of the bytes that all may have, they replace the older ones.
    recent: HashMap<PresentedToken, SessionEntry<T>>,
    /// How many bytes were stored into them, also of entries that have gone since.
    recent_bytes: usize,
    older: HashMap<PresentedToken, SessionEntry<T>>,
    /// Moves with everything that ends entries.
    generation: u64,
    /// How many transactions of this process are being committed that end sessions.
    committing: usize,
    lease: Lease,
}

#[derive(Debug)]
struct SessionEntry<T> {
    owner: SessionOwner,
    read_at: BootTime,
    value: T,
}

/// A read of the database that began at some time. What it finds may be kept unless something has ended since.
#[derive(Debug, Clone, Copy)]
pub struct ReadTicket {
    generation: u64,
    begun_at: BootTime,
}

/// That an entry counts. It can be asked again whether it still does, without looking for the entry.
#[derive(Debug, Clone, Copy)]
pub struct EntryProof {
    generation: u64,
    read_at: BootTime,
}

impl<T: Clone> SessionCache<T> {
    /// What is known of the session of this token; `None` if only the database can tell.
    #[must_use]
    pub fn find(&self, token: &PresentedToken, now: BootTime) -> Option<(T, EntryProof)> {
        let entry = self.recent.get(token).or_else(|| self.older.get(token))?;
        let proof = self.proof(entry.read_at);
        self.proves(proof, now).then(|| (entry.value.clone(), proof))
    }

    /// Whether the entry of this proof still counts. Any end is taken for its own.
    #[must_use]
    pub fn proves(&self, proof: EntryProof, now: BootTime) -> bool {
        // check: no answer without a lease
        let has_lease = self.lease.holds(now);
        // check: no answer by a proof from before an end
        let is_current = proof.generation == self.generation;
        has_lease && is_current && now < proof.read_at + MAX_LIFE
    }

    fn proof(&self, read_at: BootTime) -> EntryProof {
        EntryProof { generation: self.generation, read_at }
    }

    /// A read of the database begins.
    #[must_use]
    pub fn begin_read(&self, now: BootTime) -> ReadTicket {
        ReadTicket { generation: self.generation, begun_at: now }
    }

    /// Keeps what a read has found, a value of so many bytes, unless something has ended since it began.
    pub fn store(
        &mut self,
        ticket: ReadTicket,
        token: &PresentedToken,
        owner: SessionOwner,
        value: T,
        bytes: usize,
    ) -> Option<EntryProof> {
        // check: nothing is kept that may have ended since it was read
        if ticket.generation != self.generation || self.committing > 0 {
            return None;
        }
        let bytes = bytes + ENTRY_BYTES;
        if self.recent_bytes + bytes > MAX_BYTES / 2 {
            self.older = std::mem::take(&mut self.recent);
            self.recent_bytes = 0;
        }
        self.recent_bytes += bytes;
        self.recent.insert(token.clone(), SessionEntry { owner, read_at: ticket.begun_at, value });
        Some(self.proof(ticket.begun_at))
    }

    /// A transaction of this process is going to be committed. What it changes no longer counts, and nothing is kept until
    /// [`SessionCache::end_commit`].
    pub fn begin_commit(&mut self, changes: &SessionChanges) {
        self.committing += 1;
        self.remove(changes);
    }

    /// The commit has succeeded or failed.
    pub fn end_commit(&mut self) {
        self.committing -= 1;
        self.generation += 1;
    }

    /// The database says that this has changed.
    pub fn hear(&mut self, changes: &SessionChanges) {
        self.remove(changes);
    }

    /// From now on, everything that ends is heard. What ended before may have been missed.
    pub fn begin_listening(&mut self) {
        self.lease.end();
        // check: the cache is empty when it begins to listen
        self.remove(&SessionChanges::everything());
    }

    /// A heartbeat is going to be sent, with this number. All that ends is heard in the order of its commits, so that the
    /// heartbeat, when it comes back, proves that nothing before it is missing.
    pub fn send_heartbeat(&mut self, now: BootTime) -> u64 {
        self.lease.send(now)
    }

    /// The heartbeat with this number came back.
    pub fn hear_heartbeat(&mut self, number: u64) {
        self.lease.renew(number);
    }

    /// Whether entries count.
    #[must_use]
    pub fn has_lease(&self, now: BootTime) -> bool {
        self.lease.holds(now)
    }

    /// Nothing is heard any more.
    pub fn stop_listening(&mut self) {
        self.lease.end();
    }

    fn remove(&mut self, changes: &SessionChanges) {
        self.generation += 1;
        for entries in [&mut self.recent, &mut self.older] {
            entries.retain(|_, entry| !changes.contain(entry.owner));
        }
    }
}

impl<T> Default for SessionCache<T> {
    fn default() -> Self {
        Self {
            recent: HashMap::new(),
            recent_bytes: 0,
            older: HashMap::new(),
            generation: 0,
            committing: 0,
            lease: Lease::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{SecretHash, UserId};

    const BYTES: usize = 10_000;

    fn token(number: usize) -> PresentedToken {
        PresentedToken { hash: SecretHash::of(&number.to_string()), host: "kaimu.test".to_owned() }
    }

    fn owner(number: u128) -> SessionOwner {
        SessionOwner { session: Uuid::from_u128(number), user: UserId(Uuid::from_u128(1000 + number)) }
    }

    fn at(milliseconds: u64) -> BootTime {
        BootTime(Duration::from_millis(milliseconds))
    }

    fn listening() -> SessionCache<u128> {
        let mut cache = SessionCache::default();
        cache.begin_listening();
        renew(&mut cache, at(0));
        cache
    }

    fn renew(cache: &mut SessionCache<u128>, now: BootTime) {
        let number = cache.send_heartbeat(now);
        cache.hear_heartbeat(number);
    }

    fn find(cache: &SessionCache<u128>, number: usize, now: BootTime) -> Option<u128> {
        cache.find(&token(number), now).map(|(value, _)| value)
    }

    fn keep(cache: &mut SessionCache<u128>, number: u128, now: BootTime) {
        let ticket = cache.begin_read(now);
        cache.store(ticket, &token(usize::try_from(number).unwrap()), owner(number), number, BYTES);
    }

    #[test]
    fn an_entry_counts_for_its_token_and_host_while_there_is_a_lease_and_for_a_minute() {
        let mut cache = listening();
        keep(&mut cache, 1, at(0));
        assert_eq!(find(&cache, 1, at(999)), Some(1));
        assert_eq!(find(&cache, 1, at(1000)), None, "the lease is over");
        assert_eq!(find(&cache, 2, at(0)), None);
        let elsewhere = PresentedToken { host: "api.kaimu.test".to_owned(), ..token(1) };
        assert!(cache.find(&elsewhere, at(0)).is_none());
        renew(&mut cache, at(59_500));
        assert_eq!(find(&cache, 1, at(59_999)), Some(1));
        assert_eq!(find(&cache, 1, at(60_000)), None);
    }

    #[test]
    fn what_ends_moves_the_entries_of_its_session_or_user_alone() {
        let mut cache = listening();
        (1..=3).for_each(|number| keep(&mut cache, number, at(0)));
        let mut changes = SessionChanges::default();
        changes.add(&format!("s{}", owner(1).session));
        changes.add(&format!("u{}", owner(2).user));
        cache.hear(&changes);
        assert_eq!([1, 2, 3].map(|number| find(&cache, number, at(1))), [None, None, Some(3)]);
        cache.hear(&SessionChanges::everything());
        assert_eq!(find(&cache, 3, at(1)), None);
    }

    #[test]
    fn a_proof_counts_as_long_as_its_entry_and_until_something_ends() {
        let mut cache = listening();
        keep(&mut cache, 1, at(0));
        let (_, proof) = cache.find(&token(1), at(0)).unwrap();
        assert!(cache.proves(proof, at(999)) && !cache.proves(proof, at(1000)), "the lease is over");
        renew(&mut cache, at(59_500));
        assert!(cache.proves(proof, at(59_999)) && !cache.proves(proof, at(60_000)));
        let changes = SessionChanges::of_session(owner(2).session);
        let end: [fn(&mut SessionCache<u128>, &SessionChanges); 2] =
            [|cache, changes| cache.hear(changes), |cache, changes| cache.begin_commit(changes)];
        for end in end {
            let (_, proof) = cache.find(&token(1), at(59_500)).unwrap();
            end(&mut cache, &changes);
            assert!(!cache.proves(proof, at(59_500)), "the end of another session");
        }
        let (_, proof) = cache.find(&token(1), at(59_500)).unwrap();
        cache.end_commit();
        assert!(!cache.proves(proof, at(59_500)), "the end of a commit");
        let (_, proof) = cache.find(&token(1), at(59_500)).unwrap();
        cache.begin_listening();
        renew(&mut cache, at(59_500));
        assert!(!cache.proves(proof, at(59_500)), "what ended may have been missed");
    }

    #[test]
    fn nothing_is_kept_that_was_read_before_an_end_or_during_a_commit() {
        let mut cache = listening();
        let changes = SessionChanges::default();
        let before = cache.begin_read(at(0));
        cache.begin_commit(&changes);
        let during = cache.begin_read(at(0));
        cache.store(during, &token(1), owner(1), 1, BYTES);
        cache.end_commit();
        cache.store(before, &token(1), owner(1), 1, BYTES);
        cache.store(during, &token(1), owner(1), 1, BYTES);
        assert_eq!(find(&cache, 1, at(0)), None);
        keep(&mut cache, 1, at(0));
        assert_eq!(find(&cache, 1, at(0)), Some(1));
    }

    #[test]
    fn the_bytes_of_all_entries_are_limited_and_the_last_ones_stay() {
        let mut cache = listening();
        let most = MAX_BYTES / BYTES;
        let count = 3 * most;
        (0..count).for_each(|number| keep(&mut cache, number as u128, at(0)));
        assert!(cache.recent.len() + cache.older.len() <= most);
        assert!((count - most / 3..count).all(|number| find(&cache, number, at(0)).is_some()));
    }
}
