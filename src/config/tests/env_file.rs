//! The environment file that `KAIMU_ENV_FILE` names.

use secrecy::ExposeSecret;

use super::*;

/// The text of the guide, step 5.
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
    settings.session_secrets.unwrap().current.expose_secret().to_owned()
}

#[test]
fn the_example_of_the_guide_is_read() {
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
fn values_are_unquoted_or_in_single_or_double_quotes_and_comments_are_ignored() {
    let long = "a value of thirty-two bytes and more";
    for (written_as, read_as) in [
        (format!("{long} # a comment"), long.to_owned()),
        (format!("{long}# no comment"), format!("{long}# no comment")),
        (format!(" {long}\r"), long.to_owned()),
        (format!("{long}\\n=x:'y\""), format!("{long}\\n=x:'y\"")),
        (format!("'{long}' # a comment"), long.to_owned()),
        (format!("'{long} # no comment'"), format!("{long} # no comment")),
        (format!("'{long} $HOME ${{HOME}} $$ \\n \"'"), format!("{long} $HOME ${{HOME}} $$ \\n \"")),
        (format!("'{long}, that\\'s'"), format!("{long}, that's")),
        ("\"ein Geheimnis mit Ümläuten, 日本語\"".to_owned(), "ein Geheimnis mit Ümläuten, 日本語".to_owned()),
    ] {
        assert_eq!(secret_of(&written_as), read_as, "{written_as}");
    }
    let text = format!("# PORT=1\n\n   # more\nFURTHER.NAMES-of_others = 1\nSESSION_SECRET = {long}");
    assert_eq!(with_env_file(&text, &[]).unwrap().session_secrets.unwrap().current.expose_secret(), long);
}

#[test]
fn a_quoted_value_may_have_several_lines_and_in_double_quotes_escapes() {
    for (written_as, read_as) in [
        ("' a\n# no comment\n'", " a\n# no comment\n"),
        ("\"a\n\\\\ \\\" \\$ \\n \\t \\x '\"#", "a\n\\ \" $ \n \t \\x '"),
    ] {
        let parsed = crate::config::env_file::parse(&format!("NAME={written_as}\n")).unwrap();
        assert_eq!(parsed["NAME"].text, read_as, "{written_as}");
    }
}

#[test]
fn every_name_works_in_the_environment_file_also_with_the_suffix_file() {
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
    assert_eq!(settings.session_secrets.unwrap().current.expose_secret(), SECRET);
    assert_eq!((settings.branding.name.as_str(), settings.audit_kept.as_secs()), ("Elsewhere", 30 * 24 * 60 * 60));
    assert_eq!(crate::config::log_filter(&variables).as_deref(), Some("debug"));

    let file = written(directory.path(), ".env", b"\nKAIMU_CONFIG=/nonexistent\n");
    let message = load(None, &environment(&[("KAIMU_ENV_FILE", file.to_str().unwrap())])).unwrap_err().to_string();
    let location = format!("KAIMU_CONFIG ({}, line 2): cannot read /nonexistent", file.display());
    assert!(message.starts_with(&location), "{message}");
}

#[test]
fn the_process_environment_takes_precedence_under_each_name() {
    let text = "KAIMU_BRANDING__NAME=file\nKAIMU_SESSION__SECRET=too short\nOIDC_STATE_EXPIRATION_MINUTES=5\n";
    let variables = [("KAIMU_BRANDING__NAME", "process"), ("SESSION_SECRET", SECRET)];
    let settings = with_env_file(text, &variables).unwrap();
    assert_eq!((settings.branding.name.as_str(), settings.sign_in_attempt.as_secs()), ("process", 300));
    assert_eq!(settings.session_secrets.unwrap().current.expose_secret(), SECRET);
}

#[test]
fn problems_have_the_line_and_never_the_value() {
    for (text, expected) in [
        ("\n=hunter2", ".env, line 2: expected NAME=value"),
        ("hunter2", ".env, line 1: expected NAME=value"),
        (
            "OIDC_PROVIDERS=[{\n\"hunter2\": 1,\n}]\n",
            ".env, line 2: expected NAME=value; to write a value over several lines",
        ),
        ("A=1\nB='hunter2\nC=2\n", ".env, line 2: the value has an opening quote but no closing quote"),
        ("B=\"hunter2\\\"", ".env, line 1: the value has an opening quote but no closing quote"),
        ("B='hunter2'x", ".env, line 1: unexpected text after the closing quote"),
        ("B='it''s hunter2'", ".env, line 1: unexpected text after the closing quote"),
        ("B=hunter2$x", ".env, line 1: `$` outside single quotes refers to another variable"),
        ("\nB=\"a\nhunter2${x}\"", ".env, line 2: `$` outside single quotes refers to another variable"),
        ("A=1\nB=hunter2\nA=2", ".env, line 3: A is already set in line 1; remove one of the two lines"),
        ("KAIMU_ENV_FILE=hunter2", ".env, line 1: KAIMU_ENV_FILE cannot be set in an environment file"),
        ("A=1\nPORT=hunter2", "PORT (.env, line 2): expected"),
        ("PORT=''", "PORT (.env, line 1): is set but empty"),
        ("A=1\nSESSION_SECRET_FILE=/nonexistent", "SESSION_SECRET_FILE (.env, line 2): cannot read /nonexistent"),
        ("A=1\nSESSION_SECRET=hunter2", "SESSION_SECRET (.env, line 2): "),
        (
            "SESSION_SECRET=hunter2\nSESSION_SECRET_FILE=x",
            "SESSION_SECRET (.env, line 1) and SESSION_SECRET_FILE (.env, line 2): are",
        ),
        ("A=1\nKAIMU_SESION__SECRET=hunter2", "KAIMU_SESION__SECRET (.env, line 2): unknown environment variable"),
    ] {
        let message = with_env_file(text, &[]).unwrap_err();
        assert!(message.starts_with(expected) && message.lines().count() == 1, "{text:?}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn every_invalid_line_is_reported_together_with_problems_of_the_process_environment() {
    let message = with_env_file("A='x' y\n\nB\nC=1\nD=$x\n", &[("PORT", "none")]).unwrap_err();
    let lines: Vec<_> = message.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(lines, [".env, line 1", ".env, line 3", ".env, line 5", "PORT"], "{message}");
}

#[test]
fn a_json_error_has_its_line_and_column_in_the_environment_file() {
    let text = format!("# the providers\n\nexport {}", GUIDE.replace(r#""YOUR_CLIENT_ID","#, r#""YOUR_CLIENT_ID""#));
    let message = with_env_file(&text, &[]).unwrap_err();
    assert!(
        message.starts_with("OIDC_PROVIDERS (.env, line 3): is not valid JSON: ")
            && message.contains("line 8 column 3"),
        "{message}"
    );
    let message = with_env_file("\nOIDC_PROVIDERS='[{]'", &[]).unwrap_err();
    assert!(message.contains("line 2 column 19"), "{message}");
    let message = with_env_file(&GUIDE.replace("client_id", "clientid"), &[]).unwrap_err();
    assert!(message.starts_with("OIDC_PROVIDERS (.env, line 1), provider 1 (okta): "), "{message}");
}

#[test]
fn a_named_environment_file_must_exist_and_be_text() {
    assert_problem(
        "",
        &[("KAIMU_ENV_FILE", "/nonexistent/.env")],
        &["KAIMU_ENV_FILE: cannot read /nonexistent/.env: No such file"],
    );
    assert_problem("", &[("KAIMU_ENV_FILE", "")], &["KAIMU_ENV_FILE: is set but empty"]);
    let directory = tempfile::tempdir().unwrap();
    let binary = written(directory.path(), "binary", &[0xff; 8]);
    assert_problem("", &[("KAIMU_ENV_FILE", binary.to_str().unwrap())], &["binary: is not UTF-8 text"]);
}
