//! What a call does, in words.

use cen_action::{
    Action, Call, Ref,
    call::{AttachmentCall, CenCall, PackageCall, SetLimit, VpcCall},
};
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
    /// Returns the words for a reader of one action alone.
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
            Call::Vpc(call) => vpc_call(call),
            Call::Cen(call) => cen_call(call),
            Call::Attachment(call) => self.attachment_call(call),
            Call::Package(call) => package_call(call),
            Call::Route(call) => route_call::call_text(call),
            Call::Router(call) => self.router_call(call),
        }
    }

    fn attachment_call(&self, call: &AttachmentCall) -> String {
        match call {
            AttachmentCall::GrantInstance(grant) => {
                let instance = reference(&grant.instance);
                format!("grant {} {instance} in {}", grant.kind, grant.region)
            }
            AttachmentCall::AttachInstance(attach) => {
                let (kind, region) = (attach.kind, &attach.region);
                let instance = reference(&attach.instance);
                let owner = self.other_owner(&attach.owner);
                format!("attach {kind} {instance} in {region}{owner}")
            }
            AttachmentCall::DetachInstance(detach) => {
                let (kind, instance, region) = (detach.kind, &detach.instance, &detach.region);
                let owner = self.other_owner(&detach.owner);
                format!("detach {kind} {instance} in {region}{owner}")
            }
            AttachmentCall::RevokeInstance(revoke) => {
                let (kind, instance, region) = (revoke.kind, &revoke.instance, &revoke.region);
                format!("revoke the grant of {kind} {instance} in {region}")
            }
        }
    }

    /// Returns the owner of a network, if it is not the CEN's.
    pub(super) fn other_owner(&self, owner: &AccountId) -> String {
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

fn vpc_call(call: &VpcCall) -> String {
    match call {
        VpcCall::CreateVpc(create) => format!("create VPC {} in {}", create.cidr, create.region),
        VpcCall::MarkVpc(mark) => format!("rename VPC {}: it was `{}`", mark.vpc, mark.was),
        VpcCall::ModifyVpc(modify) => format!("description: {:?} → {:?}", modify.from, modify.to),
        VpcCall::UnmarkVpc(unmark) => {
            format!(
                "take our mark from VPC {}: the file names it by id",
                unmark.vpc
            )
        }
        VpcCall::DeleteVpc(delete) => format!("delete VPC {} in {}", delete.vpc, delete.region),
    }
}

/// Says that something gets our mark: it is renamed, or it is adopted.
fn marked(id: &str, was: Option<&str>) -> String {
    match was {
        Some(was) => format!("rename {id}: it was `{was}`"),
        None => format!("adopt {id}"),
    }
}

fn cen_call(call: &CenCall) -> String {
    match call {
        CenCall::CreateCen(create) => format!("create CEN {:?}", create.name),
        CenCall::MarkCen(mark) => marked(mark.cen.as_str(), mark.was.as_deref()),
        CenCall::ModifyCen(modify) => {
            let edits = [("name", &modify.name), ("description", &modify.description)];
            let edits = edits.iter().filter_map(|(what, edit)| {
                let edit = edit.as_ref()?;
                Some(format!("{what}: {:?} → {:?}", edit.from, edit.to))
            });
            edits.collect::<Vec<_>>().join(", ")
        }
        CenCall::TagCen(tag) => {
            let tags = tag.tags.iter().map(|(key, value)| format!("{key}={value}"));
            format!("set tags {}", tags.collect::<Vec<_>>().join(", "))
        }
        CenCall::UntagCen(untag) => {
            let keys: Vec<_> = untag.keys.iter().map(String::as_str).collect();
            format!("remove tags {}", keys.join(", "))
        }
        CenCall::DeleteCen(delete) => format!("delete {}", delete.cen),
    }
}

fn package_call(call: &PackageCall) -> String {
    match call {
        PackageCall::CreatePackage(create) => {
            let (mbps, areas) = (create.mbps, create.areas);
            let charge = charge_text(create.charge);
            format!(
                "buy {mbps} between {} and {}, {charge}",
                areas.first(),
                areas.second()
            )
        }
        PackageCall::MarkPackage(mark) => marked(mark.package.as_str(), mark.was.as_deref()),
        PackageCall::ResizePackage(resize) => {
            format!("resize {}: {} → {}", resize.package, resize.from, resize.to)
        }
        PackageCall::AssociatePackage(associate) => match &associate.package {
            Ref::Known(id) => format!("associate {id}"),
            Ref::OutputOf(_) => "associate the new package".to_owned(),
        },
        PackageCall::SetLimit(SetLimit { pair, from, to, .. }) => {
            let from = match from {
                Mbps(0) => String::new(),
                from => format!("{from} → "),
            };
            format!("{from}{to} between {} and {}", pair.first(), pair.second())
        }
        PackageCall::UnassociatePackage(unassociate) => {
            format!("unassociate {}", unassociate.package)
        }
        PackageCall::UnmarkPackage(unmark) => {
            format!(
                "take our mark from {}: the file names it by id",
                unmark.package
            )
        }
        PackageCall::DeletePackage(delete) => format!("delete {}", delete.package),
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
