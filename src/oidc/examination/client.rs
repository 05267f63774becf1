//! Whether the provider knows us: a code that nobody was given shows it.

use chrono::TimeDelta;
use oauth2::basic::BasicErrorResponseType;
use openidconnect::RequestTokenError;
use secrecy::SecretString;

use super::{NEXT, innermost};
use crate::domain::{Check, ClientAuthentication, Findings};
use crate::oidc::Provider;
use crate::oidc::client_authentication::AuthenticatedClient;
use crate::oidc::discovery::Metadata;
use crate::oidc::token_request::TokenRequestError;

const MADE_UP_CODE: &str = "made-up-by-kaimu-check";
/// As long as RFC 7636, section 4.1 wants it.
const MADE_UP_VERIFIER: &str = "made-up-by-kaimu-check-made-up-by-kaimu-check";

/// More ahead than it takes to have a new one made.
const AHEAD: TimeDelta = TimeDelta::days(30);

/// Redeems a made-up code. A provider looks at the client first (OAuth 2.0, section 5.2): `invalid_client` when it does not
/// know us, `invalid_grant` when it does and misses the code. With two secrets each is tried.
pub(super) async fn examine(provider: &Provider, metadata: &Metadata) -> Findings {
    let mut found = Findings::about(&provider.settings.slug);
    let (code, verifier) = (SecretString::from(MADE_UP_CODE), SecretString::from(MADE_UP_VERIFIER));
    let (current, other) = match provider.authenticated_clients(metadata, false) {
        Ok(clients) => clients,
        Err(error) => {
            found.broken(Check::Client, error.to_string(), "have a new key made for client_key_file");
            return found;
        }
    };
    let ask = async |(client, proof): AuthenticatedClient| {
        tokio::time::timeout(NEXT, provider.request_tokens(client, proof, &code, &verifier)).await
    };
    let other = async {
        match other {
            Some(other) => Some(ask(other).await),
            None => None,
        }
    };
    let (current, other) = tokio::join!(ask(current), other);
    match (current, other) {
        (Ok(Err(error)), Some(Ok(Err(other)))) if is_rejection(&error) != is_rejection(&other) => {
            let (refused, taken, error) =
                if is_rejection(&error) { ("first", "second", &other) } else { ("second", "first", &error) };
            note(provider, error, &mut found);
            found.warning(
                Check::Client,
                format!("it does not know the {refused} one of client_secrets (invalid_client)"),
                format!("the {taken} one is used; take the other one out of client_secrets once it is not needed"),
            );
        }
        (Ok(Err(error)), _) => note(provider, &error, &mut found),
        (Ok(Ok(_)), _) => found.broken(
            Check::Client,
            "the token endpoint gives tokens for a made-up code",
            "anybody could sign in there as anybody: do not use this provider",
        ),
        (Err(_), _) => {
            let seen = format!("the token endpoint gives no whole answer within {} s", NEXT.as_secs());
            found.broken(Check::Client, seen, "see whether this machine may reach it");
        }
    }
    found
}

/// Notes when the client secret ends, which the operator has written down.
pub(super) fn note_end(provider: &Provider, found: &mut Findings) {
    let Some(end) = provider.settings.client.secret_expires_at else { return };
    let left = end - (provider.clock)().date_naive();
    let remedy =
        "have a new one made at the provider, and set client_secrets = [new, old] until it is in use everywhere";
    match left.num_days() {
        ..0 => found.broken(Check::ClientSecretEnd, format!("the client secret has ended on {end}"), remedy),
        days if left <= AHEAD => {
            found.warning(Check::ClientSecretEnd, format!("the client secret ends on {end}, in {days} days"), remedy);
        }
        _ => found.good(Check::ClientSecretEnd, format!("the client secret is good until {end}")),
    }
}

fn is_rejection(error: &TokenRequestError) -> bool {
    matches!(error, RequestTokenError::ServerResponse(refusal) if *refusal.error() == BasicErrorResponseType::InvalidClient)
}

fn note(provider: &Provider, error: &TokenRequestError, found: &mut Findings) {
    match error {
        RequestTokenError::ServerResponse(refusal) => match refusal.error() {
            BasicErrorResponseType::InvalidGrant => {
                found.good(Check::Client, "it knows our client id and secret (invalid_grant for a made-up code)");
            }
            BasicErrorResponseType::InvalidClient => note_rejection(provider, found),
            BasicErrorResponseType::UnauthorizedClient => found.broken(
                Check::Client,
                "our client may not use the authorization code flow (unauthorized_client)",
                "allow the grant type authorization_code for this client, at the provider",
            ),
            BasicErrorResponseType::Extension(_) => {
                unknown("it refuses a made-up code with an error of its own", found);
            }
            known => unknown(&format!("it refuses a made-up code with {known}"), found),
        },
        RequestTokenError::Request(error) => found.broken(
            Check::Client,
            format!("the token endpoint: {}", innermost(error)),
            "see whether this machine may reach it",
        ),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => found.broken(
            Check::Client,
            "the token endpoint's answer to a made-up code is none that OAuth knows",
            "see what is at the token_endpoint that discovery names",
        ),
    }
}

fn note_rejection(provider: &Provider, found: &mut Findings) {
    match &provider.settings.client.authentication {
        ClientAuthentication::Secret { .. } => found.broken(
            Check::Client,
            "it does not know our client id or client secret (invalid_client)",
            "copy client_id and client_secret from the provider's console once more, without spaces around them; a secret \
             that has ended has to be made anew there",
        ),
        ClientAuthentication::PrivateKey { .. } | ClientAuthentication::Apple { .. } => found.broken(
            Check::Client,
            "it does not know our client id or our key (invalid_client)",
            "compare client_id, client_key_id and apple_team_id with the provider's console, which has to have the public \
             half of the key in client_key_file",
        ),
    }
}

/// Some look at the code first.
fn unknown(seen: &str, found: &mut Findings) {
    let seen = format!("{seen}: whether it knows our client id and secret is not revealed");
    found.warning(Check::Client, seen, "sign in once; token.client_rejected would say that one of them is wrong");
}
