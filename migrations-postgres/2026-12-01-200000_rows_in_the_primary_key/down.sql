-- As in up.sql.
SELECT 1;
