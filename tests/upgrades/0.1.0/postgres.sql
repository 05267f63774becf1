-- {"access_token":"kaimu_pat_A9YXjxab-2Ttpi98VJj9UZ60CW9yds_Wnn9te2rvij8","application_session":"kaimu_app_hand_over=nAmdRe4j7Ut5Nuko3NZQFezQhtxEEP8XnI1Crr0POkA; kaimu_app=3Rs7XbIfHBggAtlf06a48uskkeyO24_PJ_YpTmm8Kgg","made_at":1796128689167,"refresh_token":"ETFhulkh4LQkQKcMaOr6TTWFsC2aAOiDJ0N0TGdWDQk","session":"kaimu_session=AEO7kMlt9rJxMk8yA1DDUvMVIPdCwXgePsn+fIKVCSg%3DGqlykKrkdevSygLugtIxFIpscWvEX-1gfIfEY29unTQ; kaimu_sign_in_d302b1bb=ZUd6/izjClnrj9sqReIlee7ION+Atwm5oC3ItcRhWtMEPJgPvMIqHwBKK5M7kIH0mfvf3i82WsaKrU9zr/q9NgztOfkHniy60N+TvtT5DKkhVd/fFmkZ9PM0sGosvQ2OklA=; kaimu_sign_in_fd4d6ff8=+acbbDPGWT8mbu4BrEcQUT84rxU6SzraQeB6mkD51cSm0fTj5XiBjTcoULqLEKhXi9pS4062jztw6E54irCWV+NxJMPKNPtf7Af2ASmhgai/WUXAxv+32c8sO9E/+o9o6Jf8/20DZ9JUW6QyrtFPWu4gsC295+LfRicagO8h2C0qjB0Oc4qKZFHfFwhqH6d5ziU=; kaimu_last_provider=idp","sign_in_link":"IG9OtlWlf1OmCZTYG8sbRt-Xh-jSggScqx8HHFaiBvc"}
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
    application text,
    device text
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
CREATE TABLE public.webhook_queue (
    "position" bigint NOT NULL,
    event_id text NOT NULL,
    occurred_at bigint NOT NULL
);
ALTER TABLE public.webhook_queue ALTER COLUMN "position" ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhook_queue_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.webhook_sender (
    id bigint NOT NULL,
    holder text,
    held_until bigint NOT NULL,
    failures bigint NOT NULL,
    retry_at bigint NOT NULL
);
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 12:38:06.216269');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261201100000', '2026-12-01 12:38:06.216269');
INSERT INTO public.access_tokens VALUES ('01a2319c-c1a1-7a61-aeb3-721a482acb4e', '4785b2b19cface97d4a5ca85b4e14650a8473252bb4d9e8df06446f1c7c89f1d', '01a2319c-c13f-766d-bed4-4726bf7b84ee', '01a2319c-c13f-73de-962a-602ba95a8ec3', 'laptop', '["http://wiki.localhost:61003"]', 1796128686497, 1803904686497, NULL);
INSERT INTO public.application_accesses VALUES ('01a2319c-c13f-766d-bed4-4726bf7b84ee', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO public.assertion_keys VALUES ('01a2319c-c117-7fbf-85ae-910af380acc2', 'BEbKr7WqFqgu4rF_uHZQww2mZQ3w9s29MS5azJqFmf7N515cyN-fCIYOfpdMj0BG-f5OrOQYBavG_9ztQdKsWGY', 'sxk6cc4FI3SPY74SkZduorpu0ZvDFdMQjQYQlkd7j8zOZeOkT-UUwxKDptpa825TXCYPcRnAHr0a-iXIVhMElfKyATsM4Br_Aowro6ZEkbYzWLxxUOiJAUhOG7jGP7lleff6zQ1ZesYbL0EIbThC_x4FUSy9ttR33ZcjW0WQVaSlZBm5dDb4NQOE-1ssmbk_D8tOEvPbsrgMchS4eafSGA-s1J7dztOps-c-FWaudBJQzjwwGqeC7RrOhnvm7T0vRafgYy6b9clhitNpMMAQq_JUTdE', 1796128686359);
INSERT INTO public.audit_events VALUES ('01a2319c-c13f-70d7-9ae9-d2467db5fe65', 1796128686399, 'sign_in', 'succeeded', 'idp', '01a2319c-c13f-766d-bed4-4726bf7b84ee', '127.0.0.1', 'f85c0467bf42d936', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2319c-c160-7e25-a477-73536b9cbac3', 1796128686432, 'application_access', 'succeeded', 'idp', '01a2319c-c13f-766d-bed4-4726bf7b84ee', '127.0.0.1', '52d79ea355712a4e', 'http://wiki.localhost:61003', NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c18c-7f31-b41a-0edb5eff743c', 1796128686476, 'link', 'succeeded', 'two', '01a2319c-c13f-766d-bed4-4726bf7b84ee', '127.0.0.1', '11ca025c1934eb12', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c1a1-77c3-9714-ac7e530e42fc', 1796128686497, 'token_create', 'succeeded', 'idp', '01a2319c-c13f-766d-bed4-4726bf7b84ee', '127.0.0.1', '7e4c5d4a4730176d', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c1bd-7ea7-ac29-124d3e153894', 1796128686525, 'sign_in', 'succeeded', 'idp', '01a2319c-c1bd-7ae3-831f-36ed20c67604', '127.0.0.1', '534f69282209e3ce', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2319c-c1e4-750c-bc22-34f6a5de0e04', 1796128686564, 'link', 'succeeded', 'two', '01a2319c-c1bd-7ae3-831f-36ed20c67604', '127.0.0.1', '724868a0e2533ab1', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c218-7c05-bf29-92c1d9308f51', 1796128686616, 'user_unlink', 'succeeded', 'operator', '01a2319c-c1bd-7ae3-831f-36ed20c67604', NULL, '64125fcd544b5d79', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c247-75ee-bd16-9f56f2c02b9a', 1796128686663, 'sign_in', 'succeeded', 'idp', '01a2319c-c247-7766-bea3-316030a4e43e', '127.0.0.1', '286229557bfe5c4f', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2319c-c291-73ee-a0cb-7761b0937803', 1796128686737, 'user_delete', 'succeeded', 'operator', '01a2319c-c247-7766-bea3-316030a4e43e', NULL, '297b74706df8ca36', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c69e-7cd0-abb0-05b3aff2a8b4', 1796128687774, 'sign_in', 'succeeded', 'idp', '01a2319c-c69e-782b-8574-ce307dd47ae7', '127.0.0.1', '21f0890e28cc313f', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2319c-c6ac-7a36-a763-5be286422af1', 1796128687788, 'sign_out', 'succeeded', 'idp', '01a2319c-c69e-782b-8574-ce307dd47ae7', '127.0.0.1', '1eacb676349e239a', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-c6e4-7f75-9bc9-02a7655425d0', 1796128687844, 'user_disable', 'succeeded', 'operator', '01a2319c-c69e-782b-8574-ce307dd47ae7', NULL, 'e410e204d1d15298', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-cafe-7494-bdcf-2efbacda7b7e', 1796128688894, 'sign_in', 'account.confirmation_needed', 'two', '01a2319c-c1bd-7ae3-831f-36ed20c67604', '127.0.0.1', 'bf1c4ae5dfd8773d', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-cb89-7708-996f-72c021e28799', 1796128689033, 'user_invite', 'succeeded', 'operator', NULL, NULL, 'edf2bea88d90c036', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2319c-cbf2-7691-8730-fe1a65748c4b', 1796128689138, 'sign_in_link', 'succeeded', 'operator', '01a2319c-c13f-766d-bed4-4726bf7b84ee', NULL, '118bd56c055ed5f7', NULL, NULL);
INSERT INTO public.completed_sign_ins VALUES ('fd4d6ff8b316c05968f02a64cab71b6f1caf4383e9c83d83f9b82b340340a5b9', 1796128686399, 1796128686399, '01a2319c-c13f-712b-a03c-c5003c0e6972');
INSERT INTO public.completed_sign_ins VALUES ('d302b1bb02877d4f70cb45c26364f0aada5ed7f6243c25a356d327a42adc5483', 1796128686458, 1796128686458, NULL);
INSERT INTO public.completed_sign_ins VALUES ('d4492515f1b0ebe4888c3dd46ce61600e0a708a8d5f6009de4b8568bacccc2e1', 1796128686525, 1796128686525, '01a2319c-c1bd-7825-8097-63310008b814');
INSERT INTO public.completed_sign_ins VALUES ('041460892d3755c7be8a144f0adf637255ddfeb6e9826b330b544573687b6cfc', 1796128686551, 1796128686551, NULL);
INSERT INTO public.completed_sign_ins VALUES ('70ee51c753a41bd93df30d166287fa3e2164f115f08bee67a8f3013b295d67b3', 1796128686663, 1796128686663, '01a2319c-c247-70ac-b5a3-a12eb5ef0ce4');
INSERT INTO public.completed_sign_ins VALUES ('ec322542b17003c21a1d9fe37492e04ac7e6e387a4abc7e0ece72e41693c2ad8', 1796128687774, 1796128687774, '01a2319c-c69e-7a42-9b6d-bb4d68928a72');
INSERT INTO public.completed_sign_ins VALUES ('c7e8e67d5675647c98888eb67447722b353e44f0c3d8547d016ff4a49842eaac', 1796128688894, 1796128688894, NULL);
INSERT INTO public.hand_over_tickets VALUES ('e5c6688ee4b2748b3efbbbe7f45a8ac7afaab0e4cdf4889c532eab72e85b7569', '170c676a5653d574bb2a4f57559c0890eefa61505d2e2bae0655c17e9dd751ab', '01a2319c-c13f-712b-a03c-c5003c0e6972', 'app/wiki.localhost', 1796128686422, 1796128686428, '74a16c780697e2f8c84a389ec24d81cba2a8328c4e6b02ba9226fdb63a5255ca');
INSERT INTO public.identities VALUES ('01a2319c-c13f-73de-962a-602ba95a8ec3', '01a2319c-c13f-766d-bed4-4726bf7b84ee', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', true, 1796128686399, 1796128686399, 'ada@example.org', NULL);
INSERT INTO public.identities VALUES ('01a2319c-c18c-7d09-baa0-f0abfa7a36fc', '01a2319c-c13f-766d-bed4-4726bf7b84ee', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', true, 1796128686476, 1796128686476, 'ada@two.example', NULL);
INSERT INTO public.identities VALUES ('01a2319c-c1bd-7aae-bab4-4461c92c4283', '01a2319c-c1bd-7ae3-831f-36ed20c67604', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', true, 1796128686525, 1796128686525, 'grace@example.org', NULL);
INSERT INTO public.identities VALUES ('01a2319c-c69e-72ac-a98f-06ff5eff82cb', '01a2319c-c69e-782b-8574-ce307dd47ae7', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', true, 1796128687774, 1796128687774, 'linus@example.org', NULL);
INSERT INTO public.invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796128689033, 1796733489033);
INSERT INTO public.last_sign_ins VALUES ('01a2319c-c13f-73de-962a-602ba95a8ec3', 'idp', '["staff"]', 1796128686399);
INSERT INTO public.last_sign_ins VALUES ('01a2319c-c1bd-7aae-bab4-4461c92c4283', 'idp', '["staff"]', 1796128686525);
INSERT INTO public.last_sign_ins VALUES ('01a2319c-c69e-72ac-a98f-06ff5eff82cb', 'idp', '["staff"]', 1796128687774);
INSERT INTO public.logout_tokens VALUES ('01482f1cce79368b5c9130a39e9026ab9e47ccebf694ad06627b1421991e7ce4', 1796128687799, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796128687000);
INSERT INTO public.provider_sessions VALUES ('01a2319c-c13f-712b-a03c-c5003c0e6972', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796128686000);
INSERT INTO public.provider_sessions VALUES ('01a2319c-c1bd-7825-8097-63310008b814', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796128686000);
INSERT INTO public.proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796128688894, NULL);
INSERT INTO public.rechecks VALUES ('01a2319c-c13f-712b-a03c-c5003c0e6972', '0TjJB0M6nMlAb7m94ftC-A1LEpvseWCXcGdjwjnC-Z6yHyewOBxFKV1QI6NC5Yp_OosvoOHqdD-b2DELCWjytQb6JxtzGeM', NULL, NULL, 'ba7be6ceab24f8629a4e8a1076bb1ba88275cc931d9d052ff8bae19d03517006', 1796128686000, 1796128686399, 1796128686399, NULL);
INSERT INTO public.rechecks VALUES ('01a2319c-c1bd-7825-8097-63310008b814', 'PrwF5jtwXrqN2dOFMJlKiqvuq0V2Z7h9GhJ7QMeFtnirXtWQdxzhF1XE5j1iGWEOAjIhCwm3WlVHEiKJkHlFykcdUKUaqPs', NULL, NULL, 'dbeea11c8f697ac51ca99b1cabdace2f053722cfed375e086527e061ca529064', 1796128686000, 1796128686525, 1796128686525, NULL);
INSERT INTO public.session_tokens VALUES ('86d44ce64840eabd69e891642c8a71cc2a273967aac6cd293bf255847d699dd0', '01a2319c-c13f-712b-a03c-c5003c0e6972', 'localhost');
INSERT INTO public.session_tokens VALUES ('3e7a117bd56c619ab7eea2ebf60fa066e151b220561d6568fbd768e44239d3fa', '01a2319c-c13f-712b-a03c-c5003c0e6972', 'app/wiki.localhost');
INSERT INTO public.session_tokens VALUES ('c79d8efc37ace49296ee97aa7dff14a31f3d331808273482f1de9b8727be892c', '01a2319c-c1bd-7825-8097-63310008b814', 'localhost');
INSERT INTO public.sessions VALUES ('01a2319c-c13f-712b-a03c-c5003c0e6972', '01a2319c-c13f-766d-bed4-4726bf7b84ee', 'idp', 1796128686399, 1796128686399, NULL, '127.0.0.1', 1796128686000, '["staff"]', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a2319c-c1bd-7825-8097-63310008b814', '01a2319c-c1bd-7ae3-831f-36ed20c67604', 'idp', 1796128686525, 1796128686525, NULL, '127.0.0.1', 1796128686000, '["staff"]', NULL, NULL);
INSERT INTO public.sign_in_links VALUES ('cd4262a151938a628772c3d2ce948a06447c879f68d1e8d093a4533729a7b704', '01a2319c-c13f-766d-bed4-4726bf7b84ee', 1796129289138);
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO public.tokens_to_revoke VALUES ('01a2319c-c247-70ac-b5a3-a12eb5ef0ce4', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'Y9MCT0_uB7cUGWITLVZJSkB2tNiyAHnGj6ClI8bHygCzlgw8EsrGXYE3aN4-g4UYLQWozZiDFMeif0SnP8nhjgo9TvmhqA0', 1796128686663, 1796128687788);
INSERT INTO public.tokens_to_revoke VALUES ('01a2319c-c69e-7a42-9b6d-bb4d68928a72', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'pjNTpoLjSNLfZYMctel135Re5NBt3JXCqyDL1ihREyv_qPHDVJJRLxfWByawsYkdzylLbvqv2rn6fqY6INHEvwYxzQ9nAYQ', 1796128687774, 1796128687788);
INSERT INTO public.unlinked_identities VALUES ('01a2319c-c1bd-7ae3-831f-36ed20c67604', 'http://127.0.0.1:61002', 'grace-at-two', 1796128686616);
INSERT INTO public.used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a2319c-c13f-766d-bed4-4726bf7b84ee');
INSERT INTO public.used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a2319c-c1bd-7ae3-831f-36ed20c67604');
INSERT INTO public.used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a2319c-c247-7766-bea3-316030a4e43e');
INSERT INTO public.used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a2319c-c69e-782b-8574-ce307dd47ae7');
INSERT INTO public.users VALUES ('01a2319c-c13f-766d-bed4-4726bf7b84ee', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796128686399, NULL);
INSERT INTO public.users VALUES ('01a2319c-c1bd-7ae3-831f-36ed20c67604', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796128686525, NULL);
INSERT INTO public.users VALUES ('01a2319c-c69e-782b-8574-ce307dd47ae7', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796128687774, 1796128687844);
INSERT INTO public.waiting_links VALUES ('f11ab2e7ce5123fbf9f86a69ca79a4c86f140ec4d75aa3ac4decce66712dbcbc', '01a2319c-c1bd-7ae3-831f-36ed20c67604', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', true, 1796128688894, 'grace@example.org');
INSERT INTO public.webhook_queue VALUES (1, '01a2319c-c13f-70d7-9ae9-d2467db5fe65', 1796128686399);
INSERT INTO public.webhook_queue VALUES (2, '01a2319c-c18c-7f31-b41a-0edb5eff743c', 1796128686476);
INSERT INTO public.webhook_queue VALUES (3, '01a2319c-c1bd-7ea7-ac29-124d3e153894', 1796128686525);
INSERT INTO public.webhook_queue VALUES (4, '01a2319c-c1e4-750c-bc22-34f6a5de0e04', 1796128686564);
INSERT INTO public.webhook_queue VALUES (5, '01a2319c-c218-7c05-bf29-92c1d9308f51', 1796128686616);
INSERT INTO public.webhook_queue VALUES (6, '01a2319c-c247-75ee-bd16-9f56f2c02b9a', 1796128686663);
INSERT INTO public.webhook_queue VALUES (7, '01a2319c-c291-73ee-a0cb-7761b0937803', 1796128686737);
INSERT INTO public.webhook_queue VALUES (8, '01a2319c-c69e-7cd0-abb0-05b3aff2a8b4', 1796128687774);
INSERT INTO public.webhook_queue VALUES (9, '01a2319c-c6e4-7f75-9bc9-02a7655425d0', 1796128687844);
INSERT INTO public.webhook_queue VALUES (10, '01a2319c-cafe-7494-bdcf-2efbacda7b7e', 1796128688894);
INSERT INTO public.webhook_queue VALUES (11, '01a2319c-cb89-7708-996f-72c021e28799', 1796128689033);
INSERT INTO public.webhook_queue VALUES (12, '01a2319c-cbf2-7691-8730-fe1a65748c4b', 1796128689138);
INSERT INTO public.webhook_sender VALUES (1, '01a2319c-c115-7bc9-947e-380b64b3b4fb', 0, 1, 1796128693360);
SELECT pg_catalog.setval('public.webhook_queue_position_seq', 12, true);
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
ALTER TABLE ONLY public.webhook_queue
    ADD CONSTRAINT webhook_queue_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY public.webhook_queue
    ADD CONSTRAINT webhook_queue_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.webhook_sender
    ADD CONSTRAINT webhook_sender_pkey PRIMARY KEY (id);
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
CREATE INDEX provider_sessions_sid_hash ON public.provider_sessions USING btree (issuer, sid_hash);
CREATE INDEX provider_sessions_subject ON public.provider_sessions USING btree (issuer, subject);
CREATE INDEX session_tokens_session_id ON public.session_tokens USING btree (session_id, host);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, last_seen_at, id, signed_in_at);
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
ALTER TABLE ONLY public.webhook_queue
    ADD CONSTRAINT webhook_queue_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.audit_events(id) ON DELETE CASCADE;
