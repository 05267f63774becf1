//! The claim that contains a user's groups, how they are separated, and the groups that may sign in.

use crate::config::diagnostics::Reported;
use crate::config::table_reader::TableReader;
use crate::domain::{GroupRules, GroupsClaim};

const MAX_CLAIM_BYTES: usize = 255;
const MAX_SEPARATOR_CHARACTERS: usize = 3;

impl TableReader<'_> {
    /// `scopes` are those of the authorization request.
    pub(super) fn groups(&mut self, scopes: &[String]) -> Result<GroupRules, Reported> {
        let claim = self.optional("groups_claim", claim);
        let separator = self.literal("groups_separator").and_then(|text| {
            text.map(separator).transpose().map_err(|message| self.problem("groups_separator", &message))
        });
        self.show("groups_separator", separator.as_ref().ok().and_then(Option::as_ref));
        let allowed = self.string_list("allowed_groups", "Everyone", group);
        let (claim, separator, allowed) = (claim?, separator?, allowed?);
        // An operator who requests the scope expects the groups that it stands for.
        let has_scope = scopes.iter().any(|scope| scope == "groups");
        let wanted = claim.is_some() || separator.is_some() || !allowed.is_empty() || has_scope;
        Ok(GroupRules { claim: claim.unwrap_or(GroupRules::default().claim), separator, wanted, allowed })
    }
}

/// A claim's name or a JSON pointer, in which `~` is written `~0` and `/` is `~1` (RFC 6901).
fn claim(text: &str) -> Result<GroupsClaim, String> {
    let escapes_are_valid = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    let is_invalid_pointer = text.starts_with('/') && !escapes_are_valid;
    if text.is_empty() || text.len() > MAX_CLAIM_BYTES || is_invalid_pointer {
        return Err("expected the name of a claim, or a JSON pointer such as \"/realm_access/roles\"".to_owned());
    }
    Ok(GroupsClaim::new(text))
}

/// A letter or a digit would split the names themselves.
fn separator(text: &str) -> Result<String, String> {
    let is_invalid = |c: char| c.is_alphanumeric() || c.is_control();
    if text.is_empty() || text.chars().count() > MAX_SEPARATOR_CHARACTERS || text.contains(is_invalid) {
        return Err("expected the characters between two groups, such as \",\" or \"; \"".to_owned());
    }
    Ok(text.to_owned())
}

fn group(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("expected names of groups, exactly as the provider sends them".to_owned());
    }
    Ok(text.to_owned())
}
