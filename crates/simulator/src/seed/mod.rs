//! What a world begins with, as a file says it.

mod access;
mod apply;
mod apply_access;
mod cens;
mod document;
mod error;
mod fill;
mod read;
mod routers;
mod routes;
mod value;
mod vswitches;

pub use access::{SeedKey, SeedRole};
pub use apply::AccessKey;
pub use document::{
    Seed, SeedAccount, SeedCen, SeedChild, SeedLimit, SeedNetwork, SeedPackage, SeedReservation,
};
pub use error::SeedError;
pub use routers::{SeedAttachment, SeedRouter, SeedTable};
pub use routes::SeedRoute;
pub use value::SeedTime;
pub use vswitches::SeedVSwitch;

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::World;

    fn world(text: &str) -> Result<World, SeedError> {
        World::from_seed(&Seed::parse(text)?, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_seed_file_of_the_manual_is_understood() {
        let manual = include_str!("../../../../docs/simulator.md");
        let (_, text) = manual.split_once("## A seed file\n\n```yaml\n").unwrap();
        let (text, _) = text.split_once("```").unwrap();
        let world = world(text).unwrap();
        assert_eq!(world.networks.len(), 5 + 80 + 3);
        assert_eq!(
            world.networks["vpc-a-cn-shanghai-039"].region,
            "cn-shanghai"
        );
        let cidrs: std::collections::BTreeSet<_> = world
            .networks
            .values()
            .map(|network| &network.cidr)
            .collect();
        assert_eq!(
            cidrs.len(),
            5 + 80 + 2,
            "each network has a range of its own, and the VBRs have none"
        );
        assert_eq!(world.cens["cen-a2"].children["vbr-a1"].status, "Detaching");
        assert!(world.quotas.is_some());
        assert_eq!(world.cens["cen-a7"].attachments.len(), 2);
        assert_eq!(world.vswitches.len(), 2);
    }

    #[test]
    fn completing_again_changes_nothing() {
        let seed =
            Seed::parse("accounts: [{ id: 7, vpcs: [{ region: cn-hangzhou, name: hub }, { id: v, region: cn-hangzhou }] }]").unwrap();
        let mut world = World::from_seed(&seed, Timestamp::UNIX_EPOCH).unwrap();
        let before = world.clone();
        world.complete(&seed, Timestamp::MAX).unwrap();
        assert_eq!(world, before);
    }

    #[test]
    fn what_is_no_seed_is_refused_in_words() {
        for (text, part) in [
            ("accounts: [{ id: x }]", "digits"),
            ("accounts: [{ id: 7, vpc: [] }]", "vpc"),
            (
                "accounts: [{ id: 7, keys: canary }]",
                "invalid type: string, expected a sequence",
            ),
            (
                "accounts: [{ id: 7, keys: ['canary, expected \"'] }]",
                "invalid type: string, expected",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ id: v, region: mars-1 }] }]",
                "mars-1",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ id: v, region: [cn-hangzhou, cn-beijing] }] }]",
                "several",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ region: cn-hangzhou }] }]",
                "neither",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ id: 'v{9..1}', region: cn-hangzhou }] }]",
                "range",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ id: v, region: cn-hangzhou, cidr: x }] }]",
                "CIDR",
            ),
            (
                "accounts: [{ id: 7, cens: [{ id: c, attached: [{ id: v }] }] }]",
                "no network `v`",
            ),
            (
                "accounts: [{ id: 7, vpcs: [{ id: v, region: cn-hangzhou }], cens: [{ id: c, attached: [{ id: v }, { id: v }] }] }]",
                "`v` is on a CEN already",
            ),
            (
                "accounts: [{ id: 7, keys: [{ id: k, secret: canary }] }, { id: 8, keys: [{ id: k, secret: canary }] }]",
                "two accounts",
            ),
        ] {
            let error = world(text).unwrap_err().to_string();
            assert!(
                error.contains(part) && !error.contains("canary"),
                "{text}: {error}"
            );
        }
    }
}
