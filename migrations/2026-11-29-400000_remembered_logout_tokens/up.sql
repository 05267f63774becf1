-- What a logout token ends, and when the provider issued it: it also ends a sign-in that is complete only later. Null for
-- the tokens of before, which are kept for an hour. Portable SQL, as in the earlier migrations.
ALTER TABLE logout_tokens ADD COLUMN issuer TEXT;
ALTER TABLE logout_tokens ADD COLUMN client_id TEXT;
ALTER TABLE logout_tokens ADD COLUMN subject TEXT;
ALTER TABLE logout_tokens ADD COLUMN sid_hash TEXT;
ALTER TABLE logout_tokens ADD COLUMN issued_at BIGINT; -- by the provider's clock
CREATE INDEX logout_tokens_issued_at ON logout_tokens (issuer, client_id, issued_at);
