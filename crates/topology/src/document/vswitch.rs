//! The vSwitches of a VPC as they are written: an id, or a mapping for one that is made here.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A vSwitch that cen makes for the transit router.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vswitch {
    /// The zone.
    #[schemars(extend("examples" = ["cn-hangzhou-j"]))]
    #[schemars(required)]
    pub(crate) zone: Option<String>,
    /// The address range, inside the VPC's: /16 to /29.
    #[schemars(extend("examples" = ["10.3.255.224/28"]))]
    #[schemars(required)]
    pub(crate) cidr: Option<String>,
}

/// One entry of `vswitches`.
#[derive(Debug, PartialEq)]
pub(crate) enum VswitchEntry {
    /// The id of a vSwitch that exists.
    Id(String),
    /// One that is made here.
    Made(Vswitch),
}

impl<'de> Deserialize<'de> for VswitchEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = VswitchEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a vSwitch, or its zone and address range")
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<VswitchEntry, E> {
        Ok(VswitchEntry::Id(id.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VswitchEntry, A::Error> {
        Vswitch::deserialize(MapAccessDeserializer::new(map)).map(VswitchEntry::Made)
    }
}

impl JsonSchema for VswitchEntry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VswitchEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let made = generator.subschema_for::<Vswitch>();
        json_schema!({
            "description": "The id of a vSwitch that exists, or the zone and range of one that cen makes.",
            "anyOf": [{ "type": "string" }, made]
        })
    }
}
