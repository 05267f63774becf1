DROP TABLE application_accesses;
ALTER TABLE audit_events DROP COLUMN application;
