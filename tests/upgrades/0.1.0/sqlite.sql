-- {"access_token":"kaimu_pat_UlzCAlB138hVDwz47LIw9VNumhj7yeI7UsfV5vjzUyY","application_session":"kaimu_app=jMy5H0l8d80L-AUp7tJvt4_3Kbal_h3cfbkD-Sgt12k; kaimu_app_hand_over=6FNGB6FeYHsSgaCOrLV3haTrlOHwdcIrCLon2DPhcts","made_at":1796128688670,"refresh_token":"RmonzQ5TybPs_lqBwJP1uMu206Hr5r9GZHyMB3QSuO0","session":"kaimu_last_provider=idp; kaimu_session=XhswSJV2WWpEdanCgR9Dr+78HrOvPtXlItx+6eTt0MU%3D0WVYplbhyXXjmZHQhnosSNKycCxRcu1NvfesqH5db7Q; kaimu_sign_in_7202268a=18Z1YX5vNoMP/7ULZEOefHJKwh06jmULg2jeb6Z6IaC9QzyN036ssu4RdfzE2goYT5xBBivN65uDq+G/5KfNbQbDMnFRQ9mdgJGRW9Gv315Y2pdXMN8Jr0ZpTetLEV58JSg=; kaimu_sign_in_4b9b5b39=+zv2srZQ9FmrM7eNcDAPg9NxbVWB7wnitFmWD80ODjJenC7o724/q+VHhRK153gGgOFKJ97Q7gKEsM9IFB+eQGFl2I5nB7jdWSDh3eH4kDJmXDx0VfAGHnVNR3bzycoXM9tMLDZBAovSXdk191vlU462R8xr+IPWSgBPzgxwjywhsxrKRsX66gNhEvzWv+T1y+k=","sign_in_link":"4zjVbb43UdO9K6AJUGXVntbwtiPAXp3WY8_1g9umI5w"}
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
INSERT INTO access_tokens VALUES ('01a2319c-c0b3-7893-97cc-710a83adbd90', '611b8ce17661a2e98e1f472a3875f05cd50f602cb577033032b28560d72b4681', '01a2319c-c05b-765c-9c23-5d5764e6f170', '01a2319c-c05b-7ffe-9725-ac4c6b304476', 'laptop', '["http://wiki.localhost:61003"]', 1796128686259, 1803904686259, NULL);
INSERT INTO application_accesses VALUES ('01a2319c-c05b-765c-9c23-5d5764e6f170', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO assertion_keys VALUES ('01a2319c-c02a-7250-9e80-a4a3f6135bd2', 'BPtjJyAapFxwcXV7d8yNJezov3aM-CqXD9owVH_4ZftWXD3qODiHjmQNXgPZOlQdPMsAOk6YdGU4vuy-EGpCoVo', 'c67kD0WxfVdyro25iO8kauSYHOkJWAgNrFPHeTIIbMVqF5Pl2nGvbplSYI876_NP8CX49InPpCR5YWw4DSa2XEWQPtKJ49cQgxeu95CxJ6tcbtbovhDtiXb_AxC-M8nK1tFBsJmj3vN6eS5QJSqHdqxzG3Q8Xz4S-KUwBdxhYSvaERIa6eImbMpZCmjb9NDBSObclRM3lAicT_nHepyZg7KaOiG4cRa4p1QuCaF0DmMacbndegCPcgdsbJSH2eowH-HkzOVMWXai3XQ8bVXQOASUwAM', 1796128686122);
INSERT INTO audit_events VALUES ('01a2319c-c05b-7eae-995f-9d18318a245d', 1796128686171, 'sign_in', 'succeeded', 'idp', '01a2319c-c05b-765c-9c23-5d5764e6f170', '127.0.0.1', 'b3a808b9c3525399', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2319c-c07c-7bab-8484-459632dc5ee5', 1796128686204, 'application_access', 'succeeded', 'idp', '01a2319c-c05b-765c-9c23-5d5764e6f170', '127.0.0.1', 'fd2452f82e6ba8ed', 'http://wiki.localhost:61003', NULL);
INSERT INTO audit_events VALUES ('01a2319c-c0a3-7061-93a5-e335b9405b87', 1796128686243, 'link', 'succeeded', 'two', '01a2319c-c05b-765c-9c23-5d5764e6f170', '127.0.0.1', 'fafbca67ac26a5d1', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c0b3-7d0b-a267-1f8571f9b534', 1796128686259, 'token_create', 'succeeded', 'idp', '01a2319c-c05b-765c-9c23-5d5764e6f170', '127.0.0.1', '13fcc452a7ab2509', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c0d1-754f-b7b4-8a388af42c8b', 1796128686289, 'sign_in', 'succeeded', 'idp', '01a2319c-c0d1-75e3-9a88-2322075c0efd', '127.0.0.1', '24062f01bec3be3c', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2319c-c0fc-777f-b53a-d537d5fb91d4', 1796128686332, 'link', 'succeeded', 'two', '01a2319c-c0d1-75e3-9a88-2322075c0efd', '127.0.0.1', '0256f0ab470bfb7a', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c112-7eb9-af46-04ea5ab08825', 1796128686354, 'user_unlink', 'succeeded', 'operator', '01a2319c-c0d1-75e3-9a88-2322075c0efd', NULL, '63f926139c26bb2c', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c153-72fc-8193-654cb4ccef16', 1796128686419, 'sign_in', 'succeeded', 'idp', '01a2319c-c153-7430-9b9f-8a80f4c5513e', '127.0.0.1', '38d3d757e586d4f8', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2319c-c173-789a-976c-c5f0f5eebf6b', 1796128686451, 'user_delete', 'succeeded', 'operator', '01a2319c-c153-7430-9b9f-8a80f4c5513e', NULL, 'b784a8a39fa89efc', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c584-7b8a-b8c3-02533d356dbe', 1796128687492, 'sign_in', 'succeeded', 'idp', '01a2319c-c584-77e8-859b-041d873126d6', '127.0.0.1', '8357c92a117b31fa', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2319c-c592-7491-ac3b-aa941ded9c65', 1796128687506, 'sign_out', 'succeeded', 'idp', '01a2319c-c584-77e8-859b-041d873126d6', '127.0.0.1', 'ae783b95d93af03c', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c5a6-712e-baed-3c89e9c4e3ba', 1796128687526, 'user_disable', 'succeeded', 'operator', '01a2319c-c584-77e8-859b-041d873126d6', NULL, 'de2e1a5f35143b27', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c9be-7c25-87f5-bca124936dde', 1796128688574, 'sign_in', 'account.confirmation_needed', 'two', '01a2319c-c0d1-75e3-9a88-2322075c0efd', '127.0.0.1', 'f9af2ba7260967b9', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-c9f0-7890-9334-efb1487c5a14', 1796128688624, 'user_invite', 'succeeded', 'operator', NULL, NULL, '4036a9b881995d80', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2319c-ca0b-7c12-bd24-d49f346dd32d', 1796128688651, 'sign_in_link', 'succeeded', 'operator', '01a2319c-c05b-765c-9c23-5d5764e6f170', NULL, '15194e9491e4480f', NULL, NULL);
INSERT INTO completed_sign_ins VALUES ('4b9b5b3912842a6885ab52c53f3a5705a040701c06d85a5d63dde46bfb01adea', 1796128686171, 1796128686171, '01a2319c-c05b-75aa-9d51-269c02979acf');
INSERT INTO completed_sign_ins VALUES ('7202268a45835afc7af839793f6990b7a53592b0a3d6d3f098bf109f62594fb0', 1796128686221, 1796128686221, NULL);
INSERT INTO completed_sign_ins VALUES ('f13cb41997fd09125e5eb4ba313e4c4c7bf30e7b5850b61e38f03ae08290981c', 1796128686289, 1796128686289, '01a2319c-c0d1-7d26-b76d-b7b035807348');
INSERT INTO completed_sign_ins VALUES ('63c82976818b55b73a08bd81c7aa4c372136b56a8bf4b1a52bebc9a893461823', 1796128686314, 1796128686314, NULL);
INSERT INTO completed_sign_ins VALUES ('dd8671e6c41d68fcba201e9061ea772be3ca245862ef6616705e0954b7a66fc2', 1796128686419, 1796128686419, '01a2319c-c153-7763-9000-6878a09caa33');
INSERT INTO completed_sign_ins VALUES ('847e6519d1c81c163477186333cf93fe952e23b000b10dad37c4b5a58a535640', 1796128687492, 1796128687492, '01a2319c-c584-7eae-a8eb-7ac152ecb49a');
INSERT INTO completed_sign_ins VALUES ('41a08ffa1910eafe37e9f633941848d816df2332c147be97d8c3c778781f3e4b', 1796128688574, 1796128688574, NULL);
INSERT INTO hand_over_tickets VALUES ('af80c27186948a44675359d891ccda6f27201dd62bd32130d16ab396bbf0de79', 'da46844fc4a0eb49ac7dbe29e4830d0aa70c35e0997cc22f2dd4fd1c1b90dbe6', '01a2319c-c05b-75aa-9d51-269c02979acf', 'app/wiki.localhost', 1796128686192, 1796128686196, '02a4ed6ad1309dc86fae402a068d57d0d4fdc3a9652d7747451eb555f394bcad');
INSERT INTO identities VALUES ('01a2319c-c05b-7ffe-9725-ac4c6b304476', '01a2319c-c05b-765c-9c23-5d5764e6f170', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', 1, 1796128686171, 1796128686171, 'ada@example.org', NULL);
INSERT INTO identities VALUES ('01a2319c-c0a3-748e-9212-e85136bc5ad1', '01a2319c-c05b-765c-9c23-5d5764e6f170', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', 1, 1796128686243, 1796128686243, 'ada@two.example', NULL);
INSERT INTO identities VALUES ('01a2319c-c0d1-70b3-9bb6-d0e097cb3360', '01a2319c-c0d1-75e3-9a88-2322075c0efd', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', 1, 1796128686289, 1796128686289, 'grace@example.org', NULL);
INSERT INTO identities VALUES ('01a2319c-c584-714d-80b2-1ba669389dab', '01a2319c-c584-77e8-859b-041d873126d6', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', 1, 1796128687492, 1796128687492, 'linus@example.org', NULL);
INSERT INTO invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796128688624, 1796733488624);
INSERT INTO last_sign_ins VALUES ('01a2319c-c05b-7ffe-9725-ac4c6b304476', 'idp', '["staff"]', 1796128686171);
INSERT INTO last_sign_ins VALUES ('01a2319c-c0d1-70b3-9bb6-d0e097cb3360', 'idp', '["staff"]', 1796128686289);
INSERT INTO last_sign_ins VALUES ('01a2319c-c584-714d-80b2-1ba669389dab', 'idp', '["staff"]', 1796128687492);
INSERT INTO logout_tokens VALUES ('3b304a2f3b24e4a77b571f6bc2264b346bc6c441ac8ae43ba16675a82b08a521', 1796128687515, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796128687000);
INSERT INTO provider_sessions VALUES ('01a2319c-c05b-75aa-9d51-269c02979acf', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796128686000);
INSERT INTO provider_sessions VALUES ('01a2319c-c0d1-7d26-b76d-b7b035807348', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796128686000);
INSERT INTO proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796128688574, NULL);
INSERT INTO readiness VALUES (1, 1);
INSERT INTO rechecks VALUES ('01a2319c-c05b-75aa-9d51-269c02979acf', 'oV-xC3wpS0wwg56JtHUpmSi7C6pq7KfOXnyITkFJkUl-SddTcBbdcWLVTIC6ixa1UQ44WDR7ZCIw5zwOcEOlEWr6gE1Iak4', NULL, NULL, 'dc50b157697cd10c870f9ee13b359eaf0c421c10ece8c334b3acb9d26d8dfa8b', 1796128686000, 1796128686171, 1796128686171, NULL);
INSERT INTO rechecks VALUES ('01a2319c-c0d1-7d26-b76d-b7b035807348', 'WgkfHygv535gqCBE73PwRjsrGG8payfEXV5JjuzGVHLvFYGkMqxIQNXZ_FEX0NSU6bGyl65XS3wvmedvEZnOL62kEDkvbZE', NULL, NULL, 'fd294968d6d9c854f3ab9097467410766e16e7f9950a50d981e541f371f4db14', 1796128686000, 1796128686289, 1796128686289, NULL);
INSERT INTO session_tokens VALUES ('c5459e156e5b4d298639edd1f1d83f0adef4a688cfeb0cf35c6288001a85fc79', '01a2319c-c05b-75aa-9d51-269c02979acf', 'localhost');
INSERT INTO session_tokens VALUES ('f60d0cd5ac20f562b3ca1813984914c5ddadcecce3bbbb1c59759b0f4d3df6b5', '01a2319c-c05b-75aa-9d51-269c02979acf', 'app/wiki.localhost');
INSERT INTO session_tokens VALUES ('c2e0b389a67ae75ca0eb227c4e00057c6fdb1895730812e88186010ff664ece0', '01a2319c-c0d1-7d26-b76d-b7b035807348', 'localhost');
INSERT INTO sessions VALUES ('01a2319c-c05b-75aa-9d51-269c02979acf', '01a2319c-c05b-765c-9c23-5d5764e6f170', 'idp', 1796128686171, 1796128686171, NULL, '127.0.0.1', 1796128686000, '["staff"]', NULL, NULL);
INSERT INTO sessions VALUES ('01a2319c-c0d1-7d26-b76d-b7b035807348', '01a2319c-c0d1-75e3-9a88-2322075c0efd', 'idp', 1796128686289, 1796128686289, NULL, '127.0.0.1', 1796128686000, '["staff"]', NULL, NULL);
INSERT INTO sign_in_links VALUES ('eee26dc0e8b7594dc633c43ac1d993b121473882df1cfa1c99f54f3d79b6da0e', '01a2319c-c05b-765c-9c23-5d5764e6f170', 1796129288651);
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO tokens_to_revoke VALUES ('01a2319c-c153-7763-9000-6878a09caa33', 'http://127.0.0.1:61001', 'kaimu', 'alan', '1OI525pntcMvG18Wjgc-E5_tcr6pn-X4QSgKYBXWU6BkSCoL6lHlBtWDs_in78fHF8B5XA3gJVUnb1vMS51rLCyOKYHlLR0', 1796128686419, 1796128687506);
INSERT INTO tokens_to_revoke VALUES ('01a2319c-c584-7eae-a8eb-7ac152ecb49a', 'http://127.0.0.1:61001', 'kaimu', 'linus', '2XB4Hs5yZONFAYW0BsdbF8n7dj3DlN8Wk4GXPBR8ig88o_DE74s0TkaH7UVYs7fhBmLBXLNKXIRL5YV_yPZoFa5T4wxvByg', 1796128687492, 1796128687506);
INSERT INTO unlinked_identities VALUES ('01a2319c-c0d1-75e3-9a88-2322075c0efd', 'http://127.0.0.1:61002', 'grace-at-two', 1796128686354);
INSERT INTO used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a2319c-c05b-765c-9c23-5d5764e6f170');
INSERT INTO used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a2319c-c0d1-75e3-9a88-2322075c0efd');
INSERT INTO used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a2319c-c153-7430-9b9f-8a80f4c5513e');
INSERT INTO used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a2319c-c584-77e8-859b-041d873126d6');
INSERT INTO users VALUES ('01a2319c-c05b-765c-9c23-5d5764e6f170', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796128686171, NULL);
INSERT INTO users VALUES ('01a2319c-c0d1-75e3-9a88-2322075c0efd', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796128686289, NULL);
INSERT INTO users VALUES ('01a2319c-c584-77e8-859b-041d873126d6', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796128687492, 1796128687526);
INSERT INTO waiting_links VALUES ('59deda64ec9b82288e1616ee0341ebe48e5c0272f8e9cf6c57cf1d074186de13', '01a2319c-c0d1-75e3-9a88-2322075c0efd', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', 1, 1796128688574, 'grace@example.org');
INSERT INTO webhook_queue VALUES (1, '01a2319c-c05b-7eae-995f-9d18318a245d', 1796128686171);
INSERT INTO webhook_queue VALUES (2, '01a2319c-c0a3-7061-93a5-e335b9405b87', 1796128686243);
INSERT INTO webhook_queue VALUES (3, '01a2319c-c0d1-754f-b7b4-8a388af42c8b', 1796128686289);
INSERT INTO webhook_queue VALUES (4, '01a2319c-c0fc-777f-b53a-d537d5fb91d4', 1796128686332);
INSERT INTO webhook_queue VALUES (5, '01a2319c-c112-7eb9-af46-04ea5ab08825', 1796128686354);
INSERT INTO webhook_queue VALUES (6, '01a2319c-c153-72fc-8193-654cb4ccef16', 1796128686419);
INSERT INTO webhook_queue VALUES (7, '01a2319c-c173-789a-976c-c5f0f5eebf6b', 1796128686451);
INSERT INTO webhook_queue VALUES (8, '01a2319c-c584-7b8a-b8c3-02533d356dbe', 1796128687492);
INSERT INTO webhook_queue VALUES (9, '01a2319c-c5a6-712e-baed-3c89e9c4e3ba', 1796128687526);
INSERT INTO webhook_queue VALUES (10, '01a2319c-c9be-7c25-87f5-bca124936dde', 1796128688574);
INSERT INTO webhook_queue VALUES (11, '01a2319c-c9f0-7890-9334-efb1487c5a14', 1796128688624);
INSERT INTO webhook_queue VALUES (12, '01a2319c-ca0b-7c12-bd24-d49f346dd32d', 1796128688651);
INSERT INTO webhook_sender VALUES (1, '01a2319c-c029-75c3-b9b2-6b48467b31e0', 0, 1, 1796128693123);
INSERT INTO __diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 12:38:06');
INSERT INTO __diesel_schema_migrations VALUES ('20261201100000', '2026-12-01 12:38:06');
INSERT INTO sqlite_sequence VALUES ('session_changes', 8);
CREATE INDEX identities_user_id ON identities (user_id);
CREATE INDEX audit_events_occurred_at ON audit_events (occurred_at);
CREATE INDEX audit_events_user_id ON audit_events (user_id);
CREATE INDEX identities_provider ON identities (provider, last_used_at);
CREATE INDEX waiting_links_user_id ON waiting_links (user_id);
CREATE INDEX waiting_links_began_at ON waiting_links (began_at);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
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
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at, id, signed_in_at);
