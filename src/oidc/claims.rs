//! Reads the claims about a user leniently: a claim of an unexpected type counts as absent.
//!
//! Such a claim must neither admit a user nor stop a sign-in. The address and what belongs to it decide which user signs
//! in: they must not occur twice.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use url::{Origin, Url};

use super::claims_object::ClaimsObject;
use super::failed_check::{ClaimProblem, FailedCheck};
use crate::domain::{EmailAddress, EmailDomain, GroupRules, Groups, Profile, display_text};

/// A longer URL is dropped.
const MAX_PICTURE_URL_BYTES: usize = 2048;

/// The claims about a user from one source: an ID token or userinfo.
pub(super) struct UserClaims {
    pub(super) profile: ProfileClaims,
    pub(super) groups: Groups,
}

impl UserClaims {
    /// Reads the claims of an ID token or of userinfo.
    ///
    /// # Errors
    /// When a claim that decides which user it is occurs twice or cannot be read.
    pub(super) fn read(claims: &ClaimsObject<'_>, groups: &GroupRules) -> Result<Self, FailedCheck> {
        Ok(Self { profile: ProfileClaims::read(claims)?, groups: read_groups(claims, groups) })
    }

    /// Whether userinfo should be requested: a claim that these scopes grant is missing, or the groups that are needed.
    pub(super) fn are_incomplete(&self, scopes: &[String], groups: &GroupRules) -> bool {
        // check: userinfo is asked for groups
        self.profile.are_incomplete(scopes)
            || (groups.wanted && matches!(self.groups, Groups::Unknown | Groups::Unreadable))
    }

    /// Takes from `other` what is missing in `self`.
    pub(super) fn or(self, other: Self) -> Self {
        Self { profile: self.profile.or(other.profile), groups: self.groups.or(other.groups) }
    }
}

/// Groups that occur twice or cannot be read are unreadable, which admits no user who needs a group.
fn read_groups(claims: &ClaimsObject<'_>, rules: &GroupRules) -> Groups {
    let needed = rules.claim.members().into_iter().map(|name| {
        let value = claims.read(&name)?.unwrap_or_default();
        Ok::<_, ClaimProblem>((name, value))
    });
    needed.collect::<Result<Map<_, _>, _>>().map_or(Groups::Unreadable, |members| rules.read(&members.into()))
}

/// The standard claims that Kaimu uses (OpenID Connect Core, section 5.1), and Google's `hd`.
#[derive(Default)]
pub(super) struct ProfileClaims {
    email: Option<String>,
    email_verified: bool,
    hosted_domain: Option<String>,
    name: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    preferred_username: Option<String>,
    picture: Option<String>,
}

/// The parameter `user` of Apple's authorization response.
#[derive(Deserialize)]
struct AppleUser {
    name: AppleName,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppleName {
    #[serde(default, deserialize_with = "lenient_string")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient_string")]
    last_name: Option<String>,
}

impl ProfileClaims {
    fn read(claims: &ClaimsObject<'_>) -> Result<Self, FailedCheck> {
        let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
        Ok(Self {
            email: text(claims.deciding("email")?),
            email_verified: claims.deciding("email_verified")?.is_some_and(|value| lenient_bool(&value)),
            hosted_domain: text(claims.deciding("hd")?),
            name: claims.text("name"),
            given_name: claims.text("given_name"),
            family_name: claims.text("family_name"),
            preferred_username: claims.text("preferred_username"),
            picture: claims.text("picture"),
        })
    }

    /// The name from the parameter `user`, which Apple sends only at the first sign-in of a user. It comes through the
    /// browser and is not signed: it is good enough for a display name, and all its other members are ignored.
    pub(super) fn from_apple_user(user: &str) -> Self {
        let name = serde_json::from_str(user).map(|AppleUser { name }| name).unwrap_or_default();
        Self { given_name: name.first_name, family_name: name.last_name, ..Self::default() }
    }

    /// Whether a claim is missing that these scopes grant.
    fn are_incomplete(&self, scopes: &[String]) -> bool {
        let requested = |name: &str| scopes.iter().any(|scope| scope == name);
        (requested("email") && self.email.is_none())
            || (requested("profile") && (!self.has_full_name() || self.picture.is_none()))
    }

    fn has_full_name(&self) -> bool {
        self.name.is_some() || (self.given_name.is_some() && self.family_name.is_some())
    }

    /// The name, or else the given name and the family name, as far as they are there.
    fn full_name(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.given_name, &self.family_name].into_iter().flatten().map(String::as_str).collect();
        self.name.as_deref().and_then(display_text).or_else(|| display_text(&parts.join(" ")))
    }

