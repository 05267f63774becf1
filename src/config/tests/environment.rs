//! Environment variables: short and long names, `_FILE`, unknown names, lists.

use super::*;

const SECRET: &str = "correct horse battery staple, twice";

fn secret_of(variables: &[(&str, &str)]) -> String {
    use secrecy::ExposeSecret;
    loaded("", variables).unwrap().session_secrets.unwrap().current.expose_secret().to_owned()
}

#[test]
fn a_key_has_a_short_and_a_long_name_and_each_works_with_the_suffix_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = written(directory.path(), "secret", SECRET.as_bytes());
    let path = path.to_str().unwrap();
    assert_eq!(secret_of(&[("SESSION_SECRET", SECRET)]), SECRET);
    assert_eq!(secret_of(&[("KAIMU_SESSION__SECRET", SECRET)]), SECRET);
    assert_eq!(secret_of(&[("SESSION_SECRET_FILE", path)]), SECRET);
    assert_eq!(secret_of(&[("KAIMU_SESSION__SECRET_FILE", path)]), SECRET);
}

#[test]
fn two_names_of_a_key_must_not_differ() {
    assert_eq!(secret_of(&[("SESSION_SECRET", SECRET), ("KAIMU_SESSION__SECRET", SECRET)]), SECRET);
    let other = format!("{SECRET} and more");
    let variables = [("SESSION_SECRET", SECRET), ("KAIMU_SESSION__SECRET", &*other)];
    assert_problem("", &variables, &["SESSION_SECRET and KAIMU_SESSION__SECRET: ", "different values"]);
    assert!(!problems("", &variables).contains("horse"));
}

#[test]
fn a_value_and_a_file_for_the_same_name_are_refused() {
    let variables = [("SESSION_SECRET", SECRET), ("SESSION_SECRET_FILE", "/nonexistent")];
    assert_problem("", &variables, &["SESSION_SECRET and SESSION_SECRET_FILE: are both set"]);
}

#[test]
fn one_line_end_at_the_end_of_a_file_is_dropped_and_anything_else_around_the_value_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for line_end in ["", "\n", "\r\n"] {
        let path = written(directory.path(), "secret", format!("{SECRET}{line_end}").as_bytes());
        assert_eq!(secret_of(&[("SESSION_SECRET_FILE", path.to_str().unwrap())]), SECRET);
    }
    for (text, expected) in [
        (format!("{SECRET}\n\n"), "contains a control character"),
        (format!("{SECRET}\r"), "contains a control character"),
        (format!("\u{feff}{SECRET}"), "contains a byte order mark"),
        (format!(" {SECRET} "), "begins or ends with a blank"),
    ] {
        let path = written(directory.path(), "secret", text.as_bytes());
        let variables = [("SESSION_SECRET_FILE", path.to_str().unwrap())];
        assert_problem("", &variables, &[&format!("SESSION_SECRET_FILE ({}): {expected}", path.display())]);
        assert!(!problems("", &variables).contains("horse"));
    }
    assert_problem("", &[("SESSION_SECRET_FILE", "/run/secret\n")], &["SESSION_SECRET_FILE: contains a control"]);
}

#[test]
fn an_unusable_file_is_reported_with_the_reason() {
    let directory = tempfile::tempdir().unwrap();
    let missing = [("SESSION_SECRET_FILE", "/nonexistent/secret")];
    assert_problem("", &missing, &["SESSION_SECRET_FILE: cannot read /nonexistent/secret: No such file"]);
    let binary = written(directory.path(), "binary", &[0xff; 48]);
    let variables = [("SESSION_SECRET_FILE", binary.to_str().unwrap())];
    assert_problem("", &variables, &["SESSION_SECRET_FILE: ", "not UTF-8", "openssl rand -base64 48"]);
    let empty = written(directory.path(), "empty", b"\n");
    let variables = [("SESSION_SECRET_FILE", empty.to_str().unwrap())];
    assert_problem("", &variables, &["SESSION_SECRET_FILE (", "set but empty"]);
    let short = written(directory.path(), "short", b"hunter2");
    let variables = [("SESSION_SECRET_FILE", short.to_str().unwrap())];
    assert_problem("", &variables, &[&format!("SESSION_SECRET_FILE ({}): ", short.display()), "32 bytes"]);
}

#[test]
fn an_empty_variable_is_an_error_and_not_an_empty_list() {
    for key in crate::config::keys::ALL {
        for name in [Some(key.long_name()), key.short.map(str::to_owned)].into_iter().flatten() {
            assert_problem("", &[(&name, "")], &[&format!("{name}: is set but empty; unset it")]);
            let file = format!("{name}_FILE");
            assert_problem("", &[(&file, "")], &[&format!("{file}: is set but empty; unset it")]);
        }
    }
}

#[test]
fn an_unknown_variable_is_an_error_that_names_the_nearest_known_one() {
    for (name, near) in [
        ("KAIMU_SESSION__IDLE_TIMOUT", "KAIMU_SESSION__IDLE_TIMEOUT"),
        ("KAIMU_SESION__SECRET", "KAIMU_SESSION__SECRET"),
        ("KAIMU_SESION__SECRET_FILE", "KAIMU_SESSION__SECRET"),
        ("KAIMU_OIDC__PROVIDERS__0__NAME", "KAIMU_OIDC__PROVIDERS"),
    ] {
        assert_problem("", &[(name, "x")], &[name, &format!("did you mean {near}?")]);
    }
}

