//! Checks that the provider accepts the client id and the client secret, by redeeming a made-up code.

use chrono::TimeDelta;
use tokio::time::{Instant, timeout_at};

use super::request::{REQUEST_TIMEOUT, RequestError, root_cause};
use crate::domain::{Check, ClientAuthentication, Findings};
use crate::oidc::Provider;
use crate::oidc::client_authentication::ClientProof;
use crate::oidc::client_request::ClientRequestError;
use crate::oidc::discovery::Metadata;

/// A client secret that expires sooner is a warning. Leaves time to create a new one.
const EXPIRY_WARNING: TimeDelta = TimeDelta::days(30);

/// The provider's answer to a made-up code.
enum ProbeAnswer {
    /// It does not accept the client; the reason.
    Rejected(String),
    /// It refuses the code with this error; `None` for one that is not shown.
    Refused(Option<String>),
    /// It answers with this status, and with nothing that OAuth 2.0 defines.
    NotOAuth(u16),
    /// It does not answer.
    Unanswered(String),
    /// It issues tokens.
    Tokens,
}

/// Redeems a made-up code. A provider authenticates the client first (RFC 6749, section 5.2): it rejects the client, or it
/// accepts the client and rejects only the code. Of two secrets, each is tried. A provider that looks at the code first is
/// found out by a made-up secret, which it does not reject.
pub(super) async fn check(provider: &Provider, metadata: &Metadata) -> Findings {
    let mut findings = Findings::for_provider(&provider.settings.slug);
    let proofs = provider.client_proofs(metadata, false);
    let ((first, second), made_up) = match proofs.and_then(|proofs| Ok((proofs, provider.made_up_proof(metadata)?))) {
        Ok(proofs) => proofs,
        Err(error) => {
            findings.broken(Check::Client, error.to_string(), "create a new key, and put it into client_key_file");
            return findings;
        }
    };
    let probe = Probe { provider, metadata, deadline: Instant::now() + REQUEST_TIMEOUT };
    let (answer, rejected) = match tokio::join!(probe.redeem(first), probe.redeem_second(second)) {
        (ProbeAnswer::Rejected(reason), Some(second)) if !matches!(second, ProbeAnswer::Rejected(_)) => {
            (second, Some(("first", "second", reason)))
        }
        (first, Some(ProbeAnswer::Rejected(reason))) if !matches!(first, ProbeAnswer::Rejected(_)) => {
            (first, Some(("second", "first", reason)))
        }
        (first, _) => (first, None),
    };
    probe.add_answer(answer, made_up, &mut findings).await;
    if let Some((rejected, accepted, reason)) = rejected {
        findings.warning(
            Check::Client,
            format!("the provider does not accept the {rejected} secret of client_secrets ({reason})"),
            format!("Kaimu uses the {accepted} secret; remove the one that is no longer needed from client_secrets"),
        );
    }
    findings
}

/// Token requests that end before a deadline.
struct Probe<'a> {
    provider: &'a Provider,
    metadata: &'a Metadata,
    deadline: Instant,
}

