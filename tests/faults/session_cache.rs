//! What "ended" means, for any interleaving: two instances with the session cache of Kaimu, their clock and the channel between
//! them in the hands of the test. Instances pause, connections are lost, and commits and reads take any time.

use std::time::Duration;

use kaimu::domain::{
    BootTime, EntryProof, LEASE, PresentedToken, ReadTicket, SecretHash, SessionCache, SessionChanges, SessionOwner,
    UserId,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

const SESSIONS: usize = 3;
const STEPS: usize = 150;

/// A step of an instance, or of the time.
#[derive(Debug, Clone, Copy)]
enum Step {
    Wait(u64),
    /// A request asks for a session.
    Check(usize, usize),
    /// A request reads a session from the database, in three parts.
    BeginRead(usize, usize),
    Read(usize),
    EndRead(usize),
    /// A transaction ends a session, in three parts.
    BeginCommit(usize, usize),
    Commit(usize),
    EndCommit(usize),
    /// A heartbeat is sent, and reaches the database.
    SendHeartbeat(usize),
    CommitHeartbeat(usize),
    /// So many messages of the channel arrive.
    Deliver(usize, usize),
    /// The connection is lost, which the instance may notice.
    Lose(usize),
    Notice(usize),
    Listen(usize),
}

/// What the database sends, in the order of the commits.
#[derive(Debug, Clone, Copy)]
enum Message {
    Ended(usize),
    Heartbeat(usize, u64),
}

struct Instance {
    cache: SessionCache<usize>,
    /// Of the last check that found each session.
    proofs: [Option<EntryProof>; SESSIONS],
    /// The next message that its connection brings; `None` if that is lost.
    next: Option<usize>,
    read: Option<(usize, ReadTicket, Option<bool>)>,
    commit: Option<(usize, bool)>,
    heartbeat: Option<u64>,
}

struct World {
    now: BootTime,
    /// When each session ended, and which instance ended it.
    ended: [Option<(BootTime, usize)>; SESSIONS],
    messages: Vec<Message>,
    instances: [Instance; 2],
}

fn token(session: usize) -> PresentedToken {
    PresentedToken { hash: SecretHash::of(&session.to_string()), host: "kaimu.test".to_owned() }
}

fn owner(session: usize) -> SessionOwner {
    SessionOwner { session: Uuid::from_u128(session as u128), user: UserId(Uuid::nil()) }
}

fn changes(session: usize) -> SessionChanges {
    SessionChanges::of_session(owner(session).session)
}

impl World {
    fn new() -> Self {
        let instance = || Instance {
            cache: SessionCache::default(),
            proofs: [None; SESSIONS],
            next: None,
            read: None,
            commit: None,
            heartbeat: None,
        };
        Self {
            now: BootTime(Duration::from_secs(1000)),
            ended: [None; SESSIONS],
            messages: Vec::new(),
            instances: [instance(), instance()],
        }
    }

    fn run(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Wait(milliseconds) => self.now = self.now + Duration::from_millis(milliseconds),
            Step::Check(by, session) => self.check(by, session)?,
            Step::BeginRead(by, session) => {
                let ticket = self.instances[by].cache.begin_read(self.now);
                self.instances[by].read = Some((session, ticket, None));
            }
            Step::Read(by) => {
                if let Some((session, _, is_living @ None)) = &mut self.instances[by].read {
                    *is_living = Some(self.ended[*session].is_none());
                }
            }
            Step::EndRead(by) => {
                if let Some((session, ticket, Some(true))) = self.instances[by].read.take() {
                    self.instances[by].cache.store(ticket, &token(session), owner(session), session, 1);
                }
            }
            Step::BeginCommit(by, session) if self.instances[by].commit.is_none() => {
                self.instances[by].cache.begin_commit(&changes(session));
                self.instances[by].commit = Some((session, false));
            }
            Step::BeginCommit(..) => {}
            Step::Commit(by) => {
                if let Some((session, is_committed @ false)) = &mut self.instances[by].commit {
                    *is_committed = true;
                    self.ended[*session].get_or_insert((self.now, by));
                    self.messages.push(Message::Ended(*session));
                }
            }
            // A commit that never reaches the database fails.
            Step::EndCommit(by) => {
                if self.instances[by].commit.take().is_some() {
                    self.instances[by].cache.end_commit();
                }
            }
            Step::SendHeartbeat(by) => {
                self.instances[by].heartbeat = Some(self.instances[by].cache.send_heartbeat(self.now));
            }
            Step::CommitHeartbeat(by) => {
                if let (Some(number), Some(_)) = (self.instances[by].heartbeat.take(), self.instances[by].next) {
                    self.messages.push(Message::Heartbeat(by, number));
                }
            }
            Step::Deliver(by, count) => self.deliver(by, count),
            Step::Lose(by) => self.instances[by].next = None,
            Step::Notice(by) => {
                self.instances[by].next = None;
                self.instances[by].cache.stop_listening();
            }
            Step::Listen(by) => {
                self.instances[by].next = Some(self.messages.len());
                self.instances[by].cache.begin_listening();
            }
        }
        Ok(())
    }

    /// An ended session is over at once where it was ended, and everywhere one second later.
    fn check(&mut self, by: usize, session: usize) -> Result<(), TestCaseError> {
        let Instance { cache, proofs, .. } = &mut self.instances[by];
        let is_proven = proofs[session].is_some_and(|proof| cache.proves(proof, self.now));
        let found = cache.find(&token(session), self.now);
        if let Some((found, proof)) = found {
            prop_assert_eq!(found, session);
            proofs[session] = Some(proof);
        }
        if let (true, Some((ended_at, ended_by))) = (found.is_some() || is_proven, self.ended[session]) {
            prop_assert_ne!(by, ended_by, "the instance that has ended session {}", session);
            prop_assert!(self.now <= ended_at + LEASE, "session {session} ended at {ended_at:?}, now {:?}", self.now);
        }
        Ok(())
    }

    fn deliver(&mut self, to: usize, count: usize) {
        let Instance { cache, next: Some(next), .. } = &mut self.instances[to] else { return };
        for message in self.messages.iter().skip(*next).take(count) {
            *next += 1;
            match *message {
                Message::Ended(session) => cache.hear(&changes(session)),
                Message::Heartbeat(by, number) if by == to => cache.hear_heartbeat(number),
                Message::Heartbeat(..) => {}
            }
        }
    }
}

