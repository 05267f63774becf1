//! A provider whose slug named another issuer before. Subjects of one issuer say nothing about those of another, so its
//! button waits until the operator confirms the change with `replaces_issuer`.

use std::collections::HashMap;

use crate::domain::{Issuer, IssuerChange, ProviderSettings, Slug};
use crate::store::{Connection, StoreError, identities};

/// The providers whose issuer has changed without the operator's word for it.
#[derive(Debug, Default)]
pub struct IssuerChanges(HashMap<Slug, IssuerChange>);

impl IssuerChanges {
    /// Compares each provider with the identity that its slug used last.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn find(connection: &mut Connection, providers: &[ProviderSettings]) -> Result<Self, StoreError> {
        let mut changes = HashMap::new();
        for provider in providers {
            let before: Option<Issuer> = identities::latest_issuer(connection, &provider.slug)?;
            if let Some(change) = before.and_then(|before| IssuerChange::of(provider, before)) {
                changes.insert(provider.slug.clone(), change);
            }
        }
        Ok(Self(changes))
    }

    /// Whether the button of this provider waits for the operator.
    pub(super) fn concern(&self, slug: &Slug) -> bool {
        self.0.contains_key(slug)
    }

    /// What to tell the operator, for each provider.
    pub fn iter(&self) -> impl Iterator<Item = &IssuerChange> {
        self.0.values()
    }

    /// The same, with the provider of each.
    pub fn by_slug(&self) -> impl Iterator<Item = (&Slug, &IssuerChange)> {
        self.0.iter()
    }
}
