-- {"access_token":"kaimu_pat_ISpcSoH4h9sprR7FWuEwkZ17QIBFnpSubjhHauTVXBE","application_session":"kaimu_app_hand_over=uyiL2pj4mFJ5zh-35zS-bHLmi2QhzwisdrMnDdDAjyM; kaimu_app=lFS1xr2bcKjMaB_doOvkSy2JllQLlBmORjE7_QUeqYc","made_at":1796033459540,"refresh_token":"BE6nJj3fFSmr-vXUd3P1tch5RvsHRSP6EIavTUGZ_wY","session":"kaimu_last_provider=idp; kaimu_session=1oDe94BHRblzh6LRn6+ELNYJEuZDzdPDQKwzjGivr1Y%3DZ1x4_Es0wqiu5VSDT52mtzSIc9Pw0vj3urzzg8AzwP4; kaimu_sign_in_2edc3e3f=ZfvnUTsz2pBzd7C5fQ86VdjKmHwVy4/IHgIECCwsKArep7knJFhrRPfDen3h7LGCArTZMM6uE6rkePiIdbIcDsDNWCxdyDK0JDUskdpPWQT0q+R0Mtr2eOFPRKW0IpLHEiw=; kaimu_sign_in_6185a88a=w28NlovpIf0L8XqasuPUI72NySEcq9CHop/XzUSNCe9ZQB7NZrVjsiVjpBJnRUbp1GFPGQX8ymMTYDo8n82V0TITJxuoP3ZIFfdoQTLo7AuUs6SsYfQXLTRKC7yYUtpYpPtsacpZwonRudMY23bmd0IBgQ3iEb+wu95TqEea0hJAb100yY+HjQPkBp2TBQuf92k=","sign_in_link":"Xu2u7_3uBR4BZPTu4m39HcfZMPcU1Y_i9iWyCHernc8"}
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
INSERT INTO access_tokens VALUES ('01a22bef-aa33-7a26-b110-d1ff441b5294', '4f7aca8075d42719c157eb2560d5042b8e27d4a930f2a88719105b2c8bb33341', '01a22bef-a9c6-7937-940f-2f3a267bd411', '01a22bef-a9c6-734f-b377-89e9456de9dc', 'laptop', '["http://wiki.localhost:61003"]', 1796033456691, 1803809456691, NULL);
INSERT INTO application_accesses VALUES ('01a22bef-a9c6-7937-940f-2f3a267bd411', 'http://wiki.localhost:61003', 'succeeded', 1795996800000);
INSERT INTO assertion_keys VALUES ('01a22bef-a96f-781b-b9f5-9c7732cee395', 'BIRHFU3iB7PaIKVFp5GId2WOPZxo9xi1MrD7Z4SE6AyjXcOj1BhBY6M0_OGbyAGRrD1E-IHOH3rVIhAPe3D0SDs', 'TgJUCkRqjV0nQHlpaCNfo0U29w0EU5ZwqBJlVMPf2AnSgdvMUQgucckLFjeZejHH2gPg4ufsCSIPlc71QR42Ilx3PE0V4bN4SDquYr3bKpgOjziFhUc3XyCpq23bhWpyd1VUASZx0ehIuS6ehh4_LD3sVRxD1n57iDhWAwYvxInbiHavJfYLgViYlOjdflT2K5E1V7p7_YAcN8sA5rPet-82ooRr9oqTJyyWUrbTQiy_JvsvIwkkXIG_whcoIjCiqHCUYIwVJoTgRJVVg9lFcf18Mw0', 1796033456495);
INSERT INTO audit_events VALUES ('01a22bef-a9c6-7f0f-bd7c-564aa0c65d1d', 1796033456582, 'sign_in', 'succeeded', 'idp', '01a22bef-a9c6-7937-940f-2f3a267bd411', '127.0.0.1', '655cf91269d5a499', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a22bef-a9ee-7526-949c-c33e09d81069', 1796033456622, 'application_access', 'succeeded', 'idp', '01a22bef-a9c6-7937-940f-2f3a267bd411', '127.0.0.1', 'be65da8aa1642681', 'http://wiki.localhost:61003', NULL);
INSERT INTO audit_events VALUES ('01a22bef-aa1d-73ca-ac28-7e21b7ec78e4', 1796033456669, 'link', 'succeeded', 'two', '01a22bef-a9c6-7937-940f-2f3a267bd411', '127.0.0.1', '9e8231242a434a51', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-aa33-7d36-8585-b6babcd7fd3f', 1796033456691, 'token_create', 'succeeded', 'idp', '01a22bef-a9c6-7937-940f-2f3a267bd411', '127.0.0.1', 'e6bee3d0f207c050', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-aa66-7fb8-ae33-46041986449f', 1796033456742, 'sign_in', 'succeeded', 'idp', '01a22bef-aa66-75da-88a8-14c4e04207ae', '127.0.0.1', '77a44eb58f7f9b3f', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a22bef-aacf-7709-950d-9b39fa4a52a8', 1796033456847, 'link', 'succeeded', 'two', '01a22bef-aa66-75da-88a8-14c4e04207ae', '127.0.0.1', '313e1e21703b6fde', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-ab02-7799-b1f4-6f5a04fe9044', 1796033456898, 'user_unlink', 'succeeded', 'operator', '01a22bef-aa66-75da-88a8-14c4e04207ae', NULL, '2066d9c67c583e17', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-ab79-754b-8ace-b0732b76c026', 1796033457017, 'sign_in', 'succeeded', 'idp', '01a22bef-ab79-75e8-94ff-4aaabbba3ff2', '127.0.0.1', 'e7f76386f394386d', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a22bef-abce-7e22-b9cc-f6e03589545a', 1796033457102, 'user_delete', 'succeeded', 'operator', '01a22bef-ab79-75e8-94ff-4aaabbba3ff2', NULL, 'b0d306834d11a16f', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-b02c-7a78-be62-7310aa1fc045', 1796033458220, 'sign_in', 'succeeded', 'idp', '01a22bef-b02c-77be-8a00-062c2c012126', '127.0.0.1', '37ed261e35e6cffb', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a22bef-b04b-75d2-9781-607738956f2b', 1796033458251, 'sign_out', 'succeeded', 'idp', '01a22bef-b02c-77be-8a00-062c2c012126', '127.0.0.1', '6cfa7fcf838c91ec', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-b071-7389-8efc-9ad79fa27ce0', 1796033458289, 'user_disable', 'succeeded', 'operator', '01a22bef-b02c-77be-8a00-062c2c012126', NULL, '3c252ac522972fc2', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-b4a6-7639-afba-bd7499c35004', 1796033459366, 'sign_in', 'account.confirmation_needed', 'two', '01a22bef-aa66-75da-88a8-14c4e04207ae', '127.0.0.1', '218794c553cc74c2', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-b500-7151-86d4-5ef03985c5db', 1796033459456, 'user_invite', 'succeeded', 'operator', NULL, NULL, '24f6a58cd0f00d3b', NULL, NULL);
INSERT INTO audit_events VALUES ('01a22bef-b53b-7681-83c4-2e61ccea6042', 1796033459515, 'sign_in_link', 'succeeded', 'operator', '01a22bef-a9c6-7937-940f-2f3a267bd411', NULL, '6ab656b01f6e2f01', NULL, NULL);
INSERT INTO completed_sign_ins VALUES ('6185a88aeb5bcf64806cd6e798a15c2c74cc02e6c7ff97abd0a748ed59372348', 1796033456582, 1796033456582, '01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e');
INSERT INTO completed_sign_ins VALUES ('2edc3e3fc1c78dd8ae160f86f78d90bcffdac0964ed5539af428f7b38a19cad3', 1796033456647, 1796033456647, NULL);
INSERT INTO completed_sign_ins VALUES ('be5fd5d012b9b1ffbd0474ec8f75626dcd63f263c1f67143507936c6c034cd57', 1796033456742, 1796033456742, '01a22bef-aa66-7460-9b0c-62bb9ea20d4f');
INSERT INTO completed_sign_ins VALUES ('37352cf8735f6813082cb99f1636dbf6c9136b89cfdb49a802ad44b00cc9a0bd', 1796033456814, 1796033456814, NULL);
INSERT INTO completed_sign_ins VALUES ('4a4215a03f05c3a98bf380d0817b8914e89041b495f98aa85df6080737a7241d', 1796033457017, 1796033457017, '01a22bef-ab79-791c-bfe1-64bcf30b2a56');
INSERT INTO completed_sign_ins VALUES ('2240530212975c4f6438eeb76f85ef20115424ac93f8f59df06c789ee5e3c38d', 1796033458220, 1796033458220, '01a22bef-b02c-7b0c-b196-1cfa99d8347f');
INSERT INTO completed_sign_ins VALUES ('85891ebe6d4ecb09ad77600d587a974c13557c76a7876e202400ee446f564d73', 1796033459366, 1796033459366, NULL);
INSERT INTO hand_over_tickets VALUES ('a07ba4ec80b02960e871d5fb603a92284d055a203bd0d5fb54bdba84a7dc000d', '54bd697e4dfe818e8dbf900bb53695f93b566fefbc4be9f92a16282415559ab4', '01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', 'app/wiki.localhost', 1796033456603, 1796033456614, '3f5373b6a8cbe47c09055994d89c2f9470e87a9895d084cbb774c88cd2a47b6e');
INSERT INTO identities VALUES ('01a22bef-a9c6-734f-b377-89e9456de9dc', '01a22bef-a9c6-7937-940f-2f3a267bd411', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', 1, 1796033456582, 1796033456582, 'ada@example.org', NULL);
INSERT INTO identities VALUES ('01a22bef-aa1d-7d64-be5b-05541a406c91', '01a22bef-a9c6-7937-940f-2f3a267bd411', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', 1, 1796033456669, 1796033456669, 'ada@two.example', NULL);
INSERT INTO identities VALUES ('01a22bef-aa66-78b9-8c78-6ef5f5b9a9b7', '01a22bef-aa66-75da-88a8-14c4e04207ae', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', 1, 1796033456742, 1796033456742, 'grace@example.org', NULL);
INSERT INTO identities VALUES ('01a22bef-b02c-7c3f-b8d4-ae2604314096', '01a22bef-b02c-77be-8a00-062c2c012126', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', 1, 1796033458220, 1796033458220, 'linus@example.org', NULL);
INSERT INTO invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796033459456, 1796638259456);
INSERT INTO last_sign_ins VALUES ('01a22bef-a9c6-734f-b377-89e9456de9dc', 'idp', '["staff"]', 1796033456582);
INSERT INTO last_sign_ins VALUES ('01a22bef-aa66-78b9-8c78-6ef5f5b9a9b7', 'idp', '["staff"]', 1796033456742);
INSERT INTO last_sign_ins VALUES ('01a22bef-b02c-7c3f-b8d4-ae2604314096', 'idp', '["staff"]', 1796033458220);
INSERT INTO logout_tokens VALUES ('d8d616aacf521f2591b6e4b0697aff47e29423458f2fc2a21c4edce45b85ca97', 1796033458268, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796033458000);
INSERT INTO provider_sessions VALUES ('01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796033456000);
INSERT INTO provider_sessions VALUES ('01a22bef-aa66-7460-9b0c-62bb9ea20d4f', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796033456000);
INSERT INTO proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796033459366, NULL);
INSERT INTO readiness VALUES (1, 1);
INSERT INTO rechecks VALUES ('01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', 'pZJZe5aWnPyrWo20e1bVCp4d83a3CJ60AZp6vI9Q2JkX53FOMqeKliUyPS6933LVUjSTidiiWeFmwNti5U56DSrMWwY4ev0', NULL, NULL, 'f267343806dcd40e195ac771fbd2122848a6d4aa9acf39cc35b2e10e97758015', 1796033456000, 1796033456582, 1796033456582, NULL);
INSERT INTO rechecks VALUES ('01a22bef-aa66-7460-9b0c-62bb9ea20d4f', 'bGzKJUXpQwKmPOrQdobiFYyKXVhHP5Gc_Tx77JIJgKd6lfRvGLeIDvzl6LPloKFkFgQDnCO8A0dJrsyEVi-PZ5Y2AwdXD4A', NULL, NULL, '93ba0d8fa0c294c10bab2d6086e8ec910210d2d0e97b7f8ddeae85967f2bf817', 1796033456000, 1796033456742, 1796033456742, NULL);
INSERT INTO session_tokens VALUES ('94deaf0110ced20869b02e943f6d402e7943e98265728c777dce475d8bc9164a', '01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', 'localhost');
INSERT INTO session_tokens VALUES ('f36b035c82181ad4181ff6341c0dfc6eff7a22619b7a5676dd9929af9022b013', '01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', 'app/wiki.localhost');
INSERT INTO session_tokens VALUES ('0577fa28c4d0f6fa6b19545f3f5421bd3cfa4e94caed18c6b974d7d9801ad0f9', '01a22bef-aa66-7460-9b0c-62bb9ea20d4f', 'localhost');
INSERT INTO sessions VALUES ('01a22bef-a9c6-72cf-8b07-5ab1d8c5b93e', '01a22bef-a9c6-7937-940f-2f3a267bd411', 'idp', 1796033456582, 1796033456582, NULL, '127.0.0.1', 1796033456000, '["staff"]', NULL, NULL);
INSERT INTO sessions VALUES ('01a22bef-aa66-7460-9b0c-62bb9ea20d4f', '01a22bef-aa66-75da-88a8-14c4e04207ae', 'idp', 1796033456742, 1796033456742, NULL, '127.0.0.1', 1796033456000, '["staff"]', NULL, NULL);
INSERT INTO sign_in_links VALUES ('2b79f640d6570dcc660bc30c1f20980605698fe06aab134b2121026ef2626db1', '01a22bef-a9c6-7937-940f-2f3a267bd411', 1796034059515);
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO tokens_to_revoke VALUES ('01a22bef-ab79-791c-bfe1-64bcf30b2a56', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'PrGF8jfgyMf3NBQ3NjAF9sn_8Y-h81WsW8HaAeMfqP8UvpIaLWRtrFO6isQCXr1baSg9DVJ-XaQo8PwaH3jfxJcPHN1Vfgo', 1796033457017, 1796033458251);
INSERT INTO tokens_to_revoke VALUES ('01a22bef-b02c-7b0c-b196-1cfa99d8347f', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'BHT8oJzThis5MDadnIUpWsugf-GIZ4k4iK-VLqO199-s7AtmtnhFTpyM8fyNy_imoWdrxAHMIiLJwE1pszHryWynJd1O6PY', 1796033458220, 1796033458251);
INSERT INTO unlinked_identities VALUES ('01a22bef-aa66-75da-88a8-14c4e04207ae', 'http://127.0.0.1:61002', 'grace-at-two', 1796033456898);
INSERT INTO used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a22bef-a9c6-7937-940f-2f3a267bd411');
INSERT INTO used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a22bef-aa66-75da-88a8-14c4e04207ae');
INSERT INTO used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a22bef-ab79-75e8-94ff-4aaabbba3ff2');
INSERT INTO used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a22bef-b02c-77be-8a00-062c2c012126');
INSERT INTO users VALUES ('01a22bef-a9c6-7937-940f-2f3a267bd411', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796033456582, NULL);
INSERT INTO users VALUES ('01a22bef-aa66-75da-88a8-14c4e04207ae', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796033456742, NULL);
INSERT INTO users VALUES ('01a22bef-b02c-77be-8a00-062c2c012126', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796033458220, 1796033458289);
INSERT INTO waiting_links VALUES ('c724d6bee9d085b5f47ac3be3f80793888b66a5b7b4ff965553e8ef2a6390647', '01a22bef-aa66-75da-88a8-14c4e04207ae', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', 1, 1796033459366, 'grace@example.org');
INSERT INTO webhook_queue VALUES (1, '01a22bef-a9c6-7f0f-bd7c-564aa0c65d1d', 1796033456582);
INSERT INTO webhook_queue VALUES (2, '01a22bef-aa1d-73ca-ac28-7e21b7ec78e4', 1796033456669);
INSERT INTO webhook_queue VALUES (3, '01a22bef-aa66-7fb8-ae33-46041986449f', 1796033456742);
INSERT INTO webhook_queue VALUES (4, '01a22bef-aacf-7709-950d-9b39fa4a52a8', 1796033456847);
INSERT INTO webhook_queue VALUES (5, '01a22bef-ab02-7799-b1f4-6f5a04fe9044', 1796033456898);
INSERT INTO webhook_queue VALUES (6, '01a22bef-ab79-754b-8ace-b0732b76c026', 1796033457017);
INSERT INTO webhook_queue VALUES (7, '01a22bef-abce-7e22-b9cc-f6e03589545a', 1796033457102);
INSERT INTO webhook_queue VALUES (8, '01a22bef-b02c-7a78-be62-7310aa1fc045', 1796033458220);
INSERT INTO webhook_queue VALUES (9, '01a22bef-b071-7389-8efc-9ad79fa27ce0', 1796033458289);
INSERT INTO webhook_queue VALUES (10, '01a22bef-b4a6-7639-afba-bd7499c35004', 1796033459366);
INSERT INTO webhook_queue VALUES (11, '01a22bef-b500-7151-86d4-5ef03985c5db', 1796033459456);
INSERT INTO webhook_queue VALUES (12, '01a22bef-b53b-7681-83c4-2e61ccea6042', 1796033459515);
INSERT INTO webhook_sender VALUES (1, '01a22bef-a96e-7d52-af1f-eef6cf4221a9', 0, 1, 1796033463496);
INSERT INTO __diesel_schema_migrations VALUES ('20261123000000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261124000000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261124100000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261124200000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261124300000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261125000000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261125100000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261128100000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261128200000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261128210000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300100', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129100000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129200000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129300000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129400000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129500000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261129600000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130100000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130200000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130210000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130300000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130400000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130500000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130600000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130700000', '2026-11-30 10:10:56');
INSERT INTO __diesel_schema_migrations VALUES ('20261130710000', '2026-11-30 10:10:56');
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
