DROP INDEX identities_proven_email_key;
ALTER TABLE identities DROP COLUMN proven_email_key;
