-- {"access_token":"kaimu_pat_zf-6duBYYTMXkekzs2mROCIyxqIyKBJqub2NjQqpjIg","application_session":"kaimu_app_hand_over=St4K-V2drT_vSNzWx3XqmfmUz7qCDcIwjzDQJlszhWQ; kaimu_app=dWeiwOIUsdUTtefrs01g5Csk65AbiBOnEtGwASjcG-c","made_at":1796021811251,"refresh_token":"QOyhUhyEt_5IvZ4SqPYju-1dW5mPK5I2WVQeHKtmG4M","session":"kaimu_sign_in_f2aaf5f4=o4LUnmSC3IijCdxOt+qrCvvVJZxAXTVu0LiIJWy+PpuGP9Mt3tEDlB1ic7QohjUakv4Hg9z3D2OnrM/tk/mOJOovDQm5xVxI4B6Yue0BT5Pt4iEeEGvVNKPKivmKeY7QEjbo0vE2WzUjR7oP+Ay2YbGQlYYa3yvgPLrxyNLGKrs+t1K+Ccpj9d03LNhqzLvgsmk=; kaimu_last_provider=idp; kaimu_sign_in_de766bf5=wsDspeho0JnZ9hACkOMRiO6Lc5UPB+q8jhQ5oA241bMDWK3jxLnxyyD7dQD1t90jiLtAvLqhXfPNMn6IfwFn+XE2BXJ82eRTW/CPMqjcNEhYP+MTdPo1wOEsa/3oR6GUn3c=; kaimu_session=hqP0yClIgCVBe3a9EyX9dAjx2YrlQRrwCBgrdxCzCLo%3D4J5wb_E6ilrU534Dt5V6FfRGVcqYnG8mdCucufHH5IM","sign_in_link":"dQMCbTZXuPNmJbTjXQuPFAgKLLkDtbBemxsBTnJJ8ww"}
CREATE FUNCTION public.kaimu_session_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    change TEXT;
    changes TEXT := COALESCE(current_setting('kaimu.session_changes', true), '');
BEGIN
    IF length(changes) > 16000 THEN
        change := '*';
    ELSIF TG_TABLE_NAME = 'users' THEN
        change := 'u' || OLD.id;
    ELSIF TG_TABLE_NAME = 'sessions' THEN
        change := 's' || OLD.id;
    ELSE
        change := 's' || OLD.session_id;
    END IF;
    IF position(change IN changes) = 0 THEN
        PERFORM set_config('kaimu.session_changes', changes || ' ' || change, true);
        PERFORM pg_notify('kaimu_sessions', change);
    END IF;
    RETURN NULL;
