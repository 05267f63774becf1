//! The file that `KAIMU_ENV_FILE` names.

use secrecy::ExposeSecret;

use super::*;

/// As in the guide, step 5.
const GUIDE: &str = r#"OIDC_PROVIDERS='[{
  "name": "Okta",
  "slug": "okta",
  "issuer_url": "https://dev-XXXXXX.okta.com/oauth2/default",
  "client_id": "YOUR_CLIENT_ID",
  "client_secret": "YOUR_CLIENT_SECRET",
  "scopes": "openid email profile"
}]'
"#;
const SECRET: &str = "correct horse battery staple, twice";

/// Loads with an environment file of this text; further variables are those of the process.
fn with_env_file(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = written(directory.path(), ".env", text.as_bytes()).display().to_string();
    let loaded = loaded("", &[variables, &[("KAIMU_ENV_FILE", &path)]].concat());
    loaded.map_err(|problems| problems.to_string().replace(&path, ".env"))
}

fn secret_of(text: &str) -> String {
    let settings =
        with_env_file(&format!("SESSION_SECRET={text}\nPORT=4000\n"), &[]).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(settings.listen, ["0.0.0.0:4000".parse().unwrap()], "the line after {text:?}");
    settings.session_secret.unwrap().expose_secret().to_owned()
}

#[test]
fn the_lines_of_the_guide_are_read_as_they_stand() {
    for text in
        [GUIDE.to_owned(), format!("\u{feff}{GUIDE}"), GUIDE.replace('\n', "\r\n"), format!("  export  {GUIDE}")]
    {
        let settings = with_env_file(&text, &[]).unwrap();
        let [okta] = &settings.providers[..] else { panic!("{settings:?}") };
        assert_eq!((okta.name.as_str(), okta.client.id.as_str()), ("Okta", "YOUR_CLIENT_ID"));
        assert_eq!(okta.issuer.as_str(), "https://dev-XXXXXX.okta.com/oauth2/default");
    }
}

#[test]
fn values_are_bare_or_in_either_quotes_and_comments_are_none_of_them() {
    let long = "a value of thirty-two bytes and more";
    for (written_as, read_as) in [
        (format!("{long} # a comment"), long.to_owned()),
        (format!("{long}# no comment"), format!("{long}# no comment")),
        (format!(" {long}\r"), long.to_owned()),
        (format!("{long}\\n=x:'y\""), format!("{long}\\n=x:'y\"")),
        (format!("'{long}' # a comment"), long.to_owned()),
        (format!("'{long} # no comment'"), format!("{long} # no comment")),
        (format!("' {long}\n# no comment\n'"), format!(" {long}\n# no comment\n")),
        (format!("'{long} $HOME ${{HOME}} $$ \\n \"'"), format!("{long} $HOME ${{HOME}} $$ \\n \"")),
        (format!("'{long}, that\\'s'"), format!("{long}, that's")),
        (format!("\"{long}\n\\\\ \\\" \\$ \\n \\t \\x '\"#"), format!("{long}\n\\ \" $ \n \t \\x '")),
        ("\"ein Geheimnis mit Ümläuten, 日本語\"".to_owned(), "ein Geheimnis mit Ümläuten, 日本語".to_owned()),
    ] {
        assert_eq!(secret_of(&written_as), read_as, "{written_as}");
    }
    let text = format!("# PORT=1\n\n   # more\nFURTHER.NAMES-of_others = 1\nSESSION_SECRET = {long}");
    assert_eq!(with_env_file(&text, &[]).unwrap().session_secret.unwrap().expose_secret(), long);
}

#[test]
fn every_name_works_in_it_also_those_of_files() {
    let directory = tempfile::tempdir().unwrap();
    let secret = written(directory.path(), "secret", SECRET.as_bytes());
    let toml = written(directory.path(), "other.toml", b"[branding]\nname = \"Elsewhere\"\n");
    let text = format!(
        "SESSION_SECRET_FILE={}\nKAIMU_CONFIG='{}'\nKAIMU_AUDIT__KEEP=30d\nRUST_LOG=debug\n",
        secret.display(),
        toml.display()
    );
    let file = written(directory.path(), ".env", text.as_bytes());
    let variables = environment(&[("KAIMU_ENV_FILE", file.to_str().unwrap())]);
    let settings = load(None, &variables).unwrap();
    assert_eq!(settings.session_secret.unwrap().expose_secret(), SECRET);
    assert_eq!((settings.branding.name.as_str(), settings.audit_kept.as_secs()), ("Elsewhere", 30 * 24 * 60 * 60));
    assert_eq!(super::super::log_filter(&variables).as_deref(), Some("debug"));

    let file = written(directory.path(), ".env", b"\nKAIMU_CONFIG=/nonexistent\n");
    let told = load(None, &environment(&[("KAIMU_ENV_FILE", file.to_str().unwrap())])).unwrap_err().to_string();
    let place = format!("KAIMU_CONFIG ({}, line 2): cannot read /nonexistent", file.display());
    assert!(told.starts_with(&place), "{told}");
}

