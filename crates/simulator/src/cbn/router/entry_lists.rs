//! How the entries of route tables are listed, static and learned ones.

use std::borrow::Cow;

use serde::Serialize;

use super::access::bad;
use super::associations::resource;
use super::learned::{self, RouterEntry};
use super::tables::no_table;
use crate::call::{Call, ListAnswer, minutes};
use crate::object::{EMPTY, object};
use crate::refusal::Refusal;
use crate::world::{Cen, ResourceKey, TableKey};

/// The states that `TransitRouterRouteEntryStatus` selects; without it only active ones are shown.
const STATUSES: [&str; 6] = [
    "All",
    "Active",
    "Rejected",
    "Prohibited",
    "Standby",
    "Candidate",
];

pub(crate) fn list_transit_router_route_entries(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let table = parameters.required("TransitRouterRouteTableId")?;
    let page = parameters.token_page(20)?;
    let (key, table) = call.table(table).ok_or_else(no_table)?;
    let wanted = EntryFilter::of(call)?;
    let cen = call.world.cens.get(&key.cen);
    let path = format!("{}/{}/{}", key.cen, key.region, key.id);
    let kept = call
        .index
        .derived(&path, || learned::kept(call.world, &key, table));
    let listed = |entry| Listed {
        entry,
        cen,
        key: &key,
    };
    let takes = |entry| wanted.takes(&listed(entry));
    let fixed = learned::fixed(table).filter(|entry| takes(*entry));
    // Learned entries follow the static ones, of which there are few.
    let learned = call.found(|| (0..kept.len()).filter(|place| takes(kept[*place].entry())));
    let learned = learned.iter().map(|place| kept[*place].entry());
    let fixed: Vec<_> = fixed.collect();
    let entries = fixed.into_iter().chain(learned);
    let answer = page.answer("TransitRouterRouteEntries", entries, |entry| {
        row(call, listed(entry))
    });
    call.world
        .count_read(|of| matches!(of, ResourceKey::Entry { table, .. } if *table == key));
    Ok(answer)
}

/// An entry of a table on a CEN.
struct Listed<'a> {
    entry: RouterEntry<'a>,
    cen: Option<&'a Cen>,
    key: &'a TableKey,
}

impl<'a> Listed<'a> {
    fn id(&self) -> Cow<'a, str> {
        self.entry.id(&self.key.id)
    }

    fn name(&self) -> &'a str {
        self.entry.fixed.map_or("", |(_, entry)| &entry.name)
    }

    fn kind(&self) -> &'static str {
        match self.entry.fixed {
            Some(_) => "Static",
            None => "Propagated",
        }
    }

    fn next_hop_type(&self) -> &'static str {
        match self.entry.next_hop {
            Some(_) => "Attachment",
            None => "BlackHole",
        }
    }

    /// Returns the kind and the id of what the next hop joins the router with.
    fn next(&self) -> (&'static str, &'a str) {
        self.joined(self.entry.next_hop)
    }

    /// Returns the kind and the id of what the route comes from.
    fn origin(&self) -> (&'static str, &'a str) {
        self.joined(self.entry.origin)
    }

    fn joined(&self, attachment: Option<&str>) -> (&'static str, &'a str) {
        let held = self
            .cen
            .and_then(|cen| Some((cen, cen.attachments.get(attachment?)?)));
        held.map_or(("", ""), |(cen, attachment)| {
            resource(cen, attachment, &self.key.region)
        })
    }

    /// Returns a field that a list can select by.
    fn field(&self, name: Field) -> &'a str {
        match name {
            Field::Destination => self.entry.cidr,
            Field::Kind => self.kind(),
            Field::NextHopType => self.next_hop_type(),
            Field::NextHop => self.entry.next_hop.unwrap_or_default(),
            Field::NextResource => self.next().1,
            Field::NextResourceType => self.next().0,
            Field::OriginResource => self.origin().1,
            Field::OriginResourceType => self.origin().0,
            Field::PrefixList => "",
        }
    }
}

/// What a list of entries asks for.
struct EntryFilter<'a> {
    status: Option<&'a str>,
    ids: Vec<&'a str>,
    names: Vec<&'a str>,
    /// Fields that must have a value.
    fields: Vec<(Field, &'a str)>,
}

/// A field of an entry that a list can select by.
#[derive(Clone, Copy)]
enum Field {
    Destination,
    Kind,
    NextHopType,
    NextHop,
    NextResource,
    NextResourceType,
    OriginResource,
    OriginResourceType,
    PrefixList,
}

