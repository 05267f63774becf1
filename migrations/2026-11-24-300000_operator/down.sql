DROP TABLE sign_in_links;
DROP TABLE invitations;
ALTER TABLE users DROP COLUMN disabled_at;
