//! The values and decisions of the domain: no I/O, no clock, no framework.
//!
//! All other parts of Kaimu use these types. Each security decision is a function of plain values, so that a test has
//! one line for each case: which user an identity belongs to, whether it may become a user, where a sign-in may return
//! to.

mod access_token;
mod access_token_check;
mod account_decision;
mod admission;
mod application;
mod ascii_domain;
mod assertion_keys;
mod assertion_public_key;
mod audit;
mod authorization;
mod branding;
mod client_authentication;
mod client_secrets;
mod clock;
mod contact;
mod database;
mod display_text;
mod email;
mod email_choice;
mod email_domain;
mod error_chain;
mod finding;
mod forwarded_headers;
mod group_rules;
mod groups;
mod icon;
mod identity;
mod ipv6_network;
mod issuer_change;
mod known_session;
mod listen_address;
mod log_format;
mod minute_budget;
mod open_issuers;
mod organization;
mod presented_token;
mod private_host;
mod private_key;
mod proven_email;
mod provider;
mod provider_refusal;
mod public_urls;
mod purpose;
mod reauthentication;
mod recheck;
mod redacted;
mod refusal;
mod repeated_lines;
mod request_context;
mod request_id;
mod return_to;
mod same_site;
mod secret_hash;
mod secret_token;
mod session;
mod session_cache;
mod session_secrets;
mod sign_out;
mod slug;
mod step_up;
mod strength;
mod terminal_text;
mod token_attempts;
mod token_details;
mod upstream_request_id;
mod user;
mod user_agent;
mod user_details;
mod webhook;

pub use access_token::AccessToken;
pub use access_token_check::{LastSignIn, StoredToken, TokenRefusal};
pub use account_decision::{AccountDecision, LinkByEmail, Owner, decide_account};
pub use admission::{NotAdmitted, NotLinkable, SignUp, SignUpPolicy, admit, admit_link};
pub use application::{
    Access, AccessRequest, AccessRule, Admissions, Allow, Application, ApplicationUrl, Applications, CrossOrigin,
    DecidedBy, ENVOY_PREFIX, Found, GroupName, HeaderEncoding, IdentityHeaders, InvalidApplicationUrl, ObservedRequest,
    People, Presented, ProbeKind, ProbeObservation, ProxyDialect, RequestPath, RulePath, UnclearPath, Visitor,
};
pub use assertion_keys::{
    ASSERTION_KEY_PERIOD, AssertionKeyState, is_assertion_key_published, next_assertion_key, signing_assertion_key,
};
pub use assertion_public_key::AssertionPublicKey;
pub use audit::{AuditEntry, AuditEvent, PastEvent};
pub use authorization::{
    AccountSelection, AuthorizationOptions, AuthorizationOutcome, AuthorizationResponse, AuthorizationSecrets,
    LoginHint, MalformedResponse,
};
pub use branding::{Accent, Branding, InvalidAccent, InvalidLogo, Logo, LogoKind, ReadableAccent};
pub use client_authentication::{AssertionAudience, ClientAuthentication, SecretMethod};
pub use client_secrets::ClientSecrets;
pub use clock::Clock;
pub use contact::{Contact, InvalidContact};
pub use database::{DatabaseUrl, Pooler, PostgresServer};
pub use display_text::{MAX_NAME_CHARACTERS, display_text};
pub use email::{EmailAddress, InvalidEmail};
pub use email_choice::{ProvenEmail, choose_email};
pub use email_domain::{EmailDomain, InvalidEmailDomain};
pub use error_chain::error_chain;
pub use finding::{Check, CheckDepth, Finding, Findings, Verdict};
pub use forwarded_headers::ForwardedHeaders;
pub use group_rules::{GroupRules, GroupsRemedy, NotInGroups};
pub use groups::{Groups, GroupsClaim};
pub use icon::Icon;
pub use identity::{Identity, InvalidSubject, Issuer, LinkedIdentity, Profile, Subject, VerifiedIdentity};
pub use ipv6_network::{SITE_BITS, SUBNET_BITS, ipv6_network};
pub use issuer_change::IssuerChange;
pub use known_session::{FoundSession, KnownSession};
pub use listen_address::{InvalidListenAddress, ListenAddress};
pub use log_format::LogFormat;
pub use minute_budget::MinuteBudget;
pub use open_issuers::OpenIssuers;
pub use organization::{Organizations, Tenants};
pub use presented_token::{APPLICATION_HOST_PREFIX, PresentedToken};
pub use private_host::is_private_host;
pub use private_key::{InvalidPrivateKey, PrivateKey};
pub use provider::{ClientCredentials, EmailRules, ProviderSettings, RequestSettings};
pub use provider_refusal::ProviderRefusal;
pub use public_urls::{JWKS_PATH, PublicUrls, RETURN_PATH, is_loopback};
pub use purpose::{Purpose, Requester};
pub use reauthentication::authentication_time;
pub use recheck::{
    MAX_RECHECK_WAIT, OfflineAccess, OfflineScopeRule, RECHECK_RETRY_AFTER, RecheckCredential, RecheckGrant,
    RecheckPolicy, RecheckState, RecheckStep, SealedRecheckCredential,
};
pub(crate) use redacted::redacted_debug;
pub use refusal::{Refusal, Remedy};
pub use repeated_lines::{LeftOut, RepeatedLines};
pub use request_context::RequestContext;
pub use request_id::RequestId;
pub use return_to::{MAX_RETURN_TO_BYTES, ReturnPolicy, ReturnTo};
pub use same_site::{SeparateSites, require_same_site};
pub use secret_hash::SecretHash;
pub use secret_token::{HandOverSecret, HandOverTicket, PendingLinkSecret, ProbeToken, SessionToken, SignInLinkToken};
pub use session::{Lifetimes, MAX_AUTHENTICATION_AGE, Session};
pub use session_cache::{BootTime, EntryProof, LEASE, ReadTicket, SessionCache, SessionChanges, SessionOwner};
pub use session_secrets::{SessionSecrets, is_guessable};
pub use sign_out::{
    ClientRegistration, LogoutScope, LogoutToken, ProviderSignIn, SignOutMode, UpstreamSession, UpstreamSessionId,
};
pub use slug::{InvalidSlug, Slug};
pub use step_up::StepUp;
pub use strength::{NotStrongEnough, SignInStrength, StrengthRules};
pub use terminal_text::terminal_text;
pub use token_attempts::TokenAttempts;
pub use token_details::{TokenDetails, TokenLifetime};
pub use upstream_request_id::UpstreamRequestId;
pub use user::{User, UserId, is_username, username_candidates, username_hash};
pub use user_agent::UserAgent;
pub use user_details::{ActiveSession, IdentityDetails, UserEntry};
pub use webhook::{InvalidWebhookSecret, MAX_PAUSE, Webhook, WebhookSecret, WebhookSecrets, webhook_pause};
