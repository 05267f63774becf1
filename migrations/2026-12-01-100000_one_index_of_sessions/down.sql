DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at, id);
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);
CREATE INDEX sessions_signed_in_at ON sessions (signed_in_at);
