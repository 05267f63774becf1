-- How the user of a session authenticated: the claim acr, and the claim amr as a JSON array of texts. Null if the provider sent
-- none. Portable SQL, as in the earlier migrations.
ALTER TABLE sessions ADD COLUMN acr TEXT;
ALTER TABLE sessions ADD COLUMN amr TEXT;