impl Probe<'_> {
    async fn redeem(&self, proof: ClientProof) -> ProbeAnswer {
        let answer = self.provider.redeem_made_up_code(self.metadata, &proof);
        match timeout_at(self.deadline, answer).await {
            Ok(Ok(_)) => ProbeAnswer::Tokens,
            Ok(Err(ClientRequestError::ClientRejected(reason))) => ProbeAnswer::Rejected(reason),
            Ok(Err(ClientRequestError::Refused(error))) => ProbeAnswer::Refused(error.code().map(str::to_owned)),
            Ok(Err(ClientRequestError::NotOAuth(status))) => ProbeAnswer::NotOAuth(status.as_u16()),
            Ok(Err(ClientRequestError::Unanswered(error))) => ProbeAnswer::Unanswered(root_cause(&error)),
            Err(_) => ProbeAnswer::Unanswered(RequestError::Timeout(REQUEST_TIMEOUT).to_string()),
        }
    }

    async fn redeem_second(&self, proof: Option<ClientProof>) -> Option<ProbeAnswer> {
        match proof {
            Some(proof) => Some(self.redeem(proof).await),
            None => None,
        }
    }

    /// The other method to send the client secret, if the provider accepts it: the client is registered for that method,
    /// or the provider does not decode the `Authorization` header (OAuth 2.0, section 2.3.1).
    async fn other_accepted_method(&self) -> Option<&'static str> {
        let (secret, made_up, method) = self.provider.proofs_by_other_method(self.metadata)?;
        match tokio::join!(self.redeem(secret), self.redeem(made_up)) {
            (ProbeAnswer::Refused(_), ProbeAnswer::Rejected(_)) => Some(method),
            _ => None,
        }
    }

    async fn add_answer(&self, answer: ProbeAnswer, made_up: ClientProof, findings: &mut Findings) {
        match answer {
            ProbeAnswer::Rejected(reason) => {
                add_rejection(self.provider, &reason, self.other_accepted_method().await, findings);
            }
            ProbeAnswer::Refused(error) => {
                let is_revealed = matches!(self.redeem(made_up).await, ProbeAnswer::Rejected(_));
                add_refusal(error.as_deref(), is_revealed, credentials(self.provider), findings);
            }
            // Some providers answer so to an unknown code, and issue tokens for a known one.
            ProbeAnswer::NotOAuth(status) => findings.warning(
                Check::Client,
                format!(
                    "the answer of the token endpoint to a made-up code (status {status}) is not an OAuth response"
                ),
                "sign in once; if that fails, check the token_endpoint in the discovery document, and what answers there",
            ),
            ProbeAnswer::Unanswered(error) => findings.broken(
                Check::Client,
                format!("the request to the token endpoint failed: {error}"),
                "check that this machine can reach the token endpoint (firewall, proxy, container network)",
            ),
            ProbeAnswer::Tokens => findings.broken(
                Check::Client,
                "the token endpoint issues tokens for a made-up code",
                "do not use this provider: an attacker can sign in as any of its users",
            ),
        }
    }
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

/// The configured proof of the client's identity, as findings call it.
fn credentials(provider: &Provider) -> &'static str {
    match &provider.settings.client.authentication {
        ClientAuthentication::Secret { .. } => "client secret",
        ClientAuthentication::PrivateKey { .. } | ClientAuthentication::Apple { .. } => "client key",
    }
}

fn add_rejection(provider: &Provider, reason: &str, other_method: Option<&str>, findings: &mut Findings) {
    let credentials = credentials(provider);
    let seen = format!("the provider does not accept the client id or {credentials} ({reason})");
    if let Some(method) = other_method {
        findings.broken(
            Check::Client,
            format!("{seen}, but accepts both by {method}"),
            format!(
                "set client_authentication = \"{method}\": the client is registered for it, or the provider does not decode \
                 the percent-encoded secret in the header"
            ),
        );
        return;
    }
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
    findings.broken(Check::Client, seen, remedy);
}

/// `is_revealed` says that the provider rejects a made-up secret, so that its answer to ours means something.
fn add_refusal(error: Option<&str>, is_revealed: bool, credentials: &str, findings: &mut Findings) {
    let shown = error.unwrap_or("an error of its own");
    match (error, is_revealed) {
        (Some("unauthorized_client"), true) => findings.broken(
            Check::Client,
            "the client may not use the authorization code flow (unauthorized_client)",
            "allow the grant type authorization_code for this client at the provider",
        ),
        (Some("unauthorized_client"), false) => findings.broken(
            Check::Client,
            format!(
                "the client may not use the authorization code flow, or the {credentials} is wrong (unauthorized_client)"
            ),
            format!(
                "allow the grant type authorization_code for this client at the provider, and compare the {credentials} \
                 with the provider's console"
            ),
        ),
        (_, true) => {
            let seen = format!("the provider accepts the client id and {credentials} ({shown} for a made-up code)");
            findings.good(Check::Client, seen);
        }
        (_, false) => findings.unknown(
            Check::Client,
            format!(
                "the provider answers {shown} to a made-up {credentials} too, so it does not reveal whether it accepts the \
                 client id and {credentials}: it looks at the code first, or the client is registered as a public one. A \
                 sign-in shows token.client_rejected if it does not accept them"
            ),
        ),
    }
}
