-- How a session stands with its provider, where that is asked again (recheck). Sessions of before have none.
CREATE TABLE rechecks (
    session_id           TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    refresh_token        TEXT,            -- encrypted
    access_token         TEXT,            -- encrypted; where there is no refresh token
    access_token_ends_at BIGINT,
    nonce_hash           TEXT NOT NULL,   -- of the sign-in
    authenticated_at     BIGINT,          -- auth_time of the sign-in
    confirmed_at         BIGINT NOT NULL, -- when the question was asked to which the provider said yes last
    asked_at             BIGINT NOT NULL, -- when it was asked last; who changes it from what they saw may ask
    unanswered_since     BIGINT           -- when the first question was asked that has had no answer since
);
