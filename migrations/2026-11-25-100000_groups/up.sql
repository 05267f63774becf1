-- In which groups a person was at the provider when they signed in: a JSON array of texts; the JSON text "too many" when they
-- are not known because there are too many; null when the provider said nothing. Portable, as the tables before.

ALTER TABLE sessions ADD COLUMN provider_groups TEXT;
