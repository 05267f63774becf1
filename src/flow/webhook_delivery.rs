//! Sends one event to `audit.webhook` (Standard Webhooks 1.0.0): its body, its headers, and what the answer means.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{AuditEvent, Refusal, Webhook, error_chain};
use crate::oidc::HttpClient;
use crate::store::webhook_queue::WaitingEvent;

/// What became of an event.
#[derive(Debug)]
pub(super) enum Delivery {
    /// The receiver has it.
    Accepted,
    /// The receiver wants no more events.
    Gone,
    /// It has to be sent again: what happened, the likely cause, and what to do.
    Failed(String),
}

/// Sends an event once.
pub(super) async fn send(http: &HttpClient, webhook: &Webhook, event: &WaitingEvent, now: DateTime<Utc>) -> Delivery {
    let Ok(body) = serde_json::to_vec(&Payload::new(event)) else {
        return Delivery::Failed("the event cannot be written as JSON".to_owned());
    };
    // The same at each try, so that the receiver can drop repetitions.
    let id = event.record.id.to_string();
    let signature = webhook.secrets.signature(&id, now, &body);
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", id.as_str()),
        ("webhook-timestamp", &now.timestamp().to_string()),
        ("webhook-signature", &signature),
    ];
    match http.post(&webhook.url, &headers, body).await {
        Ok(200..=299) => Delivery::Accepted,
        Ok(410) => Delivery::Gone,
        Ok(status) => Delivery::Failed(format!("the receiver answered {status}: {}", advice(status))),
        Err(error) => {
            let why = error_chain(&error);
            Delivery::Failed(format!("no answer: {why}; check that the receiver runs, and the network to it"))
        }
    }
}

fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "Kaimu follows no redirect; set audit.webhook to the URL that it leads to",
        400 | 401 | 403 => {
            "it may have another secret, or a clock that is wrong; compare audit.webhook_secrets with its own, and look at its log"
        }
        404 | 405 => "it may have another path; correct audit.webhook",
        413 | 429 => "it takes no more at the moment; look at its limits",
        _ => "it has failed; look at its log",
    }
}

/// The body of a request.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "type")]
    kind: String,
    timestamp: String,
    data: PayloadData<'a>,
}

#[derive(Serialize)]
struct PayloadData<'a> {
    action: &'a str,
    /// The code of a refusal.
    code: Option<&'a str>,
    provider: &'a str,
    user: Option<PayloadUser<'a>>,
    address: Option<&'a str>,
    device: Option<&'a str>,
    application: Option<&'a str>,
    request: &'a str,
}

/// A user who was deleted meanwhile has only an id.
#[derive(Serialize)]
struct PayloadUser<'a> {
    id: String,
    username: Option<&'a str>,
    name: Option<&'a str>,
    email: Option<&'a str>,
}

impl<'a> Payload<'a> {
    fn new(event: &'a WaitingEvent) -> Self {
        let WaitingEvent { record, email, display_name, .. } = event;
        let outcome = if (record.action.as_str(), record.outcome.as_str()) == AuditEvent::SignedIn.names() {
            "new_device"
        } else if record.outcome == "succeeded" {
            "succeeded"
        } else {
            "refused"
        };
        let user = record.user.map(|id| PayloadUser {
            id: id.to_string(),
            username: record.username.as_deref(),
            name: display_name.as_deref(),
            email: email.as_deref(),
        });
        Self {
            kind: format!("{}.{outcome}", record.action),
            timestamp: record.occurred_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            data: PayloadData {
                action: &record.action,
                code: Refusal::from_code(&record.outcome).map(Refusal::code),
                provider: &record.provider,
                user,
                address: record.address.as_deref(),
                device: record.device.as_deref(),
                application: record.application.as_deref(),
                request: &record.request_id,
            },
        }
    }
}
