//! The custom routes of a VPC that a world begins with.

use ipnet::Ipv4Net;
use serde::Deserialize;

use crate::seed::error::SeedError;
use crate::world::{NetworkKind, Route, World};

/// A custom route of a VPC, which PublishRouteEntries can publish if its next hop allows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedRoute {
    /// The destination, such as `192.168.10.0/24`.
    pub cidr: String,
    /// The kind of the next hop as the API names it, such as `Instance`.
    pub next_hop_type: String,
    /// The id of the next hop, such as `i-1`.
    pub next_hop: String,
}

impl World {
    /// Adds the routes that a VPC lacks; one whose destination is there already stays as it is.
    pub(crate) fn add_routes(&mut self, id: &str, routes: &[SeedRoute]) -> Result<(), SeedError> {
        let Some(network) = self.networks.get_mut(id) else {
            return Ok(());
        };
        if network.kind != NetworkKind::Vpc && !routes.is_empty() {
            return Err(SeedError::new(format!(
                "{id} is no VPC, and only a VPC has custom routes"
            )));
        }
        for route in routes {
            let net: Ipv4Net = route
                .cidr
                .parse()
                .map_err(|_| SeedError::new(format!("`{}` is no CIDR", route.cidr)))?;
            let cidr = net.trunc().to_string();
            if cidr == network.cidr {
                return Err(SeedError::new(format!(
                    "{cidr} is the range of {id} itself, to which it has a system route"
                )));
            }
            let (next_hop_type, next_hop) = (route.next_hop_type.clone(), route.next_hop.clone());
            let route = Route::new(next_hop_type, next_hop);
            network.routes.entry(cidr).or_insert(route);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::seed::Seed;

    fn seed(routes: &str) -> Seed {
        let network =
            format!("{{ id: vpc-1, region: cn-hangzhou, cidr: 10.0.0.0/16, routes: {routes} }}");
        Seed::parse(&format!("accounts: [{{ id: 7, vpcs: [{network}] }}]")).unwrap()
    }

    #[test]
    fn a_vpc_gets_the_routes_that_it_lacks() {
        let mut world = World::from_seed(&seed("[]"), Timestamp::UNIX_EPOCH).unwrap();
        let seed = seed("[{ cidr: 192.168.10.0/24, next-hop-type: Instance, next-hop: i-1 }]");
        for _ in 0..2 {
            world.complete(&seed, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(
                world.networks["vpc-1"].routes["192.168.10.0/24"].next_hop,
                "i-1"
            );
        }
    }

    #[test]
    fn what_is_no_route_is_refused_in_words() {
        for (cidr, part) in [("x", "no CIDR"), ("10.0.0.0/16", "itself")] {
            let seed = seed(&format!(
                "[{{ cidr: {cidr}, next-hop-type: Instance, next-hop: i-1 }}]"
            ));
            let error = World::from_seed(&seed, Timestamp::UNIX_EPOCH)
                .unwrap_err()
                .to_string();
            assert!(error.contains(part), "{error}");
        }
        let vbr = "accounts: [{ id: 7, vbrs: [{ id: vbr-1, region: cn-hangzhou, routes: [{ cidr: 10.0.0.0/8, next-hop-type: x, next-hop: y }] }] }]";
        assert!(
            World::from_seed(&Seed::parse(vbr).unwrap(), Timestamp::UNIX_EPOCH)
                .unwrap_err()
                .to_string()
                .contains("no VPC")
        );
    }
}
