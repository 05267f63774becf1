//! Sends events of the audit log to `audit.webhook`: in their order, at least once, by one of the instances. Events wait in the
//! database, from the transaction of what they report until the receiver has them.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::random;
use super::services::Services;
use super::webhook_delivery::{self, Delivery};
use crate::domain::{Clock, RequestContext, Webhook, webhook_pause};
use crate::metrics::WebhookResult;
use crate::store::webhook_queue::WaitingEvent;
use crate::store::{Connection, StoreError, database_clock, webhook_queue, webhook_sender};

/// How often each instance looks for events that wait.
const POLL_PERIOD: Duration = Duration::from_secs(2);
/// How long an instance may send without saying so again: longer than a request and a slow database take together.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// How many events are sent until a changed configuration counts.
const MAX_AT_ONCE: u32 = 100;
/// How old an event becomes that the receiver does not accept.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(3);
/// How often in a row the receiver has failed before an event is given up, however old it is: more than an hour of pauses. Kaimu may
/// have been off for days, and start before the receiver.
const FAILURES_BEFORE_GIVING_UP: u32 = 10;

/// Says in the database whether `audit.webhook` is set, so that events are queued from now on or no more. Deletes the events that
/// wait if it is no longer set. Blocks the thread.
pub fn apply(services: &Services) -> Result<(), StoreError> {
    if services.policies.webhook.is_some() {
        return services.store.write_blocking(|connection| {
            if webhook_sender::turn_on(connection)? {
                // A transaction that began before the webhook was unset may have left some.
                while webhook_queue::delete_any(connection)? > 0 {}
            }
            Ok(())
        });
    }
    // A server with a role that may only read goes on to start.
    if services.store.read_blocking(webhook_sender::is_on)? {
        services.store.write_blocking(webhook_sender::turn_off)?;
        let mut count = 0;
        loop {
            match services.store.write_blocking(webhook_queue::delete_any)? {
                0 => break,
                deleted => count += deleted,
            }
        }
        if count > 0 {
            log::warn!(
                "audit.webhook is no longer set: {count} events that waited are not sent; the audit log has them"
            );
        }
    }
    Ok(())
}

/// Sends what waits, again and again. Never returns.
pub async fn run_sending(services: impl Fn() -> Arc<Services>, clock: Clock) {
    let instance = random::id(clock());
    let mut last = Sent::All;
    loop {
        if last != Sent::Part {
            tokio::time::sleep(POLL_PERIOD).await;
        }
        let services = services();
        let Some(webhook) = services.policies.webhook.clone() else {
            last = Sent::All;
            continue;
        };
        let sender = Sender { services: Arc::clone(&services), webhook, instance, clock: Arc::clone(&clock) };
        // A stopping server waits for it: an event that was sent should not be sent again.
        let sent = services.background.spawn(async move { sender.send_waiting().await }).await;
        match sent {
            Ok(Ok(sent)) => {
                if sent == Sent::IsOff && last != Sent::IsOff {
                    log::warn!(
                        "audit.webhook is off: an instance without it has started later; what happens now is not sent, and the audit \
                         log has it; set audit.webhook on every instance, and run `kaimu reload`"
                    );
                }
                last = sent;
            }
            Ok(Err(error)) => {
                last = Sent::All;
                let context = RequestContext { request_id: random::request_id(), address: None, now: clock() };
                services.failure_log.log_as(&context, "cannot send events to audit.webhook", &error);
            }
            Err(_) => last = Sent::All,
        }
    }
}

/// What one instance has sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// All that it may send now.
    All,
    /// [`MAX_AT_ONCE`].
    Part,
    /// Nothing: an instance without the webhook has turned it off. Only a start or a reload turns it on again, so that the one that
    /// started last decides. Else the old instances of a rolling update would undo what the new ones have done.
    IsOff,
}

/// One instance, while it sends.
struct Sender {
    services: Arc<Services>,
    webhook: Arc<Webhook>,
    instance: Uuid,
    clock: Clock,
}

/// An event that this instance may send now.
struct Turn {
    event: WaitingEvent,
    failures: u32,
    now: DateTime<Utc>,
}

