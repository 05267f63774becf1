-- What the account page shows about a session. Null for sessions that began before this migration.
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN authenticated_at BIGINT; -- null: when the session began

-- Another user, if the person has signed in as that user too in this browser, and when. The two users can be merged.
ALTER TABLE sessions ADD COLUMN also_user_id TEXT;
ALTER TABLE sessions ADD COLUMN also_shown_at BIGINT;

-- Identities that their user has unlinked. A matching e-mail address alone does not link them to that user again.
CREATE TABLE unlinked_identities (
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    unlinked_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, issuer, subject)
);

-- Pending links: identities that wait until the owner of their e-mail address signs in (link_by_email = "confirm").
CREATE TABLE waiting_links (
    token_hash     TEXT PRIMARY KEY NOT NULL, -- of the secret in the browser that must complete the link
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider       TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    email          TEXT,
    email_verified BOOLEAN NOT NULL,
    began_at       BIGINT NOT NULL
);
CREATE INDEX waiting_links_user_id ON waiting_links (user_id);
CREATE INDEX waiting_links_began_at ON waiting_links (began_at);
