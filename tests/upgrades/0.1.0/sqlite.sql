-- {"access_token":"kaimu_pat_mvqR4QlG75lVKuCqx8i3kILYnBjfsAjT67yrnq-FrYM","application_session":"kaimu_app=WBKE61TmBoNr0FLOymeS1wRpKOVobfhuWfHXPzkxD78; kaimu_app_hand_over=B_c17fz6QIQBer5IpzKT7vSMeBWAD_XQn6g786CR0lE","made_at":1796021809036,"refresh_token":"wi_N__AYavn9jOvr26sq1Hpxc6FL1csFSU6Su-NQHcU","session":"kaimu_session=LSbxiDTRuC2MF+M%2FunRfO634peizv9ng9ZyG0pK9zYo%3D9wI-wTfO-Eo1g91QIzM3QirjPw9lE53jn6N26O_jWT8; kaimu_sign_in_6d63e74d=tFtE0UT3+N35rcGcRY4LR+Nbe/CIqBPk9320v9iq2aKuf6dqtOF+xdHpOuCgOm01yfuVf8Fmor67+LTbu2rF/c6eDmysSeIZO/hyHu8ArwaZ4wHvCh91KUu2TbRLiw5Gbrc=; kaimu_last_provider=idp; kaimu_sign_in_2b64f065=se/W0shBH9pfEhoouY/C3Xndu8QPN9oTM0ni8AzO+lIyGksqeAkcYSUvKbwzy41IijX4/FwcM70iAFl4o0/FD98DVBtnH2CSeWohiVum8+FRFIVjIky892LAp1XMuNkJHZVnp0dj+PduCX2KKjjPeJnNFzAttbW9wX/1YsNIV88u74sic49bd2IfHS1q5gyTg4U=","sign_in_link":"ebRDW0zFmmcZkVaDUj54i3eIczygvX_r4RRbCm_l6QI"}
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
, application TEXT);
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
INSERT INTO access_tokens VALUES ('01a22b3d-e40a-7741-9a49-a6c9af10d259', '04c6a1cb1c108eb0c40f143f59172657beeec3305173b7fcda4f6ee163e3185b', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', '01a22b3d-e3b7-70ee-8180-969092a14a00', 'laptop', '["http://wiki.localhost:61003"]', 1796021806090, 1803797806090, NULL);
INSERT INTO application_accesses VALUES ('01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 'http://wiki.localhost:61003', 'succeeded', 1795996800000);
INSERT INTO assertion_keys VALUES ('01a22b3d-e320-70e0-8e14-98d90efd6549', 'BIlGqpeG4fAyEvMCXVkqAenOKU_dqag_lYiRsmy5wD2eWLztxtym8iGYqFrfIG-PPAvOE02q_f9yMUfR335BPBA', 'VO6ZTTIPgyY18ATLF-RmxQE_11qq4lKwwYUAf439DQPro4cv54A_DBsUZo6BOCIy9ce5zVj1Gn8qD6kl3uSd3U9Q9qMqlNXg7axLOutotI5EirPeQXC7rOZGSxdrJUJbs3JcYILcYJSRGjSY_mqTLTadOpWgi6_pjImX2ZsTRdCBVCWFVqG_3Z3UTwe6wd-wNHlNHpBfMNlf4m95yuHL2oLCb1yFzQjxNJ-kxVVKussOriWmPUrM3biQv3Kvpjs33Xg1DM6EASaUKdp9v1zxuv961sQ', 1796021805856);
INSERT INTO audit_events VALUES ('01a22b3d-e3b7-7876-bc41-a0729ea0d67a', 1796021806007, 'sign_in', 'succeeded', 'idp', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', '127.0.0.1', '933bea53d6b5f4f2', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e3d6-75c2-986a-ad603cef961a', 1796021806038, 'application_access', 'succeeded', 'idp', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', '127.0.0.1', '47c12ea83da4b861', 'http://wiki.localhost:61003');
INSERT INTO audit_events VALUES ('01a22b3d-e3f9-7eba-af3d-6d3f75e18abf', 1796021806073, 'link', 'succeeded', 'two', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', '127.0.0.1', '608a81804b2c7576', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e40a-76c2-9637-53f2ecfb874f', 1796021806090, 'token_create', 'succeeded', 'idp', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', '127.0.0.1', '57ccc97bd358db2f', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e43f-7079-85fe-2441b7a57249', 1796021806143, 'sign_in', 'succeeded', 'idp', '01a22b3d-e43f-7398-a4a6-079511978244', '127.0.0.1', '743c67995c5ea599', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e4a4-745f-879f-bb31dddc9f69', 1796021806244, 'link', 'succeeded', 'two', '01a22b3d-e43f-7398-a4a6-079511978244', '127.0.0.1', '51e4df929e42b2f9', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e4c0-73de-8540-72e89400d756', 1796021806272, 'user_unlink', 'succeeded', 'operator', '01a22b3d-e43f-7398-a4a6-079511978244', NULL, '74dbc3b88fc68e5d', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e55c-7d00-b04e-4bf3dedc6b49', 1796021806428, 'sign_in', 'succeeded', 'idp', '01a22b3d-e55c-7c2b-a3a6-6a4a3925295d', '127.0.0.1', '6dcebc8d559fba7f', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e599-7776-8894-ce40b2cfc8bf', 1796021806489, 'user_delete', 'succeeded', 'operator', '01a22b3d-e55c-7c2b-a3a6-6a4a3925295d', NULL, '8b63a12b18d17403', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-e9d5-7236-8518-c1e3c0e1fd6e', 1796021807573, 'sign_in', 'succeeded', 'idp', '01a22b3d-e9d5-771b-9a04-f0051afb7369', '127.0.0.1', 'bfb72b5b66fc7ad9', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-ea74-7fd3-9fc3-2b0006e960bf', 1796021807732, 'sign_out', 'succeeded', 'idp', '01a22b3d-e9d5-771b-9a04-f0051afb7369', '127.0.0.1', 'd3ae5117e11b5fc8', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-ea90-7c1a-8391-591ba20b0320', 1796021807760, 'user_disable', 'succeeded', 'operator', '01a22b3d-e9d5-771b-9a04-f0051afb7369', NULL, '499da46a753ca5f6', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-eed7-7e3b-8b11-c0be66a5297c', 1796021808855, 'sign_in', 'account.confirmation_needed', 'two', '01a22b3d-e43f-7398-a4a6-079511978244', '127.0.0.1', '3e8f43bd58e6d901', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-ef4b-78de-8af3-1ff77d382815', 1796021808971, 'user_invite', 'succeeded', 'operator', NULL, NULL, '4c473b7720bd7aaa', NULL);
INSERT INTO audit_events VALUES ('01a22b3d-ef78-71f2-8df1-ef38dfad39d0', 1796021809016, 'sign_in_link', 'succeeded', 'operator', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', NULL, '288c1bcc4405f79a', NULL);
INSERT INTO completed_sign_ins VALUES ('2b64f065590ad58253f4875eaa86eccdf562ad554bf66f581e47aef68f773872', 1796021806007, 1796021806007, '01a22b3d-e3b7-7f62-a9e0-be06b62f9037');
INSERT INTO completed_sign_ins VALUES ('6d63e74d9dd7d1d1082507725e8b570c7842f2cc2b65ac78eef39bfdfb18deb2', 1796021806058, 1796021806058, NULL);
INSERT INTO completed_sign_ins VALUES ('64b7bad62c8cbb9f240605b70bc2f6c123c738cbf25e572524f856c9fec7db56', 1796021806143, 1796021806143, '01a22b3d-e43f-7b4d-97c1-9206dc52e6cc');
INSERT INTO completed_sign_ins VALUES ('dd620817318d06fa30275faf3e5b7b1b5566025d3cbbff10acbd9174e4c2e11b', 1796021806173, 1796021806173, NULL);
INSERT INTO completed_sign_ins VALUES ('1754e9cce09c073870a94cd9b7a40a57e650d7e9def3cc5e5ae7ae3f4613b8d5', 1796021806428, 1796021806428, '01a22b3d-e55c-7921-9048-308be05d10b0');
INSERT INTO completed_sign_ins VALUES ('20e929a27c17f881e864282536752f51efd3f1100891d6e6eaab7d7c8cd8afa6', 1796021807573, 1796021807573, '01a22b3d-e9d5-752e-bbab-2edf0b05cadf');
INSERT INTO completed_sign_ins VALUES ('465b1fdab9228686d67ca176c161618e81a49d73a64e43ba857c5c259901fbff', 1796021808855, 1796021808855, NULL);
INSERT INTO hand_over_tickets VALUES ('167b8f9f3e5d6633a33dc8a2d7107d47459adcc1d9e3ea2f75131268b017b86b', '77bb655c9de498496cf4abbaea21d210f426be7704c5e4beb0a2ca79a753bea3', '01a22b3d-e3b7-7f62-a9e0-be06b62f9037', 'app/wiki.localhost', 1796021806025, 1796021806033, 'c7cb04b17ba637dcd930be7822049fb7cf31f9bd12268d2bf914557a491c8c9a');
INSERT INTO identities VALUES ('01a22b3d-e3b7-70ee-8180-969092a14a00', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', 1, 1796021806007, 1796021806007, 'ada@example.org', NULL);
INSERT INTO identities VALUES ('01a22b3d-e3f9-7b09-ba85-6315628fa9c9', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', 1, 1796021806073, 1796021806073, 'ada@two.example', NULL);
INSERT INTO identities VALUES ('01a22b3d-e43f-759e-8c8a-e574b40a8008', '01a22b3d-e43f-7398-a4a6-079511978244', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', 1, 1796021806143, 1796021806143, 'grace@example.org', NULL);
INSERT INTO identities VALUES ('01a22b3d-e9d5-7b86-8fdd-9df147b0f35a', '01a22b3d-e9d5-771b-9a04-f0051afb7369', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', 1, 1796021807573, 1796021807573, 'linus@example.org', NULL);
INSERT INTO invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796021808971, 1796626608971);
INSERT INTO last_sign_ins VALUES ('01a22b3d-e3b7-70ee-8180-969092a14a00', 'idp', '["staff"]', 1796021806007);
INSERT INTO last_sign_ins VALUES ('01a22b3d-e43f-759e-8c8a-e574b40a8008', 'idp', '["staff"]', 1796021806143);
INSERT INTO last_sign_ins VALUES ('01a22b3d-e9d5-7b86-8fdd-9df147b0f35a', 'idp', '["staff"]', 1796021807573);
INSERT INTO logout_tokens VALUES ('82fb8a4d76ded8f468be629902efdbd4fe8191c7dd569bfbcffc8aff6a33413f', 1796021807744, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796021807000);
INSERT INTO provider_sessions VALUES ('01a22b3d-e3b7-7f62-a9e0-be06b62f9037', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796021806000);
INSERT INTO provider_sessions VALUES ('01a22b3d-e43f-7b4d-97c1-9206dc52e6cc', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796021806000);
INSERT INTO proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796021808855, NULL);
INSERT INTO readiness VALUES (1, 1);
INSERT INTO rechecks VALUES ('01a22b3d-e3b7-7f62-a9e0-be06b62f9037', 'nQ_iWwtbr_9dIXLxD93C9s7FiDW1XchY-Ls9qagJMoJucTxfHjFUfkqbXRQo4sExU5CseisMn1ddXd1P7uldLkOv0ggj9lE', NULL, NULL, 'bc0d184d15904dd535d6e36b0cfb3a50627a2467bddf0ce8e12310ff6da79d8b', 1796021805000, 1796021806007, 1796021806007, NULL);
INSERT INTO rechecks VALUES ('01a22b3d-e43f-7b4d-97c1-9206dc52e6cc', '13WwYwuue847A3u-NMbvmVdtUc87x7hQft2ndxQvgG880x4DD0lM2WlE2fpE8_ZrhLbmE73Ypkx6pMgtcnbVI55CTJwWmbU', NULL, NULL, '7aae8115570691529c764b401edd7591b02f9fd5137c99a665d6f239f0cdb0f4', 1796021806000, 1796021806143, 1796021806143, NULL);
INSERT INTO session_tokens VALUES ('bdbe63fac8dbfdf2fd53835783334a9e08a62c09dbc186d7ea41706f711d1180', '01a22b3d-e3b7-7f62-a9e0-be06b62f9037', 'localhost');
INSERT INTO session_tokens VALUES ('e187590543f65cb91411b5a71fe410692bddee2fa377edfe691ba67d10cd50be', '01a22b3d-e3b7-7f62-a9e0-be06b62f9037', 'app/wiki.localhost');
INSERT INTO session_tokens VALUES ('a1bd2e15fa36f03fb3865d0121da5e44614f74e8e99d244c080a8a91129350f8', '01a22b3d-e43f-7b4d-97c1-9206dc52e6cc', 'localhost');
INSERT INTO sessions VALUES ('01a22b3d-e3b7-7f62-a9e0-be06b62f9037', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 'idp', 1796021806007, 1796021806007, NULL, '127.0.0.1', 1796021805000, '["staff"]', NULL, NULL);
INSERT INTO sessions VALUES ('01a22b3d-e43f-7b4d-97c1-9206dc52e6cc', '01a22b3d-e43f-7398-a4a6-079511978244', 'idp', 1796021806143, 1796021806143, NULL, '127.0.0.1', 1796021806000, '["staff"]', NULL, NULL);
INSERT INTO sign_in_links VALUES ('06e6ee5008727b491f577c93cdb15310647b22936d70a9885aa81b190a01629f', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 1796022409016);
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO tokens_to_revoke VALUES ('01a22b3d-e55c-7921-9048-308be05d10b0', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'bxcrOFphRY-8GtLPJMAj9DscF0L4KgWFouVPt4YKNoqren5Vb0YCe7HenjHAKdjutFsR7hgs2LvKpI8ru8pRlodAuhObdpI', 1796021806428, 1796021807732);
INSERT INTO tokens_to_revoke VALUES ('01a22b3d-e9d5-752e-bbab-2edf0b05cadf', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'oYUlJqaCabWcVRqJa_Tmxyi_1OE1bYyP5e5LZQYPcubTWMg7OWs6HlZ_148GXkbsRi8saev3C0zytpDP18nRDdQ8qC58r8s', 1796021807573, 1796021807732);
INSERT INTO unlinked_identities VALUES ('01a22b3d-e43f-7398-a4a6-079511978244', 'http://127.0.0.1:61002', 'grace-at-two', 1796021806272);
INSERT INTO used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a22b3d-e3b7-7aee-8567-8bc0982be3dd');
INSERT INTO used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a22b3d-e43f-7398-a4a6-079511978244');
INSERT INTO used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a22b3d-e55c-7c2b-a3a6-6a4a3925295d');
INSERT INTO used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a22b3d-e9d5-771b-9a04-f0051afb7369');
INSERT INTO users VALUES ('01a22b3d-e3b7-7aee-8567-8bc0982be3dd', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796021806007, NULL);
INSERT INTO users VALUES ('01a22b3d-e43f-7398-a4a6-079511978244', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796021806143, NULL);
INSERT INTO users VALUES ('01a22b3d-e9d5-771b-9a04-f0051afb7369', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796021807573, 1796021807760);
INSERT INTO waiting_links VALUES ('2cf58fd62cdc1563e756c0cbb58e5f751f63940e05ea4b98a21471dcf3f6e331', '01a22b3d-e43f-7398-a4a6-079511978244', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', 1, 1796021808855, 'grace@example.org');
INSERT INTO __diesel_schema_migrations VALUES ('20261123000000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124000000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124100000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124200000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124300000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261125000000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261125100000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128100000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128200000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128210000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300100', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129100000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129200000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129300000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129400000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129500000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129600000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130100000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130200000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130210000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130300000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130400000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130500000', '2026-11-30 06:56:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130600000', '2026-11-30 06:56:45');
INSERT INTO sqlite_sequence VALUES ('session_changes', 8);
CREATE INDEX identities_user_id ON identities (user_id);
CREATE INDEX audit_events_occurred_at ON audit_events (occurred_at);
CREATE INDEX audit_events_user_id ON audit_events (user_id);
CREATE INDEX identities_provider ON identities (provider, last_used_at);
CREATE INDEX waiting_links_user_id ON waiting_links (user_id);
CREATE INDEX waiting_links_began_at ON waiting_links (began_at);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_signed_in_at ON sessions (signed_in_at);
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);
CREATE INDEX session_tokens_session_id ON session_tokens (session_id, host);
CREATE INDEX hand_over_tickets_session_id ON hand_over_tickets (session_id);
CREATE INDEX hand_over_tickets_issued_at ON hand_over_tickets (issued_at);
CREATE INDEX provider_sessions_subject ON provider_sessions (issuer, subject);
CREATE INDEX provider_sessions_sid ON provider_sessions (issuer, sid);
CREATE INDEX identities_proven_email_key ON identities (proven_email_key);
CREATE INDEX tokens_to_revoke_tried_at ON tokens_to_revoke (tried_at);
CREATE INDEX sessions_user_id_last_seen_at ON sessions (user_id, last_seen_at);
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
