//! What an application is told about a visitor who may pass.

use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use chrono::{DateTime, Utc};

use super::cookies;
use super::identity::Identified;
use super::identity_headers::{self, ToldGroups, told_groups};
use super::question::Question;
use super::told_headers::ToldHeaders;
use super::visits::ToldInVisit;
use crate::domain::{KnownSession, Presented, Refusal, Session, User};
use crate::flow::application_access;
use crate::flow::assertion::{self, Assertion, AssertionSubject};

/// The header that says that the application is not told all groups.
const GROUPS_TRUNCATED: HeaderName = HeaderName::from_static("kaimu-groups-truncated");

impl Question<'_> {
    /// Makes what the application is told about a visitor, unless it was told before. A visit begins with it.
    pub(super) async fn tell(&self, Identified { session, by }: &Identified) -> Result<ToldHeaders, Refusal> {
        let (visits, url, now) = (&self.app.visits, self.found.url, self.context.now);
        let token = cookies::presented_hash(self.request, url).filter(|_| *by == Presented::Session);
        // What is known of a personal access token is read anew for each request.
        let Some(token) = token else { return Ok(self.make(&session.known).await?.0) };
        let told = if let Some(told) = visits.kept(token, url, &session.known, now) {
            told
        } else {
            let (headers, until) = self.make(&session.known).await?;
            ToldInVisit { headers, made_at: now, until }
        };
        visits.begin(&self.app.services, (token, self.found), session, &told, now);
        Ok(told.headers)
    }

    /// Makes the headers about a visitor; and until when their signed proof counts.
    async fn make(&self, known: &KnownSession) -> Result<(ToldHeaders, DateTime<Utc>), Refusal> {
        let (headers, session, user) = (&self.found.application.headers, &known.session, &known.user);
        let groups = told_groups(headers, session, user);
        let (jwt, until) = match &headers.jwt {
            Some(_) => {
                let Assertion { token, until } = self.assertion(session, user, &groups).await?;
                (token, until)
            }
            None => (Arc::from(""), DateTime::<Utc>::MAX_UTC),
        };
        let mut values = identity_headers::values(headers, Some((user, &groups, &jwt)));
        if groups.are_truncated {
            values.push((GROUPS_TRUNCATED, HeaderValue::from_static("true")));
        }
        Ok((self.told_headers(&values), until))
    }

    pub(super) fn told_headers(&self, values: &[(HeaderName, HeaderValue)]) -> ToldHeaders {
        ToldHeaders::new(values, &self.app.told_names)
    }

    /// The signed proof, which stops at the same group as the header.
    async fn assertion(&self, session: &Session, user: &User, told: &ToldGroups) -> Result<Assertion, Refusal> {
        let groups = session.groups.known().map(|_| told.names.clone());
        let subject = AssertionSubject::new(session, user, groups);
        let (services, urls) = (&self.app.services, self.app.urls());
        let origin = self.found.url.origin();
        let made = assertion::assertion(services, urls, &subject, &origin, self.context.now);
        // The keys are read from the database once a minute.
        // check: a proxy's question has a time limit for keys
        let made = tokio::time::timeout(application_access::MAX_WAIT, made).await;
        let made = made.map_err(|_| services.log_timeout(self.context).refusal())?;
        made.map_err(|error| services.log_assertion_failure(self.context, &error).refusal())
    }
}
