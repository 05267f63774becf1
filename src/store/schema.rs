//! The tables, for Diesel: the conformance tests check that they agree with `migrations/`, which creates them.

diesel::table! {
    users (id) {
        id -> Text,
        username -> Text,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        display_name -> Nullable<Text>,
        avatar_url -> Nullable<Text>,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    identities (id) {
        id -> Text,
        user_id -> Text,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        email_verified -> Bool,
        linked_at -> BigInt,
        last_used_at -> BigInt,
        proven_email_key -> Nullable<Text>,
        relink_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        provider -> Text,
        signed_in_at -> BigInt,
        last_seen_at -> BigInt,
        user_agent -> Nullable<Text>,
        address -> Nullable<Text>,
        authenticated_at -> Nullable<BigInt>,
        provider_groups -> Nullable<Text>,
        acr -> Nullable<Text>,
        amr -> Nullable<Text>,
    }
}

diesel::table! {
    session_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        host -> Text,
    }
}

diesel::table! {
    hand_over_tickets (ticket_hash) {
        ticket_hash -> Text,
        secret_hash -> Text,
        session_id -> Text,
        host -> Text,
        issued_at -> BigInt,
        used_at -> Nullable<BigInt>,
        place_hash -> Nullable<Text>,
    }
}

diesel::table! {
    completed_sign_ins (state_hash) {
        state_hash -> Text,
        completed_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        session_id -> Nullable<Text>,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        occurred_at -> BigInt,
        action -> Text,
        outcome -> Text,
        provider -> Text,
        user_id -> Nullable<Text>,
        address -> Nullable<Text>,
        request_id -> Text,
        application -> Nullable<Text>,
        device -> Nullable<Text>,
    }
}

diesel::table! {
    application_accesses (user_id, application, outcome, period_began_at) {
        user_id -> Text,
        application -> Text,
        outcome -> Text,
        period_began_at -> BigInt,
    }
}

diesel::table! {
    invitations (email_key) {
        email_key -> Text,
        email -> Text,
        invited_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    provider_sessions (session_id) {
        session_id -> Text,
        issuer -> Text,
        client_id -> Text,
        subject -> Text,
        id_token -> Nullable<Text>,
        sid_hash -> Nullable<Text>,
        issued_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    unlinked_identities (user_id, issuer, subject) {
        user_id -> Text,
        issuer -> Text,
        subject -> Text,
        unlinked_at -> BigInt,
    }
}

diesel::table! {
    sign_in_links (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    signing_algorithms (issuer, client_id) {
        issuer -> Text,
        client_id -> Text,
        algorithm -> Text,
    }
}

diesel::table! {
    logout_tokens (token_hash) {
        token_hash -> Text,
        received_at -> BigInt,
        issuer -> Nullable<Text>,
        client_id -> Nullable<Text>,
        subject -> Nullable<Text>,
        sid_hash -> Nullable<Text>,
        issued_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    waiting_links (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        email_verified -> Bool,
        began_at -> BigInt,
        proven_email -> Nullable<Text>,
    }
}

diesel::table! {
    rechecks (session_id) {
        session_id -> Text,
        refresh_token -> Nullable<Text>,
        access_token -> Nullable<Text>,
        access_token_ends_at -> Nullable<BigInt>,
        nonce_hash -> Text,
        authenticated_at -> Nullable<BigInt>,
        confirmed_at -> BigInt,
        asked_at -> BigInt,
        unanswered_since -> Nullable<BigInt>,
    }
}

diesel::table! {
    used_usernames (username_hash) {
        username_hash -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    tokens_to_revoke (session_id) {
        session_id -> Text,
        issuer -> Text,
        client_id -> Text,
        subject -> Text,
        refresh_token -> Text,
        signed_in_at -> BigInt,
        tried_at -> BigInt,
    }
}

diesel::table! {
    assertion_keys (id) {
        id -> Text,
        public_key -> Text,
        private_key -> Text,
        signs_from -> BigInt,
    }
}

diesel::table! {
    last_sign_ins (identity_id) {
        identity_id -> Text,
        provider -> Text,
        provider_groups -> Nullable<Text>,
        signed_in_at -> BigInt,
    }
}

diesel::table! {
    access_tokens (id) {
        id -> Text,
        token_hash -> Text,
        user_id -> Text,
        identity_id -> Text,
        name -> Text,
        applications -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    proxy_probes (token_hash) {
        token_hash -> Text,
        kind -> Text,
        issued_at -> BigInt,
        observation -> Nullable<Text>,
    }
}

diesel::table! {
    webhook_queue (position) {
        position -> BigInt,
        event_id -> Text,
        occurred_at -> BigInt,
    }
}

diesel::table! {
    webhook_sender (id) {
        id -> BigInt,
        holder -> Nullable<Text>,
        held_until -> BigInt,
        failures -> BigInt,
        retry_at -> BigInt,
    }
}

diesel::joinable!(identities -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(sign_in_links -> users (user_id));
diesel::joinable!(access_tokens -> users (user_id));
diesel::joinable!(access_tokens -> identities (identity_id));
diesel::allow_tables_to_appear_in_same_query!(
    users,
    identities,
    sessions,
    session_tokens,
    sign_in_links,
    audit_events,
    last_sign_ins,
    access_tokens,
    webhook_queue,
);
diesel::joinable!(webhook_queue -> audit_events (event_id));
diesel::joinable!(session_tokens -> sessions (session_id));
diesel::joinable!(provider_sessions -> sessions (session_id));
diesel::allow_tables_to_appear_in_same_query!(provider_sessions, sessions, rechecks, tokens_to_revoke);