#[test]
fn the_environment_of_the_process_wins_by_whichever_name() {
    let text = "KAIMU_BRANDING__NAME=file\nKAIMU_SESSION__SECRET=too short\nOIDC_STATE_EXPIRATION_MINUTES=5\n";
    let variables = [("KAIMU_BRANDING__NAME", "process"), ("SESSION_SECRET", SECRET)];
    let settings = with_env_file(text, &variables).unwrap();
    assert_eq!((settings.branding.name.as_str(), settings.sign_in_attempt.as_secs()), ("process", 300));
    assert_eq!(settings.session_secret.unwrap().expose_secret(), SECRET);
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_never_with_its_value() {
    for (text, told) in [
        ("\n=hunter2", ".env, line 2: expected NAME=value"),
        ("hunter2", ".env, line 1: expected NAME=value"),
        ("OIDC_PROVIDERS=[{\n\"hunter2\": 1,\n}]\n", ".env, line 2: expected NAME=value; a value of several lines"),
        ("A=1\nB='hunter2\nC=2\n", ".env, line 2: the quote before the value is never closed"),
        ("B=\"hunter2\\\"", ".env, line 1: the quote before the value is never closed"),
        ("B='hunter2'x", ".env, line 1: something follows the closing quote"),
        ("B='it''s hunter2'", ".env, line 1: something follows the closing quote"),
        ("B=hunter2$x", ".env, line 1: `$` names another variable outside single quotes"),
        ("\nB=\"a\nhunter2${x}\"", ".env, line 2: `$` names another variable outside single quotes"),
        ("A=1\nB=hunter2\nA=2", ".env, line 3: A is set in line 1 already; keep one of the two"),
        ("KAIMU_ENV_FILE=hunter2", ".env, line 1: an environment file names no further one"),
        ("A=1\nPORT=hunter2", "PORT (.env, line 2): expected"),
        ("PORT=''", "PORT (.env, line 1): is set but empty"),
        ("A=1\nSESSION_SECRET_FILE=/nonexistent", "SESSION_SECRET_FILE (.env, line 2): cannot read /nonexistent"),
        ("A=1\nSESSION_SECRET=hunter2", "SESSION_SECRET (.env, line 2): "),
        (
            "SESSION_SECRET=hunter2\nSESSION_SECRET_FILE=x",
            "SESSION_SECRET (.env, line 1) and SESSION_SECRET_FILE (.env, line 2): are",
        ),
        ("A=1\nKAIMU_SESION__SECRET=hunter2", "KAIMU_SESION__SECRET (.env, line 2): unknown environment name"),
    ] {
        let told_so = with_env_file(text, &[]).unwrap_err();
        assert!(told_so.starts_with(told) && told_so.lines().count() == 1, "{text:?}: {told_so}");
        assert!(!told_so.contains("hunter2"), "{told_so}");
    }
}

#[test]
fn every_broken_line_is_told_at_once_and_with_them_what_the_process_has_set() {
    let told = with_env_file("A='x' y\n\nB\nC=1\nD=$x\n", &[("PORT", "none")]).unwrap_err();
    let lines: Vec<_> = told.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(lines, [".env, line 1", ".env, line 3", ".env, line 5", "PORT"], "{told}");
}

#[test]
fn a_fault_in_json_has_its_line_and_column_in_the_file() {
    let text = format!("# the providers\n\nexport {}", GUIDE.replace(r#""YOUR_CLIENT_ID","#, r#""YOUR_CLIENT_ID""#));
    let told = with_env_file(&text, &[]).unwrap_err();
    assert!(
        told.starts_with("OIDC_PROVIDERS (.env, line 3): is not valid JSON: ") && told.contains("line 8 column 3"),
        "{told}"
    );
    let told = with_env_file("\nOIDC_PROVIDERS='[{]'", &[]).unwrap_err();
    assert!(told.contains("line 2 column 19"), "{told}");
    let told = with_env_file(&GUIDE.replace("client_id", "clientid"), &[]).unwrap_err();
    assert!(told.starts_with("OIDC_PROVIDERS (.env, line 1), provider 1 (okta): "), "{told}");
}

#[test]
fn a_file_that_is_named_has_to_be_there_and_text() {
    refused_with(
        "",
        &[("KAIMU_ENV_FILE", "/nonexistent/.env")],
        &["KAIMU_ENV_FILE: cannot read /nonexistent/.env: No such file"],
    );
    refused_with("", &[("KAIMU_ENV_FILE", "")], &["KAIMU_ENV_FILE: is set but empty"]);
    let directory = tempfile::tempdir().unwrap();
    let binary = written(directory.path(), "binary", &[0xff; 8]);
    refused_with("", &[("KAIMU_ENV_FILE", binary.to_str().unwrap())], &["binary: is not UTF-8 text"]);
}
