-- The upstream session of a session, read when either of them ends. Sessions that began before this migration have none.
CREATE TABLE provider_sessions (
    session_id TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issuer     TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    sid        TEXT, -- the provider's name for the upstream session
    id_token   TEXT  -- encrypted; null unless a sign-out at the provider will need it
);
CREATE INDEX provider_sessions_subject ON provider_sessions (issuer, subject);
CREATE INDEX provider_sessions_sid ON provider_sessions (issuer, sid);

-- The algorithm with which a provider signs tokens for our client. Its logout tokens must use the same algorithm.
CREATE TABLE signing_algorithms (
    issuer    TEXT NOT NULL,
    client_id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    PRIMARY KEY (issuer, client_id)
);

-- One row for each logout token, kept for an hour. The unique key prevents a second use on any instance.
CREATE TABLE logout_tokens (
    token_hash  TEXT PRIMARY KEY NOT NULL,
    received_at BIGINT NOT NULL
);
