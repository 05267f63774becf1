-- {"access_token":"kaimu_pat_muDpwE9EuIqlt5zWAvqcstqEi23NArLfp6mc4gnE7DY","application_session":"kaimu_app_hand_over=cf-6ePCZVpXXrBgNKdAC1LsTZVAd8DYJM_V21q4Ld10; kaimu_app=ECX4alv3esFEbNI-WCBDWotO2JmY9FmRCHHnklZVeXU","made_at":1796102247161,"refresh_token":"sXB15lS1ygeVSXGJQOoajLTIKFgFhLnlI1WqGn5EpWc","session":"kaimu_session=IvId3SkNOwRvBOzuKtDlpFfuLmWe0lHdo7WGKMz2k%2F4%3D1OdAOO8BetOMFqtEB4kzTjKr7zZRAU--b9FPNJfVu-E; kaimu_last_provider=idp; kaimu_sign_in_2bd9761b=Kc/P5BE2K92DG0lNotuxAj2NSfhVWhenYvEJkdoku3FngrJLvlMYyV0TMYmF+UtawPWKyZL1vLqZKx7llZsbxfc3wSKfwRjMMr6v4DglXF1cGq2zrjXnmmroV/7dwsivnxlyjv+1u2J/4geiTWe6/DTj6atfi/Ncejv12A8XAtLEtMrwKqPT0MJgHTQJ5Jb/sEY=; kaimu_sign_in_25473de3=vWknwLxIgh9IcKebTiiH5FCQmaH1GEYSFqcTxprpWrzO32P2CiYAb7xBZT8me4JMGg0rC4Rn/fSVcjI12Frg/aF5rBv6wyYRKxcj6YuUTXOeah7/kOrBRPxK7EiYyvuqsws=","sign_in_link":"DVvz3DI_Zsw8PfNkT3quthxMlnUDjor6MfyCtnipD0g"}
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
INSERT INTO public.__diesel_schema_migrations VALUES ('20261123000000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124000000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124100000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124200000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261124300000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125000000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261125100000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128100000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128200000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128210000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261128300100', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129100000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129200000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129300000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129400000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129500000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261129600000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130100000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130200000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130210000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130300000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130400000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130500000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130600000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130700000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130710000', '2026-12-01 05:17:24.202841');
INSERT INTO public.__diesel_schema_migrations VALUES ('20261130800000', '2026-12-01 05:17:24.202841');
INSERT INTO public.access_tokens VALUES ('01a23009-4868-7330-9404-f3c0dbc89017', '3b0333c1756d49454df1e1498070aa1be310db675e9826349cbc5eb18e41b268', '01a23009-47f4-7a7a-ad72-67f11afef5a7', '01a23009-47f4-7343-8643-5ffd7f137095', 'laptop', '["http://wiki.localhost:61003"]', 1796102244456, 1803878244456, NULL);
INSERT INTO public.application_accesses VALUES ('01a23009-47f4-7a7a-ad72-67f11afef5a7', 'http://wiki.localhost:61003', 'succeeded', 1796083200000);
INSERT INTO public.assertion_keys VALUES ('01a23009-47d9-76bc-bf0a-9cf9200a33b1', 'BEFhbjt9zu1RXjpstZdIzWop-2YeQRfwd1DUJssQNqwcstqbPtmakkzbKm2_1AolljKBuu4d5dLKCys-zYkTbyE', 'mWa-VV4h9Gsd2Ll_16KmKlWMrCtuTZe5X5SafkRmWejTkVcQfmVYoX_dpoTlql8Uqn5dhK75ZReSF2_VrnGTjl3UGlUPEdFmRPShE4fvetLJZsu5KMFpOn7bSQq2dMlKof22yQ63Ezf3WP2dwmtXDm3W7vhWu54KSINPZVaDMxDe0uVVOvXIU6FLwjnWlOIX5JJKyFbCQBCCo9ode1KWxzct0aoSMgE9zDbp9FrbtOnromYE1pTCLbkTBQrg5ysb6XtHHURrCboz9X0dFD-1g1UG-xw', 1796102244313);
INSERT INTO public.audit_events VALUES ('01a23009-47f4-7292-84c3-9ba22b6483ef', 1796102244340, 'sign_in', 'succeeded', 'idp', '01a23009-47f4-7a7a-ad72-67f11afef5a7', '127.0.0.1', 'a8629f6109dde259', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a23009-482b-7196-9d61-eeae2e065190', 1796102244395, 'application_access', 'succeeded', 'idp', '01a23009-47f4-7a7a-ad72-67f11afef5a7', '127.0.0.1', '3bbd614b6ee90020', 'http://wiki.localhost:61003', NULL);
INSERT INTO public.audit_events VALUES ('01a23009-485a-70ee-9633-41e7281d3958', 1796102244442, 'link', 'succeeded', 'two', '01a23009-47f4-7a7a-ad72-67f11afef5a7', '127.0.0.1', 'a67e977a395fcfcc', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-4868-7b9b-8aee-ebf76b89c497', 1796102244456, 'token_create', 'succeeded', 'idp', '01a23009-47f4-7a7a-ad72-67f11afef5a7', '127.0.0.1', '756fe985f3e88803', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-4894-73db-b01d-65dd6ef326f7', 1796102244500, 'sign_in', 'succeeded', 'idp', '01a23009-4894-73d0-8013-511e285b0b0a', '127.0.0.1', '5ae190c285a5d4e4', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a23009-48d7-79ac-b2b8-eaca8fbd1ee6', 1796102244567, 'link', 'succeeded', 'two', '01a23009-4894-73d0-8013-511e285b0b0a', '127.0.0.1', 'c83906d5845182a8', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-491d-7f96-98c7-79c8ee6275f8', 1796102244637, 'user_unlink', 'succeeded', 'operator', '01a23009-4894-73d0-8013-511e285b0b0a', NULL, 'b58b6989dac78017', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-4956-7b21-859d-a765ba01bf6b', 1796102244694, 'sign_in', 'succeeded', 'idp', '01a23009-4956-7c81-8f54-7c1680f44bf6', '127.0.0.1', '1978ceadb6f32d28', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a23009-49ad-7c2e-9f62-6e88be556083', 1796102244781, 'user_delete', 'succeeded', 'operator', '01a23009-4956-7c81-8f54-7c1680f44bf6', NULL, '8d93020bc9911c1b', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-4db6-71d9-905c-c70768a74896', 1796102245814, 'sign_in', 'succeeded', 'idp', '01a23009-4db6-785d-b4ad-7069dbc083f6', '127.0.0.1', '7cd74bd74b53af76', NULL, 'another browser');
INSERT INTO public.audit_events VALUES ('01a23009-4dca-7313-be2e-86f49bc8b596', 1796102245834, 'sign_out', 'succeeded', 'idp', '01a23009-4db6-785d-b4ad-7069dbc083f6', '127.0.0.1', 'd8ff5d8528b9df8c', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-4e0d-7511-84e6-f21408d3b148', 1796102245901, 'user_disable', 'succeeded', 'operator', '01a23009-4db6-785d-b4ad-7069dbc083f6', NULL, '6a3acb49b0dcfada', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-5222-76b8-b2f6-27365ec3de8c', 1796102246946, 'sign_in', 'account.confirmation_needed', 'two', '01a23009-4894-73d0-8013-511e285b0b0a', '127.0.0.1', 'aff2a722a9abb945', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-528c-7f21-b370-3445d4a7581b', 1796102247052, 'user_invite', 'succeeded', 'operator', NULL, NULL, 'abbce19e14efca81', NULL, NULL);
INSERT INTO public.audit_events VALUES ('01a23009-52e7-7761-9664-c1ac6ff8543b', 1796102247143, 'sign_in_link', 'succeeded', 'operator', '01a23009-47f4-7a7a-ad72-67f11afef5a7', NULL, '30d18f95d0caaebf', NULL, NULL);
INSERT INTO public.completed_sign_ins VALUES ('2bd9761b09891a8765982d277ad9bd5c8aba64487a9df9e1c730dcaa594037b4', 1796102244340, 1796102244340, '01a23009-47f4-7e9c-82cf-8c0a22d92114');
INSERT INTO public.completed_sign_ins VALUES ('25473de3554c1efcd4cac1dd2e3b98bdcbfa327f5e102dfe5585eae7dd5eb4c5', 1796102244422, 1796102244422, NULL);
INSERT INTO public.completed_sign_ins VALUES ('ceb7f5dd717a290e6c2dad544fecca3ff0b08835f70fbe57aa457d68b976da2e', 1796102244500, 1796102244500, '01a23009-4894-75bc-b9bd-a47dfbf8bc17');
INSERT INTO public.completed_sign_ins VALUES ('2580f1b985837f95296e6a91f45c76ef28766b6906cebdb58e0f20d5a26780ed', 1796102244551, 1796102244551, NULL);
INSERT INTO public.completed_sign_ins VALUES ('1b0cff889dee3f72af141b029d74871339ef64888638314777b2e013e1a3af91', 1796102244694, 1796102244694, '01a23009-4956-7d79-a3bd-6b9019969a10');
INSERT INTO public.completed_sign_ins VALUES ('a0edb723cc743fb08ade32a72eb243092059cfcb9884297e8b575c823945690f', 1796102245814, 1796102245814, '01a23009-4db6-7211-b852-6675e981679f');
INSERT INTO public.completed_sign_ins VALUES ('d005110e962cb64226de05f8dbb1489328237fecc313fdac8501908754ac9387', 1796102246946, 1796102246946, NULL);
INSERT INTO public.hand_over_tickets VALUES ('d8a6f88ed563aff7df19c01ed81ac3fd95aa9d1ca840a498cd5fbf80cffe634a', '98bc359c9a4656f68f65f12d2c6aa3d164650d3b6d583cdec3d74c501401dbd4', '01a23009-47f4-7e9c-82cf-8c0a22d92114', 'app/wiki.localhost', 1796102244374, 1796102244388, '9abdebcabce8150e2cd3c75e465c3c1966427360aa2adfa8ce877addd63e914b');
INSERT INTO public.identities VALUES ('01a23009-47f4-7343-8643-5ffd7f137095', '01a23009-47f4-7a7a-ad72-67f11afef5a7', 'idp', 'http://127.0.0.1:61001', 'ada', 'ada@example.org', true, 1796102244340, 1796102244340, 'ada@example.org', NULL);
INSERT INTO public.identities VALUES ('01a23009-485a-775f-acfc-9056c200e97d', '01a23009-47f4-7a7a-ad72-67f11afef5a7', 'two', 'http://127.0.0.1:61002', 'ada-at-two', 'ada@two.example', true, 1796102244442, 1796102244442, 'ada@two.example', NULL);
INSERT INTO public.identities VALUES ('01a23009-4894-7bae-bf7d-4a69d029e861', '01a23009-4894-73d0-8013-511e285b0b0a', 'idp', 'http://127.0.0.1:61001', 'grace', 'grace@example.org', true, 1796102244500, 1796102244500, 'grace@example.org', NULL);
INSERT INTO public.identities VALUES ('01a23009-4db6-7aa6-8d66-f592e6495bca', '01a23009-4db6-785d-b4ad-7069dbc083f6', 'idp', 'http://127.0.0.1:61001', 'linus', 'linus@example.org', true, 1796102245814, 1796102245814, 'linus@example.org', NULL);
INSERT INTO public.invitations VALUES ('margaret@example.org', 'margaret@example.org', 1796102247052, 1796707047052);
INSERT INTO public.last_sign_ins VALUES ('01a23009-47f4-7343-8643-5ffd7f137095', 'idp', '["staff"]', 1796102244340);
INSERT INTO public.last_sign_ins VALUES ('01a23009-4894-7bae-bf7d-4a69d029e861', 'idp', '["staff"]', 1796102244500);
INSERT INTO public.last_sign_ins VALUES ('01a23009-4db6-7aa6-8d66-f592e6495bca', 'idp', '["staff"]', 1796102245814);
INSERT INTO public.logout_tokens VALUES ('f67f8bb7718c1a296a41ae5f64e10ac4c73dd29ec3c170eea0f3d28224f1f316', 1796102245848, 'http://127.0.0.1:61001', 'kaimu', 'linus', NULL, 1796102245000);
INSERT INTO public.provider_sessions VALUES ('01a23009-47f4-7e9c-82cf-8c0a22d92114', 'http://127.0.0.1:61001', 'kaimu', 'ada', NULL, NULL, NULL, 1796102244000);
INSERT INTO public.provider_sessions VALUES ('01a23009-4894-75bc-b9bd-a47dfbf8bc17', 'http://127.0.0.1:61001', 'kaimu', 'grace', NULL, NULL, NULL, 1796102244000);
INSERT INTO public.proxy_probes VALUES ('of an unknown token', '"anonymous"', 1796102246946, NULL);
INSERT INTO public.rechecks VALUES ('01a23009-47f4-7e9c-82cf-8c0a22d92114', 'RwHK--1p7_pLEQvL0gtij9X5q4aJydwjWDn3p8cUuGc_wjHPxQSEkdegcE3BSYz52ZXVbpOvYZxw_jIbNnhWm8uavbYgDeA', NULL, NULL, 'c02a05dc5fc93312905f0092baf50defac452061ba0050b6c1294d6687342414', 1796102244000, 1796102244340, 1796102244340, NULL);
INSERT INTO public.rechecks VALUES ('01a23009-4894-75bc-b9bd-a47dfbf8bc17', 'kd3Dv_RqQNcrgp25e2Wg1Sjbp_bbdt4jXsDh2ZG8M19KW3udzD0_gx95_7MNL_FkM6yCwP51reXxTbt6lapwt9aWbEBKOzE', NULL, NULL, '18554d13e19e13e903594a8b98466c1514cb7321d219b469952a27347ab623cb', 1796102244000, 1796102244500, 1796102244500, NULL);
INSERT INTO public.session_tokens VALUES ('c59e068e00f9bc9eb57954284e658544ee268ddb473477351e89a2f2ae241a7d', '01a23009-47f4-7e9c-82cf-8c0a22d92114', 'localhost');
INSERT INTO public.session_tokens VALUES ('3cb5fb163c5513f137584635865fe3b4d7b8f1eca35b19ed19c6ea2b7e6a9c75', '01a23009-47f4-7e9c-82cf-8c0a22d92114', 'app/wiki.localhost');
INSERT INTO public.session_tokens VALUES ('339d7874cdf8eceefcab83cb85164c2eee16ff4880b2512191c9db583bbc60db', '01a23009-4894-75bc-b9bd-a47dfbf8bc17', 'localhost');
INSERT INTO public.sessions VALUES ('01a23009-47f4-7e9c-82cf-8c0a22d92114', '01a23009-47f4-7a7a-ad72-67f11afef5a7', 'idp', 1796102244340, 1796102244340, NULL, '127.0.0.1', 1796102244000, '["staff"]', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a23009-4894-75bc-b9bd-a47dfbf8bc17', '01a23009-4894-73d0-8013-511e285b0b0a', 'idp', 1796102244500, 1796102244500, NULL, '127.0.0.1', 1796102244000, '["staff"]', NULL, NULL);
INSERT INTO public.sign_in_links VALUES ('c4140a20c2269b210b448c01ab20942296c0b632572aa0c7571bc55b7910955a', '01a23009-47f4-7a7a-ad72-67f11afef5a7', 1796102847143);
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61001', 'kaimu', 'ES256');
INSERT INTO public.signing_algorithms VALUES ('http://127.0.0.1:61002', 'kaimu', 'ES256');
INSERT INTO public.tokens_to_revoke VALUES ('01a23009-4956-7d79-a3bd-6b9019969a10', 'http://127.0.0.1:61001', 'kaimu', 'alan', 'vWSHSDtcSEeemezK0bIbJceHmD1lHp4u_o6eRsbZ7NjwhGqiW1kLOhXfRaJ7xPiT4LF4he7Bl7_lWtA0abENvvfPTmJnK1M', 1796102244694, 1796102245834);
INSERT INTO public.tokens_to_revoke VALUES ('01a23009-4db6-7211-b852-6675e981679f', 'http://127.0.0.1:61001', 'kaimu', 'linus', 'JvsZMvP-BMNZTgnjHbYDhlZdBOTJtQhfJzNZ62BLlEVtQN3sq3aqOTqOpDmWMQ0xUxgQd1n2h4rhApCISCgzLFbNChD2_f4', 1796102245814, 1796102245834);
INSERT INTO public.unlinked_identities VALUES ('01a23009-4894-73d0-8013-511e285b0b0a', 'http://127.0.0.1:61002', 'grace-at-two', 1796102244637);
INSERT INTO public.used_usernames VALUES ('fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029', '01a23009-47f4-7a7a-ad72-67f11afef5a7');
INSERT INTO public.used_usernames VALUES ('e010fd1ce1acc173e3b4835b7635f8d4600d774869102adb5cb7b5d7895649ba', '01a23009-4894-73d0-8013-511e285b0b0a');
INSERT INTO public.used_usernames VALUES ('db42328112177c2d6f2f6ca7f33c8e81084b8ff3e14202254137e22673bce2c8', '01a23009-4956-7c81-8f54-7c1680f44bf6');
INSERT INTO public.used_usernames VALUES ('469f9b6c1d6ca80af574eebc0fee1c53db857fff4214d204da8269209d5a67ef', '01a23009-4db6-785d-b4ad-7069dbc083f6');
INSERT INTO public.users VALUES ('01a23009-47f4-7a7a-ad72-67f11afef5a7', 'ada', 'ada@example.org', 'ada@example.org', 'ada', 'https://example.org/ada.png', 1796102244340, NULL);
INSERT INTO public.users VALUES ('01a23009-4894-73d0-8013-511e285b0b0a', 'grace', 'grace@example.org', 'grace@example.org', 'grace', 'https://example.org/ada.png', 1796102244500, NULL);
INSERT INTO public.users VALUES ('01a23009-4db6-785d-b4ad-7069dbc083f6', 'linus', 'linus@example.org', 'linus@example.org', 'linus', 'https://example.org/ada.png', 1796102245814, 1796102245901);
INSERT INTO public.waiting_links VALUES ('3b4f67231665e712954af4987459d2a715a8983cff13ca806acaa76a2fae4e45', '01a23009-4894-73d0-8013-511e285b0b0a', 'two', 'http://127.0.0.1:61002', 'grace-again', 'grace@example.org', true, 1796102246946, 'grace@example.org');
INSERT INTO public.webhook_queue VALUES (1, '01a23009-47f4-7292-84c3-9ba22b6483ef', 1796102244340);
INSERT INTO public.webhook_queue VALUES (2, '01a23009-485a-70ee-9633-41e7281d3958', 1796102244442);
INSERT INTO public.webhook_queue VALUES (3, '01a23009-4894-73db-b01d-65dd6ef326f7', 1796102244500);
INSERT INTO public.webhook_queue VALUES (4, '01a23009-48d7-79ac-b2b8-eaca8fbd1ee6', 1796102244567);
INSERT INTO public.webhook_queue VALUES (5, '01a23009-491d-7f96-98c7-79c8ee6275f8', 1796102244637);
INSERT INTO public.webhook_queue VALUES (6, '01a23009-4956-7b21-859d-a765ba01bf6b', 1796102244694);
INSERT INTO public.webhook_queue VALUES (7, '01a23009-49ad-7c2e-9f62-6e88be556083', 1796102244781);
INSERT INTO public.webhook_queue VALUES (8, '01a23009-4db6-71d9-905c-c70768a74896', 1796102245814);
INSERT INTO public.webhook_queue VALUES (9, '01a23009-4e0d-7511-84e6-f21408d3b148', 1796102245901);
INSERT INTO public.webhook_queue VALUES (10, '01a23009-5222-76b8-b2f6-27365ec3de8c', 1796102246946);
INSERT INTO public.webhook_queue VALUES (11, '01a23009-528c-7f21-b370-3445d4a7581b', 1796102247052);
INSERT INTO public.webhook_queue VALUES (12, '01a23009-52e7-7761-9664-c1ac6ff8543b', 1796102247143);
INSERT INTO public.webhook_sender VALUES (1, '01a23009-47d7-723e-bf25-797857600e52', 0, 1, 1796102251314);
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
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, last_seen_at, id);
CREATE INDEX sessions_last_seen_at ON public.sessions USING btree (last_seen_at);
CREATE INDEX sessions_signed_in_at ON public.sessions USING btree (signed_in_at);
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