END $$;
CREATE TABLE public.__diesel_schema_migrations (
    version character varying(50) NOT NULL,
    run_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.access_tokens (
    id text NOT NULL,
    token_hash text NOT NULL,
    user_id text NOT NULL,
    identity_id text NOT NULL,
    name text NOT NULL,
    applications text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_used_at bigint
);
CREATE TABLE public.application_accesses (
    user_id text NOT NULL,
    application text NOT NULL,
    outcome text NOT NULL,
    period_began_at bigint NOT NULL
);
CREATE TABLE public.assertion_keys (
    id text NOT NULL,
    public_key text NOT NULL,
    private_key text NOT NULL,
    signs_from bigint NOT NULL
);
CREATE TABLE public.audit_events (
    id text NOT NULL,
    occurred_at bigint NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL,
    provider text NOT NULL,
    user_id text,
    address text,
    request_id text NOT NULL,
    application text
);
CREATE TABLE public.completed_sign_ins (
    state_hash text NOT NULL,
    completed_at bigint NOT NULL,
    finished_at bigint,
    session_id text
);
CREATE TABLE public.hand_over_tickets (
    ticket_hash text NOT NULL,
    secret_hash text NOT NULL,
    session_id text NOT NULL,
    host text NOT NULL,
    issued_at bigint NOT NULL,
    used_at bigint,
    place_hash text
);
CREATE TABLE public.identities (
    id text NOT NULL,
    user_id text NOT NULL,
    provider text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    email text,
    email_verified boolean NOT NULL,
    linked_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    proven_email_key text,
    relink_until bigint
);
CREATE TABLE public.invitations (
    email_key text NOT NULL,
    email text NOT NULL,
    invited_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.last_sign_ins (
    identity_id text NOT NULL,
    provider text NOT NULL,
    provider_groups text,
    signed_in_at bigint NOT NULL
);
CREATE TABLE public.logout_tokens (
    token_hash text NOT NULL,
    received_at bigint NOT NULL,
    issuer text,
    client_id text,
    subject text,
    sid_hash text,
    issued_at bigint
);
CREATE TABLE public.provider_sessions (
    session_id text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    subject text NOT NULL,
    sid text,
    id_token text,
    sid_hash text,
    issued_at bigint
);
CREATE TABLE public.proxy_probes (
    token_hash text NOT NULL,
    kind text NOT NULL,
    issued_at bigint NOT NULL,
    observation text
);
CREATE TABLE public.readiness (
    id bigint NOT NULL,
    attempts bigint NOT NULL
);
CREATE TABLE public.rechecks (
    session_id text NOT NULL,
    refresh_token text,
    access_token text,
    access_token_ends_at bigint,
    nonce_hash text NOT NULL,
    authenticated_at bigint,
    confirmed_at bigint NOT NULL,
    asked_at bigint NOT NULL,
    unanswered_since bigint
);
CREATE TABLE public.session_tokens (
    token_hash text NOT NULL,
    session_id text NOT NULL,
    host text NOT NULL
);
CREATE TABLE public.sessions (
    id text NOT NULL,
    user_id text NOT NULL,
    provider text NOT NULL,
    signed_in_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    user_agent text,
    address text,
    authenticated_at bigint,
    provider_groups text,
    acr text,
    amr text
);
CREATE TABLE public.sign_in_links (
    token_hash text NOT NULL,
    user_id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.signing_algorithms (
    issuer text NOT NULL,
    client_id text NOT NULL,
    algorithm text NOT NULL
);
CREATE TABLE public.tokens_to_revoke (
    session_id text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    subject text NOT NULL,
    refresh_token text NOT NULL,
    signed_in_at bigint NOT NULL,
    tried_at bigint NOT NULL
);
CREATE TABLE public.unlinked_identities (
    user_id text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    unlinked_at bigint NOT NULL
);
CREATE TABLE public.used_usernames (
    username_hash text NOT NULL,
    user_id text NOT NULL
);
CREATE TABLE public.users (
    id text NOT NULL,
    username text NOT NULL,
    email text,
    email_key text,
    display_name text,
    avatar_url text,
    created_at bigint NOT NULL,
    disabled_at bigint
);
CREATE TABLE public.waiting_links (
    token_hash text NOT NULL,
    user_id text NOT NULL,
    provider text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    email text,
    email_verified boolean NOT NULL,
    began_at bigint NOT NULL,
    proven_email text
);
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124200000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125000000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125100000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128100000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128200000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128210000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300100', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129100000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129200000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129300000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129400000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129500000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129600000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130100000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130200000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130210000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130300000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130400000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130500000', '2026-11-30 06:56:46.008472');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130600000', '2026-11-30 06:56:46.008472');
INSERT INTO public.access_tokens VALUES ('01a22b3d-e781-71a7-8c74-043d67932da5', 'b5d36ec6a1f622bf77d98c2fb628a22767c9ce8fcacfcecdba7eb2a1cc1ca9eb', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', '01a22b3d-e6e5-71ed-935c-0eada54f1f42', 'laptop', '["http://wiki.localhost:61003"]', 1796021806977, 1803797806977, NULL);
INSERT INTO public.application_accesses VALUES ('01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 'http://wiki.localhost:61003', 'succeeded', 1795996800000);
INSERT INTO public.assertion_keys VALUES ('01a22b3d-e660-7579-a394-75b0ec071c21', 'BOs56Nrb6_bM6A89kNdqbT3ZY-MiJXi74wDn-BEvCKYz3Z4klcEMhy2kK49o-rrh5dtxW-2gPKM8LKYnOGCoYy0', 'bQ74ccuMa1rwAihtNrZNDNFPTWtzTu_F8nkwMhgK_SeudSA67ibwyOr-EViRicQyajG-lOo-_yF4wpjINAlFKK9SagIQ316ZBYDlEpVWicw__Q6HGBSGR_3SmxXR-aIqGT65J5gLZKYdKJj77_raVqzts-DzxcbqBUS37X55NG5v0LZxmffTxdmZT0Y3BF9wctdl5rMPTZzWRqZ8-ZO2GKrzQwg-LkkYPA64shjkHhepYRCs-EP21X-OppNOB1lZSAIbzm5ApjJdQYJtmSBmKetHvLM', 1796021806688);
INSERT INTO public.audit_events VALUES ('01a22b3d-e6e5-76f3-a38d-88f6aa68b64c', 1796021806821, 'sign_in', 'succeeded', 'idp', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', '127.0.0.1', 'f27dfe03fd408d09', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e717-7774-8062-41d7bf123b2e', 1796021806871, 'application_access', 'succeeded', 'idp', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', '127.0.0.1', 'c69d7de09c60f27a', 'http://wiki.localhost:61003');
INSERT INTO public.audit_events VALUES ('01a22b3d-e764-73b9-a221-1f7591678b5d', 1796021806948, 'link', 'succeeded', 'two', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', '127.0.0.1', '59959b7de76514f8', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e781-7c64-af82-4f673ac8e1b0', 1796021806977, 'token_create', 'succeeded', 'idp', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', '127.0.0.1', 'f9389b78c7fc8b24', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e7d4-7e0c-83f3-ba958a281a28', 1796021807060, 'sign_in', 'succeeded', 'idp', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', '127.0.0.1', 'a030213b0b1e0d77', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e80b-7c2f-b55a-8f2c0acce328', 1796021807115, 'link', 'succeeded', 'two', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', '127.0.0.1', 'dadaf157932ae653', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e864-7545-b49c-dc33b806482b', 1796021807204, 'user_unlink', 'succeeded', 'operator', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', NULL, '79d889220ff0cbb8', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e8eb-7688-b7c4-bbf335190505', 1796021807339, 'sign_in', 'succeeded', 'idp', '01a22b3d-e8eb-7a08-96b0-484db4f22504', '127.0.0.1', 'ab12bfc54e5463bc', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-e956-7833-bf68-b8c7b7e2013b', 1796021807446, 'user_delete', 'succeeded', 'operator', '01a22b3d-e8eb-7a08-96b0-484db4f22504', NULL, '1f3488931c7441c0', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-edc9-7d7c-83ab-773ff65fcf91', 1796021808585, 'sign_in', 'succeeded', 'idp', '01a22b3d-edc9-7669-9456-a7cc7236e0a1', '127.0.0.1', '7118abcc6e32a8ef', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-ede3-7974-b40c-b425ab26610d', 1796021808611, 'sign_out', 'succeeded', 'idp', '01a22b3d-edc9-7669-9456-a7cc7236e0a1', '127.0.0.1', '05bc81bfee83c86c', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-ee9c-722d-992a-29b5c23e6e72', 1796021808796, 'user_disable', 'succeeded', 'operator', '01a22b3d-edc9-7669-9456-a7cc7236e0a1', NULL, 'efca4b0080904e77', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-f31a-7ff9-b35f-df330c58700d', 1796021809946, 'sign_in', 'account.confirmation_needed', 'two', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', '127.0.0.1', 'bc85493ebe22b750', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-f4f7-75c1-bdf3-fad859cedc5d', 1796021810423, 'user_invite', 'succeeded', 'operator', NULL, NULL, 'a8d1b75dad8bae89', NULL);
INSERT INTO public.audit_events VALUES ('01a22b3d-f784-7360-b30f-5f9a566ecbaf', 1796021811076, 'sign_in_link', 'succeeded', 'operator', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', NULL, 'e94cbf9118f8bb43', NULL);
INSERT INTO public.completed_sign_ins VALUES ('f2aaf5f41512ad8ef097c21417a8d63b5e2bbf63d9fe73b98218b5122dfd11d8', 1796021806821, 1796021806821, '01a22b3d-e6e5-769d-93b3-374f30a60cde');
INSERT INTO public.completed_sign_ins VALUES ('de766bf52dbc0e27eeb2ae891a9d5d2970f0ef8e93e4902461b34090c3c8515c', 1796021806922, 1796021806922, NULL);
INSERT INTO public.completed_sign_ins VALUES ('ffe009066bd7678209781796e74ddb8886926aa759f7f38fc1f2a79e69d2848b', 1796021807060, 1796021807060, '01a22b3d-e7d4-790c-9701-31a0c32d56e6');
INSERT INTO public.completed_sign_ins VALUES ('16cc975029d1322b69bfe8a8276a80eafeffe4e6cba2bc40700413e678377c28', 1796021807098, 1796021807098, NULL);
INSERT INTO public.completed_sign_ins VALUES ('57cc4428c5280d3830417edc1b78d25239851a5e07b2b320a9b5bc3c1289ab58', 1796021807339, 1796021807339, '01a22b3d-e8eb-7992-b4e6-e89b91264991');
INSERT INTO public.completed_sign_ins VALUES ('bfe0b3073352c383f33553975d7a0e4a4a9112a0b0d1b42c3cbb067ca19c6582', 1796021808585, 1796021808585, '01a22b3d-edc9-70b2-889c-bd4b3d91b3ac');
INSERT INTO public.completed_sign_ins VALUES ('eca2ea421859e21e1e92b72251c02a05e13605780d7e6b872a50cafd75ae1c7e', 1796021809946, 1796021809946, NULL);
INSERT INTO public.hand_over_tickets VALUES ('6aef55c78aa95c4db5ba4be8eb45932c12f079f3a8113cf28be5a2c2b52731b3', '3c7d2ade172f385b9ddc412b42793255eafc96592e1059f6a1c59907af34f131', '01a22b3d-e6e5-769d-93b3-374f30a60cde', 'app/wiki.localhost', 1796021806847, 1796021806864, '1ce964dc29090453d0f093e18e1241ddffa4d2cccea4d55dee004bc651988894');
INSERT INTO public.identities VALUES ('01a22b3d-e6e5-71ed-935c-0eada54f1f42', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', true, 1796021806821, 1796021806821, 'ada@example.org', NULL);
INSERT INTO public.identities VALUES ('01a22b3d-e764-773a-9acc-185c84af759e', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', true, 1796021806948, 1796021806948, 'ada@two.example', NULL);
INSERT INTO public.identities VALUES ('01a22b3d-e7d4-7459-ae1b-5cf6b01bec02', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', true, 1796021807060, 1796021807060, 'grace@example.org', NULL);
INSERT INTO public.identities VALUES ('01a22b3d-edc9-7692-bd31-04274fdd8ca5', '01a22b3d-edc9-7669-9456-a7cc7236e0a1', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', true, 1796021808585, 1796021808585, 'linus@example.org', NULL);
INSERT INTO public.invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796021810423, 1796626610423);
INSERT INTO public.last_sign_ins VALUES ('01a22b3d-e6e5-71ed-935c-0eada54f1f42', 'idp', '["staff"]', 1796021806821);
INSERT INTO public.last_sign_ins VALUES ('01a22b3d-e7d4-7459-ae1b-5cf6b01bec02', 'idp', '["staff"]', 1796021807060);
INSERT INTO public.last_sign_ins VALUES ('01a22b3d-edc9-7692-bd31-04274fdd8ca5', 'idp', '["staff"]', 1796021808585);
INSERT INTO public.logout_tokens VALUES ('e24e4f05d17c3f2b600898739d315c8c1c8b85319ac89f17e93a001a1ec606b0', 1796021808628, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796021808000);
INSERT INTO public.provider_sessions VALUES ('01a22b3d-e6e5-769d-93b3-374f30a60cde', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796021806000);
INSERT INTO public.provider_sessions VALUES ('01a22b3d-e7d4-790c-9701-31a0c32d56e6', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796021807000);
INSERT INTO public.proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796021809946, NULL);
INSERT INTO public.rechecks VALUES ('01a22b3d-e6e5-769d-93b3-374f30a60cde', 'BCpDYjcQHOkGSSuBo6Pk4mDmXQ-QHsgvC4b1j_C4gIBj0KFNLLff2lyt4y2O8jihBcose3Cr0qdqTdXAf7xEIw3U3hVpiXM', NULL, NULL, '92df49d04e06b1adc11df6d3099ee96620f413e9815e4a58f53642bcfc0f796b', 1796021806000, 1796021806821, 1796021806821, NULL);
INSERT INTO public.rechecks VALUES ('01a22b3d-e7d4-790c-9701-31a0c32d56e6', 'Bbi0zF5uBphS488Qn9Qdr7sSxozAtP3OMeyViY1cMq-dOzbBSB9oJ3xwXYqJWQ6iyZSfzy0L336ODsIMXd2j9-4pR6E8u7c', NULL, NULL, '453cc654d7925c20f28c368575207cf424d4be75cab1b5687a44fbc1809d38db', 1796021807000, 1796021807060, 1796021807060, NULL);
INSERT INTO public.session_tokens VALUES ('05c0c08092f7ed4f4cc284ab80eb1accb439a3c6d04f8e7ff739e09f26aa3f7c', '01a22b3d-e6e5-769d-93b3-374f30a60cde', 'localhost');
INSERT INTO public.session_tokens VALUES ('242497b0a11fc06686e490b218cd814b83305ebd89f9fa5ef81c10f18932085d', '01a22b3d-e6e5-769d-93b3-374f30a60cde', 'app/wiki.localhost');
INSERT INTO public.session_tokens VALUES ('708e9e56817ab6f75e90d284d946a64c7aa8b8078460d7fe3ac08be4efcac619', '01a22b3d-e7d4-790c-9701-31a0c32d56e6', 'localhost');
INSERT INTO public.sessions VALUES ('01a22b3d-e6e5-769d-93b3-374f30a60cde', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 'idp', 1796021806821, 1796021806821, NULL, '127.0.0.1', 1796021806000, '["staff"]', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a22b3d-e7d4-790c-9701-31a0c32d56e6', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', 'idp', 1796021807060, 1796021807060, NULL, '127.0.0.1', 1796021807000, '["staff"]', NULL, NULL);
INSERT INTO public.sign_in_links VALUES ('fa477357d4fd4920c128453441e35d24e178877c6876bc7978dc95b8a4e1314d', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 1796022411076);
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO public.tokens_to_revoke VALUES ('01a22b3d-e8eb-7992-b4e6-e89b91264991', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'yewHP1FDzFyB5xm7BzdbS43mLbbVy6h9UuJBuNles6aotP-PgA-A7NN-_EtoOughulh-qU03kV30CBzs4XR_tV-8CjBeEWg', 1796021807339, 1796021808611);
INSERT INTO public.tokens_to_revoke VALUES ('01a22b3d-edc9-70b2-889c-bd4b3d91b3ac', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'zcXzqtIFcRSuuxKU1wyr3-BIufeSvd1S9xP6287kkPV0A3H70v60JnC8bezcimKw3Ek6Ba-TZWdH50D1TXBlrZ1am46diN8', 1796021808585, 1796021808611);
INSERT INTO public.unlinked_identities VALUES ('01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', 'http://127.0.0.1:61002', 'grace-at-two', 1796021807204);
INSERT INTO public.used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a22b3d-e6e5-7d07-9486-cfe0ffefa4db');
INSERT INTO public.used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa');
INSERT INTO public.used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a22b3d-e8eb-7a08-96b0-484db4f22504');
INSERT INTO public.used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a22b3d-edc9-7669-9456-a7cc7236e0a1');
INSERT INTO public.users VALUES ('01a22b3d-e6e5-7d07-9486-cfe0ffefa4db', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796021806821, NULL);
INSERT INTO public.users VALUES ('01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796021807060, NULL);
INSERT INTO public.users VALUES ('01a22b3d-edc9-7669-9456-a7cc7236e0a1', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796021808585, 1796021808796);
INSERT INTO public.waiting_links VALUES ('4fe4f788b93ca3694c1cc1d13a5d0eb34667c88add59e7cd0fd96b5b76d70d9a', '01a22b3d-e7d4-74f5-8420-2ce7cc9c77aa', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', true, 1796021809946, 'grace@example.org');
ALTER TABLE ONLY public.__diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_user_id_name_key UNIQUE (user_id, name);
ALTER TABLE ONLY public.application_accesses
    ADD CONSTRAINT application_accesses_pkey PRIMARY KEY (user_id, application, outcome, period_began_at);
ALTER TABLE ONLY public.assertion_keys
    ADD CONSTRAINT assertion_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.completed_sign_ins
    ADD CONSTRAINT completed_sign_ins_pkey PRIMARY KEY (state_hash);
ALTER TABLE ONLY public.hand_over_tickets
    ADD CONSTRAINT hand_over_tickets_pkey PRIMARY KEY (ticket_hash);
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_issuer_subject_key UNIQUE (issuer, subject);
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (email_key);
ALTER TABLE ONLY public.last_sign_ins
    ADD CONSTRAINT last_sign_ins_pkey PRIMARY KEY (identity_id);
ALTER TABLE ONLY public.logout_tokens
    ADD CONSTRAINT logout_tokens_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.provider_sessions
    ADD CONSTRAINT provider_sessions_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.proxy_probes
    ADD CONSTRAINT proxy_probes_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.readiness
    ADD CONSTRAINT readiness_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rechecks
    ADD CONSTRAINT rechecks_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.session_tokens
    ADD CONSTRAINT session_tokens_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.signing_algorithms
    ADD CONSTRAINT signing_algorithms_pkey PRIMARY KEY (issuer, client_id);
ALTER TABLE ONLY public.tokens_to_revoke
    ADD CONSTRAINT tokens_to_revoke_pkey PRIMARY KEY (session_id);
ALTER TABLE ONLY public.unlinked_identities
    ADD CONSTRAINT unlinked_identities_pkey PRIMARY KEY (user_id, issuer, subject);
ALTER TABLE ONLY public.used_usernames
    ADD CONSTRAINT used_usernames_pkey PRIMARY KEY (username_hash);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key UNIQUE (username);
ALTER TABLE ONLY public.waiting_links
    ADD CONSTRAINT waiting_links_pkey PRIMARY KEY (token_hash);
CREATE INDEX access_tokens_expires_at ON public.access_tokens USING btree (expires_at);
CREATE INDEX access_tokens_identity_id ON public.access_tokens USING btree (identity_id);
CREATE INDEX application_accesses_period_began_at ON public.application_accesses USING btree (period_began_at);
CREATE INDEX audit_events_occurred_at ON public.audit_events USING btree (occurred_at);
CREATE INDEX audit_events_user_id ON public.audit_events USING btree (user_id);
CREATE INDEX hand_over_tickets_issued_at ON public.hand_over_tickets USING btree (issued_at);
CREATE INDEX hand_over_tickets_session_id ON public.hand_over_tickets USING btree (session_id);
CREATE INDEX identities_proven_email_key ON public.identities USING btree (proven_email_key);
CREATE INDEX identities_provider ON public.identities USING btree (provider, last_used_at);
CREATE INDEX identities_user_id ON public.identities USING btree (user_id);
CREATE INDEX logout_tokens_issued_at ON public.logout_tokens USING btree (issuer, client_id, issued_at);
CREATE INDEX provider_sessions_sid ON public.provider_sessions USING btree (issuer, sid);
CREATE INDEX provider_sessions_sid_hash ON public.provider_sessions USING btree (issuer, sid_hash);
CREATE INDEX provider_sessions_subject ON public.provider_sessions USING btree (issuer, subject);
CREATE INDEX session_tokens_session_id ON public.session_tokens USING btree (session_id, host);
CREATE INDEX sessions_last_seen_at ON public.sessions USING btree (last_seen_at);
CREATE INDEX sessions_signed_in_at ON public.sessions USING btree (signed_in_at);
CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id);
CREATE INDEX sessions_user_id_last_seen_at ON public.sessions USING btree (user_id, last_seen_at);
CREATE INDEX sign_in_links_user_id ON public.sign_in_links USING btree (user_id);
CREATE INDEX tokens_to_revoke_tried_at ON public.tokens_to_revoke USING btree (tried_at);
CREATE INDEX waiting_links_began_at ON public.waiting_links USING btree (began_at);
CREATE INDEX waiting_links_user_id ON public.waiting_links USING btree (user_id);
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON public.rechecks FOR EACH ROW EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON public.session_tokens FOR EACH ROW EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON public.sessions FOR EACH ROW EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_delete AFTER DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_update AFTER UPDATE ON public.rechecks FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_update AFTER UPDATE ON public.session_tokens FOR EACH ROW EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_update AFTER UPDATE ON public.sessions FOR EACH ROW WHEN (((((((((((old.id IS DISTINCT FROM new.id) OR (old.user_id IS DISTINCT FROM new.user_id)) OR (old.provider IS DISTINCT FROM new.provider)) OR (old.signed_in_at IS DISTINCT FROM new.signed_in_at)) OR (old.user_agent IS DISTINCT FROM new.user_agent)) OR (old.address IS DISTINCT FROM new.address)) OR (old.authenticated_at IS DISTINCT FROM new.authenticated_at)) OR (old.provider_groups IS DISTINCT FROM new.provider_groups)) OR (old.acr IS DISTINCT FROM new.acr)) OR (old.amr IS DISTINCT FROM new.amr))) EXECUTE FUNCTION public.kaimu_session_change();
CREATE TRIGGER kaimu_session_update AFTER UPDATE ON public.users FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.kaimu_session_change();
ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES public.identities(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.application_accesses
    ADD CONSTRAINT application_accesses_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.hand_over_tickets
    ADD CONSTRAINT hand_over_tickets_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.last_sign_ins
    ADD CONSTRAINT last_sign_ins_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES public.identities(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.provider_sessions
    ADD CONSTRAINT provider_sessions_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rechecks
    ADD CONSTRAINT rechecks_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.session_tokens
    ADD CONSTRAINT session_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT sign_in_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.unlinked_identities
    ADD CONSTRAINT unlinked_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.waiting_links
    ADD CONSTRAINT waiting_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
