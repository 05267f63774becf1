-- One row that `/readyz` writes, to see whether the database can be written to. On Postgres it is never committed.
CREATE TABLE readiness (
    id BIGINT NOT NULL PRIMARY KEY,
    attempts BIGINT NOT NULL
);
