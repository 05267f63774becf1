//! Which groups it tells us about, and who may come in because of them.

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::domain::{GroupRules, GroupsClaim};

impl Reader<'_> {
    /// `scopes` are those of the request.
    pub(super) fn groups(&mut self, scopes: &[String]) -> Result<GroupRules, Noted> {
        let claim = self.optional("groups_claim", claim);
        let allowed = self.texts("allowed_groups", "Everyone", group);
        let (claim, allowed) = (claim?, allowed?);
        // Who asks for the scope wants what it promises.
        let asked = scopes.iter().any(|scope| scope == "groups");
        let wanted = claim.is_some() || !allowed.is_empty() || asked;
        Ok(GroupRules { claim: claim.unwrap_or(GroupRules::default().claim), wanted, allowed })
    }
}

/// In a pointer, `~` is written `~0` and `/` is `~1` (RFC 6901).
fn claim(text: &str) -> Result<GroupsClaim, String> {
    let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    if text.is_empty() || text.len() > 255 || text.contains(char::is_control) || (text.starts_with('/') && !escapes) {
        return Err("expected the name of a claim, or a JSON pointer such as \"/realm_access/roles\"".to_owned());
    }
    Ok(GroupsClaim::new(text))
}

fn group(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(char::is_control) {
        return Err("expected names of groups, as the provider writes them".to_owned());
    }
    Ok(text.to_owned())
}
