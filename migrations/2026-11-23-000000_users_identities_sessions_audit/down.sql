DROP TABLE audit_events;
DROP TABLE completed_sign_ins;
DROP TABLE sessions;
DROP TABLE identities;
DROP TABLE users;
