//! What a call does, in words.

use cen_plan::{Action, Call, Ref};
use cen_topology::{AccountId, AccountName, Charge, Mbps, Topology};

use crate::words::reference::reference;
use crate::words::route_call;

/// The words of calls for a reader who knows which CEN they are about.
#[derive(Clone, Copy)]
pub(crate) struct CallWords<'a> {
    /// The file that names the accounts.
    pub(crate) desired: &'a Topology,
    /// The account that owns the CEN.
    pub(crate) owner: Option<&'a AccountName>,
}

impl<'a> CallWords<'a> {
    /// The words for a reader of one action alone.
    pub(crate) fn alone(action: &Action, desired: &'a Topology) -> Self {
        let cen = action.address.cen().and_then(|cen| desired.cens.get(cen));
        Self {
            desired,
            owner: cen.map(|cen| &cen.account),
        }
    }

    /// Says what a call does.
    pub(crate) fn of(&self, action: &Action) -> String {
        match &action.call {
            Call::CreateVpc { region, cidr, .. } => format!("create VPC {cidr} in {region}"),
            Call::CreateCen { name, .. } => format!("create CEN {name:?}"),
            Call::MarkCen { cen, .. } => format!("adopt {cen}"),
            Call::MarkPackage { package, .. } => format!("adopt {package}"),
            Call::ModifyVpc { from, to, .. } => format!("description: {from:?} → {to:?}"),
            Call::ModifyCen {
                name, description, ..
            } => {
                let edits = [("name", name), ("description", description)];
                let edits = edits.iter().filter_map(|(what, edit)| {
                    edit.as_ref()
                        .map(|edit| format!("{what}: {:?} → {:?}", edit.from, edit.to))
                });
                edits.collect::<Vec<_>>().join(", ")
            }
            Call::TagCen { tags, .. } => {
                format!(
                    "set tags {}",
                    tags.iter()
                        .map(|(key, value)| format!("{key}={value}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Call::UntagCen { keys, .. } => format!(
                "remove tags {}",
                keys.iter().cloned().collect::<Vec<_>>().join(", ")
            ),
            Call::GrantInstance {
                kind,
                instance,
                region,
                ..
            } => format!("grant {kind} {} in {region}", reference(instance)),
            Call::AttachInstance {
                kind,
                instance,
                region,
                owner,
                ..
            } => {
                format!(
                    "attach {kind} {} in {region}{}",
                    reference(instance),
                    self.other_owner(owner)
                )
            }
            Call::CreatePackage {
                areas,
                mbps,
                charge,
                ..
            } => {
                format!(
                    "buy {mbps} between {} and {}, {}",
                    areas.first(),
                    areas.second(),
                    charge_text(*charge)
                )
            }
            Call::AssociatePackage {
                package: Ref::Known(id),
                ..
            } => format!("associate {id}"),
            Call::AssociatePackage {
                package: Ref::OutputOf(_),
                ..
            } => "associate the new package".to_owned(),
            Call::SetLimit {
                pair,
                from: Mbps(0),
                to,
                ..
            } => format!("{to} between {} and {}", pair.first(), pair.second()),
            Call::ResizePackage { package, from, to } => format!("resize {package}: {from} → {to}"),
            Call::DetachInstance {
                kind,
                instance,
                region,
                owner,
                ..
            } => {
                format!(
                    "detach {kind} {instance} in {region}{}",
                    self.other_owner(owner)
                )
            }
            Call::RevokeInstance {
                kind,
                instance,
                region,
                ..
            } => format!("revoke the grant of {kind} {instance} in {region}"),
            Call::UnassociatePackage { package, .. } => format!("unassociate {package}"),
            Call::DeletePackage { package } => format!("delete {package}"),
            Call::DeleteCen { cen } => format!("delete {cen}"),
            Call::DeleteVpc { vpc, region } => format!("delete VPC {vpc} in {region}"),
            Call::Route(call) => route_call::call_text(call),
            Call::SetLimit { pair, from, to, .. } => format!(
                "{from} → {to} between {} and {}",
                pair.first(),
                pair.second()
            ),
        }
    }

    /// The owner of a network, if it is not the CEN's.
    fn other_owner(&self, owner: &AccountId) -> String {
        let name = self
            .desired
            .accounts
            .iter()
            .find(|(_, account)| account.id == *owner)
            .map(|(name, _)| name);
        match name {
            Some(name) if self.owner == Some(name) => String::new(),
            Some(name) => format!(" of account {name}"),
            None => format!(" of account {owner}"),
        }
    }
}

fn charge_text(charge: Charge) -> String {
    match charge {
        Charge::Postpaid => "postpaid".to_owned(),
        Charge::Prepaid { months, auto_renew } => {
            let plural = if months == 1 { "" } else { "s" };
            format!(
                "prepaid for {months} month{plural}{}",
                if auto_renew {
                    ", renewed by itself"
                } else {
                    ""
                }
            )
        }
    }
}

/// Returns the kind of an action: its place in the summary, and its word for one and for many.
pub(crate) fn kind(call: &Call) -> (u8, &'static str, &'static str) {
    match call {
        Call::CreateVpc { .. } => (0, "VPC to create", "VPCs to create"),
        Call::CreateCen { .. } => (1, "CEN to create", "CENs to create"),
        Call::MarkCen { .. } => (2, "CEN to adopt", "CENs to adopt"),
        Call::MarkPackage { .. } => (3, "package to adopt", "packages to adopt"),
        Call::ModifyVpc { .. }
        | Call::ModifyCen { .. }
        | Call::TagCen { .. }
        | Call::UntagCen { .. } => (4, "edit", "edits"),
        Call::GrantInstance { .. } => (5, "grant", "grants"),
        Call::AttachInstance { .. } => (6, "attachment", "attachments"),
        Call::CreatePackage { .. } => (7, "package to buy", "packages to buy"),
        Call::ResizePackage { .. } => (8, "package to resize", "packages to resize"),
        Call::AssociatePackage { .. } => (9, "association", "associations"),
        Call::SetLimit { to: Mbps(0), .. } => (11, "limit to clear", "limits to clear"),
        Call::SetLimit { .. } => (10, "limit to set", "limits to set"),
        Call::DetachInstance { .. } => (12, "network to detach", "networks to detach"),
        Call::RevokeInstance { .. } => (13, "grant to revoke", "grants to revoke"),
        Call::UnassociatePackage { .. } => {
            (14, "package to unassociate", "packages to unassociate")
        }
        Call::DeletePackage { .. } => (15, "package to delete", "packages to delete"),
        Call::DeleteVpc { .. } => (16, "VPC to delete", "VPCs to delete"),
        Call::DeleteCen { .. } => (17, "CEN to delete", "CENs to delete"),
        Call::Route(call) => route_call::kind(call),
    }
}
