//! Merges two users that belong to the same person.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};

use crate::domain::{Refusal, RequestContext};
use crate::flow;
use crate::flow::merge::{MergeError, MergeUser};
use crate::http::account::lines::{IdentityLine, display_name};
use crate::http::account::redirects::{report_refusal, require_recent_sign_in, require_sign_in};
use crate::http::account::templates::{MergePage, MergeSide};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::parameters::form_field;
use crate::http::{paths, response};

/// `GET /account/merge`: shows both users, and which one is kept.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    layout: Layout,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let account_url = app.urls().account();
    match flow::merge::offer(&app.services, &current, &context).await {
        Ok(offer) => Ok(response::html(&MergePage {
            layout,
            kept: side(&app, &offer.kept),
            removed: side(&app, &offer.removed),
            account_url: account_url.as_str(),
        })),
        Err(MergeError::NoCandidate) => Ok(response::see_other(&account_url)),
        Err(MergeError::Disabled(_)) => Ok(report_refusal(&app, &context, Refusal::AccountDisabled)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

/// `POST /account/merge`: merges the users.
pub(in crate::http) async fn merge(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let removed = form_field(body, "account").await.unwrap_or_default();
    match flow::merge::merge(&app.services, &current, &removed, &context).await {
        Ok(()) => {
            log::info!("request {}: merged user {removed} into user {}", context.request_id, current.user);
            Ok(response::see_other(&AccountChange::Merged.account_url(app.urls())))
        }
        Err(MergeError::NoCandidate) => Ok(require_recent_sign_in(&app)),
        Err(MergeError::Disabled(_)) => Ok(report_refusal(&app, &context, Refusal::AccountDisabled)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

fn side(app: &App, user: &MergeUser) -> MergeSide {
    MergeSide {
        id: user.user.id.to_string(),
        name: display_name(&user.user).to_owned(),
        username: user.user.username.clone(),
        created_at: user.user.created_at,
        identities: user.identities.iter().map(|identity| IdentityLine::of(app, identity, None)).collect(),
    }
}
