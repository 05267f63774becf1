ALTER TABLE sessions DROP COLUMN provider_groups;
