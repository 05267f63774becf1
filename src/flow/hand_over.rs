//! Hand-over: carries a session from the host on which it began to another host, which gets a token of its own.
//!
//! It always begins on the other host. That host gives the browser a secret and sends the secret's hash to the first host,
//! which binds a ticket to it. So a ticket of another person signs in no browser: only the browser with the secret can
//! use it.

use chrono::{DateTime, TimeDelta, Utc};

use super::random;
use super::services::Services;
use crate::domain::{
    HandOverSecret, HandOverTicket, PresentedToken, RequestContext, SecretHash, Session, SessionToken, Slug,
};
use crate::store::hand_over_tickets::{self, NewTicket};
use crate::store::{Connection, StoreError, session_tokens, sessions};

/// How long a ticket works: browsers follow redirects at once.
const TICKET_LIFETIME: TimeDelta = TimeDelta::seconds(30);
/// How often a session may be handed over to one place of an application within [`LOOP_PERIOD`].
const MAX_HAND_OVERS: i64 = 3;
/// How many tickets to applications a session gets within [`LOOP_PERIOD`]. Each writes, and makes all instances read sessions again.
const MAX_TICKETS: i64 = 100;
/// For how long hand-overs to an application are counted.
pub(super) const LOOP_PERIOD: TimeDelta = TimeDelta::minutes(1);

/// The browser on the host that is to get the session.
#[derive(Debug)]
pub struct TargetBrowser {
    /// The secret that this host has set before.
    pub secret: HandOverSecret,
    /// The session token for this host that the browser presented, if any.
    pub session: Option<PresentedToken>,
    /// The host.
    pub host: String,
}

/// A request for a ticket to the host of an application.
#[derive(Debug)]
pub struct Target<'a> {
    /// The name under which the store has the tokens of the host.
    pub host: &'a str,
    /// The hash of the secret that the host has set.
    pub secret: SecretHash,
    /// The URL to which the hand-over leads.
    pub place: &'a str,
}

/// The result of a request for a ticket.
#[derive(Debug)]
pub enum Ticket {
    /// The ticket.
    Issued(HandOverTicket),
    /// The session has ended.
    NoSession,
    /// The browser has come back again and again: it or a proxy does not keep the cookie of the application.
    TooMany,
}

/// What a ticket led to.
#[derive(Debug)]
pub enum HandOver {
    /// The host has the session.
    Completed {
        /// The token for the session cookie of this host.
        token: SessionToken,
        /// The provider of the session.
        provider: Slug,
    },
    /// The host had this session before.
    AlreadyCompleted,
    /// The ticket has expired, was used before, or belongs to another browser or host.
    InvalidTicket,
}

/// A secret for a browser to which a session is to be handed over.
#[must_use]
pub fn new_secret() -> HandOverSecret {
    HandOverSecret::from_random(random::bytes())
}

/// Issues the ticket that carries this session to a host, for the browser with the secret of this hash. `None` if the
/// session has ended since it was authenticated.
pub async fn issue_ticket(
    services: &Services,
    session: &Session,
    host: &str,
    secret: SecretHash,
    now: DateTime<Utc>,
) -> Result<Option<HandOverTicket>, StoreError> {
    issue(services, session, host, secret, None, now).await
}

async fn issue(
    services: &Services,
    session: &Session,
    host: &str,
    secret: SecretHash,
    place: Option<SecretHash>,
    now: DateTime<Utc>,
) -> Result<Option<HandOverTicket>, StoreError> {
    let ticket = HandOverTicket::from_random(random::bytes());
    let (hash, session, host) = (ticket.hash(), session.id, host.to_owned());
    let issue = move |connection: &mut Connection| {
        let is_alive = sessions::lock(connection, session)?;
        if is_alive {
            hand_over_tickets::delete_of_session(connection, session, now - LOOP_PERIOD)?;
            let row = NewTicket { ticket: &hash, secret: &secret, session, host: &host, place: place.as_ref() };
            hand_over_tickets::insert(connection, &row, now)?;
        }
        Ok::<_, StoreError>(is_alive)
    };
    Ok(services.store.write(issue).await?.then_some(ticket))
}

/// As [`issue_ticket`], to the host of an application, which a browser can reach without a session again and again.
pub async fn issue_ticket_to_application(
    services: &Services,
    session: &Session,
    target: Target<'_>,
    now: DateTime<Utc>,
) -> Result<Ticket, StoreError> {
    let (session_id, host, place) = (session.id, target.host.to_owned(), SecretHash::of(target.place));
    let since = now - LOOP_PERIOD;
    let counts = services.store.read(move |connection: &mut Connection| {
        let completed = hand_over_tickets::count_used(connection, session_id, &host, &place, since)?;
        Ok::<_, StoreError>((completed, hand_over_tickets::count(connection, session_id, since)?))
    });
    let (completed, issued) = counts.await?;
    // check: a lost cookie of an application ends in words
    if completed >= MAX_HAND_OVERS {
        return Ok(Ticket::TooMany);
    }
    // check: a session gets a limited number of tickets
    if issued >= MAX_TICKETS {
        return Ok(Ticket::TooMany);
    }
    let place = SecretHash::of(target.place);
    let issued = issue(services, session, target.host, target.secret, Some(place), now).await?;
    Ok(issued.map_or(Ticket::NoSession, Ticket::Issued))
}

/// Redeems a ticket, once. Ends any other session that this host had in the browser.
pub async fn redeem(
    services: &Services,
    ticket: &HandOverTicket,
    target: TargetBrowser,
    context: &RequestContext,
) -> Result<HandOver, StoreError> {
    let (ticket, now, lifetimes) = (ticket.hash(), context.now, *services.lifetimes());
    let redeem = move |connection: &mut Connection| {
        let TargetBrowser { secret, session: presented, host } = &target;
        let issued_since = now - TICKET_LIFETIME;
        let issued = hand_over_tickets::find_session(connection, &ticket, &secret.hash(), host, issued_since)?;
        let Some(issued) = issued else { return Ok(HandOver::InvalidTicket) };
        // Locks the session before its ticket, as the end of the session does.
        if !sessions::lock(connection, issued)? {
            return Ok(HandOver::InvalidTicket);
        }
        let is_unused = hand_over_tickets::use_up(connection, &ticket, now)?;
        let current = match presented {
            Some(token) => session_tokens::find_session(connection, token)?.map(|(session, _)| session.id),
            None => None,
        };
        if current == Some(issued) {
            return Ok(HandOver::AlreadyCompleted);
        }
        let session = sessions::find(connection, issued)?.filter(|(session, _)| now < session.expires_at(&lifetimes));
        let Some((session, _)) = session else { return Ok(HandOver::InvalidTicket) };
        // check: a ticket works once
        if !is_unused {
            return Ok(HandOver::InvalidTicket);
        }
        if let Some(current) = current {
            // check: a hand-over ends the other session
            sessions::delete(connection, current)?;
        }
        let token = SessionToken::for_hand_over(secret, session.id);
        session_tokens::set(connection, session.id, host, &token.hash())?;
        Ok(HandOver::Completed { token, provider: session.provider })
    };
    services.store.write(redeem).await
}
