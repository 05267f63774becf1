-- The user's groups at the provider, as of the sign-in: a JSON array of texts. It is the JSON text "too many" if there are too
-- many to know them, and null if the provider sent no groups. Portable SQL, as in the earlier migrations.

ALTER TABLE sessions ADD COLUMN provider_groups TEXT;
