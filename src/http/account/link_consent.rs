//! Asks the user before an identity is linked to their account, or before two accounts are merged.
//!
//! These pages are on the host of `base_url`: the browser that came back from the provider has a secret there.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::domain::{RequestContext, ReturnTo, SecretHash, VerifiedIdentity};
use crate::flow;
use crate::flow::merge::MergeUser;
use crate::flow::pending_link::{LinkOffer, PendingLinkError};
use crate::http::account::lines::{AccountOwner, IdentityLine};
use crate::http::account::redirects::{require_recent_sign_in, require_sign_in, show_account};
use crate::http::account::templates::{LinkPage, MergePage, MergeSide};
use crate::http::app::App;
use crate::http::cookies::pending_link;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::host;
use crate::http::request::parameters::{form, parameter};
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::sign_in::refuse::refuse_on_account_page;
use crate::http::{paths, response};

/// The URL of the question, which leads to `return_to` after the answer. Without one, to the account page.
pub(in crate::http) fn url(app: &App, return_to: &ReturnTo) -> Url {
    let mut url = app.urls().at_base(paths::LINK_CONSENT);
    if let Some(text) = return_to.text() {
        url.query_pairs_mut().append_pair("return_to", text);
    }
    url
}

/// `GET /account/link/confirm`: shows which identity goes to which account, or which two accounts would be merged.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    if let Some(url) = host::url_on_base_host(&app, &request) {
        return Ok(response::see_other(&url));
    }
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let Some(secret) = pending_link::find(&app.cookies, &request) else {
        return Ok(response::see_other(&app.urls().account()));
    };
    let return_to = app.return_policy.read(parameter(request.query_string(), "return_to").as_deref());
    let return_to = return_to.text().unwrap_or_default();
    match flow::pending_link::offer(&app.services, &current, secret, &context).await {
        Ok(LinkOffer::Link(identity, user)) => Ok(response::html(&LinkPage {
            layout,
            identity: IdentityLine::of_pending(&app, &identity, context.now),
            owner: AccountOwner::of(&user),
            pending: pending_id(&secret),
            return_to,
        })),
        Ok(LinkOffer::Merge(offer)) => Ok(response::html(&MergePage {
            layout,
            kept: side(&app, &offer.kept),
            removed: side(&app, &offer.removed),
            pending: pending_id(&secret),
            return_to,
        })),
        Err(error) => not_linked(&app, &context, error),
    }
}

/// `POST /account/link/confirm`: links, merges, or leaves everything as it is.
pub(in crate::http) async fn answer(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let form = form(body).await;
    let secret = pending_link::find(&app.cookies, &request);
    // check: the link that the page showed
    let shown = secret.filter(|secret| parameter(&form, "pending").is_some_and(|shown| shown == pending_id(secret)));
    let (Some(secret), None) = (shown, host::url_on_base_host(&app, &request)) else {
        return Ok(response::see_other(&app.urls().account()));
    };
    let return_to = app.return_policy.read(parameter(&form, "return_to").as_deref());
    let change = if parameter(&form, "answer").as_deref() == Some("yes") {
        let removed = parameter(&form, "account").unwrap_or_default();
        match flow::pending_link::accept(&app.services, &current, secret, &removed, &context).await {
            Ok(accepted) => Some(log_change(&accepted)),
            Err(error) => return not_linked(&app, &context, error),
        }
    } else {
        let declined = flow::pending_link::decline(&app.services, secret).await;
        declined.map_err(|error| app.services.log_failure(&context, &error))?;
        None
    };
    // After a reauthentication in between, it is the account page itself, which reports the change.
    let next = match (change, return_to.text().filter(|text| *text != paths::ACCOUNT)) {
        (Some(change), None) => change.return_to(&app, &ReturnTo::Dashboard),
        (None, None) => app.return_policy.read(Some(paths::ACCOUNT)),
        (_, Some(_)) => return_to,
    };
    let mut redirect = response::see_other(&url_after_sign_in(&app, &next));
    response::add_cookie(&mut redirect, &pending_link::removal(&app.cookies));
    Ok(redirect)
}

/// Identifies a pending link in a form, so that an answer counts for the link that the page showed. It is no secret.
fn pending_id(secret: &SecretHash) -> String {
    URL_SAFE_NO_PAD.encode(secret.as_bytes())
}

fn log_change(accepted: &LinkOffer) -> AccountChange {
    match accepted {
        LinkOffer::Link(VerifiedIdentity { provider, .. }, user) => {
            log::info!(provider = provider.as_str(), user:% = user.id; "linked an identity at {provider} to user {}", user.id);
            AccountChange::Linked
        }
        LinkOffer::Merge(offer) => {
            let (kept, removed) = (offer.kept.user.id, offer.removed.user.id);
            log::info!(user:% = kept; "merged user {removed} into user {kept}");
            AccountChange::Merged
        }
    }
}

fn not_linked(app: &App, context: &RequestContext, error: PendingLinkError) -> Result<HttpResponse, Internal> {
    match error {
        PendingLinkError::NotPending => Ok(show_account(app)),
        PendingLinkError::NotRecent => Ok(require_recent_sign_in(app)),
        PendingLinkError::Refused(error) => Ok(refuse_on_account_page(app, context, "", &error)),
        PendingLinkError::Store(error) => Err(app.services.log_failure(context, &error).into()),
    }
}

fn side(app: &App, user: &MergeUser) -> MergeSide {
    MergeSide {
        id: user.user.id.to_string(),
        owner: AccountOwner::of(&user.user),
        created_at: user.user.created_at,
        identities: user.identities.iter().map(|identity| IdentityLine::of(app, identity, None)).collect(),
    }
}
