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
    let mut is_more = false;
    loop {
        if !std::mem::take(&mut is_more) {
            tokio::time::sleep(POLL_PERIOD).await;
        }
        let services = services();
        let Some(webhook) = services.policies.webhook.clone() else { continue };
        let sender = Sender { services: Arc::clone(&services), webhook, instance, clock: Arc::clone(&clock) };
        // A stopping server waits for it: an event that was sent should not be sent again.
        let sent = services.background.spawn(async move { sender.send_waiting().await }).await;
        match sent {
            Ok(Ok(more)) => is_more = more,
            Ok(Err(error)) => {
                let context = RequestContext { request_id: random::request_id(), address: None, now: clock() };
                services.failure_log.log_as(&context, "cannot send events to audit.webhook", &error);
            }
            Err(_) => {}
        }
    }
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
    /// Sends until nothing waits, the receiver fails, another instance sends, or the server stops. Returns whether it has stopped
    /// before that, after [`MAX_AT_ONCE`].
    async fn send_waiting(&self) -> Result<bool, StoreError> {
        let store = &self.services.store;
        let look = |connection: &mut Connection| {
            Ok::<_, StoreError>((webhook_sender::is_on(connection)?, webhook_queue::has_any(connection)?))
        };
        let (is_on, is_waiting) = store.read(look).await?;
        if !is_on {
            store.write(webhook_sender::turn_on).await?;
            log::warn!(
                "audit.webhook is on again: an instance without it has turned it off; what happened since then is not sent, and \
                 the audit log has it; set audit.webhook on every instance, or on none"
            );
        }
        if !is_waiting {
            return Ok(false);
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
        Ok(left == 0)
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
                metrics.count(WebhookResult::Failed, 1);
                return self.wait(failures.saturating_add(1), &why, now).await.map(|()| false);
            }
        };
        metrics.count(result, 1);
        let work = move |connection: &mut Connection| {
            webhook_queue::delete(connection, event)?;
            if failures > 0 { webhook_sender::set_failures(connection, instance, 0, now) } else { Ok(()) }
        };
        self.services.store.write(work).await?;
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

    /// Lets all events wait after a failure, and gives up those that have become too old.
    async fn wait(&self, failures: u32, why: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (instance, pause) = (self.instance, webhook_pause(failures));
        let store = &self.services.store;
        store
            .write(move |connection| webhook_sender::set_failures(connection, instance, failures, now + pause))
            .await?;
        let seconds = pause.num_seconds();
        log::warn!("audit.webhook: {why}; events wait, the next try is in {seconds} s (failed tries: {failures})");
        let mut given_up = 0;
        loop {
            match store
                .write(move |connection| webhook_queue::delete_older_than(connection, now - GIVE_UP_AFTER))
                .await?
            {
                0 => break,
                deleted => given_up += deleted,
            }
        }
        if given_up > 0 {
            self.services.metrics().webhook.count(WebhookResult::GivenUp, given_up);
            log::warn!(
                "audit.webhook: gave up {given_up} events that the receiver has not accepted for three days; the audit log has \
                 them (kaimu audit list)"
            );
        }
        Ok(())
    }
}
