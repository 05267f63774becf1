-- When the provider issued the ID token of a session: a logout token that is older does not end the session. Null for sessions
-- of before. Portable SQL, as in the earlier migrations.
ALTER TABLE provider_sessions ADD COLUMN issued_at BIGINT; -- by the provider's clock