#[test]
fn variables_that_kubernetes_sets_are_ignored() {
    let variables = [
        ("KAIMU_PORT", "tcp://10.0.0.1:3000"),
        ("KAIMU_SERVICE_HOST", "10.0.0.1"),
        ("KAIMU_PORT_3000_TCP_ADDR", "10.0.0.1"),
        ("KAIMU_SERVER_PORT", ""),
        ("HOME", ""),
    ];
    assert!(loaded("", &variables).is_ok());
}

#[test]
fn a_list_is_separated_by_commas_or_a_json_array() {
    let listen = |text| {
        let settings = loaded("", &[("KAIMU_SERVER__LISTEN", text)]).unwrap();
        settings.listen.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(listen("127.0.0.1:3000, [::1]:3000"), ["127.0.0.1:3000", "[::1]:3000"]);
    assert_eq!(listen("[::1]:3000,127.0.0.1:3000"), ["[::1]:3000", "127.0.0.1:3000"]);
    assert_eq!(listen(r#" [ "127.0.0.1:3000", "[::1]:3000" ]"#), ["127.0.0.1:3000", "[::1]:3000"]);
    let file = "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]";
    assert!(loaded(file, &[("KAIMU_SERVER__TRUSTED_PROXIES", "[]")]).unwrap().trusted_proxies.is_empty());

    let broken = [("KAIMU_SERVER__LISTEN", r#"["127.0.0.1:3000""#)];
    assert_problem("", &broken, &["KAIMU_SERVER__LISTEN: is not valid JSON", "line 1 column"]);
    let trailing = [("KAIMU_SERVER__LISTEN", "127.0.0.1:3000,")];
    assert_problem("", &trailing, &["KAIMU_SERVER__LISTEN, entry 2: expected an IP address and a port"]);
    assert_problem("", &[("KAIMU_SERVER__LISTEN", r#"["x", 1]"#)], &["expected a list of strings"]);
}

#[test]
fn a_known_name_with_other_underscores_is_an_error_that_names_the_right_one() {
    for key in crate::config::keys::ALL {
        let right = key.long_name();
        for suffix in ["", "_FILE"] {
            let wrong = [right.replace("__", "_"), right.replace("__", "___"), right.replacen('_', "__", 1)];
            for wrong in wrong.into_iter().filter(|wrong| *wrong != right) {
                let (wrong, right) = (format!("{wrong}{suffix}"), format!("{right}{suffix}"));
                let expected = format!("{wrong}: unknown environment variable; write it as {right}");
                assert_problem("", &[(&wrong, "x")], &[&expected]);
            }
        }
    }
    assert_problem("", &[("KAIMU_SIGN_IN_SIGN_UP", "closed")], &["write it as KAIMU_SIGN_IN__SIGN_UP"]);
    assert_problem("", &[("KAIMU_SESSION_COOKIE_DOMAIN", "example.org")], &["was removed"]);
}

/// What may stand unseen at an end of a value, and what the message says.
const UNSEEN: [(&str, &str); 6] = [
    ("\n", "contains a control character"),
    ("\t", "contains a control character"),
    ("\u{0}", "contains a control character"),
    ("\u{feff}", "contains a byte order mark"),
    (" ", "begins or ends with a blank"),
    ("\u{a0}", "begins or ends with a blank"),
];

#[test]
fn what_nobody_sees_in_a_value_is_refused_in_the_environment_the_environment_file_and_the_file() {
    use crate::config::keys;
    let directory = tempfile::tempdir().unwrap();
    let env_file = directory.path().join("env").display().to_string();
    let is_json = |key: &&keys::Key| [keys::PROVIDERS, keys::APPLICATIONS].iter().any(|json| json.path() == key.path());
    for name in keys::ALL.iter().filter(|key| !is_json(key)).map(keys::Key::long_name) {
        for (unseen, expected) in UNSEEN {
            for value in [format!("value{unseen}"), format!("{unseen}value")] {
                assert_problem("", &[(&name, &value)], &[&format!("{name}: {expected}")]);
                written(directory.path(), "env", format!("{name}='{value}'\n").as_bytes());
                let expected = format!("{name} ({env_file}, line 1): {expected}");
                assert_problem("", &[("KAIMU_ENV_FILE", &env_file)], &[&expected]);
            }
        }
    }
    for (unseen, expected) in UNSEEN {
        let text = format!("{unseen:?}").trim_matches('"').replace("\\0", "\\u0000").replace("\\u{feff}", "\\ufeff");
        let text = text.replace("\\u{a0}", "\\u00a0");
        let file = format!("[database]\nurl = \"sqlite://data/kaimu.db{text}\"");
        assert_problem(&file, &[], &[&format!("kaimu.toml, database.url: {expected}")]);
        let file = format!("[server]\nallowed_return_origins = [\"https://example.org{text}\"]");
        assert_problem(&file, &[], &[&format!("kaimu.toml, server.allowed_return_origins, entry 1: {expected}")]);
    }
    assert_problem("", &[("KAIMU_ENV_FILE", "/etc/kaimu.env\n")], &["KAIMU_ENV_FILE: contains a control character"]);
    let named = load(None, &environment(&[("KAIMU_CONFIG", "/etc/kaimu.toml ")])).unwrap_err().to_string();
    assert_eq!(named, "KAIMU_CONFIG: begins or ends with a blank; remove it");
}
