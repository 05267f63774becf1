-- Which sessions have ended or changed: `s` and the id of a session, or `u` and the id of a user. A transaction reads and deletes
-- what it has added, before it is committed. The number of the last row stays in sqlite_sequence, where other processes read it.

CREATE TABLE session_changes (
    id     INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    change TEXT NOT NULL
);

-- The last use of a session changes no answer.
CREATE TRIGGER sessions_update AFTER UPDATE ON sessions
WHEN (OLD.id, OLD.user_id, OLD.provider, OLD.signed_in_at, OLD.user_agent, OLD.address, OLD.authenticated_at,
      OLD.provider_groups, OLD.acr, OLD.amr)
     IS NOT
     (NEW.id, NEW.user_id, NEW.provider, NEW.signed_in_at, NEW.user_agent, NEW.address, NEW.authenticated_at,
      NEW.provider_groups, NEW.acr, NEW.amr)
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.id);
END;
CREATE TRIGGER sessions_delete AFTER DELETE ON sessions
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.id);
END;

CREATE TRIGGER session_tokens_update AFTER UPDATE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER session_tokens_delete AFTER DELETE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;

CREATE TRIGGER rechecks_update AFTER UPDATE ON rechecks
WHEN (OLD.session_id, OLD.refresh_token, OLD.access_token, OLD.access_token_ends_at, OLD.nonce_hash, OLD.authenticated_at,
      OLD.confirmed_at, OLD.asked_at, OLD.unanswered_since)
     IS NOT
     (NEW.session_id, NEW.refresh_token, NEW.access_token, NEW.access_token_ends_at, NEW.nonce_hash, NEW.authenticated_at,
      NEW.confirmed_at, NEW.asked_at, NEW.unanswered_since)
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER rechecks_delete AFTER DELETE ON rechecks
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;

CREATE TRIGGER users_update AFTER UPDATE ON users
WHEN (OLD.id, OLD.username, OLD.email, OLD.email_key, OLD.display_name, OLD.avatar_url, OLD.created_at, OLD.disabled_at)
     IS NOT
     (NEW.id, NEW.username, NEW.email, NEW.email_key, NEW.display_name, NEW.avatar_url, NEW.created_at, NEW.disabled_at)
BEGIN
    INSERT INTO session_changes (change) VALUES ('u' || OLD.id);
END;
CREATE TRIGGER users_delete AFTER DELETE ON users
BEGIN
    INSERT INTO session_changes (change) VALUES ('u' || OLD.id);
END;
