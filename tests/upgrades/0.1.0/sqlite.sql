-- {"access_token":"kaimu_pat_ynj_158f-sVxfc4HPUZ0_9ITNw_1Mqv-t0sMVEYLVvM","application_session":"kaimu_app_hand_over=9fd44PAfpkHv_PO-GFQD5prxhz7cfIS_m9HXw3PjbG8; kaimu_app=62y4-p6t7YDRP8jQCj5l-IOjv1NnwtOmgV-ZdHL3iBI","made_at":1796102246736,"refresh_token":"Yq-swmi7Sct53fjqwE69yJtaW3TGINGXKDXU3H2ajYc","session":"kaimu_last_provider=idp; kaimu_sign_in_f71aab5c=cPkcgxLa/CwqZNS73koCAI1C5aTLj9y7lADUEVc6OrDIzSnlEHvAEDILgqFOFvgR890UbcqPuNwHt+U3i2ij3HkkwcYE6b+OBVECYc3wXgDKSpDX4ScXf4kzKsL/DhvtZbwOTUgQhDaWWmv8B+RJOTzxEV8tV0816nMW/WcghXk8neUt1QKupYUhSkeNSEaUVIw=; kaimu_sign_in_5867f31f=HcWx5iLZ01YL5pudmmrKhT1TBx2G+/tDiQ/qJF0AdCpRytPsvfMgiJ0gGB9TCAh560oHyPysQD/EdCB7uqO+Xl0276mVz6wpTf/zadNh1w8NkXRgWN4dFhFYThXk/7uZ/2M=; kaimu_session=RsJ6xgZuySK2WGvqlseQMjvVJ3j7LahbJ4VX+3R5AU0%3DDFMwKJ1xJTAf5czctPEcB_YE00Kss-zOmm3VCVNw-T4","sign_in_link":"vAY54jkh-GP_zzySLC6zaj0BRg7ePC0jJFaoFR1xnGA"}
PRAGMA foreign_keys = OFF;
CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE users (
    id           TEXT PRIMARY KEY NOT NULL,
    username     TEXT NOT NULL UNIQUE,
    email        TEXT,
    email_key    TEXT UNIQUE, -- the address with ASCII case folded; null exactly when email is
    display_name TEXT,
    avatar_url   TEXT,
    created_at   BIGINT NOT NULL
, disabled_at BIGINT);
CREATE TABLE identities (
    id             TEXT PRIMARY KEY NOT NULL,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider       TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    email          TEXT, -- as the provider claims it: for display only, never used to find a user
    email_verified BOOLEAN NOT NULL,
    linked_at      BIGINT NOT NULL,
    last_used_at   BIGINT NOT NULL, proven_email_key TEXT, relink_until BIGINT,
    UNIQUE (issuer, subject)
);
CREATE TABLE completed_sign_ins (
    state_hash   TEXT PRIMARY KEY NOT NULL,
    completed_at BIGINT NOT NULL
, finished_at BIGINT, session_id TEXT);
CREATE TABLE audit_events (
    id          TEXT PRIMARY KEY NOT NULL,
    occurred_at BIGINT NOT NULL,
    action      TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    provider    TEXT NOT NULL,
    user_id     TEXT,
    address     TEXT,
    request_id  TEXT NOT NULL
, application TEXT, device TEXT);
CREATE TABLE signing_algorithms (
    issuer    TEXT NOT NULL,
    client_id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    PRIMARY KEY (issuer, client_id)
);
CREATE TABLE logout_tokens (
    token_hash  TEXT PRIMARY KEY NOT NULL,
    received_at BIGINT NOT NULL
, issuer TEXT, client_id TEXT, subject TEXT, sid_hash TEXT, issued_at BIGINT);
CREATE TABLE unlinked_identities (
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    unlinked_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, issuer, subject)
);
CREATE TABLE waiting_links (
    token_hash     TEXT PRIMARY KEY NOT NULL, -- of the secret in the browser that must complete the link
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider       TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    email          TEXT,
    email_verified BOOLEAN NOT NULL,
    began_at       BIGINT NOT NULL
, proven_email TEXT);
CREATE TABLE invitations (
    email_key  TEXT PRIMARY KEY NOT NULL, -- the address with ASCII case folded
    email      TEXT NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE TABLE sessions (
    id               TEXT PRIMARY KEY NOT NULL,
    user_id          TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider         TEXT NOT NULL,
    signed_in_at     BIGINT NOT NULL,
    last_seen_at     BIGINT NOT NULL,
    user_agent       TEXT,
    address          TEXT,
    authenticated_at BIGINT,
    provider_groups  TEXT -- a JSON array of texts, or the JSON text "too many"; null if the provider sent no groups
, acr TEXT, amr TEXT);
CREATE TABLE session_tokens (
    token_hash TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host       TEXT NOT NULL
);
CREATE TABLE hand_over_tickets (
    ticket_hash TEXT PRIMARY KEY NOT NULL,
    secret_hash TEXT NOT NULL, -- of the secret that the other host has set in the browser
    session_id  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host        TEXT NOT NULL,
    issued_at   BIGINT NOT NULL,
    used_at     BIGINT
, place_hash TEXT);
CREATE TABLE provider_sessions (
    session_id TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issuer     TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    sid        TEXT, -- the provider's name for the upstream session
    id_token   TEXT  -- encrypted; null unless a sign-out at the provider will need it
, sid_hash TEXT, issued_at BIGINT);
CREATE TABLE rechecks (
    session_id           TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    refresh_token        TEXT,            -- encrypted
    access_token         TEXT,            -- encrypted; only without a refresh token
    access_token_ends_at BIGINT,
    nonce_hash           TEXT NOT NULL,   -- of the sign-in
    authenticated_at     BIGINT,          -- auth_time of the sign-in
    confirmed_at         BIGINT NOT NULL, -- when the last successful recheck was sent
    asked_at             BIGINT NOT NULL, -- when the last recheck was sent; compare-and-set decides which instance sends the next
    unanswered_since     BIGINT           -- when the first of the unanswered rechecks was sent
);
CREATE TABLE used_usernames (
    username_hash TEXT PRIMARY KEY NOT NULL,
    user_id       TEXT NOT NULL -- who may have it again; no foreign key, since the row outlives its user
);
CREATE TABLE tokens_to_revoke (
    session_id    TEXT PRIMARY KEY NOT NULL, -- the token is encrypted for this session
    issuer        TEXT NOT NULL,
    client_id     TEXT NOT NULL,
    subject       TEXT NOT NULL,
    refresh_token TEXT NOT NULL,             -- encrypted
    signed_in_at  BIGINT NOT NULL,           -- of the session
    tried_at      BIGINT NOT NULL            -- 0: never
);
CREATE TABLE readiness (
    id BIGINT NOT NULL PRIMARY KEY,
    attempts BIGINT NOT NULL
);
CREATE TABLE assertion_keys (
    id          TEXT PRIMARY KEY NOT NULL, -- the private key is encrypted for it
    public_key  TEXT NOT NULL,             -- the point on P-256, base64url
    private_key TEXT NOT NULL,             -- PKCS #8, encrypted
    signs_from  BIGINT NOT NULL            -- until the next key signs
);
CREATE TABLE last_sign_ins (
    identity_id     TEXT PRIMARY KEY NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    provider        TEXT NOT NULL,
    provider_groups TEXT,
    signed_in_at    BIGINT NOT NULL
);
CREATE TABLE access_tokens (
    id           TEXT PRIMARY KEY NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE, -- SHA-256 of the token
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    identity_id  TEXT NOT NULL REFERENCES identities (id) ON DELETE CASCADE, -- that of the session in which it was made
    name         TEXT NOT NULL,
    applications TEXT NOT NULL, -- a JSON array of the addresses of applications: origin, with the path if there is one
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (user_id, name)
);
CREATE TABLE application_accesses (
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    application     TEXT NOT NULL,
    outcome         TEXT NOT NULL, -- as in audit_events
    period_began_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, application, outcome, period_began_at)
);
CREATE TABLE proxy_probes (
    token_hash  TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    issued_at   BIGINT NOT NULL,
    observation TEXT -- JSON; without a value until a proxy has asked
);
CREATE TABLE session_changes (
    id     INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    change TEXT NOT NULL
);
CREATE TABLE webhook_queue (
    position    INTEGER PRIMARY KEY NOT NULL,
    event_id    TEXT NOT NULL UNIQUE REFERENCES audit_events (id) ON DELETE CASCADE,
    occurred_at BIGINT NOT NULL -- as in audit_events
);
CREATE TABLE webhook_sender (
    id         BIGINT PRIMARY KEY NOT NULL,
    holder     TEXT, -- the instance that sends
    held_until BIGINT NOT NULL,
    failures   BIGINT NOT NULL, -- of the first event that waits
    retry_at   BIGINT NOT NULL
);
INSERT INTO access_tokens VALUES ('01a23009-47ba-7350-ad7c-abafdcff7841', '55cd56b9d150d0a4b174510d8475260feac2f1207cdc57fdf2d6b66cc901d054', '01a23009-4762-7800-9e84-f99c5bf140bf', '01a23009-4762-71d2-902b-cf7722ef2ae7', 'laptop', '["http://wiki.localhost:61003"]', 1796102244282, 1803878244282, NULL);
INSERT INTO application_accesses VALUES ('01a23009-4762-7800-9e84-f99c5bf140bf', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO assertion_keys VALUES ('01a23009-472d-7017-b2e7-f07d2eb90116', 'BAVK0x_1ELowoxq9HDYh0iv6AWXQhsJygRqc5dE-OHYU33fM7VVGTuspvmaXiUs_5n7AXYyKt5Jmb6uYm36Jimg', 'PD8kiTIw1N0o-2Oi5ZjJdz2FaEhn0dEChlvO6cRIdE4h0CKHlAT7yHbe8-w9m03vbpHuwNkKbTOgyq5nAZcFMmNuffoXYblNjefpZ7Wmis8Rk5Zc5Pua71E2PlJOoI12mQgIKzN5ZINgQCJinm1MHgieVOsWAelnSO4SpravDNMXFmEuTSSF_L1085MeY_FlRcAlCGpjT0i2e60OZqfkBTzf-gkVKrnoSWfiSo5XPs_9IlHnuN3sS5veJ-eZpmr2ECCo3DtgJbja46b7HCmO1vuG9V8', 1796102244141);
INSERT INTO audit_events VALUES ('01a23009-4762-7b5f-b90f-23bc22964df8', 1796102244194, 'sign_in', 'succeeded', 'idp', '01a23009-4762-7800-9e84-f99c5bf140bf', '127.0.0.1', 'efc0fc3a20564e4f', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a23009-478c-75a2-b345-77be3275ed43', 1796102244236, 'application_access', 'succeeded', 'idp', '01a23009-4762-7800-9e84-f99c5bf140bf', '127.0.0.1', '8b3da5fc00f07e1d', 'http://wiki.localhost:61003', NULL);
INSERT INTO audit_events VALUES ('01a23009-47ae-7945-8359-e85de5e53fea', 1796102244270, 'link', 'succeeded', 'two', '01a23009-4762-7800-9e84-f99c5bf140bf', '127.0.0.1', '0b3f212683dbe0bb', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-47ba-76aa-a6d2-8ef628a71fa9', 1796102244282, 'token_create', 'succeeded', 'idp', '01a23009-4762-7800-9e84-f99c5bf140bf', '127.0.0.1', 'dc671c19d0be801a', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-47e5-769f-8c32-213325b92516', 1796102244325, 'sign_in', 'succeeded', 'idp', '01a23009-47e5-7619-88d3-da5ce9765714', '127.0.0.1', 'a069a8ef011270dd', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a23009-4828-77a0-b472-a915fce229a4', 1796102244392, 'link', 'succeeded', 'two', '01a23009-47e5-7619-88d3-da5ce9765714', '127.0.0.1', '1cb6cc9cbc070c71', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-4855-7163-88d0-20c491d67f7b', 1796102244437, 'user_unlink', 'succeeded', 'operator', '01a23009-47e5-7619-88d3-da5ce9765714', NULL, 'de960fff2e82276f', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-488d-74cc-9500-06d343c14059', 1796102244493, 'sign_in', 'succeeded', 'idp', '01a23009-488d-7ff2-b4b3-3a1433d36916', '127.0.0.1', '9a7f74fb7b7f3a28', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a23009-48ab-7a4c-bddf-11289f08db88', 1796102244523, 'user_delete', 'succeeded', 'operator', '01a23009-488d-7ff2-b4b3-3a1433d36916', NULL, 'ca34bf06bd880954', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-4cc3-77fc-9032-128495362694', 1796102245571, 'sign_in', 'succeeded', 'idp', '01a23009-4cc3-7194-86f7-d805ea2745ad', '127.0.0.1', '5c6b3b0e95407def', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a23009-4cd4-7667-9e7b-6f6e82c5e8bb', 1796102245588, 'sign_out', 'succeeded', 'idp', '01a23009-4cc3-7194-86f7-d805ea2745ad', '127.0.0.1', '70583cb9d70dad17', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-4ce9-76b3-8474-31ff8dc0db46', 1796102245609, 'user_disable', 'succeeded', 'operator', '01a23009-4cc3-7194-86f7-d805ea2745ad', NULL, '7031630556be5acd', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-50fa-7dfe-b81a-0d2fc0a62182', 1796102246650, 'sign_in', 'account.confirmation_needed', 'two', '01a23009-47e5-7619-88d3-da5ce9765714', '127.0.0.1', '9d2e82e757ae86c9', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-511f-7d4c-b137-6480d0b96afb', 1796102246687, 'user_invite', 'succeeded', 'operator', NULL, NULL, '61171455f715edbb', NULL, NULL);
INSERT INTO audit_events VALUES ('01a23009-513e-7a5b-a098-2c02f6751c17', 1796102246718, 'sign_in_link', 'succeeded', 'operator', '01a23009-4762-7800-9e84-f99c5bf140bf', NULL, '8c5eff8eb901a81e', NULL, NULL);
INSERT INTO completed_sign_ins VALUES ('f71aab5c3fbce806032c8fad7b445f4671e880a41aa4808ebe0699c19151dcfd', 1796102244194, 1796102244194, '01a23009-4762-7895-8c73-085edf863ace');
INSERT INTO completed_sign_ins VALUES ('5867f31fe35baa97dcfd1c75f6377055fe3e64e8b3060cfd1c13148f665d3187', 1796102244252, 1796102244252, NULL);
INSERT INTO completed_sign_ins VALUES ('4672f11733f1ce3e3ff95e5d1848a24ca8f1c9dab7a2d4510027d9c7fccb24b4', 1796102244325, 1796102244325, '01a23009-47e5-7264-a4c8-ed1edc20cc10');
INSERT INTO completed_sign_ins VALUES ('12eb3fc3e735ab318ff55d2807867beebbb3fff38d55c7bd0fa878e384389eae', 1796102244377, 1796102244377, NULL);
INSERT INTO completed_sign_ins VALUES ('e6d7d132af9f9815466a13c6d3f540374eacb9cc6c6e1e9178cbd415435e370b', 1796102244493, 1796102244493, '01a23009-488d-7b25-a32c-cefbea56d459');
INSERT INTO completed_sign_ins VALUES ('818d1314b352a02f50b88f307556b3ed30e4eb2cd244899836845e19b9c8a6e2', 1796102245571, 1796102245571, '01a23009-4cc3-7706-be2a-9649d4431866');
INSERT INTO completed_sign_ins VALUES ('fe02deffd144172be5c61bbb97432cf8c52abd6544e1b01e9c8854331faaf01d', 1796102246650, 1796102246650, NULL);
INSERT INTO hand_over_tickets VALUES ('11a05ecc4e2816957b3024edbfbd9861a4737a22b91c0d20888ae378ff3564ce', 'dad1537dbd850c5570946d792c785fa975a97799d7bd4fbae647fbb10bfe8eae', '01a23009-4762-7895-8c73-085edf863ace', 'app/wiki.localhost', 1796102244225, 1796102244229, 'a5e6628b71d3ce5954bccc9d599dfbbcf4e073d5fb0117640f78c4a202c45282');
INSERT INTO identities VALUES ('01a23009-4762-71d2-902b-cf7722ef2ae7', '01a23009-4762-7800-9e84-f99c5bf140bf', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', 1, 1796102244194, 1796102244194, 'ada@example.org', NULL);
INSERT INTO identities VALUES ('01a23009-47ae-73f6-8cfb-8442e21b1658', '01a23009-4762-7800-9e84-f99c5bf140bf', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', 1, 1796102244270, 1796102244270, 'ada@two.example', NULL);
INSERT INTO identities VALUES ('01a23009-47e5-7916-b246-b307783fa732', '01a23009-47e5-7619-88d3-da5ce9765714', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', 1, 1796102244325, 1796102244325, 'grace@example.org', NULL);
INSERT INTO identities VALUES ('01a23009-4cc3-714b-bd5f-870e3453e575', '01a23009-4cc3-7194-86f7-d805ea2745ad', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', 1, 1796102245571, 1796102245571, 'linus@example.org', NULL);
INSERT INTO invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796102246687, 1796707046687);
INSERT INTO last_sign_ins VALUES ('01a23009-4762-71d2-902b-cf7722ef2ae7', 'idp', '["staff"]', 1796102244194);
INSERT INTO last_sign_ins VALUES ('01a23009-47e5-7916-b246-b307783fa732', 'idp', '["staff"]', 1796102244325);
INSERT INTO last_sign_ins VALUES ('01a23009-4cc3-714b-bd5f-870e3453e575', 'idp', '["staff"]', 1796102245571);
INSERT INTO logout_tokens VALUES ('ff6c38a08acf635af104518b84a80aa204b28e5a9ee9164f119b2cfeb2ecf790', 1796102245598, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796102245000);
INSERT INTO provider_sessions VALUES ('01a23009-4762-7895-8c73-085edf863ace', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796102244000);
INSERT INTO provider_sessions VALUES ('01a23009-47e5-7264-a4c8-ed1edc20cc10', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796102244000);
INSERT INTO proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796102246650, NULL);
INSERT INTO readiness VALUES (1, 1);
INSERT INTO rechecks VALUES ('01a23009-4762-7895-8c73-085edf863ace', 'sIiaGN0haeB-IL90C0KRBI0uK6UThqnam2FgXrDZU-37btrWbrWC_W2QhxxzqcCvTvvDG7jEpptFAAiVbR1XU2TgUrTtQ6o', NULL, NULL, '1342d0b075cec50084261b869cad9f5d340a3bdd6b4c051d79c6383f7fedad32', 1796102244000, 1796102244194, 1796102244194, NULL);
INSERT INTO rechecks VALUES ('01a23009-47e5-7264-a4c8-ed1edc20cc10', 'asIt7jt5JWZNxEtSoZ0N8Qe2Ig9ix9S2TNMqxjhL4SkRVNsWHUjlethn5WvZRkpiPN2j5kpJqpdxKBrPmoKLTDvI24fTxkk', NULL, NULL, '9f43169ed712b33b0ac9671f54d8253cd64a86b384b9ceea1ca5397ead7974e2', 1796102244000, 1796102244325, 1796102244325, NULL);
INSERT INTO session_tokens VALUES ('5c4447057c588161d764bc9f8aa0cc5d1ce3575feb75c9bb47e72d4c3716d738', '01a23009-4762-7895-8c73-085edf863ace', 'localhost');
INSERT INTO session_tokens VALUES ('15c8a491c87d2c585a923f75e9d1bb536f3769e0f59218d36d011a599a0b5d35', '01a23009-4762-7895-8c73-085edf863ace', 'app/wiki.localhost');
INSERT INTO session_tokens VALUES ('6bcd4dc6e8b9f3f52b6db166c3a84c7099bd5c5ec97c91d8e6cabdb16ccfa95b', '01a23009-47e5-7264-a4c8-ed1edc20cc10', 'localhost');
INSERT INTO sessions VALUES ('01a23009-4762-7895-8c73-085edf863ace', '01a23009-4762-7800-9e84-f99c5bf140bf', 'idp', 1796102244194, 1796102244194, NULL, '127.0.0.1', 1796102244000, '["staff"]', NULL, NULL);
INSERT INTO sessions VALUES ('01a23009-47e5-7264-a4c8-ed1edc20cc10', '01a23009-47e5-7619-88d3-da5ce9765714', 'idp', 1796102244325, 1796102244325, NULL, '127.0.0.1', 1796102244000, '["staff"]', NULL, NULL);
INSERT INTO sign_in_links VALUES ('dcbf74876c13eaef18c5f24d13cd637b9a3274e1d2605d854144cf5e38f6ec7a', '01a23009-4762-7800-9e84-f99c5bf140bf', 1796102846718);
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO tokens_to_revoke VALUES ('01a23009-488d-7b25-a32c-cefbea56d459', 'http://127.0.0.1:61001', 'kaimu', 'alan', '9POD-sqJlGrJIAwg8ejqxDymBeGAhrZ5ggd6PGJ4ZVfj8B5iVdfqyK-xcA4rCGzbCp3aAirJlRUxgk6swX2pu3RArdbR_6g', 1796102244493, 1796102245588);
INSERT INTO tokens_to_revoke VALUES ('01a23009-4cc3-7706-be2a-9649d4431866', 'http://127.0.0.1:61001', 'kaimu', 'linus', '5q9Ra8smGTxqj1VVknbIM5qV-6gw1vLaUg15Oc5gLPz4aIDOfIp3hX6i_6vtNodYpsH1340Qh3UwSFIdePwNA1dZk_W-zxg', 1796102245571, 1796102245588);
INSERT INTO unlinked_identities VALUES ('01a23009-47e5-7619-88d3-da5ce9765714', 'http://127.0.0.1:61002', 'grace-at-two', 1796102244437);
INSERT INTO used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a23009-4762-7800-9e84-f99c5bf140bf');
INSERT INTO used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a23009-47e5-7619-88d3-da5ce9765714');
INSERT INTO used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a23009-488d-7ff2-b4b3-3a1433d36916');
INSERT INTO used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a23009-4cc3-7194-86f7-d805ea2745ad');
INSERT INTO users VALUES ('01a23009-4762-7800-9e84-f99c5bf140bf', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796102244194, NULL);
INSERT INTO users VALUES ('01a23009-47e5-7619-88d3-da5ce9765714', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796102244325, NULL);
INSERT INTO users VALUES ('01a23009-4cc3-7194-86f7-d805ea2745ad', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796102245571, 1796102245609);
INSERT INTO waiting_links VALUES ('d2f1392fc8fffc9719a07d8eabe40f46795f1987171afba641a1d77f397d3b56', '01a23009-47e5-7619-88d3-da5ce9765714', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', 1, 1796102246650, 'grace@example.org');
INSERT INTO webhook_queue VALUES (1, '01a23009-4762-7b5f-b90f-23bc22964df8', 1796102244194);
INSERT INTO webhook_queue VALUES (2, '01a23009-47ae-7945-8359-e85de5e53fea', 1796102244270);
INSERT INTO webhook_queue VALUES (3, '01a23009-47e5-769f-8c32-213325b92516', 1796102244325);
INSERT INTO webhook_queue VALUES (4, '01a23009-4828-77a0-b472-a915fce229a4', 1796102244392);
INSERT INTO webhook_queue VALUES (5, '01a23009-4855-7163-88d0-20c491d67f7b', 1796102244437);
INSERT INTO webhook_queue VALUES (6, '01a23009-488d-74cc-9500-06d343c14059', 1796102244493);
INSERT INTO webhook_queue VALUES (7, '01a23009-48ab-7a4c-bddf-11289f08db88', 1796102244523);
INSERT INTO webhook_queue VALUES (8, '01a23009-4cc3-77fc-9032-128495362694', 1796102245571);
INSERT INTO webhook_queue VALUES (9, '01a23009-4ce9-76b3-8474-31ff8dc0db46', 1796102245609);
INSERT INTO webhook_queue VALUES (10, '01a23009-50fa-7dfe-b81a-0d2fc0a62182', 1796102246650);
INSERT INTO webhook_queue VALUES (11, '01a23009-511f-7d4c-b137-6480d0b96afb', 1796102246687);
INSERT INTO webhook_queue VALUES (12, '01a23009-513e-7a5b-a098-2c02f6751c17', 1796102246718);
INSERT INTO webhook_sender VALUES (1, '01a23009-472c-7b6c-ab8d-83249c0f1af2', 0, 1, 1796102251143);
INSERT INTO __diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 05:17:24');
INSERT INTO __diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 05:17:24');
INSERT INTO sqlite_sequence VALUES ('session_changes', 8);
CREATE INDEX identities_user_id ON identities (user_id);
CREATE INDEX audit_events_occurred_at ON audit_events (occurred_at);
CREATE INDEX audit_events_user_id ON audit_events (user_id);
CREATE INDEX identities_provider ON identities (provider, last_used_at);
CREATE INDEX waiting_links_user_id ON waiting_links (user_id);
CREATE INDEX waiting_links_began_at ON waiting_links (began_at);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
CREATE INDEX sessions_signed_in_at ON sessions (signed_in_at);
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);
CREATE INDEX session_tokens_session_id ON session_tokens (session_id, host);
CREATE INDEX hand_over_tickets_session_id ON hand_over_tickets (session_id);
CREATE INDEX hand_over_tickets_issued_at ON hand_over_tickets (issued_at);
CREATE INDEX provider_sessions_subject ON provider_sessions (issuer, subject);
CREATE INDEX identities_proven_email_key ON identities (proven_email_key);
CREATE INDEX tokens_to_revoke_tried_at ON tokens_to_revoke (tried_at);
CREATE INDEX provider_sessions_sid_hash ON provider_sessions (issuer, sid_hash);
CREATE INDEX logout_tokens_issued_at ON logout_tokens (issuer, client_id, issued_at);
CREATE INDEX access_tokens_identity_id ON access_tokens (identity_id);
CREATE INDEX access_tokens_expires_at ON access_tokens (expires_at);
CREATE INDEX application_accesses_period_began_at ON application_accesses (period_began_at);
CREATE TRIGGER sessions_update AFTER UPDATE ON sessions
WHEN (OLD.id, OLD.user_id, OLD.provider, OLD.signed_in_at, OLD.user_agent, OLD.address, OLD.authenticated_at,
      OLD.provider_groups, OLD.acr, OLD.amr)
     IS NOT
     (NEW.id, NEW.user_id, NEW.provider, NEW.signed_in_at, NEW.user_agent, NEW.address, NEW.authenticated_at,
      NEW.provider_groups, NEW.acr, NEW.amr)
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.id);
END;
CREATE TRIGGER sessions_delete AFTER DELETE ON sessions
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.id);
END;
CREATE TRIGGER session_tokens_update AFTER UPDATE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER session_tokens_delete AFTER DELETE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER rechecks_update AFTER UPDATE ON rechecks
WHEN (OLD.session_id, OLD.refresh_token, OLD.access_token, OLD.access_token_ends_at, OLD.nonce_hash, OLD.authenticated_at,
      OLD.confirmed_at, OLD.asked_at, OLD.unanswered_since)
     IS NOT
     (NEW.session_id, NEW.refresh_token, NEW.access_token, NEW.access_token_ends_at, NEW.nonce_hash, NEW.authenticated_at,
      NEW.confirmed_at, NEW.asked_at, NEW.unanswered_since)
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER rechecks_delete AFTER DELETE ON rechecks
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER users_update AFTER UPDATE ON users
WHEN (OLD.id, OLD.username, OLD.email, OLD.email_key, OLD.display_name, OLD.avatar_url, OLD.created_at, OLD.disabled_at)
     IS NOT
     (NEW.id, NEW.username, NEW.email, NEW.email_key, NEW.display_name, NEW.avatar_url, NEW.created_at, NEW.disabled_at)
BEGIN
    INSERT INTO session_changes (change) VALUES ('u' || OLD.id);
END;
CREATE TRIGGER users_delete AFTER DELETE ON users
BEGIN
    INSERT INTO session_changes (change) VALUES ('u' || OLD.id);
END;
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at, id);
