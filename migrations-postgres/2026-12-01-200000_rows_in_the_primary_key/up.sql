-- SQLite keeps the rows of two tables in the index of their primary key from here on. Postgres has no such tables.
SELECT 1;
