-- The recheck state of a session, for providers with recheck. Sessions that began before this migration have none.
CREATE TABLE rechecks (
    session_id           TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    refresh_token        TEXT,            -- encrypted
    access_token         TEXT,            -- encrypted; only without a refresh token
    access_token_ends_at BIGINT,
    nonce_hash           TEXT NOT NULL,   -- of the sign-in
    authenticated_at     BIGINT,          -- auth_time of the sign-in
    confirmed_at         BIGINT NOT NULL, -- when the last successful recheck was sent
    asked_at             BIGINT NOT NULL, -- when the last recheck was sent; compare-and-set decides which instance sends the next
    unanswered_since     BIGINT           -- when the first of the unanswered rechecks was sent
);
