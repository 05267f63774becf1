//! The conformance tests of the store: each of its functions at least once, on both databases. No other test finds a
//! difference between `src/store/schema.rs` and `migrations/`.

mod account;
mod assertion_keys;
mod operator;
mod rechecks;
mod relations;
mod sessions;
mod tokens_to_revoke;
mod upstream_sessions;
mod users;
mod waiting_writers;

use chrono::{DateTime, Utc};
use kaimu::domain::{
    EmailAddress, Groups, Identity, Issuer, PresentedToken, Profile, SecretHash, Session, SignInStrength, Slug,
    Subject, User, UserId, VerifiedIdentity,
};
use kaimu::flow::random;
use kaimu::store::{Connection, Store, StoreError};

/// A time, in milliseconds after the first time of the tests.
fn at(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_767_225_600_123 + milliseconds).unwrap()
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A user without a profile.
fn user(username: &str) -> User {
    let id = UserId(random::id(at(0)));
    User { id, username: username.to_owned(), email: None, display_name: None, avatar_url: None, created_at: at(0) }
}

fn identity(issuer: &str, subject: &str) -> Identity {
    Identity { issuer: Issuer::new(issuer), subject: Subject::parse(subject).unwrap() }
}

/// An identity that the provider "okta" has authenticated, with this subject.
fn verified(subject: &str, profile: Profile) -> VerifiedIdentity {
    let provider = Slug::parse("okta").unwrap();
    let identity = identity("https://idp.example", subject);
    let proven_email = profile.email.clone().filter(|_| profile.email_verified);
    VerifiedIdentity { provider, identity, profile, proven_email, strength: SignInStrength::default() }
}

fn session(user: &User, signed_in: i64, last_seen: i64) -> Session {
    Session {
        id: random::id(at(0)),
        user: user.id,
        provider: Slug::parse("okta").unwrap(),
        signed_in_at: at(signed_in),
        last_seen_at: at(last_seen),
        strength: SignInStrength { authenticated_at: Some(at(signed_in)), ..SignInStrength::default() },
        groups: Groups::Unknown,
        address: None,
        user_agent: None,
    }
}

/// All values of a user as text, for comparison. `Debug` would not show them.
fn describe(user: &User) -> String {
    let User { id, username, email, display_name, avatar_url, created_at } = user;
    let email = email.as_ref().map(EmailAddress::as_str);
    format!("{id} {username} {email:?} {display_name:?} {avatar_url:?} {created_at}")
}

/// Runs a transaction that must succeed.
async fn change<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.write(work).await.unwrap()
}

/// Adds this user. The username must not be taken.
async fn insert_user(store: &Store, user: &User) {
    let user = user.clone();
    assert!(change(store, move |c| kaimu::store::users::insert(c, &user)).await);
}

async fn link(store: &Store, user: &User, verified: VerifiedIdentity, now: i64) {
    let user = user.id;
    change(store, move |c| kaimu::store::identities::link(c, random::id(at(now)), user, &verified, at(now))).await;
}

async fn find_by_email(store: &Store, address: &str) -> Option<User> {
    let address = email(address);
    store.read(move |c| kaimu::store::users::find_owners(c, &address)).await.unwrap().pop()
}

async fn find_by_identity(store: &Store, identity: Identity) -> Option<User> {
    store.read(move |c| kaimu::store::users::find_by_identity(c, &identity)).await.unwrap()
}

/// Adds this session with a token for the host `kaimu.test`.
async fn insert_session(store: &Store, session: &Session, token: &str) {
    let (session, token) = (session.clone(), SecretHash::of(token));
    change(store, move |c| {
        kaimu::store::sessions::insert(c, &session)?;
        kaimu::store::session_tokens::set(c, session.id, "kaimu.test", &token)
    })
    .await;
}

async fn find_session(store: &Store, token: &str) -> Option<(Session, User)> {
    find_session_on(store, token, "kaimu.test").await
}

/// The session of a token that was presented to this host.
async fn find_session_on(store: &Store, token: &str, host: &str) -> Option<(Session, User)> {
    let token = PresentedToken { hash: SecretHash::of(token), host: host.to_owned() };
    store.read(move |c| kaimu::store::session_tokens::find_session(c, &token)).await.unwrap()
}
