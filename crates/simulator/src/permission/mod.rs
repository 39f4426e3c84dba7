//! Whether the caller may do what a call asks for: every operation is checked against the policies of the key or role.

mod table;

use crate::identity::Identity;
use crate::parameters::Parameters;
use crate::product::Product;
use crate::refusal::{DeniedAccess, Refusal};
use crate::world::{Question, Verdict, role_of};
use table::Resources;

/// Refuses a call that a policy of its caller does not allow.
///
/// # Errors
/// The denial, with the action in it.
pub(crate) fn check(
    identity: &Identity,
    product: Product,
    operation: &str,
    parameters: &Parameters,
) -> Result<(), Refusal> {
    let Some(permission) = table::find(product, operation) else {
        return Ok(());
    };
    let about = About {
        identity,
        operation,
        parameters,
        action: format!("{}:{operation}", code(product)),
    };
    match about.denied(permission.resources) {
        None => Ok(()),
        Some(resource) => Err(denial(identity, product, about.question(&resource))),
    }
}

/// Returns whether the caller may do what a call does besides its own action.
pub(crate) fn may(identity: &Identity, action: &str, service: Option<&str>) -> bool {
    let question = Question {
        action,
        resource: "*",
        service,
    };
    identity.verdict(question) == Verdict::Allowed
}

/// Returns the name of a product in actions.
fn code(product: Product) -> &'static str {
    match product {
        Product::Cbn => "cen",
        Product::Vpc => "vpc",
        Product::Smartag => "smartag",
        Product::Sts => "sts",
        Product::Ram | Product::ResourceManager => "ram",
        Product::Location => "location",
        Product::Ros => "ros",
    }
}

/// Returns the answer to a call that is not allowed. Which of the documented codes CEN sends is not verified: this is the one of the gateway, which
/// most products send; STS and RAM have their own.
fn denial(identity: &Identity, product: Product, question: Question<'_>) -> Refusal {
    let (code, message) = match product {
        Product::Sts | Product::Ram | Product::ResourceManager => (
            "NoPermission",
            "You are not authorized to do this action. You should be authorized by RAM.",
        ),
        Product::Cbn | Product::Vpc | Product::Smartag | Product::Location | Product::Ros => (
            "Forbidden.RAM",
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
        ),
    };
    Refusal::new(403, code, message).with_access(DeniedAccess {
        action: question.action.to_owned(),
        resource: question.resource.to_owned(),
        principal_type: identity.principal.auth_type(),
        principal_name: identity.principal.auth_name(&identity.account),
        owner: identity.account.clone(),
        is_explicit: identity.verdict(question) == Verdict::Denied,
        policy_type: identity.policy_type(question),
    })
}

/// A call whose resources are named.
struct About<'a> {
    identity: &'a Identity,
    operation: &'a str,
    parameters: &'a Parameters,
    action: String,
}

impl About<'_> {
    fn question<'a>(&'a self, resource: &'a str) -> Question<'a> {
        Question {
            action: &self.action,
            resource,
            service: self.parameters.get("ServiceName"),
        }
    }

    /// Returns the first resource on which the action is denied; none if the call may go on.
    fn denied(&self, resources: Resources) -> Option<String> {
        let is_allowed =
            |name: &String| self.identity.verdict(self.question(name)) == Verdict::Allowed;
        let named = |rows: &[&str]| rows.iter().filter_map(|row| self.fill(row)).collect();
        match resources {
            Resources::All(rows) => {
                let names: Vec<_> = named(rows);
                names.into_iter().find(|name| !is_allowed(name))
            }
            Resources::Any(rows) => {
                let names: Vec<_> = named(rows);
                let is_enough = names.iter().any(is_allowed);
                names.into_iter().next().filter(|_| !is_enough)
            }
        }
    }

    /// Returns the full name of a resource; none if the row is about another kind of network than the call.
    fn fill(&self, row: &str) -> Option<String> {
        let mut name = String::new();
        let mut rest = row;
        while let Some((before, after)) = rest.split_once('{') {
            let (placeholder, end) = after.split_once('}')?;
            name.push_str(before);
            name.push_str(&self.value(placeholder)?);
            rest = end;
        }
        name.push_str(rest);
        Some(name)
    }

    /// Returns what stands for a placeholder: the value of a parameter, or `*` if the call does not say; none if it is about another kind.
    fn value(&self, placeholder: &str) -> Option<String> {
        let given = |name: &str| self.parameters.get(name);
        let or_any = |value: Option<&str>| Some(value.unwrap_or("*").to_owned());
        match placeholder {
            // The account of a role that is assumed is in its name.
            "uid" => match role_arn(self.parameters).filter(|_| self.operation == "AssumeRole") {
                Some((account, _)) => Some(account.to_owned()),
                None => Some(self.identity.account.clone()),
            },
            "region" => or_any(given("RegionId")),
            "VpcId" => self.network(&["VPC"]),
            "VbrId" => self.network(&["VBR", "EXPRESSCONNECT"]),
            "RoleName" => or_any(
                given("RoleName").or_else(|| role_arn(self.parameters).map(|(_, name)| name)),
            ),
            "CenId" => or_any(given("CenId").or_else(|| self.tagged("cen"))),
            "VSwitchId" => or_any(given("VSwitchId").or_else(|| self.tagged("vswitch"))),
            "CenBandwidthPackageId" => or_any(given("CenBandwidthPackageId")),
            name => or_any(given(name)),
        }
    }

    /// Returns the resource whose tags the call is about, if it is one of this kind.
    fn tagged(&self, kind: &str) -> Option<&str> {
        let said = self.parameters.get("ResourceType")?;
        let id = || {
            self.parameters
                .get("ResourceId.1")
                .or_else(|| self.parameters.get("ResourceId"))
        };
        said.eq_ignore_ascii_case(kind).then(id).flatten()
    }

    /// Returns the network that the call is about; none if it is of another kind than these.
    fn network(&self, kinds: &[&str]) -> Option<String> {
        let said = ["ChildInstanceType", "InstanceType", "ResourceType"];
        let kind = said.iter().find_map(|name| self.parameters.get(name));
        if kind.is_some_and(|kind| !kinds.contains(&kind.to_ascii_uppercase().as_str())) {
            return None;
        }
        let ids = [
            "ChildInstanceId",
            "InstanceId",
            "VpcId",
            "VbrInstanceId",
            "ResourceId.1",
        ];
        let id = ids.iter().find_map(|name| self.parameters.get(name));
        Some(id.unwrap_or("*").to_owned())
    }
}

/// Returns account and name of the role that a call names.
fn role_arn(parameters: &Parameters) -> Option<(&str, &str)> {
    role_of(parameters.get("RoleArn")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::OPERATIONS;

    /// Operations that need no permission. Source: their pages.
    const FREE: [&str; 3] = [
        "AssumeRoleWithOIDC",
        "DescribeChildInstanceRegions",
        "DescribeEndpoints",
    ];

    #[test]
    fn each_operation_has_a_row_or_needs_none() {
        for operation in OPERATIONS {
            let has_row = table::find(operation.product, operation.action).is_some();
            assert_ne!(
                has_row,
                FREE.contains(&operation.action),
                "{}",
                operation.action
            );
        }
    }
}
