ALTER TABLE identities DROP COLUMN relink_until;
