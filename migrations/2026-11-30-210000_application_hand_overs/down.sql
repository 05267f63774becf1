ALTER TABLE hand_over_tickets DROP COLUMN place_hash;
