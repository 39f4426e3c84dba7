//! What a stranger does on the transit routers of a CEN.

use cen_cloud::router::{
    AttachmentInTable, CreatePeerAttachment, CreateVpcAttachment, DeleteAttachment, LinkQuality,
    ModifyAttachment, ModifyPeerAttachment, ModifyTransitRouter, PeerBandwidth, RouterPlace, Texts,
    ZoneMapping,
};
use cen_cloud::{Client, Operation, Product, Tags};
use fastrand::Rng;
use serde_json::Value;

use crate::routers::{AttachedTo, Attachment, Router};
use crate::seen::{Cen, Seen};
use crate::stranger::Done;

/// The routers of a CEN of the file that the stranger changes.
pub(crate) struct Routers<'a> {
    pub(crate) client: &'a Client,
    pub(crate) id: &'a str,
    pub(crate) cen: &'a Cen,
    pub(crate) seen: &'a Seen,
    pub(crate) legacy: &'a str,
}

impl Routers<'_> {
    /// Does one thing, and returns what.
    pub(crate) async fn meddle(&self, random: &mut Rng) -> (&'static str, Done) {
        let token = format!("stranger-{}", random.u32(..));
        match random.u8(..10) {
            0 => ("attach to a router", self.attach(&token).await),
            1 => ("dissociate", self.table(random, &token, true).await),
            2 => ("unpropagate", self.table(random, &token, false).await),
            3 => ("detach from a router", self.detach(random, &token).await),
            4 => ("link", self.link(random, &token).await),
            5 => ("change of a link", self.change_link(random, &token).await),
            6 => ("sync", self.sync(random, &token).await),
            7 => ("router texts", self.texts(random, &token).await),
            8 => ("zones", self.zones(random, &token).await),
            _ => ("unlink", self.unlink(random, &token).await),
        }
    }

    fn enterprise(&self) -> Vec<(&String, &Router)> {
        let routers = self.cen.routers.iter();
        routers
            .filter(|(_, router)| router.is_enterprise())
            .collect()
    }

    fn attachment(&self, random: &mut Rng, is_link: bool) -> Option<(&String, &Attachment)> {
        let attachments = self.cen.attachments.iter();
        let fitting = attachments.filter(|(_, attachment)| attachment.link().is_some() == is_link);
        random.choice(fitting.collect::<Vec<_>>())
    }

    fn zones_of(&self, vpc: &str) -> Vec<ZoneMapping> {
        let here = self
            .seen
            .vswitches
            .iter()
            .filter(|(_, vswitch)| vswitch.vpc == vpc);
        let first = here.take(2).map(|(id, vswitch)| ZoneMapping {
            zone_id: vswitch.zone.clone(),
            vswitch_id: id.clone(),
        });
        first.collect()
    }

    /// Attaches a network that no file has.
    async fn attach(&self, token: &str) -> Done {
        let (Some(router), Some(network)) = (
            self.cen.routers.get("cn-hangzhou"),
            self.seen.networks.get(self.legacy),
        ) else {
            return Ok(());
        };
        let zones = self.zones_of(self.legacy);
        let create = CreateVpcAttachment {
            router: RouterPlace {
                cen_id: self.id,
                region_id: "cn-hangzhou",
                transit_router_id: &router.id,
            },
            vpc_id: self.legacy,
            vpc_owner_id: &network.owner,
            zone_mappings: &zones,
            auto_publish_route_enabled: false,
            appliance_mode: false,
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: token,
        };
        let made = self
            .client
            .create_transit_router_vpc_attachment(create)
            .await;
        made.map(drop)
    }

    /// Takes any attachment out of a table.
    async fn table(&self, random: &mut Rng, token: &str, is_association: bool) -> Done {
        let is_link = random.bool();
        let Some((id, attachment)) = self.attachment(random, is_link) else {
            return Ok(());
        };
        let tables = attachment.regions().into_iter().filter_map(|region| {
            let (table, _) = self.cen.routers.get(region)?.system()?;
            Some(table)
        });
        let Some(table) = random.choice(tables.collect::<Vec<_>>()) else {
            return Ok(());
        };
        let pair = AttachmentInTable {
            transit_router_attachment_id: id,
            route_table_id: table,
            client_token: token,
        };
        match is_association {
            true => {
                self.client
                    .dissociate_transit_router_attachment_from_route_table(pair)
                    .await
            }
            false => {
                self.client
                    .disable_transit_router_route_table_propagation(pair)
                    .await
            }
        }
    }

    /// Deletes an attachment with everything that refers to it, as the console does.
    async fn detach(&self, random: &mut Rng, _token: &str) -> Done {
        let Some((id, attachment)) = self.attachment(random, false) else {
            return Ok(());
        };
        let action = match &attachment.to {
            AttachedTo::Vpc(_) => "DeleteTransitRouterVpcAttachment",
            AttachedTo::Vbr(_) => "DeleteTransitRouterVbrAttachment",
            AttachedTo::Peer(_) => return Ok(()),
        };
        let parameters = [
            ("TransitRouterAttachmentId", id.as_str()),
            ("Force", "true"),
        ];
        self.call(action, &parameters).await
    }

    async fn call(&self, action: &'static str, parameters: &[(&str, &str)]) -> Done {
        let operation = Operation {
            product: Product::Cbn,
            region: "",
            action,
        };
        let parameters = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.client
            .call::<Value>(operation, parameters.collect())
            .await
            .map(drop)
    }

    /// Links two regions, billed by the GB.
    async fn link(&self, random: &mut Rng, token: &str) -> Done {
        let mut routers = self.enterprise();
        random.shuffle(&mut routers);
        let Some([(region, router), (other, peer)]) = routers.first_chunk::<2>() else {
            return Ok(());
        };
        let create = CreatePeerAttachment {
            router: RouterPlace {
                cen_id: self.id,
                region_id: region,
                transit_router_id: &router.id,
            },
            peer_transit_router_id: &peer.id,
            peer_transit_router_region_id: other,
            bandwidth: PeerBandwidth::Traffic {
                mbps: random.u32(1..9),
                link: LinkQuality::Gold,
            },
            auto_publish_route_enabled: random.bool(),
            name: "",
            description: "",
            tags: &Tags::new(),
            client_token: token,
        };
        let made = self
            .client
            .create_transit_router_peer_attachment(create)
            .await;
        made.map(drop)
    }

    async fn change_link(&self, random: &mut Rng, token: &str) -> Done {
        let Some((id, _)) = self.attachment(random, true) else {
            return Ok(());
        };
        let traffic = PeerBandwidth::Traffic {
            mbps: random.u32(1..9),
            link: LinkQuality::Gold,
        };
        let publishes = random.bool();
        let modify = ModifyPeerAttachment {
            transit_router_attachment_id: id,
            texts: Texts::default(),
            bandwidth: random.bool().then_some(traffic),
            auto_publish_route_enabled: Some(publishes),
            client_token: token,
        };
        self.client
            .update_transit_router_peer_attachment_attribute(modify)
            .await
    }

    async fn sync(&self, random: &mut Rng, token: &str) -> Done {
        let Some((id, attachment)) = self.attachment(random, false) else {
            return Ok(());
        };
        let modify = ModifyAttachment {
            transit_router_attachment_id: id,
            texts: Texts::default(),
            auto_publish_route_enabled: Some(!attachment.publishes),
            client_token: token,
        };
        match &attachment.to {
            AttachedTo::Vpc(attached) => {
                let appliance = random.bool().then_some(!attached.appliance_mode);
                self.client
                    .update_transit_router_vpc_attachment_attribute(modify, appliance)
                    .await
            }
            AttachedTo::Vbr(_) => {
                self.client
                    .update_transit_router_vbr_attachment_attribute(modify)
                    .await
            }
            AttachedTo::Peer(_) => Ok(()),
        }
    }

    async fn texts(&self, random: &mut Rng, token: &str) -> Done {
        let Some((region, router)) = random.choice(self.enterprise()) else {
            return Ok(());
        };
        let modify = ModifyTransitRouter {
            region_id: region,
            transit_router_id: &router.id,
            texts: Texts {
                name: Some("renamed"),
                description: Some("by hand"),
            },
            client_token: token,
        };
        self.client.update_transit_router(modify).await
    }

    /// Has a router enter a VPC in one zone less.
    async fn zones(&self, random: &mut Rng, token: &str) -> Done {
        let Some((id, attachment)) = self.attachment(random, false) else {
            return Ok(());
        };
        let AttachedTo::Vpc(attached) = &attachment.to else {
            return Ok(());
        };
        let Some(left) = attached.zones.first().filter(|_| attached.zones.len() > 1) else {
            return Ok(());
        };
        let Some(vswitch) = self.seen.vswitches.get(&left.vswitch) else {
            return Ok(());
        };
        let remove = [ZoneMapping {
            zone_id: vswitch.zone.clone(),
            vswitch_id: left.vswitch.clone(),
        }];
        let change = cen_cloud::router::ZoneChange {
            transit_router_attachment_id: id,
            add: &[],
            remove: &remove,
            client_token: token,
        };
        self.client
            .update_transit_router_vpc_attachment_zones(change)
            .await
    }

    /// Deletes a link, if nothing refers to it.
    async fn unlink(&self, random: &mut Rng, token: &str) -> Done {
        let Some((id, _)) = self.attachment(random, true) else {
            return Ok(());
        };
        let delete = DeleteAttachment {
            transit_router_attachment_id: id,
            client_token: token,
        };
        self.client
            .delete_transit_router_peer_attachment(delete)
            .await
    }
}
