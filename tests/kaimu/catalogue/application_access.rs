//! Who may open an application: the path, the rule, the user, and the configuration of all three.

mod configuration;
mod paths;
mod people;
mod rules;

use chrono::{DateTime, TimeDelta, Utc};
use kaimu::domain::{
    Access, AccessRequest, AccessRule, Allow, Application, ApplicationUrl, CrossOrigin, EmailAddress, GroupName,
    Groups, IdentityHeaders, People, RequestPath, RulePath, Session, SignInStrength, Slug, StrengthRules, User, UserId,
    Visitor,
};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn user() -> User {
    User {
        id: UserId(Uuid::nil()),
        username: "ada".to_owned(),
        email: EmailAddress::parse("ada@example.org").ok(),
        display_name: None,
        avatar_url: None,
        created_at: now(),
    }
}

fn session(provider: &str, groups: &[&str]) -> Session {
    Session {
        id: Uuid::nil(),
        user: UserId(Uuid::nil()),
        provider: Slug::parse(provider).unwrap(),
        signed_in_at: now(),
        last_seen_at: now(),
        strength: SignInStrength { authenticated_at: Some(now() - TimeDelta::minutes(5)), ..SignInStrength::default() },
        groups: Groups::Known(groups.iter().map(|group| (*group).to_owned()).collect()),
        address: None,
        user_agent: None,
    }
}

fn application(url: &str, allow: Allow, rules: Vec<AccessRule>) -> Application {
    Application {
        name: "Wiki".to_owned(),
        urls: vec![ApplicationUrl::new(&url.parse().unwrap()).unwrap()],
        allow,
        rules,
        preflight: false,
        tokens: false,
        cross_origin: CrossOrigin::Allow,
        headers: IdentityHeaders::default(),
        icon: None,
        hidden: false,
        logout_url: None,
    }
}

fn rule(path: &str, allow: Allow) -> AccessRule {
    AccessRule {
        path: Some(RulePath::new(path, false)),
        methods: Vec::new(),
        networks: Vec::new(),
        tokens: false,
        allow,
        require: StrengthRules::default(),
    }
}

fn group(provider: &str, name: &str) -> Allow {
    let groups = vec![GroupName { provider: Slug::parse(provider).unwrap(), name: name.to_owned() }];
    Allow::People(vec![People { groups, ..People::default() }])
}

fn decide(application: &Application, target: &str, visitor: Option<&Visitor>) -> Access {
    let path = RequestPath::parse(target.as_bytes()).unwrap();
    let request = AccessRequest { method: "GET", path: &path, client: "192.0.2.1".parse().ok() };
    let access = application.decide(&request, visitor, now()).0;
    if let Some(visitor) = visitor {
        let again = application.decide_again(&request, visitor, &application.admissions(visitor), now());
        assert_eq!(again, access, "{target}: decided again");
    }
    access
}
