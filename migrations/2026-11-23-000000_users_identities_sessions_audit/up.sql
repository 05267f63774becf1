-- Portable SQL: it runs on Postgres and on SQLite. UUIDs are text, times are UTC milliseconds, hashes are hexadecimal.

CREATE TABLE users (
    id           TEXT PRIMARY KEY NOT NULL,
    username     TEXT NOT NULL UNIQUE,
    email        TEXT,
    email_key    TEXT UNIQUE, -- the address with ASCII case folded; null exactly when email is
    display_name TEXT,
    avatar_url   TEXT,
    created_at   BIGINT NOT NULL
);

CREATE TABLE identities (
    id             TEXT PRIMARY KEY NOT NULL,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider       TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    email          TEXT, -- as the provider claims it: for display only, never used to find a user
    email_verified BOOLEAN NOT NULL,
    linked_at      BIGINT NOT NULL,
    last_used_at   BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX identities_user_id ON identities (user_id);

CREATE TABLE sessions (
    id           TEXT PRIMARY KEY NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider     TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_signed_in_at ON sessions (signed_in_at);
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);

-- One row for each redeemed state, kept for an hour. The unique key prevents another instance from redeeming it again.
CREATE TABLE completed_sign_ins (
    state_hash   TEXT PRIMARY KEY NOT NULL,
    completed_at BIGINT NOT NULL
);

-- user_id has no foreign key: entries must remain after the user is deleted.
CREATE TABLE audit_events (
    id          TEXT PRIMARY KEY NOT NULL,
    occurred_at BIGINT NOT NULL,
    action      TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    provider    TEXT NOT NULL,
    user_id     TEXT,
    address     TEXT,
    request_id  TEXT NOT NULL
);
CREATE INDEX audit_events_occurred_at ON audit_events (occurred_at);
CREATE INDEX audit_events_user_id ON audit_events (user_id);
