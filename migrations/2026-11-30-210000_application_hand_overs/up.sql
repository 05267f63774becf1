-- The SHA-256 of the URL to which a hand-over leads, in hexadecimal digits, for hand-overs to applications: they are counted, so
-- that a browser that loses the cookie is not redirected for ever. Portable SQL, as in the earlier migrations.
ALTER TABLE hand_over_tickets ADD COLUMN place_hash TEXT;
