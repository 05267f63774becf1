-- The id of an upstream session is kept as its SHA-256. Ids have no maximum length, and one that cannot be kept would leave
-- its session without an end. Portable SQL, as in the earlier migrations.

ALTER TABLE provider_sessions ADD COLUMN sid_hash TEXT; -- of the provider's name for the upstream session; sid is unused now
CREATE INDEX provider_sessions_sid_hash ON provider_sessions (issuer, sid_hash);

-- SQLite cannot hash the ids of before. A provider could no longer end these sessions, so they end here. Their refresh
-- tokens are revoked as usual.
INSERT INTO tokens_to_revoke (session_id, issuer, client_id, subject, refresh_token, signed_in_at, tried_at)
SELECT sessions.id, issuer, client_id, subject, refresh_token, signed_in_at, 0
FROM sessions
JOIN provider_sessions ON provider_sessions.session_id = sessions.id
JOIN rechecks ON rechecks.session_id = sessions.id
WHERE sid IS NOT NULL AND refresh_token IS NOT NULL;
DELETE FROM sessions WHERE id IN (SELECT session_id FROM provider_sessions WHERE sid IS NOT NULL);
