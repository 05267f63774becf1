//! Checks that the provider accepts the client id and the client secret, by redeeming a made-up code.

use chrono::TimeDelta;
use oauth2::basic::BasicErrorResponseType;
use openidconnect::RequestTokenError;
use secrecy::SecretString;

use super::request::{REQUEST_TIMEOUT, RequestError, root_cause};
use crate::domain::{Check, ClientAuthentication, Findings};
use crate::oidc::Provider;
use crate::oidc::client_authentication::AuthenticatedClient;
use crate::oidc::discovery::Metadata;
use crate::oidc::token_request::TokenRequestError;

const MADE_UP_CODE: &str = "made-up-by-kaimu-check";
/// Has the length that RFC 7636, section 4.1 requires.
const MADE_UP_VERIFIER: &str = "made-up-by-kaimu-check-made-up-by-kaimu-check";
/// A client secret that expires sooner is a warning. Leaves time to create a new one.
const EXPIRY_WARNING: TimeDelta = TimeDelta::days(30);
/// The remedy if the token endpoint does not answer.
const UNREACHABLE: &str = "check that this machine can reach the token endpoint (firewall, proxy, container network)";

/// Redeems a made-up code. A provider authenticates the client first (RFC 6749, section 5.2): it answers
/// `invalid_client` if it does not accept the client, and `invalid_grant` if it does and rejects only the code. Of two
/// secrets, each is tried.
pub(super) async fn check(provider: &Provider, metadata: &Metadata) -> Findings {
    let mut findings = Findings::for_provider(&provider.settings.slug);
    let (code, verifier) = (SecretString::from(MADE_UP_CODE), SecretString::from(MADE_UP_VERIFIER));
    let (first, second) = match provider.authenticated_clients(metadata, false) {
        Ok(clients) => clients,
        Err(error) => {
            findings.broken(Check::Client, error.to_string(), "create a new key, and put it into client_key_file");
            return findings;
        }
    };
    let redeem = async |(client, proof): AuthenticatedClient| {
        tokio::time::timeout(REQUEST_TIMEOUT, provider.request_tokens(client, proof, &code, &verifier)).await
    };
    let redeem_second = async {
        match second {
            Some(second) => Some(redeem(second).await),
            None => None,
        }
    };
    let (first, second) = tokio::join!(redeem(first), redeem_second);
    match (first, second) {
        (Ok(Err(first)), Some(Ok(Err(second)))) if is_rejection(&first) != is_rejection(&second) => {
            let (rejected, accepted, error) =
                if is_rejection(&first) { ("first", "second", &second) } else { ("second", "first", &first) };
            add_error(provider, error, &mut findings);
            findings.warning(
                Check::Client,
                format!("the provider does not accept the {rejected} secret of client_secrets (invalid_client)"),
                format!(
                    "Kaimu uses the {accepted} secret; remove the one that is no longer needed from client_secrets"
                ),
            );
        }
        (Ok(Err(error)), _) => add_error(provider, &error, &mut findings),
        (Ok(Ok(_)), _) => findings.broken(
            Check::Client,
            "the token endpoint issues tokens for a made-up code",
            "do not use this provider: an attacker can sign in as any of its users",
        ),
        (Err(_), _) => {
            let error = RequestError::Timeout(REQUEST_TIMEOUT);
            findings.broken(Check::Client, format!("the request to the token endpoint failed: {error}"), UNREACHABLE);
        }
    }
    findings
}

/// Checks the last day of the client secret, if the operator has set `client_secret_expires_at`.
pub(super) fn check_secret_expiry(provider: &Provider, findings: &mut Findings) {
    let Some(last_day) = provider.settings.client.secret_expires_at else { return };
    let left = last_day - (provider.clock)().date_naive();
    let remedy =
        "create a new secret at the provider, and set client_secrets = [new, old] until all instances use the new one";
    match left.num_days() {
        ..0 => findings.broken(Check::ClientSecretExpiry, format!("the client secret expired on {last_day}"), remedy),
        days if left <= EXPIRY_WARNING => {
            let seen = format!("the client secret expires on {last_day}, in {days} days");
            findings.warning(Check::ClientSecretExpiry, seen, remedy);
        }
        _ => findings.good(Check::ClientSecretExpiry, format!("the client secret is valid until {last_day}")),
    }
}

fn is_rejection(error: &TokenRequestError) -> bool {
    matches!(error, RequestTokenError::ServerResponse(response) if *response.error() == BasicErrorResponseType::InvalidClient)
}

/// Adds the finding for the provider's answer to a made-up code.
fn add_error(provider: &Provider, error: &TokenRequestError, findings: &mut Findings) {
    let credentials = credentials(provider);
    match error {
        RequestTokenError::ServerResponse(response) => match response.error() {
            BasicErrorResponseType::InvalidGrant => {
                let seen =
                    format!("the provider accepts the client id and {credentials} (invalid_grant for a made-up code)");
                findings.good(Check::Client, seen);
            }
            BasicErrorResponseType::InvalidClient => add_rejection(provider, findings),
            BasicErrorResponseType::UnauthorizedClient => findings.broken(
                Check::Client,
                "the client may not use the authorization code flow (unauthorized_client)",
                "allow the grant type authorization_code for this client at the provider",
            ),
            BasicErrorResponseType::Extension(_) => add_unrevealed("an error of its own", credentials, findings),
            known => add_unrevealed(known.as_ref(), credentials, findings),
        },
        RequestTokenError::Request(error) => {
            let seen = format!("the request to the token endpoint failed: {}", root_cause(error));
            findings.broken(Check::Client, seen, UNREACHABLE);
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => findings.broken(
            Check::Client,
            "the answer of the token endpoint to a made-up code is not an OAuth response",
            "check the token_endpoint in the discovery document, and what answers there",
        ),
    }
}

/// The configured proof of the client's identity, as findings call it.
fn credentials(provider: &Provider) -> &'static str {
    match &provider.settings.client.authentication {
        ClientAuthentication::Secret { .. } => "client secret",
        ClientAuthentication::PrivateKey { .. } | ClientAuthentication::Apple { .. } => "client key",
    }
}

fn add_rejection(provider: &Provider, findings: &mut Findings) {
    let credentials = credentials(provider);
    let remedy = match &provider.settings.client.authentication {
        ClientAuthentication::Secret { .. } => {
            "copy client_id and client_secret again from the provider's console, without spaces around them; if the secret \
             has expired, create a new one there"
        }
        ClientAuthentication::PrivateKey { .. } | ClientAuthentication::Apple { .. } => {
            "compare client_id, client_key_id and apple_team_id with the provider's console, and check that the public half \
             of the key in client_key_file is registered there"
        }
    };
    let seen = format!("the provider does not accept the client id or {credentials} (invalid_client)");
    findings.broken(Check::Client, seen, remedy);
}

/// Some providers look at the code before they authenticate the client.
fn add_unrevealed(error: &str, credentials: &str, findings: &mut Findings) {
    let seen = format!(
        "the provider refuses a made-up code with {error}, and does not reveal whether it accepts the client id and {credentials}"
    );
    let remedy = format!("sign in once; token.client_rejected would mean that the client id or {credentials} is wrong");
    findings.warning(Check::Client, seen, remedy);
}
