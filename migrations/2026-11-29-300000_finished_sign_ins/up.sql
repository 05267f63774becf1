-- When the response of the attempt was answered, and the session that the browser should have then. An attempt that
-- repeats another one, because the answer did not arrive, replaces the session of that one.
ALTER TABLE completed_sign_ins ADD COLUMN finished_at BIGINT;
ALTER TABLE completed_sign_ins ADD COLUMN session_id TEXT;
