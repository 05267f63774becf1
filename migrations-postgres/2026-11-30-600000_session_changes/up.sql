-- Tells instances which sessions have ended or changed. Each transaction names what it has changed twice: to all instances, by
-- NOTIFY when it is committed, and to the instance whose transaction it is, in a setting that ends with the transaction.
-- `s` and the id of a session, `u` and the id of a user, or `*` for everything when there are many.

CREATE FUNCTION kaimu_session_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change TEXT;
    changes TEXT := COALESCE(current_setting('kaimu.session_changes', true), '');
BEGIN
    IF length(changes) > 16000 THEN
        change := '*';
    ELSIF TG_TABLE_NAME = 'users' THEN
        change := 'u' || OLD.id;
    ELSIF TG_TABLE_NAME = 'sessions' THEN
        change := 's' || OLD.id;
    ELSE
        change := 's' || OLD.session_id;
    END IF;
    IF position(change IN changes) = 0 THEN
        PERFORM set_config('kaimu.session_changes', changes || ' ' || change, true);
        PERFORM pg_notify('kaimu_sessions', change);
    END IF;
    RETURN NULL;
END $$;

-- The last use of a session changes no answer.
CREATE TRIGGER kaimu_session_update AFTER UPDATE ON sessions FOR EACH ROW
WHEN ((OLD.id, OLD.user_id, OLD.provider, OLD.signed_in_at, OLD.user_agent, OLD.address, OLD.authenticated_at,
       OLD.provider_groups, OLD.acr, OLD.amr)
      IS DISTINCT FROM
      (NEW.id, NEW.user_id, NEW.provider, NEW.signed_in_at, NEW.user_agent, NEW.address, NEW.authenticated_at,
       NEW.provider_groups, NEW.acr, NEW.amr))
EXECUTE FUNCTION kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION kaimu_session_change();

CREATE TRIGGER kaimu_session_update AFTER UPDATE ON session_tokens FOR EACH ROW EXECUTE FUNCTION kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON session_tokens FOR EACH ROW EXECUTE FUNCTION kaimu_session_change();

CREATE TRIGGER kaimu_session_update AFTER UPDATE ON rechecks FOR EACH ROW
WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON rechecks FOR EACH ROW EXECUTE FUNCTION kaimu_session_change();

CREATE TRIGGER kaimu_session_update AFTER UPDATE ON users FOR EACH ROW
WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION kaimu_session_change();