impl Sender {
    /// Sends until nothing waits, the receiver fails, another instance sends, or the server stops.
    async fn send_waiting(&self) -> Result<Sent, StoreError> {
        let store = &self.services.store;
        let look = |connection: &mut Connection| {
            Ok::<_, StoreError>((webhook_sender::is_on(connection)?, webhook_queue::has_any(connection)?))
        };
        let (is_on, is_waiting) = store.read(look).await?;
        if !is_on {
            return Ok(Sent::IsOff);
        }
        if !is_waiting {
            return Ok(Sent::All);
        }
        let mut left = MAX_AT_ONCE;
        while left > 0 && !self.services.background.is_stopping() {
            let Some(turn) = self.next_turn().await? else { break };
            // No transaction is open meanwhile.
            let delivery =
                webhook_delivery::send(self.services.providers.http(), &self.webhook, &turn.event, turn.now).await;
            if !self.record(turn, delivery).await? {
                break;
            }
            left -= 1;
        }
        let instance = self.instance;
        store.write(move |connection| webhook_sender::release(connection, instance)).await?;
        Ok(if left == 0 { Sent::Part } else { Sent::All })
    }

    /// Claims the right to send, and reads the first event.
    async fn next_turn(&self) -> Result<Option<Turn>, StoreError> {
        let (instance, own_time) = (self.instance, (self.clock)());
        let work = move |connection: &mut Connection| {
            let now = database_clock::time_of_server(connection)?.unwrap_or(own_time);
            let Some(failures) = webhook_sender::claim(connection, instance, now, now + LEASE)? else {
                return Ok(None);
            };
            let event = webhook_queue::first(connection)?;
            Ok::<_, StoreError>(event.map(|event| Turn { event, failures, now }))
        };
        self.services.store.write(work).await
    }

    /// Records what became of an event, and returns whether to go on with the next.
    async fn record(&self, turn: Turn, delivery: Delivery) -> Result<bool, StoreError> {
        let metrics = &self.services.metrics().webhook;
        let (instance, event) = (self.instance, turn.event.record.id);
        let Turn { failures, now, .. } = turn;
        let result = match delivery {
            Delivery::Accepted => WebhookResult::Delivered,
            Delivery::Gone => WebhookResult::GivenUp,
            Delivery::Failed(why) => {
                metrics.count(WebhookResult::Failed);
                let failures = failures.saturating_add(1);
                let is_old = turn.event.waits_since < now - GIVE_UP_AFTER;
                if is_old && failures >= FAILURES_BEFORE_GIVING_UP {
                    return self.give_up(event, failures, now).await.map(|()| true);
                }
                return self.wait(failures, &why, now).await.map(|()| false);
            }
        };
        let work = move |connection: &mut Connection| {
            webhook_queue::delete(connection, event)?;
            if failures > 0 { webhook_sender::set_failures(connection, instance, 0, now) } else { Ok(()) }
        };
        self.services.store.write(work).await?;
        metrics.count(result);
        if result == WebhookResult::GivenUp {
            log::warn!(
                "audit.webhook: the receiver answered 410 (gone), so event {event} is given up; the audit log has it; if the \
                 receiver has moved, correct audit.webhook, and if nothing receives events any more, remove it"
            );
        } else if failures > 0 {
            log::info!("audit.webhook: the receiver accepts events again, after {failures} failed tries");
        }
        Ok(true)
    }

    /// Lets all events wait after a failure.
    async fn wait(&self, failures: u32, why: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (instance, pause) = (self.instance, webhook_pause(failures));
        let record = move |connection: &mut Connection| {
            webhook_sender::set_failures(connection, instance, failures, now + pause)
        };
        self.services.store.write(record).await?;
        let seconds = pause.num_seconds();
        log::warn!("audit.webhook: {why}; events wait, the next try is in {seconds} s (failed tries: {failures})");
        Ok(())
    }

    /// Goes on with the next event at once. If that fails, too, it waits as long as this one did.
    async fn give_up(&self, event: Uuid, failures: u32, now: DateTime<Utc>) -> Result<(), StoreError> {
        let instance = self.instance;
        let work = move |connection: &mut Connection| {
            webhook_queue::delete(connection, event)?;
            webhook_sender::set_failures(connection, instance, failures, now)
        };
        self.services.store.write(work).await?;
        self.services.metrics().webhook.count(WebhookResult::GivenUp);
        log::warn!(
            "audit.webhook: gave up event {event}, which the receiver has not accepted for three days; the audit log has it \
             (kaimu audit list)"
        );
        Ok(())
    }
}
