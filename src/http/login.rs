//! The sign-in page, on which a refused sign-in and a sign-out end as well.

use actix_session::Session;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::error::Internal;
use super::pages::{self, Button, LoginPage, Refused};
use super::words::Words;
use super::{App, session};
use crate::domain::{ProviderSettings, Refusal, RequestId, ReturnTo, Visit};

/// `GET /`: to the dashboard, or to the sign-in page.
pub(super) async fn root(app: Data<App>, session: Session, visit: Visit) -> Result<HttpResponse, Internal> {
    let signed_in = session::current(&app, &session, &visit).await?.is_some();
    let next = if signed_in { app.return_policy.dashboard.clone() } else { app.urls().login() };
    Ok(pages::see_other(&next))
}

/// `GET /login`.
pub(super) async fn page(
    app: Data<App>,
    session: Session,
    visit: Visit,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let asked = Asked::read(&app, request.query_string());
    let stays = asked.refusal.is_some() || asked.signed_out;
    if !stays && session::current(&app, &session, &visit).await?.is_some() {
        return Ok(pages::see_other(app.return_policy.resolve(&asked.return_to)));
    }
    let buttons = app.services.providers().map(|provider| button(&app, provider, &asked.return_to)).collect();
    let refused = asked.refusal.map(|refusal| Refused {
        words: Words::of(refusal, asked.provider.map(|provider| provider.name.as_str())),
        retry: asked.provider.map(|provider| button(&app, provider, &asked.return_to)),
        code: refusal.code(),
        request: asked.request.as_ref().map(RequestId::as_str),
    });
    let page = LoginPage {
        buttons,
        refused,
        signed_out: asked.signed_out,
        callback_example: format!("{}auth/oidc/okta/callback", app.urls().base),
    };
    Ok(pages::html(&page))
}

/// What the address says. Every part is checked again here: anybody can write such an address.
struct Asked<'a> {
    refusal: Option<Refusal>,
    provider: Option<&'a ProviderSettings>,
    request: Option<RequestId>,
    return_to: ReturnTo,
    signed_out: bool,
}

impl<'a> Asked<'a> {
    fn read(app: &'a App, query: &str) -> Self {
        let value = |name: &str| {
            url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
        };
        let provider = value("provider").and_then(|slug| app.services.provider(&slug));
        Self {
            refusal: value("error").and_then(|code| Refusal::from_code(&code)),
            provider,
            request: value("request").and_then(|id| RequestId::parse(&id)),
            return_to: app.return_policy.read(value("return_to").as_deref()),
            signed_out: value("signed_out").as_deref() == Some("1"),
        }
    }
}

fn button(app: &App, provider: &ProviderSettings, return_to: &ReturnTo) -> Button {
    let mut url = app.urls().authorize(&provider.slug);
    if let Some(text) = return_to.text() {
        url.query_pairs_mut().append_pair("return_to", text);
    }
    Button { name: provider.name.clone(), url: url.into() }
}
