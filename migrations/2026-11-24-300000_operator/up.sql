-- What an operator decides about people. Portable, as the tables before.

ALTER TABLE users ADD COLUMN disabled_at BIGINT; -- null for everybody who may sign in

-- One row for each address that may become a user; it goes when somebody has used it, or when it is over.
CREATE TABLE invitations (
    email_key  TEXT PRIMARY KEY NOT NULL, -- the address with ASCII case folded
    email      TEXT NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- One row for each link that signs somebody in without a provider; it goes when the link is used, or when it is over.
CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
