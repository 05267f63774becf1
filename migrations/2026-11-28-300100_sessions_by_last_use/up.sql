-- For the account page and for the limit of sessions per user: the sessions of a user by their last use.
CREATE INDEX sessions_user_id_last_seen_at ON sessions (user_id, last_seen_at);
