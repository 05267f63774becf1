-- The SHA-256 of each username that a user has or had, in hexadecimal digits: applications may know a deleted user by their name,
-- so no other user gets it. SQLite cannot compute the hash. So the names of users from before this migration are added when they
-- are deleted; until then users.username keeps them. Portable SQL, as in the earlier migrations.

CREATE TABLE used_usernames (
    username_hash TEXT PRIMARY KEY NOT NULL,
    user_id       TEXT NOT NULL -- who may have it again; no foreign key, since the row outlives its user
);
