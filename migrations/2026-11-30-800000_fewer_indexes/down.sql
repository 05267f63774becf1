CREATE INDEX provider_sessions_sid ON provider_sessions (issuer, sid);
DROP INDEX sessions_by_user;
CREATE INDEX sessions_user_id_last_seen_at ON sessions (user_id, last_seen_at);
CREATE INDEX sessions_user_id ON sessions (user_id);
