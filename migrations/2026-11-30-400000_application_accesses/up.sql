-- The application that an entry of the audit log is about: its address. Portable SQL, as in the earlier migrations.
ALTER TABLE audit_events ADD COLUMN application TEXT;

-- Which accesses to applications the audit log has an entry of: one for each user, application, outcome and period.
CREATE TABLE application_accesses (
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    application     TEXT NOT NULL,
    outcome         TEXT NOT NULL, -- as in audit_events
    period_began_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, application, outcome, period_began_at)
);
CREATE INDEX application_accesses_period_began_at ON application_accesses (period_began_at);
