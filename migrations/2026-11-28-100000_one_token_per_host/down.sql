-- Every session ends here, too.
ALTER TABLE waiting_links DROP COLUMN proven_email;
DROP TABLE rechecks;
DROP TABLE provider_sessions;
DROP TABLE hand_over_tickets;
DROP TABLE session_tokens;
DROP TABLE sessions;

CREATE TABLE sessions (
    id               TEXT PRIMARY KEY NOT NULL,
    token_hash       TEXT NOT NULL UNIQUE,
    user_id          TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider         TEXT NOT NULL,
    signed_in_at     BIGINT NOT NULL,
    last_seen_at     BIGINT NOT NULL,
    user_agent       TEXT,
    address          TEXT,
    authenticated_at BIGINT,
    also_user_id     TEXT,
    also_shown_at    BIGINT,
    provider_groups  TEXT
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_signed_in_at ON sessions (signed_in_at);
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);

CREATE TABLE provider_sessions (
    session_id TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issuer     TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    sid        TEXT,
    id_token   TEXT
);
CREATE INDEX provider_sessions_subject ON provider_sessions (issuer, subject);
CREATE INDEX provider_sessions_sid ON provider_sessions (issuer, sid);

CREATE TABLE rechecks (
    session_id           TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    refresh_token        TEXT,
    access_token         TEXT,
    access_token_ends_at BIGINT,
    nonce_hash           TEXT NOT NULL,
    authenticated_at     BIGINT,
    confirmed_at         BIGINT NOT NULL,
    asked_at             BIGINT NOT NULL,
    unanswered_since     BIGINT
);