/// One step, or several that belong together and that nothing interrupts.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (by, session) = (0..2_usize, 0..SESSIONS);
    let both = move || (by.clone(), session.clone());
    let one = |step: fn(usize) -> Step| (0..2_usize).prop_map(move |by| vec![step(by)]);
    prop_oneof![
        4 => both().prop_map(|(by, session)| vec![Step::Check(by, session)]),
        3 => prop_oneof![1..300_u64, Just(1001_u64)].prop_map(|time| vec![Step::Wait(time)]),
        3 => both().prop_map(|(by, session)| {
            vec![Step::BeginRead(by, session), Step::Read(by), Step::EndRead(by)]
        }),
        2 => both().prop_map(|(by, session)| vec![Step::BeginRead(by, session), Step::Read(by)]),
        1 => both().prop_map(|(by, session)| vec![Step::BeginRead(by, session)]),
        1 => one(Step::Read),
        2 => one(Step::EndRead),
        1 => both().prop_map(|(by, session)| {
            vec![Step::BeginCommit(by, session), Step::Commit(by), Step::EndCommit(by)]
        }),
        1 => both().prop_map(|(by, session)| vec![Step::BeginCommit(by, session)]),
        1 => one(Step::Commit),
        1 => one(Step::EndCommit),
        5 => (0..2_usize).prop_map(|by| {
            vec![Step::SendHeartbeat(by), Step::CommitHeartbeat(by), Step::Deliver(by, usize::MAX)]
        }),
        1 => one(Step::SendHeartbeat),
        1 => one(Step::CommitHeartbeat),
        2 => (0..2_usize, 1..4_usize).prop_map(|(by, count)| vec![Step::Deliver(by, count)]),
        1 => one(Step::Lose),
        1 => one(Step::Notice),
        2 => one(Step::Listen),
    ]
}

#[test]
fn an_ended_session_is_over_at_once_where_it_ended_and_everywhere_within_a_second() {
    let usual = Config::default();
    let config = Config { cases: usual.cases * 16, failure_persistence: None, ..usual };
    let interleavings = proptest::collection::vec(steps(), 1..STEPS);
    let held = TestRunner::new(config).run(&interleavings, |interleaving| {
        let mut world = World::new();
        [0, 1].into_iter().try_for_each(|by| world.run(Step::Listen(by)))?;
        interleaving.into_iter().flatten().try_for_each(|step| world.run(step))
    });
    held.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Without this, a cache that never answers would hold all of the above.
#[test]
fn a_living_session_is_answered_from_memory_while_there_is_a_lease() {
    let mut world = World::new();
    for step in [
        Step::Listen(0),
        Step::SendHeartbeat(0),
        Step::CommitHeartbeat(0),
        Step::Deliver(0, 1),
        Step::BeginRead(0, 1),
        Step::Read(0),
        Step::EndRead(0),
        Step::Wait(999),
    ] {
        world.run(step).unwrap();
    }
    assert!(world.instances[0].cache.find(&token(1), world.now).is_some());
}
