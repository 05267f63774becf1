-- {"access_token":"kaimu_pat_MU-hGz5mjzwVXdjLz-lgNkpVhGWeBvQV4Vhj6Ic5ETo","application_session":"kaimu_app_hand_over=zbXbBcWwxDpPZmfzkAnZL-tSuqN4DwPzjzrLX5UNjrw; kaimu_app=RGADU-4IdUTOjCEShj1FH_olptRoPNwlSGIA3h_L2BU","made_at":1796137128986,"refresh_token":"C3W81pmF6_Agr1DwUj1C-3O461gfpPHm0-o-WZRwHJU","session":"kaimu_last_provider=idp; kaimu_sign_in_77c2d0e1=h6rQnaKzuLR6wR52/k6odceCWq/7R0VQnGMvZ6txEfCNa5hePBuAQpmUxG/gRW41VrvsHQKc7Doqp0hE4CF8/Go0XN/WtOmjpErjdobi9HpDDXBRf9mpWe4LUUmmEOzpuRSmReXH7EgWYrYXAJcX7ZJ6ESj41X8JlUP0BlHLGEpk8DYpUrXwgPf1fxSM0E4XO0A=; kaimu_session=yRPf6U6t0ZbAG0Ucym1fwhARyv3%2FAg6T%2FIKQAMP27pE%3DdRLO8PP54EijvuXoeCeMwKuyLSQm6jnlQOcEkpVkQW8; kaimu_sign_in_6e34a7e4=NnM6co9cW7fr86dYMPx+HD6NfhLCiC1a2eIdDwqieoHtW2+1EidJlKN1iDr/OIHz/+NVWrnYcJfy1C73ig0eHjX/IKYlWhhkoABXhj1yVs4X67AFKPX3Ja266VEesPjENFM=","sign_in_link":"Zct5R8ncK1ytItOgdIUllgWa38dX20umJEGw7-AorOQ"}
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
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261201100000', '2026-12-01 14:58:45.96778');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261201200000', '2026-12-01 14:58:45.96778');
INSERT INTO public.access_tokens VALUES ('01a2321d-8977-73cf-afc0-f72a3b46fe14', '9438776fbd22ebb7b710f751c5db78bc80f3b03b903219e85595d31a238652fa', '01a2321d-8905-77cb-8935-38939115656f', '01a2321d-8905-7cd5-b58d-1eeb70e76a2a', 'laptop', '["http://wiki.localhost:61003"]', 1796137126263, 1803913126263, NULL);
INSERT INTO public.application_accesses VALUES ('01a2321d-8905-77cb-8935-38939115656f', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO public.assertion_keys VALUES ('01a2321d-88d1-7fb3-8a3b-1cb82254e929', 'BPJe0Dk7FBFjnDhi4IJBxfRxYkZe8aEM1BskypkhMDbLg2ZJ2lSppcMTYpPTvcuLCGIi4SWDVolsHRhSeJmvI2o', '_c_vc6t18q5mFhPDGxFxbvXp8XCDXeWV7183_VvgqSK_9trWYxHI5hh97gVVjzvHX7yLkXapNB0mY7jbqCnuUqPv8NNvR04EMIe-_wcChOKTb82M8cQelkuLjiKsjRPWN5kQTsVujzjFqit8cAIVzHUOuwRJyiDZO3ltJ4NaDG1jt63WoMlPqNJDXASAqjHiURU-YJWivFz44kg8Df_FBMAyrb30lKfilInaEr2LsYdtZIQRTSG2vdvci1l_JHoPdISRVVIH6n1rtEIc5VzvloROvwY', 1796137126097);
INSERT INTO public.audit_events VALUES ('01a2321d-8905-76fe-8ef0-e2208b3cceb8', 1796137126149, 'sign_in', 'succeeded', 'idp', '01a2321d-8905-77cb-8935-38939115656f', '127.0.0.1', 'a2e528c21523ff3d', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2321d-892b-7943-a226-3ef3c3546278', 1796137126187, 'application_access', 'succeeded', 'idp', '01a2321d-8905-77cb-8935-38939115656f', '127.0.0.1', '4c82eb01da98c75d', 'http://wiki.localhost:61003', NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-895e-7cc8-90bd-b821630231ca', 1796137126238, 'link', 'succeeded', 'two', '01a2321d-8905-77cb-8935-38939115656f', '127.0.0.1', 'db143642d6bacce7', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8977-707a-aa0b-b8e1dd22b549', 1796137126263, 'token_create', 'succeeded', 'idp', '01a2321d-8905-77cb-8935-38939115656f', '127.0.0.1', '2f6f9757035470a0', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8994-717e-b3d5-16da856cdd20', 1796137126292, 'sign_in', 'succeeded', 'idp', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', '127.0.0.1', 'c025c77b5138d23c', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2321d-89bc-7df1-9ab8-e1b5eade9a5d', 1796137126332, 'link', 'succeeded', 'two', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', '127.0.0.1', '4445f369f799539f', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8a01-7afa-8fb9-af289c99e7c9', 1796137126401, 'user_unlink', 'succeeded', 'operator', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', NULL, 'ef10ff6d59522622', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8a3f-703e-8be7-5a297dbed0a6', 1796137126463, 'sign_in', 'succeeded', 'idp', '01a2321d-8a3f-72a0-b107-d40b166d1053', '127.0.0.1', '5622cf2b81f76aa0', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2321d-8a8d-754c-9320-5f86e4ddc0fd', 1796137126541, 'user_delete', 'succeeded', 'operator', '01a2321d-8a3f-72a0-b107-d40b166d1053', NULL, '00a66d13b48aa731', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8e9e-72c8-b20a-762815e2e7df', 1796137127582, 'sign_in', 'succeeded', 'idp', '01a2321d-8e9e-751c-98af-09fb2045a01a', '127.0.0.1', 'bbfd752a0f367130', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a2321d-8eae-77ce-9e3f-a072e6c02b93', 1796137127598, 'sign_out', 'succeeded', 'idp', '01a2321d-8e9e-751c-98af-09fb2045a01a', '127.0.0.1', '690d4246647dd6d6', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-8eee-7262-88ca-75b2e7bbac60', 1796137127662, 'user_disable', 'succeeded', 'operator', '01a2321d-8e9e-751c-98af-09fb2045a01a', NULL, '80816d147f983e0b', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-9313-7916-985c-34e6e06ea398', 1796137128723, 'sign_in', 'account.confirmation_needed', 'two', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', '127.0.0.1', 'd1d52bc2c282ad91', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-939d-7a92-9702-79758683ffed', 1796137128861, 'user_invite', 'succeeded', 'operator', NULL, NULL, '470a750f5d45005a', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a2321d-93f1-700c-bf76-b7a2f487dd82', 1796137128945, 'sign_in_link', 'succeeded', 'operator', '01a2321d-8905-77cb-8935-38939115656f', NULL, 'e45d404ccaaa71b0', NULL, NULL);
INSERT INTO public.completed_sign_ins VALUES ('77c2d0e146afaf534878f7f75f168739b1291fde7c1a84f1958ad22fbd9a2cd8', 1796137126149, 1796137126149, '01a2321d-8905-73e2-80ff-6715e4c78549');
INSERT INTO public.completed_sign_ins VALUES ('6e34a7e41856a5c0575a9ce83bf9ca3c1e2e1f8da2fccb220b43dbb870219c02', 1796137126219, 1796137126219, NULL);
INSERT INTO public.completed_sign_ins VALUES ('438bd8c5c0490f2b886990cf3ee28dba0c034c58daca96798f15d12106ce6644', 1796137126292, 1796137126292, '01a2321d-8994-7f0c-bbc5-1d7b10fa08af');
INSERT INTO public.completed_sign_ins VALUES ('f921731ffa86acb060e3407f39294b4de40765713d711c6f1c9a1c54305f9f7e', 1796137126320, 1796137126320, NULL);
INSERT INTO public.completed_sign_ins VALUES ('f07bca76e94f98cf35eecdfd56b20768d90f90fdd1581b46a0e3682d45f1223a', 1796137126463, 1796137126463, '01a2321d-8a3f-7b47-9eb6-fca503db3828');
INSERT INTO public.completed_sign_ins VALUES ('99018e3abde41d355935a06e12245647d2deea94d296d68643dc78de34fb18c6', 1796137127582, 1796137127582, '01a2321d-8e9e-7b1c-a831-6b7a0e8d44dc');
INSERT INTO public.completed_sign_ins VALUES ('b1e30d70568140c02e0e2216fdb4efd8b37ec5d94b379d6c4bb5f4fb9d7baecc', 1796137128723, 1796137128723, NULL);
INSERT INTO public.hand_over_tickets VALUES ('3ed5e12399d09f1c748ad2bf740bfe0845f4cefacf6bf21cd943d398d0fbe197', '6334f1de10e669f896d69a1ab8f09d6fe9e67c484abd46f7eef55f4eb296c214', '01a2321d-8905-73e2-80ff-6715e4c78549', 'app/wiki.localhost', 1796137126172, 1796137126180, '0374c93c1fd101af7c890fe49c10f6fefba81d85a8856e864c15f94e11e392bb');
INSERT INTO public.identities VALUES ('01a2321d-8905-7cd5-b58d-1eeb70e76a2a', '01a2321d-8905-77cb-8935-38939115656f', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', true, 1796137126149, 1796137126149, 'ada@example.org', NULL);
INSERT INTO public.identities VALUES ('01a2321d-895e-755c-9148-1930cf070dcb', '01a2321d-8905-77cb-8935-38939115656f', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', true, 1796137126238, 1796137126238, 'ada@two.example', NULL);
INSERT INTO public.identities VALUES ('01a2321d-8994-7e7d-8bae-ebdf10be94de', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', true, 1796137126292, 1796137126292, 'grace@example.org', NULL);
INSERT INTO public.identities VALUES ('01a2321d-8e9e-7e9f-ad9c-01861c2de186', '01a2321d-8e9e-751c-98af-09fb2045a01a', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', true, 1796137127582, 1796137127582, 'linus@example.org', NULL);
INSERT INTO public.invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796137128861, 1796741928861);
INSERT INTO public.last_sign_ins VALUES ('01a2321d-8905-7cd5-b58d-1eeb70e76a2a', 'idp', '["staff"]', 1796137126149);
INSERT INTO public.last_sign_ins VALUES ('01a2321d-8994-7e7d-8bae-ebdf10be94de', 'idp', '["staff"]', 1796137126292);
INSERT INTO public.last_sign_ins VALUES ('01a2321d-8e9e-7e9f-ad9c-01861c2de186', 'idp', '["staff"]', 1796137127582);
INSERT INTO public.logout_tokens VALUES ('c9beb0ef952f40f465df36993f6051a96f2da70d68368e377f4934813edaf97c', 1796137127611, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796137127000);
INSERT INTO public.provider_sessions VALUES ('01a2321d-8905-73e2-80ff-6715e4c78549', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796137126000);
INSERT INTO public.provider_sessions VALUES ('01a2321d-8994-7f0c-bbc5-1d7b10fa08af', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796137126000);
INSERT INTO public.proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796137128723, NULL);
INSERT INTO public.rechecks VALUES ('01a2321d-8905-73e2-80ff-6715e4c78549', 'tnSEohQmoGJRvj8_6RwBdYPR1MS2743ThIEBeuNnt5SBwyth8EnkEPAyghkGmJOb3GMmBxp38ZPixQHEYbanVytmOTlKDz0', NULL, NULL, '84c9c4efe45fee3e782d769cc777c7cf069ba7d468d15f0a9935cd322f279d61', 1796137126000, 1796137126149, 1796137126149, NULL);
INSERT INTO public.rechecks VALUES ('01a2321d-8994-7f0c-bbc5-1d7b10fa08af', 'ic9K_D_J9rToxHbzRzYoe18qWyJGmXyfmvA1sS_HYzIiZrTH9lYMOsMRpGdCJAFu40mBPjAJqlJH3bv6w-2-N8V4z6eHvuE', NULL, NULL, '99399724875ae05c9282a48e5da0e84fff69aef91124ab718dc11c7aadecc2d2', 1796137126000, 1796137126292, 1796137126292, NULL);
INSERT INTO public.session_tokens VALUES ('e5e71e53be9d084565f29b254c70fc27a6399720b08b06c658313e7d50b21306', '01a2321d-8905-73e2-80ff-6715e4c78549', 'localhost');
INSERT INTO public.session_tokens VALUES ('f54755b377b125092b310307b9bd2a4e8be81f91767d5358a59172a742e9616b', '01a2321d-8905-73e2-80ff-6715e4c78549', 'app/wiki.localhost');
INSERT INTO public.session_tokens VALUES ('3ad6c76ee2c2f1b9c45144da04821d12dc14a100a6c24e184b894db25d881d46', '01a2321d-8994-7f0c-bbc5-1d7b10fa08af', 'localhost');
INSERT INTO public.sessions VALUES ('01a2321d-8905-73e2-80ff-6715e4c78549', '01a2321d-8905-77cb-8935-38939115656f', 'idp', 1796137126149, 1796137126149, NULL, '127.0.0.1', 1796137126000, '["staff"]', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a2321d-8994-7f0c-bbc5-1d7b10fa08af', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', 'idp', 1796137126292, 1796137126292, NULL, '127.0.0.1', 1796137126000, '["staff"]', NULL, NULL);
INSERT INTO public.sign_in_links VALUES ('65e027af0ea7d8f6a0b46608e886d86fb5a8815fb8de2ca0158f23e44281f00e', '01a2321d-8905-77cb-8935-38939115656f', 1796137728945);
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO public.tokens_to_revoke VALUES ('01a2321d-8a3f-7b47-9eb6-fca503db3828', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'dAnmkxpyBc5So0nNT_zoiRtZg7rwerRo5q1J9bPCbwQQOCe-E6-Tf7jf7FIpA6XJFXO7T8QqD-3TjIcllZw_ubnIMvXVKew', 1796137126463, 1796137127598);
INSERT INTO public.tokens_to_revoke VALUES ('01a2321d-8e9e-7b1c-a831-6b7a0e8d44dc', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'hktSGuUizRNd1CNZtippDEiXJ5F36FfrNmL5giv-D_LIWy1Kv11RTS00XTPbiECxfTlRdU1yoJMS5UHXrSdf5s2zmakSxLY', 1796137127582, 1796137127598);
INSERT INTO public.unlinked_identities VALUES ('01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', 'http://127.0.0.1:61002', 'grace-at-two', 1796137126401);
INSERT INTO public.used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a2321d-8905-77cb-8935-38939115656f');
INSERT INTO public.used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb');
INSERT INTO public.used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a2321d-8a3f-72a0-b107-d40b166d1053');
INSERT INTO public.used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a2321d-8e9e-751c-98af-09fb2045a01a');
INSERT INTO public.users VALUES ('01a2321d-8905-77cb-8935-38939115656f', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796137126149, NULL);
INSERT INTO public.users VALUES ('01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796137126292, NULL);
INSERT INTO public.users VALUES ('01a2321d-8e9e-751c-98af-09fb2045a01a', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796137127582, 1796137127662);
INSERT INTO public.waiting_links VALUES ('51d503c04233d65b6b7c56721370bb5432d9b671272b06b3e9bfd2b853b458cd', '01a2321d-8994-71d9-8f6b-aac3ecf1f9fb', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', true, 1796137128723, 'grace@example.org');
INSERT INTO public.webhook_queue VALUES (1, '01a2321d-8905-76fe-8ef0-e2208b3cceb8', 1796137126149);
INSERT INTO public.webhook_queue VALUES (2, '01a2321d-895e-7cc8-90bd-b821630231ca', 1796137126238);
INSERT INTO public.webhook_queue VALUES (3, '01a2321d-8994-717e-b3d5-16da856cdd20', 1796137126292);
INSERT INTO public.webhook_queue VALUES (4, '01a2321d-89bc-7df1-9ab8-e1b5eade9a5d', 1796137126332);
INSERT INTO public.webhook_queue VALUES (5, '01a2321d-8a01-7afa-8fb9-af289c99e7c9', 1796137126401);
INSERT INTO public.webhook_queue VALUES (6, '01a2321d-8a3f-703e-8be7-5a297dbed0a6', 1796137126463);
INSERT INTO public.webhook_queue VALUES (7, '01a2321d-8a8d-754c-9320-5f86e4ddc0fd', 1796137126541);
INSERT INTO public.webhook_queue VALUES (8, '01a2321d-8e9e-72c8-b20a-762815e2e7df', 1796137127582);
INSERT INTO public.webhook_queue VALUES (9, '01a2321d-8eee-7262-88ca-75b2e7bbac60', 1796137127662);
INSERT INTO public.webhook_queue VALUES (10, '01a2321d-9313-7916-985c-34e6e06ea398', 1796137128723);
INSERT INTO public.webhook_queue VALUES (11, '01a2321d-939d-7a92-9702-79758683ffed', 1796137128861);
INSERT INTO public.webhook_queue VALUES (12, '01a2321d-93f1-700c-bf76-b7a2f487dd82', 1796137128945);
INSERT INTO public.webhook_sender VALUES (1, '01a2321d-88cf-7c52-9da5-96b3ba13984b', 0, 1, 1796137133098);
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