/// The parameters that select by the field of the same name.
#[rustfmt::skip]
const FIELDS: [(&str, Field); 9] = [
    ("TransitRouterRouteEntryDestinationCidrBlock", Field::Destination),
    ("TransitRouterRouteEntryType", Field::Kind),
    ("TransitRouterRouteEntryNextHopType", Field::NextHopType),
    ("TransitRouterRouteEntryNextHopId", Field::NextHop),
    ("TransitRouterRouteEntryNextHopResourceId", Field::NextResource),
    ("TransitRouterRouteEntryNextHopResourceType", Field::NextResourceType),
    ("TransitRouterRouteEntryOriginResourceId", Field::OriginResource),
    ("TransitRouterRouteEntryOriginResourceType", Field::OriginResourceType),
    ("PrefixListId", Field::PrefixList),
];

impl<'a> EntryFilter<'a> {
    fn of(call: &Call<'a>) -> Result<Self, Refusal> {
        let parameters = call.parameters;
        let status = parameters.get("TransitRouterRouteEntryStatus");
        let ids = parameters.list("TransitRouterRouteEntryIds");
        if status.is_some_and(|status| !STATUSES.contains(&status)) {
            return Err(bad(
                "IllegalParam.TransitRouterRouteEntryStatus",
                "TransitRouterRouteEntryStatus is illegal.",
            ));
        }
        if status.is_some() && !ids.is_empty() {
            return Err(bad(
                "ParamExclusive.RouteEntryIdsAndStatus",
                "TransitRouterRouteEntryIds and TransitRouterRouteEntryStatus is mutually exclusive.",
            ));
        }
        for (name, known) in [
            ("TransitRouterRouteEntryType", ["Propagated", "Static"]),
            (
                "TransitRouterRouteEntryNextHopType",
                ["BlackHole", "Attachment"],
            ),
        ] {
            if parameters
                .get(name)
                .is_some_and(|value| !known.contains(&value))
            {
                return Err(bad(
                    &format!("IllegalParam.{name}"),
                    &format!("{name} is invalid."),
                ));
            }
        }
        let given = |(name, field)| Some((field, parameters.get(name)?));
        Ok(Self {
            status,
            ids,
            names: parameters.list("TransitRouterRouteEntryNames"),
            fields: FIELDS.into_iter().filter_map(given).collect(),
        })
    }

    /// Without a status only active entries are shown, unless they are named by id.
    fn takes_status(&self, listed: &Listed<'_>) -> bool {
        let held = listed.entry.status;
        match self.status {
            None if !self.ids.is_empty() => self.ids.contains(&&*listed.id()),
            None => matches!(held, "Active" | "Creating" | "Deleting"),
            Some("All") => true,
            Some(status) => status == held,
        }
    }

    fn takes(&self, listed: &Listed<'_>) -> bool {
        let mut fields = self.fields.iter();
        self.takes_status(listed)
            && (self.names.is_empty() || self.names.contains(&listed.name()))
            && fields.all(|(field, value)| listed.field(*field) == *value)
    }
}

fn row(call: &Call<'_>, listed: Listed<'_>) -> impl Serialize {
    let (next_kind, next_id) = listed.next();
    let (origin_kind, origin_id) = listed.origin();
    let entry = &listed.entry;
    let fixed = entry.fixed.map(|(_, entry)| entry);
    object! {
        "TransitRouterRouteEntryId": listed.id(),
        "TransitRouterRouteEntryDestinationCidrBlock": entry.cidr,
        "TransitRouterRouteEntryType": listed.kind(),
        "CreateTime": minutes(fixed.map_or(call.now, |entry| entry.created)),
        "TransitRouterRouteEntryName": listed.name(),
        "TransitRouterRouteEntryDescription": fixed.map_or("", |entry| &entry.description),
        "TransitRouterRouteEntryStatus": entry.status,
        "TransitRouterRouteEntryNextHopType": listed.next_hop_type(),
        "TransitRouterRouteEntryNextHopId": entry.next_hop.unwrap_or_default(),
        "TransitRouterRouteEntryNextHopResourceId": next_id,
        "TransitRouterRouteEntryNextHopResourceType": next_kind,
        "TransitRouterRouteEntryOriginResourceId": origin_id,
        "TransitRouterRouteEntryOriginResourceType": origin_kind,
        "OperationalMode": fixed.is_some(),
        "Tag": "",
        "PrefixListId": "",
        "PathAttributes": object! {
            "Communities": EMPTY,
            "AsPaths": EMPTY,
            "OriginInstanceId": origin_id,
            "OriginInstanceType": origin_kind,
            "OriginRouteType": if fixed.is_some() { "Static" } else { "System" },
            "Preference": 50,
        },
    }
}
