//! Applications: `[[applications]]` and `KAIMU_APPLICATIONS`.

use super::{assert_problem, loaded, problems};
use crate::domain::Allow;

const OKTA: &str = "[[oidc.providers]]\npreset = \"okta\"\ndomain = \"example.okta.com\"\nclient_id = \"kaimu\"\n\
                    client_secret = \"secret\"\ngroups_claim = \"groups\"\n";
const WIKI: &str = "[[applications]]\nname = \"Wiki\"\nurl = \"https://wiki.example.org\"\n";

#[test]
fn an_application_needs_a_name_and_an_address() {
    let settings = loaded(&format!("{OKTA}{WIKI}"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let wiki = settings.applications.iter().next().unwrap();
    assert_eq!(wiki.name, "Wiki");
    assert_eq!(wiki.urls[0].to_string(), "https://wiki.example.org");
    assert_eq!(wiki.allow, Allow::SignedIn);
    assert_eq!(wiki.headers.user.as_deref(), Some("Remote-User"));
    let incomplete = problems("[[applications]]\nnmae = \"x\"\n", &[]);
    for part in ["name: is missing", "url: is missing", "unknown key `nmae`; did you mean `name`?"] {
        assert!(incomplete.contains(part), "{incomplete}");
    }
}

#[test]
fn the_environment_replaces_the_list_of_the_file() {
    let variable = [("KAIMU_APPLICATIONS", r#"[{"name":"Git","url":"https://git.example.org"}]"#)];
    let settings = loaded(&format!("{OKTA}{WIKI}"), &variable).unwrap();
    assert_eq!(settings.applications.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Git"]);
    assert_problem(OKTA, &[("KAIMU_APPLICATION", "[]")], &["did you mean KAIMU_APPLICATIONS?"]);
    assert_problem("[applications]\nname = \"Wiki\"\n", &[], &["[[applications]]"]);
    assert_problem("[[application]]\nname = \"Wiki\"\n", &[], &["did you mean the list `[[applications]]`?"]);
}
