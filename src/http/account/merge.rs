//! Two accounts of one person: shown beside each other, and made one.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};

use crate::domain::{Refusal, RequestContext};
use crate::flow;
use crate::flow::merge::{MergeError, MergeUser};
use crate::http::account::redirects::{ask_who_it_is, sign_in_first};
use crate::http::account::templates::name;
use crate::http::account::templates::{IdentityLine, MergePage, MergeSide};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::page_query::Asked;
use crate::http::page_query::Done;
use crate::http::pages::layout::Frame;
use crate::http::problem::Internal;
use crate::http::request::parameters::field;
use crate::http::{paths, response};

/// `GET /account/merge`: what would be done.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    frame: Frame,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::current(&app, &session, &context).await? else {
        return Ok(sign_in_first(&app, paths::ACCOUNT));
    };
    let account = app.urls().account();
    match flow::merge::offer(&app.services, &here, &context).await {
        Ok(offer) => Ok(response::html(&MergePage {
            frame,
            stays: side(&app, &offer.kept),
            goes: side(&app, &offer.removed),
            account: account.as_str(),
        })),
        Err(MergeError::NoCandidate) => Ok(response::see_other(&account)),
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
    let Some((here, _)) = session::current(&app, &session, &context).await? else {
        return Ok(sign_in_first(&app, paths::ACCOUNT));
    };
    let goes = field(body, "account").await.unwrap_or_default();
    match flow::merge::merge(&app.services, &here, &goes, &context).await {
        Ok(()) => {
            log::info!("request {}: user {goes} is now user {}", context.request, here.user);
            Ok(response::see_other(&Done::Merged.account_url(app.urls())))
        }
        Err(MergeError::NoCandidate) => Ok(ask_who_it_is(&app)),
        Err(MergeError::Disabled(_)) => Ok(refused(&app, &context)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

/// To the account page, which says that the other user is switched off.
fn refused(app: &App, context: &RequestContext) -> HttpResponse {
    let request = Some(context.request.clone());
    let asked = Asked { refusal: Some(Refusal::AccountDisabled), request, ..Asked::default() };
    response::see_other(&asked.account_url(app.urls()))
}

fn side(app: &App, account: &MergeUser) -> MergeSide {
    MergeSide {
        id: account.user.id.to_string(),
        name: name(&account.user).to_owned(),
        username: account.user.username.clone(),
        created_at: account.user.created_at,
        identities: account.identities.iter().map(|identity| IdentityLine::of(app, identity)).collect(),
    }
}
