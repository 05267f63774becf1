DROP INDEX provider_sessions_sid_hash;
ALTER TABLE provider_sessions DROP COLUMN sid_hash;
