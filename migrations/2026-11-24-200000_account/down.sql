DROP TABLE waiting_links;
DROP TABLE unlinked_identities;
ALTER TABLE sessions DROP COLUMN also_shown_at;
ALTER TABLE sessions DROP COLUMN also_user_id;
ALTER TABLE sessions DROP COLUMN authenticated_at;
ALTER TABLE sessions DROP COLUMN address;
ALTER TABLE sessions DROP COLUMN user_agent;
