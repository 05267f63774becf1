-- The audit events that wait for `audit.webhook`, in the order in which they are sent. An event that is no longer in the audit log
-- is not sent. The database numbers the rows, which differs between the two kinds.
CREATE TABLE webhook_queue (
    position    INTEGER PRIMARY KEY NOT NULL,
    event_id    TEXT NOT NULL UNIQUE REFERENCES audit_events (id) ON DELETE CASCADE,
    occurred_at BIGINT NOT NULL -- as in audit_events
);

-- One row while `audit.webhook` is set: which instance sends until when, and when it tries again after failures.
CREATE TABLE webhook_sender (
    id         BIGINT PRIMARY KEY NOT NULL,
    holder     TEXT, -- the instance that sends
    held_until BIGINT NOT NULL,
    failures   BIGINT NOT NULL, -- of the first event that waits
    retry_at   BIGINT NOT NULL
);
