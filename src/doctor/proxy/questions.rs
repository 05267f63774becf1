//! What the proxy asks Kaimu.

use reqwest::Method;

use super::kinds::{Proxies, ProxyKind, recognize};
use super::probe::{Asking, Client, Exchange, ProxiedAnswer};
use super::wrong_line::{Fault, add_wrong_line};
use crate::domain::{Check, Findings, ObservedRequest, ProbeKind, ProbeObservation};
use crate::store::StoreError;

/// Checks the question about the first probe. Returns the answer that came back, and which proxy it may be; `None` if Kaimu was
/// not asked in a way that it answers.
pub(super) fn check_first<'a>(page: &'a Exchange, findings: &mut Findings) -> Option<(&'a ProxiedAnswer, Proxies)> {
    let answer = match &page.answer {
        Ok(answer) => answer,
        Err(error) => {
            findings.broken(
                Check::ProxyAsks,
                format!("{} does not answer: {error}", page.url.origin().ascii_serialization()),
                "correct the DNS record, the certificate or the address at which the proxy listens; --connect-to names \
                 another address",
            );
            return None;
        }
    };
    let proxies = recognize(page.observation.as_ref(), Some(&answer.headers));
    let Some(observation) = &page.observation else {
        add_not_asked(page, answer, &proxies, findings);
        return None;
    };
    findings.good(Check::ProxyAsks, "the proxy asks Kaimu before it forwards a request");
    let is_answered = check_trusted(observation, findings)
        & check_original(page, observation, &proxies, findings)
        & check_cookie(observation, &proxies, findings);
    is_answered.then_some((answer, proxies))
}

fn add_not_asked(page: &Exchange, answer: &ProxiedAnswer, proxies: &Proxies, findings: &mut Findings) {
    if answer.header("location").contains("/.kaimu/sign-in") {
        let seen = "the proxy asks Kaimu, but Kaimu finds no cookie in the question: each user is signed out";
        return add_wrong_line(Check::ProxyAsks, seen, Fault::NoCookie, proxies, findings);
    }
    let seen = format!("the proxy did not ask Kaimu: a request without a session got {}", page.seen());
    add_wrong_line(Check::ProxyAsks, seen, Fault::NotAsked, proxies, findings);
}

fn check_trusted(observation: &ProbeObservation, findings: &mut Findings) -> bool {
    let from = observation.peer.map_or("the Unix socket".to_owned(), |peer| peer.to_string());
    if observation.is_trusted {
        findings.good(Check::ProxyTrusted, format!("the proxy asks from {from}, which server.trusted_proxies has"));
        return true;
    }
    findings.broken(
        Check::ProxyTrusted,
        format!("the proxy asks from {from}, which is not in server.trusted_proxies: Kaimu refuses each question"),
        format!("add \"{from}\" to server.trusted_proxies, or the network of the proxy"),
    );
    false
}

/// Whether the question says which request is meant, with its query.
fn check_original(page: &Exchange, observation: &ProbeObservation, proxies: &Proxies, findings: &mut Findings) -> bool {
    let ObservedRequest { target, .. } = match &observation.original {
        Ok(original) => original,
        Err(problem) => {
            let seen = format!("Kaimu does not know which request the proxy asks about: {problem}");
            add_wrong_line(Check::ProxyQuestion, seen, Fault::WrongHeaders, proxies, findings);
            return false;
        }
    };
    let sent = page.target();
    if target == sent {
        findings
            .good(Check::ProxyQuestion, "the question has the method, the host, the path and the query of the request");
        return true;
    }
    let is_query_lost = !target.contains('?') && sent.starts_with(target.as_str());
    let what = if is_query_lost { "without the query" } else { "with another path or query" };
    let seen = format!("the proxy asks {what}: users do not come back to the address that they opened");
    add_wrong_line(Check::ProxyQuestion, seen, Fault::QueryLost, proxies, findings);
    // Everything else can be checked all the same.
    true
}

fn check_cookie(observation: &ProbeObservation, proxies: &Proxies, findings: &mut Findings) -> bool {
    if !observation.has_cookie {
        let seen = "the question has no cookie: each user is signed out";
        add_wrong_line(Check::ProxyAsks, seen, Fault::NoCookie, proxies, findings);
    }
    observation.has_cookie
}

/// Checks that the proxy passes the method of the request on.
pub(super) async fn check_method(
    client: &Client,
    proxies: &Proxies,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let asked = client.send(&Asking::below(ProbeKind::SignedOut).by_script(Method::PUT)).await?;
    match asked.observation.map(|observation| observation.original) {
        Some(Ok(original)) if original.method == "PUT" => {
            findings.good(Check::ProxyMethod, "the question has the method of the request");
        }
        Some(Ok(original)) => {
            let seen = format!("the proxy asks about a PUT request as if it were {}", original.method);
            add_wrong_line(Check::ProxyMethod, seen, Fault::WrongHeaders, proxies, findings);
        }
        _ => findings.unknown(Check::ProxyMethod, "not checked: the proxy did not ask Kaimu about a PUT request"),
    }
    Ok(())
}

/// Checks that nginx takes the host from the server that it has chosen, and not from the header of the client. It writes `$host`
/// in lower case.
pub(super) async fn check_host(client: &Client, proxies: &Proxies, findings: &mut Findings) -> Result<(), StoreError> {
    // The others choose their configuration by the host that they ask about.
    if proxies.as_slice() != [ProxyKind::Nginx] {
        return Ok(());
    }
    let host = client.upper_case_host();
    let asked = client.send(&Asking::below(ProbeKind::SignedOut).with(&[("host", &host)])).await?;
    match asked.observation.map(|observation| observation.original) {
        Some(Ok(original)) if original.host.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            let seen = "the host of the question is the one that the client wrote ($http_host): a client can name one \
                        application and open another";
            add_wrong_line(Check::ProxyHost, seen, Fault::HostOfClient, proxies, findings);
        }
        Some(Ok(_)) => findings.good(Check::ProxyHost, "the question has the host whose configuration nginx uses"),
        _ => findings.unknown(Check::ProxyHost, "not checked: nginx did not ask Kaimu about the host in upper case"),
    }
    Ok(())
}

/// Adds what was not checked, and why.
pub(super) fn add_not_checked(checks: &[Check], why: &str, findings: &mut Findings) {
    for check in checks {
        findings.unknown(*check, format!("not checked {why}"));
    }
}
