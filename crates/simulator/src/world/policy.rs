//! Policies as RAM writes them: which actions are allowed or denied, on which resources.

use serde::{Deserialize, Deserializer, Serialize};

use crate::pattern::fits;

/// A policy document, such as `{"Version":"1","Statement":[{"Effect":"Allow","Action":"cen:*","Resource":"*"}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Policy {
    /// Always 1.
    #[serde(default)]
    pub(crate) version: PolicyVersion,
    /// What it says. An action that no statement allows is denied.
    pub(crate) statement: Vec<Statement>,
}

/// The version of the form of a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PolicyVersion {
    /// The only one there is.
    #[default]
    #[serde(rename = "1")]
    One,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Statement {
    /// Whether it allows or denies. A denial outweighs everything that allows.
    pub(crate) effect: Effect,
    /// The actions, such as `cen:CreateCen` or `vpc:Describe*`.
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) action: Vec<String>,
    /// The resources, such as `acs:cen:*:*:ceninstance/*`, or `*`.
    #[serde(deserialize_with = "one_or_many")]
    pub(crate) resource: Vec<String>,
    /// When it applies; always if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Condition>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Effect {
    /// Allows the actions.
    Allow,
    /// Denies the actions.
    Deny,
}

/// A condition. The only one that is simulated is the service of a service-linked role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Condition {
    /// Texts that must be equal.
    pub(crate) string_equals: ServiceName,
}

/// The service that a role is linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceName {
    /// The names that fit.
    #[serde(rename = "ram:ServiceName", deserialize_with = "one_or_many")]
    pub(crate) names: Vec<String>,
}

/// What is asked of a policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// The service in the call, if it names one.
    pub(crate) service: Option<&'a str>,
}

/// What a policy says of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

impl Policy {
    pub(crate) fn verdict(&self, question: Question<'_>) -> Verdict {
        let says = |effect| {
            let mut statements = self.statement.iter();
            statements.any(|statement| statement.effect == effect && statement.is_about(question))
        };
        match (says(Effect::Deny), says(Effect::Allow)) {
            (true, _) => Verdict::Denied,
            (false, true) => Verdict::Allowed,
            (false, false) => Verdict::NotAllowed,
        }
    }
}

impl Statement {
    fn is_about(&self, question: Question<'_>) -> bool {
        let holds = self.condition.as_ref().is_none_or(|condition| {
            let names = &condition.string_equals.names;
            question
                .service
                .is_some_and(|service| names.iter().any(|name| name == service))
        });
        let is_one_of =
            |patterns: &[String], text| patterns.iter().any(|pattern| fits(pattern, text));
        holds
            && is_one_of(&self.action, question.action)
            && is_one_of(&self.resource, question.resource)
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }

    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(policy: &str, action: &str, resource: &str, service: Option<&str>) -> Verdict {
        let policy: Policy = serde_json::from_str(policy).unwrap();
        policy.verdict(Question {
            action,
            resource,
            service,
        })
    }

    #[test]
    fn what_is_not_allowed_is_denied_and_a_denial_outweighs() {
        let policy = r#"{"Version":"1","Statement":[
            {"Effect":"Allow","Action":["cen:Describe*","cen:CreateCen"],"Resource":"*"},
            {"Effect":"Allow","Action":"cen:DeleteCen","Resource":"acs:cen:*:*:ceninstance/cen-1"},
            {"Effect":"Deny","Action":"cen:DescribeFlowlogs","Resource":"*"}]}"#;
        let said = |action, resource| verdict(policy, action, resource, None);
        assert_eq!(said("cen:DescribeCens", "x"), Verdict::Allowed);
        assert_eq!(said("cen:DescribeFlowlogs", "x"), Verdict::Denied);
        assert_eq!(said("vpc:DescribeVpcs", "x"), Verdict::NotAllowed);
        let cen = |id| said("cen:DeleteCen", id);
        assert_eq!(cen("acs:cen:*:7:ceninstance/cen-1"), Verdict::Allowed);
        assert_eq!(cen("acs:cen:*:7:ceninstance/cen-2"), Verdict::NotAllowed);
    }

    #[test]
    fn the_service_of_a_role_is_compared() {
        let policy = r#"{"Statement":[{"Effect":"Allow","Action":"ram:CreateServiceLinkedRole","Resource":"*",
            "Condition":{"StringEquals":{"ram:ServiceName":"cen.aliyuncs.com"}}}]}"#;
        let said = |service| verdict(policy, "ram:CreateServiceLinkedRole", "*", service);
        assert_eq!(said(Some("cen.aliyuncs.com")), Verdict::Allowed);
        assert_eq!(said(Some("ecs.aliyuncs.com")), Verdict::NotAllowed);
        assert_eq!(said(None), Verdict::NotAllowed);
    }

    #[test]
    fn what_is_not_simulated_is_refused() {
        for text in [
            r#"{"Version":"2","Statement":[]}"#,
            r#"{"Statement":[{"Effect":"Allow","NotAction":"a","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"IpAddress":{}}}]}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(text).is_err(), "{text}");
        }
    }
}
