//! Two accounts of one person: shown beside each other, and made one.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};

use super::account::{after, field, name, sign_in_first};
use super::account_pages::{IdentityLine, MergePage, MergeSide};
use super::account_words::Done;
use super::error::Internal;
use super::frame::Frame;
use super::identities::ask_who_it_is;
use super::login::Asked;
use super::{App, pages, session};
use crate::domain::{Refusal, RequestContext};
use crate::flow;
use crate::flow::merge::{MergeError, MergeUser};

/// `GET /account/merge`: what would be done.
pub(super) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    frame: Frame,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::current(&app, &session, &context).await? else { return Ok(sign_in_first(&app)) };
    let account = app.urls().account();
    match flow::merge::offer(&app.services, &here, &context).await {
        Ok(offer) => Ok(pages::html(&MergePage {
            frame,
            stays: side(&app, &offer.kept),
            goes: side(&app, &offer.removed),
            account: account.as_str(),
        })),
        Err(MergeError::NoCandidate) => Ok(pages::see_other(&account)),
        Err(MergeError::Disabled(_)) => Ok(refused(&app, &context)),
        Err(error @ MergeError::Store(_)) => Err(Internal::log(&context, &error)),
    }
}

/// `POST /account/merge`: does it.
pub(super) async fn merge(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::current(&app, &session, &context).await? else { return Ok(sign_in_first(&app)) };
    let goes = field(body, "account").await.unwrap_or_default();
    match flow::merge::merge(&app.services, &here, &goes, &context).await {
        Ok(()) => {
            log::info!("request {}: user {goes} is now user {}", context.request, here.user);
            Ok(pages::see_other(&after(&app, Done::Merged)))
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
    pages::see_other(&asked.account_url(app.urls()))
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
