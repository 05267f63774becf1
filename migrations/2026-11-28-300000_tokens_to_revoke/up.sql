-- Refresh tokens of sessions that have ended. They wait here until they are revoked at the provider. Portable SQL, as in the
-- earlier migrations. No foreign keys: a row has to outlive its session and its user.

CREATE TABLE tokens_to_revoke (
    session_id    TEXT PRIMARY KEY NOT NULL, -- the token is encrypted for this session
    issuer        TEXT NOT NULL,
    client_id     TEXT NOT NULL,
    subject       TEXT NOT NULL,
    refresh_token TEXT NOT NULL,             -- encrypted
    signed_in_at  BIGINT NOT NULL,           -- of the session
    tried_at      BIGINT NOT NULL            -- 0: never
);
CREATE INDEX tokens_to_revoke_tried_at ON tokens_to_revoke (tried_at);
