//! What a world begins with, as a file says it.

mod apply;
mod error;
mod routes;

use serde::{Deserialize, Deserializer};

use crate::world::{Quotas, Tags};

pub use error::SeedError;
pub use routes::SeedRoute;

/// The most levels inside one another; a seed needs six.
const DEEPEST: usize = 64;

/// What must exist: whatever of it a world lacks is added.
///
/// In ids, names and CIDRs `{region}` stands for the region, and `{000..039}` for each number of that range.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Seed {
    /// The accounts.
    pub accounts: Vec<SeedAccount>,
    /// Regions that CEN is not offered in: networks can be there, and none of them can be attached.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The vendor's quotas, which are off unless they are written; `{}` stands for the vendor's numbers.
    pub quotas: Option<Quotas>,
}

/// An account and what it owns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedAccount {
    /// Its UID.
    #[serde(deserialize_with = "digits")]
    pub id: String,
    /// Its access keys; without one, one is made up.
    #[serde(default)]
    pub keys: Vec<SeedKey>,
    /// Whether it may grant VBRs to CENs of other accounts. The vendor allows that to an account on request only.
    #[serde(default)]
    pub vbr_grants: bool,
    /// Its VPCs.
    #[serde(default)]
    pub vpcs: Vec<SeedNetwork>,
    /// Its VBRs.
    #[serde(default)]
    pub vbrs: Vec<SeedNetwork>,
    /// Its CCNs.
    #[serde(default)]
    pub ccns: Vec<SeedNetwork>,
    /// Its CENs.
    #[serde(default)]
    pub cens: Vec<SeedCen>,
    /// Its bandwidth packages.
    #[serde(default)]
    pub packages: Vec<SeedPackage>,
}

/// An access key. Its secret is made up, and worth nothing anywhere else.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Its security token, if it is a temporary key.
    #[serde(default)]
    pub token: Option<String>,
}

/// A network instance, or many.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNetwork {
    /// Its id. Without one the network must have a name, and gets an id unless the region has one of that name already.
    pub id: Option<String>,
    /// Its region, or several.
    #[serde(deserialize_with = "one_or_many")]
    pub region: Vec<String>,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its address range; without one it gets one of its own.
    pub cidr: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// Whether a VPC is the one that its region had from the beginning.
    #[serde(default, rename = "default")]
    pub is_default: bool,
    /// The custom routes of a VPC; if this stands for many, they all have the same. Nothing is filled in in them.
    #[serde(default)]
    pub routes: Vec<SeedRoute>,
}

/// A CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedCen {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// The regions that have an Enterprise Edition transit router.
    #[serde(default)]
    pub enterprise: Vec<String>,
    /// Its state, `Active` if not said. What is said here does not pass by itself.
    pub status: Option<String>,
    /// The networks on it.
    #[serde(default)]
    pub attached: Vec<SeedChild>,
}

/// A network on a CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedChild {
    /// Its id.
    pub id: String,
    /// Its state, `Attached` if not said. What is said here does not pass by itself.
    pub status: Option<String>,
    /// The cloud service that keeps it there, if one does.
    #[serde(default)]
    pub service: String,
}

/// A bandwidth package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPackage {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its size.
    pub mbps: u32,
    /// The areas it joins.
    pub areas: [String; 2],
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
}

impl std::fmt::Debug for SeedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Seed {
    /// Reads a seed file.
    ///
    /// # Errors
    /// [`SeedError`] with the line, if the text is not a seed.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        if depth(text) > DEEPEST {
            return Err(SeedError::new(format!(
                "more than {DEEPEST} levels stand inside one another"
            )));
        }
        serde_yaml::from_str(text)
            .map_err(|error| SeedError::new(without_value(&error.to_string())))
    }
}

/// How deep a text goes at the most: the brackets that are open at once, in texts and comments too, or the indicators that begin a line. The
/// YAML reader takes long over many.
fn depth(text: &str) -> usize {
    let begins = |line: &str| {
        line.split_ascii_whitespace()
            .take_while(|word| matches!(*word, "-" | "?" | ":"))
            .count()
    };
    let (mut open, mut most) = (0_usize, text.lines().map(begins).max().unwrap_or_default());
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// The message of the YAML reader without the value that it repeats, which may be a key's secret.
fn without_value(message: &str) -> String {
    let value = ["invalid type: ", "invalid value: "]
        .into_iter()
        .find_map(|kind| {
            let start = message.find(kind)? + kind.len();
            Some(
                start + message[start..].find(['"', '`'])?
                    ..start + message[start..].rfind(", expected ")?,
            )
        });
    match value.filter(|value| value.start < value.end) {
        Some(value) => format!(
            "{}{}",
            message[..value.start].trim_end(),
            &message[value.end..]
        ),
        None => message.to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Digits {
    Number(u64),
    Text(String),
}

fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = match Digits::deserialize(deserializer)? {
        Digits::Number(number) => number.to_string(),
        Digits::Text(text) => text,
    };
    match text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Err(serde::de::Error::custom("an account id must be digits")),
        false => Ok(text),
    }
}

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
        assert_eq!(world.networks.len(), 3 + 80 + 2);
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
            3 + 80 + 2,
            "each network has a range of its own, and the VBR has none"
        );
        assert_eq!(world.cens["cen-a2"].children["vbr-a1"].status, "Detaching");
        assert!(world.quotas.is_some());
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
