//! `kaimu users relink`: lets new subjects of a provider replace the identities of its users.

use clap::{Args, ValueEnum};

use super::failure::OperatorFailure;
use super::help::USER;
use super::output::{count, print};
use crate::domain::{ProviderSettings, RequestContext, Slug};
use crate::flow::relink::{self, Relink, RelinkStep};
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// Which users to relink, and by what.
#[derive(Args, Clone)]
pub(super) struct RelinkArguments {
    #[arg(help = USER)]
    user: Option<String>,
    /// Slug of the provider that has new subjects for its users
    #[arg(long, value_name = "SLUG")]
    provider: String,
    /// What shows which new subject is which user
    #[arg(long, value_enum)]
    by: RelinkBy,
    /// Relink; without this, the command shows what it would do and changes nothing
    #[arg(long)]
    yes: bool,
}

/// What shows which new subject is which user.
#[derive(Clone, Copy, ValueEnum)]
enum RelinkBy {
    /// The proven e-mail address
    Email,
}

/// Relinks, or shows what would happen.
pub(super) async fn run(
    arguments: &RelinkArguments,
    providers: &[ProviderSettings],
    store: &Store,
    context: RequestContext,
) -> Result<(), OperatorFailure> {
    let RelinkArguments { user, provider, by: RelinkBy::Email, yes } = arguments;
    let slug = configured(providers, provider)?;
    let selector = user.as_deref().map(UserSelector::read);
    let relinks = relink::relink(store, slug, selector, *yes, context).await?;
    store.wait_for_instances().await;
    for relink in &relinks {
        print(&line(relink, provider))?;
    }
    let relinked = relinks.iter().filter(|relink| relink.step.is_ok()).count();
    let users = count(relinked, "user", "users");
    match (relinked, yes) {
        (0, _) => print("there is no user to relink"),
        (_, true) => print(&format!("{users} relinked")),
        (_, false) => print(&format!("{users} to relink; nothing has changed. Add --yes to relink")),
    }
}

fn configured(providers: &[ProviderSettings], slug: &str) -> Result<Slug, OperatorFailure> {
    let found = providers.iter().find(|provider| provider.slug.as_str() == slug);
    found.map(|provider| provider.slug.clone()).ok_or_else(|| OperatorFailure::UnknownProvider {
        slug: slug.to_owned(),
        known: providers.iter().map(|provider| provider.slug.as_str()).collect::<Vec<_>>().join(", "),
    })
}

fn line(Relink { username, step }: &Relink, provider: &str) -> String {
    match step {
        Ok(RelinkStep::AtNextSignIn) => {
            format!("{username}: the next sign-in at {provider} with the same proven address replaces the identity")
        }
        Ok(RelinkStep::MergeFrom { username: from, .. }) => {
            format!("{username}: gets the new identity of {from}; the user {from} is removed")
        }
        Err(why) => format!("{username}: stays as it is, because {why}"),
    }
}
