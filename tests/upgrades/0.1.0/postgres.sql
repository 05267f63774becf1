-- {"access_token":"kaimu_pat_E9yf8OtSY_y7jrzy-0MgQ-7dPYphCmHO0--6sWH2mXM","application_session":"kaimu_app_hand_over=ph5ow8uX1u8lb2VTW3ejNq3IMRnGCaU4rawkSiJ8dMQ; kaimu_app=McUY5NR_4_d5-0eucZnXLP8wcaidrn2XDbnmGJHZK_s","made_at":1796033460600,"refresh_token":"OFJyOls-0wFmiy4ujO_riH8C4leEOXlxDBWl6Y03M7s","session":"kaimu_sign_in_a70f5d6d=AuIz8LXudJjsWpK+yPUfPzjJjMKZdI4QeN8CSJy7mAsgz8T0QsPKevCaGrefPZLQ810VJ78fID5g2fdySCdVRObIDqUUg347KiGpVmKTLktRxWZfcLJkgODVgRaodQ6VKowv4DJbS945uuEb/NvE7iKTT0q6hnI2ZFUYejAkkoxZGsk62balrAo9kbRTr6XG/yM=; kaimu_sign_in_0b1558d8=PsDqrU09CdX//GCMeQt+a08imbc6IMecaB5vJELDH20FLeHI8uOHeUo6/5XOeNCaKAjX2fUjxJ9V1PyXBxmozo+AMIiaGeJZYTbDS0VUl5Nsd9DcUEGD3kOhybcj9AaveqY=; kaimu_session=c7Pio56x8TLo2nZygLgU5QsyJ3sD5xWhKlVmYNRr5Lk%3De6dJhmYzywKz_pbEZQOqfy5f2wUfYTqHkpN2V8OhqLo; kaimu_last_provider=idp","sign_in_link":"wRK2JZnL3wZIU9TMFnGP8Yp5VFPauw7azTTrkYfJ81c"}
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
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124200000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125000000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125100000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128100000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128200000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128210000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300100', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129100000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129200000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129300000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129400000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129500000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129600000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130100000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130200000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130210000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130300000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130400000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130500000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130600000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130700000', '2026-11-30 10:10:56.587765');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130710000', '2026-11-30 10:10:56.587765');
INSERT INTO public.access_tokens VALUES ('01a22bef-ac1f-7131-96e4-86510ab54f44', '1ff748f53dfef767ef46c5d37e6faa53e0f7e60feb3e1112fd42b3f84b3c1c0f', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', '01a22bef-ab65-77dc-8967-d8a9cd59ed14', 'laptop', '["http://wiki.localhost:61003"]', 1796033457183, 1803809457183, NULL);
INSERT INTO public.application_accesses VALUES ('01a22bef-ab65-77ef-a6e6-c4376de16ff3', 'http://wiki.localhost:61003', 'succeeded', 1795996800000);
INSERT INTO public.assertion_keys VALUES ('01a22bef-aaf5-7b8e-b021-555bf2e01b5c', 'BMZbF9AiWrmUGAG4zsz7rn7kiJcQpxiKu5x-kETFib1uxUhSkAVTo6xIba36ryYwsMYMmEc6VsQIEdJofa6c_AM', 'vI5Q_Jd1moNvTsT8wL-H1zC0AmlVNRPyF_ccRw0MTowSQQCyg807XIR869GblgRq8u8XmpydxR1OezUXVjTyvFqLaipvOfxghWaA7PYpkzKT3zCnbnoKmHdWV6mIVUE2-gfGFrQHPqognUHtHqfk53BMVzRtYTk2LsoUH9GHcz3Hepje95yXVSxoGQOFhrIGuCwxJbssljlF-KkmHfRLsSHlsiNBMboStnUE2lyx4KDI0Wtar5c3gFI5ayHJ7OpCCLvUHfqG7xqqIM56W1iIt8esFS4', 1796033456885);
INSERT INTO public.audit_events VALUES ('01a22bef-ab65-7774-87ac-9ff3d57da8b9', 1796033456997, 'sign_in', 'succeeded', 'idp', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', '127.0.0.1', 'c51b60a843775731', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a22bef-abb4-7b9b-a2fa-501f71db2352', 1796033457076, 'application_access', 'succeeded', 'idp', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', '127.0.0.1', '508a8d6ddd793b8d', 'http://wiki.localhost:61003', NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-ac00-7dcd-809d-99b157d408e0', 1796033457152, 'link', 'succeeded', 'two', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', '127.0.0.1', 'da9a5f1b48fbe3b2', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-ac1f-7643-ad81-6252105d4e3e', 1796033457183, 'token_create', 'succeeded', 'idp', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', '127.0.0.1', '08883b0297ffedea', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-ac5b-7671-aa4b-3b225efda696', 1796033457243, 'sign_in', 'succeeded', 'idp', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', '127.0.0.1', '02ece16439a97bec', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a22bef-acaa-7182-84db-d16c09b410f6', 1796033457322, 'link', 'succeeded', 'two', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', '127.0.0.1', '7390de8b1477e86d', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-ad14-78a0-a7ae-c33e448f4c0a', 1796033457428, 'user_unlink', 'succeeded', 'operator', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', NULL, '892fc9b56d88e1bd', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-ad69-7be6-ba6b-8d4f444e8dd9', 1796033457513, 'sign_in', 'succeeded', 'idp', '01a22bef-ad69-7000-a36e-74da6239b28b', '127.0.0.1', 'ffb3757862358f6d', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a22bef-ade1-7ec4-a803-54c42ab92bc5', 1796033457633, 'user_delete', 'succeeded', 'operator', '01a22bef-ad69-7000-a36e-74da6239b28b', NULL, '694c92183e7ad330', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-b22f-7c7b-ada7-67b0ef3b09a4', 1796033458735, 'sign_in', 'succeeded', 'idp', '01a22bef-b22f-76db-9253-86c0a7fdfe17', '127.0.0.1', 'b5315a5b17db889c', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a22bef-b24e-7401-9c3e-7ffe61e0c726', 1796033458766, 'sign_out', 'succeeded', 'idp', '01a22bef-b22f-76db-9253-86c0a7fdfe17', '127.0.0.1', 'e434b486bbb062fe', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-b2b8-70ee-a827-3621680d74cd', 1796033458872, 'user_disable', 'succeeded', 'operator', '01a22bef-b22f-76db-9253-86c0a7fdfe17', NULL, '5a39b54904e368dd', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-b717-79d1-9d07-0fac4198d0b8', 1796033459991, 'sign_in', 'account.confirmation_needed', 'two', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', '127.0.0.1', 'eb7921c48658aa3e', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-b84a-7291-aa86-608525467f17', 1796033460298, 'user_invite', 'succeeded', 'operator', NULL, NULL, '025cc844ec396f60', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a22bef-b935-73a3-963f-c1979ce34a72', 1796033460533, 'sign_in_link', 'succeeded', 'operator', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', NULL, '7b89da1f1338334e', NULL, NULL);
INSERT INTO public.completed_sign_ins VALUES ('a70f5d6dd8cae00b0432cca47afba26782ef8d350463c23755c2d51fa3921147', 1796033456997, 1796033456997, '01a22bef-ab65-7d9b-9e38-ff191ad6ff0f');
INSERT INTO public.completed_sign_ins VALUES ('0b1558d81c7e0b456154d79b9d92c86e2a2c130552b79fc2222b633c0aa3766a', 1796033457124, 1796033457124, NULL);
INSERT INTO public.completed_sign_ins VALUES ('264ce2b8e8085c5f39b9a70477f20bd4aa3eb76387949d6593f17513d0cfa7df', 1796033457243, 1796033457243, '01a22bef-ac5b-751d-a49d-2d97a70df56c');
INSERT INTO public.completed_sign_ins VALUES ('6f5e14f2cde3ef9c5aba1b002a5f9eb9a3c368f37fb65a71472335bc5692544d', 1796033457301, 1796033457301, NULL);
INSERT INTO public.completed_sign_ins VALUES ('8aefaf570d6e495e88a61dac5f6a608412544f4ac962353a1cc8b55435560032', 1796033457513, 1796033457513, '01a22bef-ad69-7623-9faf-b5735fab7c43');
INSERT INTO public.completed_sign_ins VALUES ('fd379e5573fc2ada3f1f00db3e479c8b8d5c436a66b7aacf2719a746c4a6dcdf', 1796033458735, 1796033458735, '01a22bef-b22f-7071-b178-8aaaba813ca0');
INSERT INTO public.completed_sign_ins VALUES ('62af9c60c73546bee0e05f014b9625ea92d580ba4917ab70f014039d1e20b071', 1796033459991, 1796033459991, NULL);
INSERT INTO public.hand_over_tickets VALUES ('a1f2b350cd95c792a65d6b007f3e87f48644aff7ccc6e2e04fd798ee6db96d60', '7d264776e4e31035697be5d1699cdfdb05158ebb1f6d8e907bd85b847a281dc5', '01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', 'app/wiki.localhost', 1796033457049, 1796033457067, 'a138c3a03879bc4f8a8ddc417929466de32ed9f247874930cd0f4431be833bcf');
INSERT INTO public.identities VALUES ('01a22bef-ab65-77dc-8967-d8a9cd59ed14', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', true, 1796033456997, 1796033456997, 'ada@example.org', NULL);
INSERT INTO public.identities VALUES ('01a22bef-ac00-7edc-93d6-c09529b43f82', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', true, 1796033457152, 1796033457152, 'ada@two.example', NULL);
INSERT INTO public.identities VALUES ('01a22bef-ac5b-7c7f-8663-280debe05426', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', true, 1796033457243, 1796033457243, 'grace@example.org', NULL);
INSERT INTO public.identities VALUES ('01a22bef-b22f-7b2b-b5bf-07dcb3c75dba', '01a22bef-b22f-76db-9253-86c0a7fdfe17', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', true, 1796033458735, 1796033458735, 'linus@example.org', NULL);
INSERT INTO public.invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796033460298, 1796638260298);
INSERT INTO public.last_sign_ins VALUES ('01a22bef-ab65-77dc-8967-d8a9cd59ed14', 'idp', '["staff"]', 1796033456997);
INSERT INTO public.last_sign_ins VALUES ('01a22bef-ac5b-7c7f-8663-280debe05426', 'idp', '["staff"]', 1796033457243);
INSERT INTO public.last_sign_ins VALUES ('01a22bef-b22f-7b2b-b5bf-07dcb3c75dba', 'idp', '["staff"]', 1796033458735);
INSERT INTO public.logout_tokens VALUES ('f5f29a5cc1c7f236fc97fed25eab72b165a0aae3df1c6db0a2513f724104353e', 1796033458782, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796033458000);
INSERT INTO public.provider_sessions VALUES ('01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796033457000);
INSERT INTO public.provider_sessions VALUES ('01a22bef-ac5b-751d-a49d-2d97a70df56c', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796033457000);
INSERT INTO public.proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796033459991, NULL);
INSERT INTO public.rechecks VALUES ('01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', 'e17Dx0PYunr45GtylHRHuJG3TX6j6zpcp3-Hi2eNmRHQtufvBJlvyNrx_7PiLES6-W7Ya4bGUOWkMf1NBPV87g66PDlVt-I', NULL, NULL, '9ea9ac646326e3a611f4d7a2f92c498ca0a4569071dfdb1fcce311b7c1210483', 1796033456000, 1796033456997, 1796033456997, NULL);
INSERT INTO public.rechecks VALUES ('01a22bef-ac5b-751d-a49d-2d97a70df56c', 'd_fHqtWxRUIVLqsFhRtRgRKFS4QPfz_9AKkoqr3vxZ2lsBQlT7umFWGnC2BatoXawg09PVN2iH3fiFVn4WdBIsTORzIzuQs', NULL, NULL, 'fd55257759d4010b532fb10f6be8bb3a1b4bc133d0171e79dc17c1412222f84b', 1796033457000, 1796033457243, 1796033457243, NULL);
INSERT INTO public.session_tokens VALUES ('b6b685225234ea3a6b62324adacbc18978ce5220c05e9ce7d62d088ad51dfd5d', '01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', 'localhost');
INSERT INTO public.session_tokens VALUES ('a359b5b1ee951a513d56c8a465020dfe8c677e2d0e133cbd1aeb6c0a32f121ec', '01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', 'app/wiki.localhost');
INSERT INTO public.session_tokens VALUES ('afe0ada1573de01ef7906796b5f1a7b1f1f5a9f08d3bd8220d870970093981e9', '01a22bef-ac5b-751d-a49d-2d97a70df56c', 'localhost');
INSERT INTO public.sessions VALUES ('01a22bef-ab65-7d9b-9e38-ff191ad6ff0f', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', 'idp', 1796033456997, 1796033456997, NULL, '127.0.0.1', 1796033456000, '["staff"]', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a22bef-ac5b-751d-a49d-2d97a70df56c', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', 'idp', 1796033457243, 1796033457243, NULL, '127.0.0.1', 1796033457000, '["staff"]', NULL, NULL);
INSERT INTO public.sign_in_links VALUES ('28f16037b5a53d01d84ce28ba3a9cc8e80c5a09bfebcb8580e96e7c7fe1c230c', '01a22bef-ab65-77ef-a6e6-c4376de16ff3', 1796034060533);
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO public.tokens_to_revoke VALUES ('01a22bef-ad69-7623-9faf-b5735fab7c43', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'KJXm1aC7apWpEVVfghq9usE9A1-XM_fY2odlRSbl1DOXO71vyG0FUth7MlbPVVwQee3cUvxmuGkhlhW18iwLk9Z2MMYKIr8', 1796033457513, 1796033458766);
INSERT INTO public.tokens_to_revoke VALUES ('01a22bef-b22f-7071-b178-8aaaba813ca0', 'http://127.0.0.1:61001', 'kaimu', 'linus', '8LJ2Cn1dJXhhjRI_646XoSfjgzbNA_qsiCHZkRr8IziMuz5yp1zSMRUM3dKBZqFwpfTfn-Xkn2NemRLJdT7FmLP-7QFvAIg', 1796033458735, 1796033458766);
INSERT INTO public.unlinked_identities VALUES ('01a22bef-ac5b-7588-9c3c-7daa9971d2b4', 'http://127.0.0.1:61002', 'grace-at-two', 1796033457428);
INSERT INTO public.used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a22bef-ab65-77ef-a6e6-c4376de16ff3');
INSERT INTO public.used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4');
INSERT INTO public.used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a22bef-ad69-7000-a36e-74da6239b28b');
INSERT INTO public.used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a22bef-b22f-76db-9253-86c0a7fdfe17');
INSERT INTO public.users VALUES ('01a22bef-ab65-77ef-a6e6-c4376de16ff3', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796033456997, NULL);
INSERT INTO public.users VALUES ('01a22bef-ac5b-7588-9c3c-7daa9971d2b4', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796033457243, NULL);
INSERT INTO public.users VALUES ('01a22bef-b22f-76db-9253-86c0a7fdfe17', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796033458735, 1796033458872);
INSERT INTO public.waiting_links VALUES ('e07c8c8a0c65f7808bb4ff101b09e8f5457f64cecee437f87bc1e7b8fbf47dd8', '01a22bef-ac5b-7588-9c3c-7daa9971d2b4', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', true, 1796033459991, 'grace@example.org');
INSERT INTO public.webhook_queue VALUES (1, '01a22bef-ab65-7774-87ac-9ff3d57da8b9', 1796033456997);
INSERT INTO public.webhook_queue VALUES (2, '01a22bef-ac00-7dcd-809d-99b157d408e0', 1796033457152);
INSERT INTO public.webhook_queue VALUES (3, '01a22bef-ac5b-7671-aa4b-3b225efda696', 1796033457243);
INSERT INTO public.webhook_queue VALUES (4, '01a22bef-acaa-7182-84db-d16c09b410f6', 1796033457322);
INSERT INTO public.webhook_queue VALUES (5, '01a22bef-ad14-78a0-a7ae-c33e448f4c0a', 1796033457428);
INSERT INTO public.webhook_queue VALUES (6, '01a22bef-ad69-7be6-ba6b-8d4f444e8dd9', 1796033457513);
INSERT INTO public.webhook_queue VALUES (7, '01a22bef-ade1-7ec4-a803-54c42ab92bc5', 1796033457633);
INSERT INTO public.webhook_queue VALUES (8, '01a22bef-b22f-7c7b-ada7-67b0ef3b09a4', 1796033458735);
INSERT INTO public.webhook_queue VALUES (9, '01a22bef-b2b8-70ee-a827-3621680d74cd', 1796033458872);
INSERT INTO public.webhook_queue VALUES (10, '01a22bef-b717-79d1-9d07-0fac4198d0b8', 1796033459991);
INSERT INTO public.webhook_queue VALUES (11, '01a22bef-b84a-7291-aa86-608525467f17', 1796033460298);
INSERT INTO public.webhook_queue VALUES (12, '01a22bef-b935-73a3-963f-c1979ce34a72', 1796033460533);
INSERT INTO public.webhook_sender VALUES (1, '01a22bef-aaf1-786f-b070-4224cb39feea', 0, 1, 1796033463891);
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
ALTER TABLE ONLY public.webhook_queue
    ADD CONSTRAINT webhook_queue_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.audit_events(id) ON DELETE CASCADE;
