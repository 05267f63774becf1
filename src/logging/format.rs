//! Writes a log line, as text or as a JSON object.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use env_logger::fmt::{ConfigurableFormat, Formatter};
use log::Record;
use log::kv::{Key, Value};
use serde_json::{Map, Number};

use super::request::current;
use crate::domain::LogFormat;

/// The fields that a message may have. Those of other crates are left out: nothing is known about what they contain.
const FIELDS: [&str; 8] = ["code", "provider", "user", "application", "method", "route", "status", "duration_ms"];

/// The log begins before the configuration is read: as text.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Sets how all following lines are written.
pub fn set_format(format: LogFormat) {
    IS_JSON.store(format == LogFormat::Json, Ordering::Relaxed);
}

/// Writes a line in the current format.
///
/// # Errors
/// If the log cannot be written.
pub fn write_line(buffer: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    if IS_JSON.load(Ordering::Relaxed) {
        let time = buffer.timestamp_millis().to_string();
        return writeln!(buffer, "{}", json_line(&time, record));
    }
    let (metadata, text) = (record.metadata().clone(), message(record));
    let mut line = Record::builder();
    line.metadata(metadata).module_path(record.module_path()).file(record.file()).line(record.line());
    ConfigurableFormat::default().format(buffer, &line.args(format_args!("{text}")).build())
}

/// The message, with the id of its request in front.
#[must_use]
pub fn message(record: &Record<'_>) -> String {
    let (text, ids) = (record.args(), current());
    match (ids, field(record, "request_id")) {
        (Some(ids), _) => match &ids.upstream {
            Some(upstream) => format!("request {} (upstream {upstream}): {text}", ids.own),
            None => format!("request {}: {text}", ids.own),
        },
        (None, Some(id)) => format!("request {}: {text}", id.as_str().unwrap_or_default()),
        (None, None) => text.to_string(),
    }
}

fn json_line(time: &str, record: &Record<'_>) -> serde_json::Value {
    let mut line = Map::new();
    let mut add = |name: &str, value: serde_json::Value| drop(line.insert(name.to_owned(), value));
    add("time", time.into());
    add("level", record.level().as_str().to_lowercase().into());
    add("target", record.target().into());
    add("message", record.args().to_string().into());
    match current() {
        Some(ids) => {
            add("request_id", ids.own.as_str().into());
            if let Some(upstream) = &ids.upstream {
                add("upstream_request_id", upstream.as_str().into());
            }
        }
        // A line outside of all middleware.
        None => {
            if let Some(id) = field(record, "request_id") {
                add("request_id", id);
            }
        }
    }
    for name in FIELDS {
        if let Some(value) = field(record, name) {
            add(name, value);
        }
    }
    line.into()
}

fn field(record: &Record<'_>, name: &str) -> Option<serde_json::Value> {
    // A field that does not apply is empty.
    record.key_values().get(Key::from(name)).map(|value| json(&value)).filter(|value| *value != "")
}

fn json(value: &Value<'_>) -> serde_json::Value {
    match value.to_u64() {
        Some(number) => Number::from(number).into(),
        None => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RequestId, UpstreamRequestId};
    use crate::logging::{RequestIds, carried, carried_to_thread, within_request};

    fn ids() -> RequestIds {
        RequestIds { own: RequestId::from_random([1; 8]), upstream: UpstreamRequestId::of_request("proxy-7") }
    }

    fn record<T>(read: impl FnOnce(&Record<'_>) -> T) -> T {
        let fields = [("code", Value::from("state.missing")), ("duration_ms", 12_u64.into()), ("cookie", "x".into())];
        let mut builder = Record::builder();
        builder.level(log::Level::Warn).target("kaimu::http").key_values(&fields);
        read(&builder.args(format_args!("a \"text\"\nand a line")).build())
    }

    #[test]
    fn a_line_without_a_request_has_no_request_id() {
        let line = record(|record| json_line("2026-11-30T05:00:00.000Z", record)).to_string();
        let expected = r#"{"code":"state.missing","duration_ms":12,"level":"warn","message":"a \"text\"\nand a line","target":"kaimu::http","time":"2026-11-30T05:00:00.000Z"}"#;
        assert_eq!(line, expected, "one line, and no field that is unknown");
        assert_eq!(record(message), "a \"text\"\nand a line");
    }

    #[tokio::test]
    async fn all_lines_of_a_request_have_its_ids_also_in_other_tasks_and_threads() {
        let text = || record(message);
        let expected = "request 0101010101010101 (upstream proxy-7): a \"text\"\nand a line";
        within_request(ids(), async {
            assert_eq!(text(), expected);
            let line = record(|record| json_line("", record));
            assert_eq!(line["request_id"], "0101010101010101");
            assert_eq!(line["upstream_request_id"], "proxy-7");
            assert_eq!(tokio::spawn(carried(async move { text() })).await.unwrap(), expected);
            let thread = std::thread::spawn(carried_to_thread(text));
            assert_eq!(thread.join().unwrap(), expected);
        })
        .await;
        assert_ne!(text(), expected, "the request is over");
    }
}
