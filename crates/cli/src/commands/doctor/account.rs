//! What `cen doctor` looks at in each account: credential, identity, services, permissions.

use cen_cloud::router::ServiceState;
use cen_cloud::{Client, Error, Permission, sts_next_step};
use cen_doctor::{
    Needs, Part, ProbeSubjects, Reason, SERVICE_ROLE, Services, Verdict, identity, probe, services,
};
use cen_topology::{AccountName, NetworkKind, Topology};
use futures::StreamExt as _;

use super::row::{CheckRow, CheckState};
use crate::connection::Access;

/// How many permissions of an account are asked for at the same time.
const AT_ONCE: usize = 4;

/// An account, and what it needs.
pub(super) struct Patient<'a> {
    pub(super) topology: &'a Topology,
    pub(super) name: AccountName,
    pub(super) needs: Needs,
    pub(super) part: Part,
}

impl Patient<'_> {
    /// Looks at one account. What is wrong with an earlier part leaves the later ones out.
    pub(super) async fn examine(&self, access: Result<Access, (String, String)>) -> Vec<CheckRow> {
        let access = match access {
            Ok(access) => access,
            Err((found, next_step)) => {
                let row = CheckRow::new("credential", CheckState::Wrong, found).next(next_step);
                return vec![row.of(&self.name), self.unasked("there is no credential")];
            }
        };
        let mut rows = vec![credential(&access), self.identity(&access.client).await];
        if rows.iter().any(|row| row.state != CheckState::Ok) {
            rows.push(self.unasked("the identity is not proven"));
        } else {
            rows.extend(self.services(&access.client).await);
            rows.extend(self.permissions(&access.client).await);
        }
        rows.into_iter().map(|row| row.of(&self.name)).collect()
    }

    /// Returns the row of permissions that were not asked for.
    fn unasked(&self, why: &str) -> CheckRow {
        CheckRow::new(
            "permissions",
            CheckState::NotKnown,
            format!("not asked: {why}"),
        )
        .of(&self.name)
    }

    async fn identity(&self, client: &Client) -> CheckRow {
        let declared = &self.topology.account(&self.name).id;
        match identity(client).await {
            Ok(identity) if identity.account_id == declared.as_str() => {
                let arn = identity.arn;
                let found = if arn.is_empty() {
                    declared.to_string()
                } else {
                    arn
                };
                CheckRow::new("identity", CheckState::Ok, found)
            }
            Ok(identity) => {
                let found = format!(
                    "the file says {declared}, but the credential belongs to {}",
                    identity.account_id
                );
                CheckRow::new("identity", CheckState::Wrong, found)
                    .next("correct `id` in the file, or name the right `profile`, `role` or `via`")
            }
            Err(error) => {
                let step = sts_next_step(&error.code)
                    .unwrap_or("check the credential, the endpoint and the network");
                CheckRow::new("identity", CheckState::NotKnown, error.to_string()).next(step)
            }
        }
    }

    /// Returns the transit router service, and the role that it needs, where the file attaches VPCs or VBRs.
    async fn services(&self, client: &Client) -> Vec<CheckRow> {
        let attached = self.topology.cens.values().flat_map(|cen| {
            let networks = cen.attach.iter().map(|name| &self.topology.networks[name]);
            networks.map(|network| (&cen.account, network))
        });
        let mut concerned = attached.filter(|(owner, network)| {
            network.kind != NetworkKind::Ccn
                && (**owner == self.name || network.account == self.name)
        });
        if concerned.next().is_none() {
            return Vec::new();
        }
        let Services {
            router_service,
            role,
        } = services(client).await;
        vec![
            match router_service {
                Ok(ServiceState::Open) => CheckRow::new(
                    "service",
                    CheckState::Ok,
                    "the transit router service is open",
                ),
                Ok(ServiceState::Closed) => CheckRow::new(
                    "service",
                    CheckState::Ok,
                    "the transit router service is closed; an apply opens it where it needs it",
                ),
                Err(error) => not_told("service", &error),
            },
            match role {
                Ok(Some(_)) => CheckRow::new(
                    "service role",
                    CheckState::Ok,
                    format!("{SERVICE_ROLE} exists"),
                ),
                Ok(None) => CheckRow::new(
                    "service role",
                    CheckState::Ok,
                    format!(
                        "there is no {SERVICE_ROLE}; the cloud makes it for a caller with ram:CreateServiceLinkedRole"
                    ),
                ),
                // A policy need not allow ram:GetRole: the attachment will tell.
                Err(error) => {
                    CheckRow::new("service role", CheckState::NotTried, error.to_string())
                }
            },
        ]
    }

    async fn permissions(&self, client: &Client) -> Vec<CheckRow> {
        let subjects = &ProbeSubjects::find(client, self.topology, &self.name).await;
        let asked = self
            .needs
            .permissions(self.part)
            .map(async |permission| (permission, probe(client, permission, subjects).await));
        let told: Vec<_> = futures::stream::iter(asked)
            .buffered(AT_ONCE)
            .collect()
            .await;
        rows(told)
    }
}

fn credential(access: &Access) -> CheckRow {
    let ends = match access.ends {
        Some(ends) => format!("; the one of now ends at {ends:.0}"),
        None => String::new(),
    };
    CheckRow::new(
        "credential",
        CheckState::Ok,
        format!("{}{ends}", access.origin),
    )
}

fn not_told(check: &'static str, error: &Error) -> CheckRow {
    CheckRow::new(check, CheckState::NotKnown, error.to_string())
        .next(cen_cloud::next_step(error).unwrap_or("run it again"))
}

/// Returns the permissions, those of one verdict together; each that is denied, or whose answer did not come, by itself.
fn rows(told: Vec<(&'static Permission, Verdict)>) -> Vec<CheckRow> {
    let (mut allowed, mut never, mut nothing, mut rows) = (vec![], vec![], vec![], vec![]);
    for (permission, verdict) in told {
        let action = permission.action;
        match verdict {
            Verdict::Allowed => allowed.push(action),
            Verdict::NotKnown(Reason::NeverTried) => never.push(action),
            Verdict::NotKnown(Reason::NothingThere) => nothing.push(action),
            Verdict::Denied(said) => rows.push(
                CheckRow::new(
                    "permission",
                    CheckState::Wrong,
                    format!("{action} is denied: {said}"),
                )
                .next(format!(
                    "allow {action}: `--policy` prints the whole policy"
                ))
                .about(vec![action]),
            ),
            Verdict::NotKnown(Reason::Answer(said)) => rows.push(
                CheckRow::new(
                    "permission",
                    CheckState::NotKnown,
                    format!("{action}: {said}"),
                )
                .next("run it again; if it stays, `-v` tells more")
                .about(vec![action]),
            ),
        }
    }
    let several = |state, actions: Vec<&'static str>, what: &str| {
        let found = format!("{} {what}: {}", actions.len(), actions.join(", "));
        (!actions.is_empty()).then(|| CheckRow::new("permissions", state, found).about(actions))
    };
    let known = CheckRow::new(
        "permissions",
        CheckState::Ok,
        format!("{} allowed", allowed.len()),
    );
    let mut all = vec![known.about(allowed)];
    all.extend(rows);
    all.extend(several(
        CheckState::NotTried,
        nothing,
        "not denied, but not proven, because the calls named nothing that exists",
    ));
    all.extend(several(
        CheckState::NotTried,
        never,
        "never tried, because they create or order something",
    ));
    all
}
