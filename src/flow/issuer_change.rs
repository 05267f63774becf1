//! Providers whose slug had another issuer before. A subject of one issuer proves nothing about a subject of another,
//! so such a provider is blocked until the operator confirms the change with `replaces_issuer`.

use std::collections::HashMap;

use crate::domain::{Issuer, IssuerChange, ProviderSettings, Slug};
use crate::store::{Connection, StoreError, identities};

/// The issuer changes that the operator has not confirmed.
#[derive(Debug, Default)]
pub struct IssuerChanges(HashMap<Slug, IssuerChange>);

impl IssuerChanges {
    /// Compares the issuer of each provider with that of the identity that its slug used last.
    pub fn find<'a>(
        connection: &mut Connection,
        providers: impl IntoIterator<Item = &'a ProviderSettings>,
    ) -> Result<Self, StoreError> {
        let mut changes = HashMap::new();
        for provider in providers {
            let before: Option<Issuer> = identities::latest_issuer(connection, &provider.slug)?;
            if let Some(change) = before.and_then(|before| IssuerChange::unconfirmed(provider, before)) {
                changes.insert(provider.slug.clone(), change);
            }
        }
        Ok(Self(changes))
    }

    /// Whether this provider is blocked.
    pub(super) fn contains(&self, slug: &Slug) -> bool {
        self.0.contains_key(slug)
    }

    /// Each blocked provider, with the change that blocks it.
    pub fn by_slug(&self) -> impl Iterator<Item = (&Slug, &IssuerChange)> {
        self.0.iter()
    }
}
