-- {"access_token":"kaimu_pat_czXt26u_oMQzxWFoLRSBudnLAxDVwWdTA7iRNCgIFEk","application_session":"kaimu_app_hand_over=xlMX1uVtriwyHuHd7GgxC-CClEYI161-HB8PSKpGSzQ; kaimu_app=jOdWmS4Rff1QO7pwZUhyaqODv_cYTPdYCUecljEbugo","made_at":1796137128491,"refresh_token":"xuzA0_JiS7CEAnfCPVsB_bVEkh1D5MJXeROzdN7Qzw8","session":"kaimu_sign_in_c4dcfafc=u9mh5MJipC1skyZ9Jd/jSmAHABqYeqJw3RxQoewNBLIZpzOJjG08QwThXu8wUA5oI9d/qhnGDqt249cyAOb5hBHDF3op6CsPSPNpnHfzCGcomG7MQJyw2Ox9i8LWmXflibm7h1/1FQjSTseDl1M7sbQFCYnpYhIuX/a2RfReFBaJvZCEPhIUKvDS1kQVp1obTWM=; kaimu_session=Ec6TbqSR6OGsmVpEnFb0fKNin5Xmo+7ciB4jLbz0igM%3DxQObHUvDytbsswr0HJGFprdS5XBfvDTVQNtnQikdbEQ; kaimu_last_provider=idp; kaimu_sign_in_3e17d3c1=a50/4j7tnITsBFI/eaOpEoUI5RyXkGuUumyGqHkiMYB+dXOgsIkRnW9FLJQVsXzLS25Acc/xGpiBVx4E+ycd/b5IFjd835YEq6iI2CLxXgQSo0S7cTdulTkp3g4weruawZg=","sign_in_link":"3KaYbunTKP8L9Jc42lHKNRlaVK5pHcBYtqmChsG4iHE"}
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
CREATE TABLE completed_sign_ins (
    state_hash   TEXT PRIMARY KEY NOT NULL,
    completed_at BIGINT NOT NULL,
    finished_at  BIGINT,
    session_id   TEXT
) WITHOUT ROWID;
CREATE TABLE session_tokens (
    token_hash TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host       TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO access_tokens VALUES ('01a2321d-88a6-7516-9027-14b0c4c4a530', '2c0a6825888e1af3b4ee158ec8b9e2ecaa1e152e23192a3df81e95c1faa180a0', '01a2321d-8861-77e3-9c95-4314d42ee67f', '01a2321d-8861-783f-9019-8ff69185cb24', 'laptop', '["http://wiki.localhost:61003"]', 1796137126054, 1803913126054, NULL);
INSERT INTO application_accesses VALUES ('01a2321d-8861-77e3-9c95-4314d42ee67f', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO assertion_keys VALUES ('01a2321d-8839-7417-9a77-d062dbf07eb8', 'BH3L1z26qI69mLaec_dRKN9LjStU9ymWILCcbynLl2OJ8v_3K7jxJ45FntWpGmtdbdKlbPivA8bVqEAh5Tew26A', '01ZBECgAXOZm8zsqbnwkb-4Qi3b16s92wEcN1Zju-47EEECFri9aU9dwzcBm-Ss4kDSAhc-SyY6PEQ7M4UhEXzU5a3M3yMgsA4nY66GH5RlBl1PnHCXDbeJNOH50yLbK59GQOG63SIEF6JZlm5ufWYhGZ4rg2uTw5NnFszCbosEV8dqZrVJKRoxsYhKlviRpA6ln85NwltQI7DSuPr15giZUbibc5Ie87GWR8fPPBXNs9_vaWhYjexZ8r46_wa3oJZE5s0T7A6IdwxyRTV6EXi3g8HM', 1796137125945);
INSERT INTO audit_events VALUES ('01a2321d-8861-7a0f-8ec2-360e7cf41e7d', 1796137125985, 'sign_in', 'succeeded', 'idp', '01a2321d-8861-77e3-9c95-4314d42ee67f', '127.0.0.1', '585261415b5636d8', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2321d-8877-7fc8-a97d-52e2612386e2', 1796137126007, 'application_access', 'succeeded', 'idp', '01a2321d-8861-77e3-9c95-4314d42ee67f', '127.0.0.1', '4e1effcb770fddb5', 'http://wiki.localhost:61003', NULL);
INSERT INTO audit_events VALUES ('01a2321d-8891-77be-acf5-e6e23e617646', 1796137126033, 'link', 'succeeded', 'two', '01a2321d-8861-77e3-9c95-4314d42ee67f', '127.0.0.1', 'aec93c62cd43c9d9', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-88a6-72f7-b16b-29a9a41f9fe7', 1796137126054, 'token_create', 'succeeded', 'idp', '01a2321d-8861-77e3-9c95-4314d42ee67f', '127.0.0.1', '440489246d2a355f', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-88d6-7818-91db-9df001b4b2b5', 1796137126102, 'sign_in', 'succeeded', 'idp', '01a2321d-88d6-7964-a3fc-618bea400c89', '127.0.0.1', '92978a224a7be132', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2321d-8912-7625-b2b4-88806a786a79', 1796137126162, 'link', 'succeeded', 'two', '01a2321d-88d6-7964-a3fc-618bea400c89', '127.0.0.1', '34e5ca261a2c9995', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-8934-7841-92e7-50d9184bdd17', 1796137126196, 'user_unlink', 'succeeded', 'operator', '01a2321d-88d6-7964-a3fc-618bea400c89', NULL, 'f308188ed8eb3077', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-896f-7717-bc7c-189f256032cb', 1796137126255, 'sign_in', 'succeeded', 'idp', '01a2321d-896f-7691-a81b-85f6229a5aa5', '127.0.0.1', 'f8cfa0e450b3138b', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2321d-898b-7c88-aa82-0c1018f40c61', 1796137126283, 'user_delete', 'succeeded', 'operator', '01a2321d-896f-7691-a81b-85f6229a5aa5', NULL, '9e99bf0b2bf3d2b6', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-8da4-72b9-8efb-f4ab741e266f', 1796137127332, 'sign_in', 'succeeded', 'idp', '01a2321d-8da4-7c25-bcba-96646c9482bd', '127.0.0.1', 'cd1752144f6d3d87', NULL, 'another browser');
INSERT INTO audit_events VALUES ('01a2321d-8db2-7872-9243-2d2e5d751540', 1796137127346, 'sign_out', 'succeeded', 'idp', '01a2321d-8da4-7c25-bcba-96646c9482bd', '127.0.0.1', 'ab73e810eb24cc55', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-8dc5-70ca-8ac1-b98dcbf5a6bf', 1796137127365, 'user_disable', 'succeeded', 'operator', '01a2321d-8da4-7c25-bcba-96646c9482bd', NULL, '89b2e0f443c0a984', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-91d5-7029-bc5c-6575c0f0e3af', 1796137128405, 'sign_in', 'account.confirmation_needed', 'two', '01a2321d-88d6-7964-a3fc-618bea400c89', '127.0.0.1', 'f6279ef37862800a', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-9200-74c7-af5f-4203b5fac991', 1796137128448, 'user_invite', 'succeeded', 'operator', NULL, NULL, 'e9e66da70541514f', NULL, NULL);
INSERT INTO audit_events VALUES ('01a2321d-9219-7be6-9157-bbc2f86963e4', 1796137128473, 'sign_in_link', 'succeeded', 'operator', '01a2321d-8861-77e3-9c95-4314d42ee67f', NULL, '6eafdc661d64c360', NULL, NULL);
INSERT INTO completed_sign_ins VALUES ('35af0fce2af634e1bce24f2df8ddf468e628444b65b1c2c3185efee6318fb859', 1796137126151, 1796137126151, NULL);
INSERT INTO completed_sign_ins VALUES ('3e17d3c14f67e2ecbb3e37f84d20bcba80f4ed76823750a571f66dab89e08a18', 1796137126021, 1796137126021, NULL);
INSERT INTO completed_sign_ins VALUES ('494a1f763d881cf312883f4fc724c862807b985af2a635d7ed852bc3ad9c6ac5', 1796137127332, 1796137127332, '01a2321d-8da4-7b0a-834c-0322973b7cfd');
INSERT INTO completed_sign_ins VALUES ('68ac5fa47c639c23ce2d07b3ddd3eab2dbd93e1b507136b993e25141b84521bd', 1796137126255, 1796137126255, '01a2321d-896f-75db-8546-be4f31908f78');
INSERT INTO completed_sign_ins VALUES ('a6ad0c4e4b02d5efed6a2dd41d1da62e903f05be9902bb224a261146680efe8a', 1796137126102, 1796137126102, '01a2321d-88d6-7f58-bec8-52b9981cc360');
INSERT INTO completed_sign_ins VALUES ('c4dcfafcf5238b8f6044009185af5cce69ab80a009ba1a1e1e891f1fcf6400f2', 1796137125985, 1796137125985, '01a2321d-8861-7608-91ee-f186bcaea879');
INSERT INTO completed_sign_ins VALUES ('e3691ab848d6802d48a14f4bc990d4ced68b8b175643a6c76897ef077ad28043', 1796137128405, 1796137128405, NULL);
INSERT INTO hand_over_tickets VALUES ('379aad99cde4a24a6e87b3fab9a17d5c227fa3b88d528519cdbbfa9fb99a51fc', 'f042354403095de35e1538f4bfd96e0ceeb829d6366c8f2253709f7ad99e6891', '01a2321d-8861-7608-91ee-f186bcaea879', 'app/wiki.localhost', 1796137125998, 1796137126002, '738c76d8a44d7029dadae0ba5f81f005c06c1ea9899a16022380c1fd3b99670a');
INSERT INTO identities VALUES ('01a2321d-8861-783f-9019-8ff69185cb24', '01a2321d-8861-77e3-9c95-4314d42ee67f', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', 1, 1796137125985, 1796137125985, 'ada@example.org', NULL);
INSERT INTO identities VALUES ('01a2321d-8891-79b4-8e99-6612e3c2ed83', '01a2321d-8861-77e3-9c95-4314d42ee67f', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', 1, 1796137126033, 1796137126033, 'ada@two.example', NULL);
INSERT INTO identities VALUES ('01a2321d-88d6-70c3-853d-a78ab01fa06a', '01a2321d-88d6-7964-a3fc-618bea400c89', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', 1, 1796137126102, 1796137126102, 'grace@example.org', NULL);
INSERT INTO identities VALUES ('01a2321d-8da4-77db-8e74-bf68da7e1750', '01a2321d-8da4-7c25-bcba-96646c9482bd', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', 1, 1796137127332, 1796137127332, 'linus@example.org', NULL);
INSERT INTO invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796137128448, 1796741928448);
INSERT INTO last_sign_ins VALUES ('01a2321d-8861-783f-9019-8ff69185cb24', 'idp', '["staff"]', 1796137125985);
INSERT INTO last_sign_ins VALUES ('01a2321d-88d6-70c3-853d-a78ab01fa06a', 'idp', '["staff"]', 1796137126102);
INSERT INTO last_sign_ins VALUES ('01a2321d-8da4-77db-8e74-bf68da7e1750', 'idp', '["staff"]', 1796137127332);
INSERT INTO logout_tokens VALUES ('6f2b00848455f429d51c1c75a70c3a9f3a893d7ae2f763716dcd8921fe8f3b96', 1796137127353, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796137127000);
INSERT INTO provider_sessions VALUES ('01a2321d-8861-7608-91ee-f186bcaea879', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796137125000);
INSERT INTO provider_sessions VALUES ('01a2321d-88d6-7f58-bec8-52b9981cc360', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796137126000);
INSERT INTO proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796137128405, NULL);
INSERT INTO readiness VALUES (1, 1);
INSERT INTO rechecks VALUES ('01a2321d-8861-7608-91ee-f186bcaea879', 'KfKLh8wulAorjMjH8lByjvvBEdGfaJ9-UKix7nLerDpun5_JqiefHJJJrKSSLGTrE1obTXe-ZQgLSdtXYUVeAQx6_DfJc44', NULL, NULL, 'db9f10e94f398c4896e2f08f9781c6ad731d2bd228907db4991c78735ea32a48', 1796137125000, 1796137125985, 1796137125985, NULL);
INSERT INTO rechecks VALUES ('01a2321d-88d6-7f58-bec8-52b9981cc360', '0NQkf6kROCIYps3ytCrfGSXLvfuaRXirfB94wkJu-UUrpU9juGzRRBLfEIeg_2qxnrRq__amQiKuuGAxQl1gd6g7lmxuch0', NULL, NULL, 'd6040d5bd6b40c06ce6e76d5152bb2684b380165033a6b6fe6a316d4c34a3e9e', 1796137126000, 1796137126102, 1796137126102, NULL);
INSERT INTO session_tokens VALUES ('ccc5585bd499121bb8344e7c16d3cf1835927ea50b69658918f67ff49cecafad', '01a2321d-8861-7608-91ee-f186bcaea879', 'app/wiki.localhost');
INSERT INTO session_tokens VALUES ('7e3c12c853ab4b90d314ea66cd8898462c74b777b2904ddcdbf6ee2aaddfcd01', '01a2321d-8861-7608-91ee-f186bcaea879', 'localhost');
INSERT INTO session_tokens VALUES ('c2aaf53021b3027e8c4eebd8d506decb28fb9cbf97fdafc2aaa54dd9185a4798', '01a2321d-88d6-7f58-bec8-52b9981cc360', 'localhost');
INSERT INTO sessions VALUES ('01a2321d-8861-7608-91ee-f186bcaea879', '01a2321d-8861-77e3-9c95-4314d42ee67f', 'idp', 1796137125985, 1796137125985, NULL, '127.0.0.1', 1796137125000, '["staff"]', NULL, NULL);
INSERT INTO sessions VALUES ('01a2321d-88d6-7f58-bec8-52b9981cc360', '01a2321d-88d6-7964-a3fc-618bea400c89', 'idp', 1796137126102, 1796137126102, NULL, '127.0.0.1', 1796137126000, '["staff"]', NULL, NULL);
INSERT INTO sign_in_links VALUES ('816b1b557153c5cd4b21bc14557f5bb31250b51e93ef88032f8ebf33998c3808', '01a2321d-8861-77e3-9c95-4314d42ee67f', 1796137728473);
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO tokens_to_revoke VALUES ('01a2321d-896f-75db-8546-be4f31908f78', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'yF9jd6Jzganvbs4KAAZMKfic5GIV3G66XMD7D_Qzew7dq-xDi3ivY-ErqGQ_mP3R073sU1lrzCutblao-VMoQORGrqA9piI', 1796137126255, 1796137127346);
INSERT INTO tokens_to_revoke VALUES ('01a2321d-8da4-7b0a-834c-0322973b7cfd', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'kbzXhc_nnVYk7x-ZZGSMf2Qp9pat8gwD1FW3wLli5aYNHyoranOEZbQb1RO564ymJgUYDHKLC4qudtk4XVac0THhn3cNg-4', 1796137127332, 1796137127346);
INSERT INTO unlinked_identities VALUES ('01a2321d-88d6-7964-a3fc-618bea400c89', 'http://127.0.0.1:61002', 'grace-at-two', 1796137126196);
INSERT INTO used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a2321d-8861-77e3-9c95-4314d42ee67f');
INSERT INTO used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a2321d-88d6-7964-a3fc-618bea400c89');
INSERT INTO used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a2321d-896f-7691-a81b-85f6229a5aa5');
INSERT INTO used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a2321d-8da4-7c25-bcba-96646c9482bd');
INSERT INTO users VALUES ('01a2321d-8861-77e3-9c95-4314d42ee67f', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796137125985, NULL);
INSERT INTO users VALUES ('01a2321d-88d6-7964-a3fc-618bea400c89', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796137126102, NULL);
INSERT INTO users VALUES ('01a2321d-8da4-7c25-bcba-96646c9482bd', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796137127332, 1796137127365);
INSERT INTO waiting_links VALUES ('cf7cc7762028c41814c40fbb884e9226082d300a9ab713a8b92827eef8e246ca', '01a2321d-88d6-7964-a3fc-618bea400c89', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', 1, 1796137128405, 'grace@example.org');
INSERT INTO webhook_queue VALUES (1, '01a2321d-8861-7a0f-8ec2-360e7cf41e7d', 1796137125985);
INSERT INTO webhook_queue VALUES (2, '01a2321d-8891-77be-acf5-e6e23e617646', 1796137126033);
INSERT INTO webhook_queue VALUES (3, '01a2321d-88d6-7818-91db-9df001b4b2b5', 1796137126102);
INSERT INTO webhook_queue VALUES (4, '01a2321d-8912-7625-b2b4-88806a786a79', 1796137126162);
INSERT INTO webhook_queue VALUES (5, '01a2321d-8934-7841-92e7-50d9184bdd17', 1796137126196);
INSERT INTO webhook_queue VALUES (6, '01a2321d-896f-7717-bc7c-189f256032cb', 1796137126255);
INSERT INTO webhook_queue VALUES (7, '01a2321d-898b-7c88-aa82-0c1018f40c61', 1796137126283);
INSERT INTO webhook_queue VALUES (8, '01a2321d-8da4-72b9-8efb-f4ab741e266f', 1796137127332);
INSERT INTO webhook_queue VALUES (9, '01a2321d-8dc5-70ca-8ac1-b98dcbf5a6bf', 1796137127365);
INSERT INTO webhook_queue VALUES (10, '01a2321d-91d5-7029-bc5c-6575c0f0e3af', 1796137128405);
INSERT INTO webhook_queue VALUES (11, '01a2321d-9200-74c7-af5f-4203b5fac991', 1796137128448);
INSERT INTO webhook_queue VALUES (12, '01a2321d-9219-7be6-9157-bbc2f86963e4', 1796137128473);
INSERT INTO webhook_sender VALUES (1, '01a2321d-8838-77f8-a394-99fe0ce17ec0', 0, 1, 1796137132945);
INSERT INTO __diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261201100000', '2026-12-01 14:58:45');
INSERT INTO __diesel_schema_migrations VALUES ('20261201200000', '2026-12-01 14:58:45');
INSERT INTO sqlite_sequence VALUES ('session_changes', 8);
CREATE INDEX identities_user_id ON identities (user_id);
CREATE INDEX audit_events_occurred_at ON audit_events (occurred_at);
CREATE INDEX audit_events_user_id ON audit_events (user_id);
CREATE INDEX identities_provider ON identities (provider, last_used_at);
CREATE INDEX waiting_links_user_id ON waiting_links (user_id);
CREATE INDEX waiting_links_began_at ON waiting_links (began_at);
CREATE INDEX sign_in_links_user_id ON sign_in_links (user_id);
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
CREATE INDEX session_tokens_session_id ON session_tokens (session_id, host);
CREATE TRIGGER session_tokens_update AFTER UPDATE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
CREATE TRIGGER session_tokens_delete AFTER DELETE ON session_tokens
BEGIN
    INSERT INTO session_changes (change) VALUES ('s' || OLD.session_id);
END;
