-- One index for all questions about many sessions: those of a user by their last use, how many are living, and which have expired. The
-- last two read all of it, seldom, and a sign-in writes to one index in place of three. Portable SQL, as in the earlier migrations.
DROP INDEX sessions_signed_in_at;
DROP INDEX sessions_last_seen_at;
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at, id, signed_in_at);
