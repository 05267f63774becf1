//! What becomes of Kaimu's answers.

use std::time::Duration;

use reqwest::Method;

use super::kinds::{Proxies, ProxyKind};
use super::probe::{Asking, Client, Exchange, ProxiedAnswer};
use super::questions::add_not_checked;
use super::wrong_line::{Fault, add_wrong_line, remedy};
use crate::domain::{Check, Findings, ProbeKind, Refusal};
use crate::store::StoreError;

/// A proxy that waits longer for Kaimu has no time limit of its own.
const MAX_WAIT: Duration = Duration::from_secs(9);

/// Checks that a user without a session comes to the sign-in, and that the reserved path leads to Kaimu.
pub(super) async fn check_sign_in(
    client: &Client,
    answer: &ProxiedAnswer,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let sign_in = client.url.join(answer.header("location")).ok();
    let sign_in = sign_in.filter(|url| url.origin() == client.url.origin() && url.path() == "/.kaimu/sign-in");
    let Some(sign_in) = sign_in.filter(|_| matches!(answer.status, 302 | 303 | 307)) else {
        let seen = format!(
            "a user without a session got status {} in place of the sign-in, although Kaimu answered as it should",
            answer.status
        );
        add_wrong_line(Check::ProxySignIn, seen, Fault::NoSignIn, proxies, findings);
        add_not_checked(&[Check::ProxyReservedPath], "because nothing leads to the sign-in", findings);
        return Ok(());
    };
    findings.good(Check::ProxySignIn, "a user without a session comes to the sign-in");
    // Kaimu's page sets the secret of the hand-over.
    let is_kaimus = |answer: &ProxiedAnswer| {
        let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        cookies.into_iter().any(|cookie| cookie.contains("kaimu_app_hand_over="))
    };
    match client.open(sign_in).await {
        Ok(answer) if is_kaimus(&answer) => {
            findings.good(Check::ProxyReservedPath, "Kaimu answers below /.kaimu/ on the host of the application");
        }
        answer => {
            let status = answer.map_or(0, |answer| answer.status);
            let seen = format!("Kaimu does not answer below /.kaimu/ on the host of the application (status {status})");
            add_wrong_line(Check::ProxyReservedPath, seen, Fault::ReservedPath, proxies, findings);
        }
    }
    Ok(())
}

/// Checks that a script without a session gets 401 in JSON.
pub(super) async fn check_script(
    client: &Client,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let asked = client.send(&Asking::below(ProbeKind::SignedOut).by_script(Method::GET)).await?;
    let is_json = |answer: &ProxiedAnswer| answer.body.contains("\"signed_out\"");
    match &asked.answer {
        _ if asked.observation.is_none() => {
            findings.unknown(Check::ProxyScript, "not checked: the proxy did not ask Kaimu about a script's request");
        }
        Ok(answer) if answer.status == 401 && is_json(answer) => {
            findings.good(Check::ProxyScript, "a script without a session gets 401 with an error in JSON");
        }
        _ => {
            let seen = format!("a script without a session got {} in place of 401 with an error in JSON", asked.seen());
            add_wrong_line(Check::ProxyScript, seen, Fault::NoSignIn, proxies, findings);
        }
    }
    Ok(())
}

/// Checks that a refusal reaches the user as a page in words.
pub(super) async fn check_refusal(
    client: &Client,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let asked = client.send(&Asking::below(ProbeKind::Refused)).await?;
    let is_page = |answer: &ProxiedAnswer| answer.body.contains(Refusal::ApplicationNotAllowed.code());
    match &asked.answer {
        _ if asked.observation.is_none() => {
            findings.unknown(Check::ProxyRefusal, "not checked: the proxy did not ask Kaimu about this request");
        }
        Ok(answer) if answer.status == 403 && is_page(answer) => {
            findings.good(Check::ProxyRefusal, "a user who may not open the address gets a page that explains it");
        }
        Ok(answer) if answer.status == 403 => {
            let seen = "a user who may not open the address gets 403 without the page that explains it";
            add_wrong_line(Check::ProxyRefusal, seen, Fault::NoRefusalPage, proxies, findings);
        }
        _ => {
            let seen = format!("a user who may not open the address got {} in place of 403", asked.seen());
            add_wrong_line(Check::ProxyRefusal, seen, Fault::NoRefusalPage, proxies, findings);
        }
    }
    Ok(())
}

/// Checks that nothing is open while Kaimu fails or does not answer. `passed` is a request that Kaimu let pass, whose answer
/// shows how the application answers.
pub(super) async fn check_outage(
    client: &Client,
    passed: &Exchange,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let failing = client.send(&Asking::below(ProbeKind::Failing)).await?;
    let silent = client.send(&Asking::below(ProbeKind::Silent)).await?;
    if failing.observation.is_none() || silent.observation.is_none() {
        let why = "because the proxy did not ask Kaimu";
        add_not_checked(&[Check::ProxyOutage, Check::ProxyTimeLimit], why, findings);
        return Ok(());
    }
    let is_refused = |exchange: &Exchange| matches!(exchange.status(), 0 | 401 | 403 | 500..);
    if let Some(open) = [&failing, &silent].into_iter().find(|exchange| !is_refused(exchange)) {
        let seen = format!("the proxy lets requests pass while Kaimu does not answer ({})", open.seen());
        add_wrong_line(Check::ProxyOutage, seen, Fault::OpenInOutage, proxies, findings);
    } else if is_refused(passed) {
        let seen = format!(
            "not checked: the application answers such a request itself with {}, so that a refusal cannot be told apart; put \
             `kaimu echo` in the place of the application",
            passed.seen()
        );
        findings.unknown(Check::ProxyOutage, seen);
    } else {
        findings.good(Check::ProxyOutage, "the proxy refuses each request while Kaimu does not answer");
    }
    check_time_limit(&silent, proxies, findings);
    Ok(())
}

fn check_time_limit(silent: &Exchange, proxies: &Proxies, findings: &mut Findings) {
    if silent.took < MAX_WAIT {
        return findings.good(Check::ProxyTimeLimit, "the proxy does not wait for Kaimu for long");
    }
    if proxies.as_slice() == [ProxyKind::Traefik] {
        let seen = "while Kaimu hangs, Traefik waits for 30 seconds, which cannot be changed";
        return findings.unknown(Check::ProxyTimeLimit, seen);
    }
    let seen = "the proxy has no time limit for Kaimu's answer: while Kaimu hangs, so do the applications";
    findings.warning(Check::ProxyTimeLimit, seen, remedy(Fault::NoTimeLimit, proxies));
}
