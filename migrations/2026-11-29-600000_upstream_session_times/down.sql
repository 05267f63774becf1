ALTER TABLE provider_sessions DROP COLUMN issued_at;
