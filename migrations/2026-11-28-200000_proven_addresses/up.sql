-- The address that an identity proved at its last sign-in, with ASCII case folded: an identity with an address that is only
-- claimed has null. Two users may prove one address for a time, for example while they swap their addresses at the provider, so
-- it is not unique. Portable SQL, as in the earlier migrations.

ALTER TABLE identities ADD COLUMN proven_email_key TEXT;

-- Users keep their addresses. The identities that have proved them are those that have the same address and are verified. Where
-- there is none, trust_email has made an address of the user's own proven.
UPDATE identities SET proven_email_key = (SELECT users.email_key FROM users WHERE users.id = identities.user_id)
WHERE email_verified AND LOWER(email) = (SELECT users.email_key FROM users WHERE users.id = identities.user_id);
UPDATE identities SET proven_email_key = (SELECT users.email_key FROM users WHERE users.id = identities.user_id)
WHERE LOWER(email) = (SELECT users.email_key FROM users WHERE users.id = identities.user_id)
  AND identities.user_id NOT IN (SELECT other.user_id FROM identities AS other WHERE other.proven_email_key IS NOT NULL);

CREATE INDEX identities_proven_email_key ON identities (proven_email_key);
