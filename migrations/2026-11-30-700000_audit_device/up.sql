-- The browser and the system from which a user signed in, such as `Firefox on Linux`. Portable SQL, as in the earlier migrations.
ALTER TABLE audit_events ADD COLUMN device TEXT;
