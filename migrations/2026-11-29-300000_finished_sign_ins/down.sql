ALTER TABLE completed_sign_ins DROP COLUMN session_id;
ALTER TABLE completed_sign_ins DROP COLUMN finished_at;