    /// Takes from `other` what is missing in `self`. `email`, `email_verified` and `hd` always come from the same source.
    pub(super) fn or(self, other: Self) -> Self {
        let (email, email_verified, hosted_domain) = match self.email {
            // check: email_verified of one source
            Some(email) => (Some(email), self.email_verified, self.hosted_domain),
            None => (other.email, other.email_verified, other.hosted_domain),
        };
        Self {
            email,
            email_verified,
            hosted_domain,
            name: self.name.or(other.name),
            given_name: self.given_name.or(other.given_name),
            family_name: self.family_name.or(other.family_name),
            preferred_username: self.preferred_username.or(other.preferred_username),
            picture: self.picture.or(other.picture),
        }
    }

    /// The profile with names that are safe to show and to store. `insecure_origin` is the issuer's, if it is not https.
    pub(super) fn into_profile(self, insecure_origin: Option<&Origin>) -> Profile {
        let name = self.full_name();
        let email = self.email.and_then(|text| EmailAddress::parse(&text).ok());
        Profile {
            email_verified: self.email_verified && email.is_some(),
            email,
            hosted_domain: self.hosted_domain.and_then(|text| EmailDomain::parse(&text).ok()),
            name,
            preferred_username: self.preferred_username.as_deref().and_then(display_text),
            picture: self.picture.and_then(|text| picture_url(&text, insecure_origin)),
        }
    }
}

/// The URL of a picture, written as a browser would write it, so that applications can use it in a page. It uses https,
/// or is on the issuer's own origin.
fn picture_url(text: &str, insecure_origin: Option<&Origin>) -> Option<String> {
    let url = Url::parse(text).ok()?;
    // check: the picture is an https URL
    let is_allowed = url.scheme() == "https" || insecure_origin == Some(&url.origin());
    let has_user = !url.username().is_empty() || url.password().is_some();
    let text = String::from(url);
    (is_allowed && !has_user && text.len() <= MAX_PICTURE_URL_BYTES).then_some(text)
}

