-- Decisions of the operator about users. Portable SQL, as in the earlier migrations.

ALTER TABLE users ADD COLUMN disabled_at BIGINT; -- null for users who may sign in

-- One row for each invited e-mail address, removed when the invitation is used or has expired.
CREATE TABLE invitations (
    email_key  TEXT PRIMARY KEY NOT NULL, -- the address with ASCII case folded
    email      TEXT NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- One row for each sign-in link, which signs a user in without a provider. Removed when the link is used or has expired.
CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
