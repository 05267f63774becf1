//! The tiles of the dashboard: the applications that the user may open.

use url::Url;

use crate::domain::{
    Access, AccessRequest, Application, Presented, RequestContext, RequestPath, Session, User, Visitor,
};
use crate::http::app::App;

/// The tile of an application.
pub(in crate::http) struct Tile {
    pub(in crate::http) name: String,
    /// The start page of the application.
    pub(in crate::http) url: Url,
    /// The URL of its picture.
    pub(in crate::http) icon: Option<String>,
}

impl Tile {
    /// The first letter of the name, in place of a picture.
    pub(in crate::http) fn letter(&self) -> String {
        self.name.chars().find(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_uppercase).collect()
    }
}

/// The applications whose start page this user may open, in the order of the configuration.
pub(super) fn tiles(app: &App, session: &Session, user: &User, context: &RequestContext) -> Vec<Tile> {
    let visitor = Visitor { user, session, presented: Presented::Session };
    app.applications.iter().filter_map(|application| tile(application, &visitor, context)).collect()
}

fn tile(application: &Application, visitor: &Visitor, context: &RequestContext) -> Option<Tile> {
    let url = application.urls.first()?.start_page();
    let path = RequestPath::parse(url.path().as_bytes()).ok()?;
    let request = AccessRequest { method: "GET", path: &path, client: context.address };
    let (access, _) = application.decide(&request, Some(visitor), context.now);
    let is_shown = !application.hidden && matches!(access, Access::Allowed | Access::StepUpNeeded(_));
    is_shown.then(|| Tile { name: application.name.clone(), url, icon: application.icon.clone().map(String::from) })
}