fn lenient_string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// `true`, or `"true"` as some providers write it; anything else is `false`.
fn lenient_bool(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        // check: email_verified is true
        Value::String(text) => text == "true",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MAX_NAME_CHARACTERS;
    use proptest::prelude::*;

    fn read(json: &str) -> Result<ProfileClaims, FailedCheck> {
        ProfileClaims::read(&ClaimsObject::parse(json.as_bytes())?)
    }

    fn claims(json: &str) -> ProfileClaims {
        read(json).unwrap()
    }

    #[test]
    fn only_true_and_the_string_true_verify_an_address() {
        let verified = |value: &str| {
            claims(&format!(r#"{{"email":"ada@example.org","email_verified":{value}}}"#))
                .into_profile(None)
                .email_verified
        };
        assert!(verified("true") && verified(r#""true""#));
        for value in ["false", r#""false""#, "null", "1", r#""yes""#, r#""TRUE""#, "{}", "[true]"] {
            assert!(!verified(value), "{value}");
        }
        assert!(!claims(r#"{"email":"ada@example.org"}"#).into_profile(None).email_verified);
        assert!(!claims(r#"{"email":"nonsense","email_verified":true}"#).into_profile(None).email_verified);
    }

    #[test]
    fn an_address_is_not_verified_by_the_email_verified_of_another_source() {
        let id_token = claims(r#"{"email":"ada@example.org"}"#);
        let userinfo = claims(r#"{"email":"bob@example.org","email_verified":true,"name":"Ada"}"#);
        let profile = id_token.or(userinfo).into_profile(None);
        assert_eq!(profile.email.unwrap().as_str(), "ada@example.org");
        assert!(!profile.email_verified);
        assert_eq!(profile.name.as_deref(), Some("Ada"));
    }

    #[test]
    fn a_claim_of_an_unexpected_type_counts_as_absent() {
        let profile =
            claims(r#"{"email":7,"name":{"first":"Ada"},"picture":"javascript:alert(1)"}"#).into_profile(None);
        assert!(profile.email.is_none() && profile.name.is_none() && profile.picture.is_none());
    }

    #[test]
    fn only_the_name_is_taken_from_the_user_parameter_of_apple() {
        let profile = |user| ProfileClaims::from_apple_user(user).into_profile(None);
        let ada = profile(r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@example.org","sub":"x"}"#);
        assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
        assert!(ada.email.is_none() && !ada.email_verified && ada.preferred_username.is_none());
        assert_eq!(profile(r#"{"name":{"lastName":"Lovelace"}}"#).name.as_deref(), Some("Lovelace"));
        for user in
            ["", "{}", "[]", r#"{"name":"Ada"}"#, r#"{"name":{"firstName":7}}"#, r#"{"name":{"firstName":" "}}"#]
        {
            assert_eq!(profile(user).name, None, "{user}");
        }
        let signed = claims(r#"{"name":"Ada"}"#).or(ProfileClaims::from_apple_user(r#"{"name":{"firstName":"Eve"}}"#));
        assert_eq!(signed.into_profile(None).name.as_deref(), Some("Ada"));
    }

    #[test]
    fn a_claim_that_decides_must_not_occur_twice() {
        for twice in [
            r#"{"email":"a@b","email":"c@d"}"#,
            r#"{"email_verified":1,"email_verified":true}"#,
            r#"{"hd":"a","hd":1}"#,
        ] {
            assert!(read(twice).is_err(), "{twice}");
        }
        let name =
            claims(r#"{"name":1,"name":"Ada","picture":"https://a/","picture":"https://b/"}"#).into_profile(None);
        assert_eq!((name.name, name.picture.as_deref()), (None, Some("https://b/")));
    }

    #[test]
    fn a_name_is_composed_of_the_given_name_and_the_family_name() {
        let name = |json: &str| claims(json).into_profile(None).name;
        let parts = r#""given_name":"Ada","family_name":"Lovelace""#;
        assert_eq!(name(&format!("{{{parts}}}")).as_deref(), Some("Ada Lovelace"));
        assert_eq!(name(&format!(r#"{{{parts},"name":" "}}"#)).as_deref(), Some("Ada Lovelace"));
        assert_eq!(name(&format!(r#"{{{parts},"name":"Countess"}}"#)).as_deref(), Some("Countess"));
        assert_eq!(name(r#"{"family_name":"Lovelace"}"#).as_deref(), Some("Lovelace"));
        assert_eq!(name(r#"{"given_name":7,"family_name":" "}"#), None);
        let both = claims(r#"{"given_name":"Ada"}"#).or(claims(r#"{"given_name":"Eve","family_name":"Lovelace"}"#));
        assert_eq!(both.into_profile(None).name.as_deref(), Some("Ada Lovelace"));
    }

    #[test]
    fn control_characters_are_removed_and_lengths_are_limited() {
        let profile = claims(r#"{"name":"A\u0000d\na "}"#).into_profile(None);
        assert_eq!(profile.name.as_deref(), Some("Ada"));
        let long = format!(r#"{{"name":"{}"}}"#, "é".repeat(100_000));
        assert_eq!(claims(&long).into_profile(None).name.unwrap().chars().count(), MAX_NAME_CHARACTERS);
    }

    #[test]
    fn a_picture_is_a_serialized_https_url_or_on_the_origin_of_an_http_issuer() {
        let ours = Url::parse("http://127.0.0.1:5555/okta").unwrap().origin();
        let picture = |text: &str| picture_url(text, Some(&ours));
        for (text, kept) in [
            ("https://example.org/ada.png?a=1&b=2", "https://example.org/ada.png?a=1&b=2"),
            (r#"https://x/"><img onerror=a()>"#, "https://x/%22%3E%3Cimg%20onerror=a()%3E"),
            (r#" HTTPS://Example.org/?"'<x>#"<x>"#, "https://example.org/?%22%27%3Cx%3E#%22%3Cx%3E"),
            ("http://127.0.0.1:5555/ada.svg", "http://127.0.0.1:5555/ada.svg"),
        ] {
            assert_eq!(picture(text).as_deref(), Some(kept), "{text}");
        }
        let long = format!("https://example.org/{}", "x".repeat(MAX_PICTURE_URL_BYTES));
        let others = ["http://example.org/x", "javascript:alert(1)", "//x", "x.png", "https://ada:x@example.org/", ""];
        for text in others.into_iter().chain([long.as_str()]) {
            assert_eq!(picture(text), None, "{text}");
        }
        assert_eq!(picture_url("http://127.0.0.1:5555/ada.svg", None), None);
    }

    /// Arbitrary JSON.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            proptest::sample::select(vec!["true", "ada@example.org", "https://x", "javascript:x", "\u{0}"])
                .prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::hash_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn claims_of_any_type_make_a_profile_that_can_be_stored(
            email in json(), email_verified in json(), name in json(), preferred_username in json(), picture in json()
        ) {
            let text = serde_json::json!({
                "email": email, "email_verified": email_verified, "name": name, "preferred_username": preferred_username,
                "picture": picture
            })
            .to_string();
            let profile = claims(&text).into_profile(None);
            prop_assert!(!profile.email_verified || email_verified == true || email_verified == "true");
            prop_assert!(profile.email.is_none_or(|kept| email == kept.as_str()));
            for text in [profile.name, profile.preferred_username].into_iter().flatten() {
                prop_assert!(!text.is_empty() && !text.contains(char::is_control));
                prop_assert!(text.chars().count() <= MAX_NAME_CHARACTERS);
            }
            prop_assert!(profile.picture.is_none_or(|url| url.starts_with("https://") && url.is_ascii()));
        }
    }
}
