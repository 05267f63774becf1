-- Keeps the rows of two tables in the index of their primary key. Before, each had the index and the rows beside it, so that a new row
-- changed two pages of the file, and a look-up by the key read two.

ALTER TABLE completed_sign_ins RENAME TO completed_sign_ins_before;
CREATE TABLE completed_sign_ins (
    state_hash   TEXT PRIMARY KEY NOT NULL,
    completed_at BIGINT NOT NULL,
    finished_at  BIGINT,
    session_id   TEXT
) WITHOUT ROWID;
INSERT INTO completed_sign_ins
SELECT state_hash, completed_at, finished_at, session_id
FROM completed_sign_ins_before;
DROP TABLE completed_sign_ins_before;

ALTER TABLE session_tokens RENAME TO session_tokens_before;
CREATE TABLE session_tokens (
    token_hash TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host       TEXT NOT NULL
) WITHOUT ROWID;
-- Without a token of a session that somebody has deleted by hand, which the database would refuse.
INSERT INTO session_tokens
SELECT token_hash, session_id, host
FROM session_tokens_before
WHERE session_id IN (SELECT id FROM sessions);
DROP TABLE session_tokens_before;
CREATE INDEX session_tokens_session_id ON session_tokens (session_id, host);
CREATE TRIGGER session_tokens_update AFTER UPDATE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER session_tokens_delete AFTER DELETE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
