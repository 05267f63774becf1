//! The values and decisions of the domain: no I/O, no clock, no framework.
//!
//! All other parts of Kaimu use these types. Each security decision is a function of plain values, so that a test has
//! one line for each case: which user an identity belongs to, whether it may become a user, where a sign-in may return
//! to.

mod account_decision;
mod admission;
mod audit;
mod authorization;
mod branding;
mod client_authentication;
mod client_secrets;
mod clock;
mod cookie_scope;
mod database;
mod email;
mod email_domain;
mod error_chain;
mod finding;
mod groups;
mod icon;
mod identity;
mod issuer_change;
mod organization;
mod private_key;
mod provider;
mod provider_refusal;
mod public_urls;
mod purpose;
mod recheck;
mod redacted;
mod refusal;
mod request_context;
mod request_id;
mod return_to;
mod secret_hash;
mod secret_token;
mod session;
mod sign_out;
mod slug;
mod strength;
mod terminal_text;
mod user;
mod user_agent;
mod user_details;

pub use account_decision::{AccountDecision, LinkByEmail, Owner, decide_account, proven_email};
pub use admission::{NotAdmitted, SignUp, SignUpPolicy, admit, restrict_to_domains};
pub use audit::{AuditEntry, AuditEvent, PastEvent};
pub use authorization::{
    AccountSelection, AuthorizationOptions, AuthorizationOutcome, AuthorizationResponse, AuthorizationSecrets,
    LoginHint, MalformedResponse,
};
pub use branding::{Accent, Branding, InvalidAccent, InvalidLogo, Logo, LogoKind, ReadableAccent};
pub use client_authentication::{ClientAuthentication, SecretMethod};
pub use client_secrets::ClientSecrets;
pub use clock::Clock;
pub use cookie_scope::{CookieScopeError, cookie_domain};
pub use database::DatabaseUrl;
pub use email::{EmailAddress, InvalidEmail};
pub use email_domain::{EmailDomain, InvalidEmailDomain};
pub use error_chain::error_chain;
pub use finding::{Check, Finding, Findings, Verdict};
pub use groups::{GroupRules, Groups, GroupsClaim, NotInGroups};
pub use icon::Icon;
pub use identity::{Identity, InvalidSubject, Issuer, LinkedIdentity, Profile, Subject, VerifiedIdentity};
pub use issuer_change::IssuerChange;
pub use organization::{Organizations, Tenants};
pub use private_key::{InvalidPrivateKey, PrivateKey};
pub use provider::{ClientCredentials, EmailRules, ProviderSettings, RequestSettings};
pub use provider_refusal::ProviderRefusal;
pub use public_urls::{PublicUrls, is_loopback};
pub use purpose::Purpose;
pub use recheck::{
    MAX_RECHECK_WAIT, OfflineAccess, RECHECK_RETRY_AFTER, RecheckCredential, RecheckGrant, RecheckPolicy, RecheckState,
    RecheckStep, SealedRecheckCredential,
};
pub(crate) use redacted::redacted_debug;
pub use refusal::{Refusal, Remedy};
pub use request_context::RequestContext;
pub use request_id::RequestId;
pub use return_to::{ReturnPolicy, ReturnTo};
pub use secret_hash::SecretHash;
pub use secret_token::{PendingLinkSecret, SessionToken, SignInLinkToken};
pub use session::{Lifetimes, MAX_AUTHENTICATION_AGE, Session};
pub use sign_out::{
    ClientRegistration, LogoutScope, LogoutToken, ProviderSignIn, SignOutMode, UpstreamSession, UpstreamSessionId,
};
pub use slug::{InvalidSlug, Slug};
pub use strength::{NotStrongEnough, SignInStrength, StrengthRules};
pub use terminal_text::terminal_text;
pub use user::{User, UserId, is_username, username_candidates};
pub use user_agent::UserAgent;
pub use user_details::{ActiveSession, IdentityDetails, UserEntry};
