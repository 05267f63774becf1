DROP INDEX logout_tokens_issued_at;
ALTER TABLE logout_tokens DROP COLUMN issued_at;
ALTER TABLE logout_tokens DROP COLUMN sid_hash;
ALTER TABLE logout_tokens DROP COLUMN subject;
ALTER TABLE logout_tokens DROP COLUMN client_id;
ALTER TABLE logout_tokens DROP COLUMN issuer;
