-- One index of the sessions of a user by their last use, from which the limit of sessions per user is read without the table. And
-- none of sid, which has been unused since sid_hash.
DROP INDEX sessions_user_id;
DROP INDEX sessions_user_id_last_seen_at;
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at, id);
DROP INDEX provider_sessions_sid;
