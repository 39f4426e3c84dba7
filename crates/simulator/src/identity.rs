//! Who signed a request, and what its policies say.

use crate::world::{Policy, Question, Verdict};

/// Who signed a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The account that it belongs to; empty for nobody.
    pub(crate) account: String,
    pub(crate) principal: Principal,
    /// What its user or role may do; everything if there is none.
    pub(crate) own: Option<Policy>,
    /// What its session may do of that; all of it if there is none.
    pub(crate) session: Option<Policy>,
}

/// What signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// A key of the account itself.
    Root,
    /// A key of a user.
    User(String),
    /// A temporary key of a role.
    Role { name: String, session: String },
    /// Nothing: the call is one that is not signed.
    Nobody,
}

impl Identity {
    /// Returns the one who sends what is not signed.
    pub(crate) fn nobody() -> Self {
        Self {
            account: String::new(),
            principal: Principal::Nobody,
            own: None,
            session: None,
        }
    }

    /// Returns what its policies say together: each must allow, and one that denies outweighs.
    pub(crate) fn verdict(&self, question: Question<'_>) -> Verdict {
        let of = |policy: &Option<Policy>| match policy {
            Some(policy) => policy.verdict(question),
            None => Verdict::Allowed,
        };
        match (of(&self.own), of(&self.session)) {
            (Verdict::Denied, _) | (_, Verdict::Denied) => Verdict::Denied,
            (Verdict::NotAllowed, _) | (_, Verdict::NotAllowed) => Verdict::NotAllowed,
            (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
        }
    }

    /// Returns the kind of the policy that stands in the way, as denials name it.
    pub(crate) fn policy_type(&self, question: Question<'_>) -> &'static str {
        let own = self.own.as_ref().map(|policy| policy.verdict(question));
        match own {
            None | Some(Verdict::Allowed) => "SessionPolicy",
            Some(Verdict::NotAllowed | Verdict::Denied) => "AccountLevelIdentityBasedPolicy",
        }
    }

    /// Returns the full name, as GetCallerIdentity tells it.
    pub(crate) fn arn(&self) -> String {
        let account = &self.account;
        match &self.principal {
            Principal::Root => format!("acs:ram::{account}:root"),
            Principal::User(name) => format!("acs:ram::{account}:user/{name}"),
            Principal::Role { name, session } => {
                format!("acs:ram::{account}:assumed-role/{name}/{session}")
            }
            Principal::Nobody => String::new(),
        }
    }

    /// Returns the id of the principal.
    pub(crate) fn principal_id(&self) -> String {
        match &self.principal {
            Principal::Root => self.account.clone(),
            Principal::User(name) => user_id(&self.account, name),
            Principal::Role { name, session } => {
                format!("{}:{session}", role_id(&self.account, name))
            }
            Principal::Nobody => String::new(),
        }
    }

    /// Returns whether a trust policy that names this principal means this identity: an account, or the full name of a user or role.
    pub(crate) fn is_meant_by(&self, trusted: &str) -> bool {
        let account = &self.account;
        let own = match &self.principal {
            Principal::User(name) => format!("acs:ram::{account}:user/{name}"),
            Principal::Role { name, .. } => format!("acs:ram::{account}:role/{name}"),
            // The account itself cannot assume roles.
            Principal::Root | Principal::Nobody => return false,
        };
        trusted == account || trusted == format!("acs:ram::{account}:root") || trusted == own
    }
}

impl Principal {
    /// Returns the kind, as denials name it.
    pub(crate) fn auth_type(&self) -> &'static str {
        match self {
            Self::Root => "Account",
            Self::User(_) => "SubUser",
            Self::Role { .. } => "AssumedRoleUser",
            Self::Nobody => "",
        }
    }

    /// Returns the name, as denials name it: the id of a user, or role and session.
    pub(crate) fn auth_name(&self, account: &str) -> String {
        match self {
            Self::Root => account.to_owned(),
            Self::User(name) => user_id(account, name),
            Self::Role { name, session } => format!("{name}:{session}"),
            Self::Nobody => String::new(),
        }
    }

    /// Returns the name for the request log; empty for the account itself.
    pub(crate) fn logged(&self) -> String {
        match self {
            Self::Root | Self::Nobody => String::new(),
            Self::User(name) => format!("user/{name}"),
            Self::Role { name, session } => format!("role/{name}/{session}"),
        }
    }
}

/// Returns the id of a role: digits, as the cloud's are, the same in every run.
pub(crate) fn role_id(account: &str, name: &str) -> String {
    id('3', account, name)
}

/// Returns the id of a user.
pub(crate) fn user_id(account: &str, name: &str) -> String {
    id('2', account, name)
}

fn id(first: char, account: &str, name: &str) -> String {
    let sum = |sum: u64, byte: u8| sum.wrapping_mul(31).wrapping_add(u64::from(byte));
    let number = account.bytes().chain(name.bytes()).fold(7, sum);
    format!("{first}{:017}", number % 100_000_000_000_000_000)
}
