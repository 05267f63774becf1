//! Two accounts of one person: shown beside each other, and made one.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};

use crate::domain::{Refusal, RequestContext};
use crate::flow;
use crate::flow::merge::{MergeError, MergeUser};
use crate::http::account::redirects::{require_recent_sign_in, require_sign_in};
use crate::http::account::templates::display_name;
use crate::http::account::templates::{IdentityLine, MergePage, MergeSide};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::page_query::AccountChange;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::parameters::form_field;
use crate::http::{paths, response};

/// `GET /account/merge`: what would be done.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    layout: Layout,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let account_url = app.urls().account();
    match flow::merge::offer(&app.services, &here, &context).await {
        Ok(offer) => Ok(response::html(&MergePage {
            layout,
            kept: side(&app, &offer.kept),
            removed: side(&app, &offer.removed),
            account_url: account_url.as_str(),
        })),
        Err(MergeError::NoCandidate) => Ok(response::see_other(&account_url)),
        Err(MergeError::Disabled(_)) => Ok(refused(&app, &context)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

/// `POST /account/merge`: does it.
pub(in crate::http) async fn merge(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let removed = form_field(body, "account").await.unwrap_or_default();
    match flow::merge::merge(&app.services, &here, &removed, &context).await {
        Ok(()) => {
            log::info!("request {}: user {removed} is now user {}", context.request, here.user);
            Ok(response::see_other(&AccountChange::Merged.account_url(app.urls())))
        }
        Err(MergeError::NoCandidate) => Ok(require_recent_sign_in(&app)),
        Err(MergeError::Disabled(_)) => Ok(refused(&app, &context)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

/// To the account page, which says that the other user is switched off.
fn refused(app: &App, context: &RequestContext) -> HttpResponse {
    let request = Some(context.request.clone());
    let query = PageQuery { refusal: Some(Refusal::AccountDisabled), request, ..PageQuery::default() };
    response::see_other(&query.account_url(app.urls()))
}

fn side(app: &App, account: &MergeUser) -> MergeSide {
    MergeSide {
        id: account.user.id.to_string(),
        name: display_name(&account.user).to_owned(),
        username: account.user.username.clone(),
        created_at: account.user.created_at,
        identities: account.identities.iter().map(|identity| IdentityLine::of(app, identity)).collect(),
    }
}
