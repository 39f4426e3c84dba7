//! One CEN as the file says it: its texts, what is attached, its bandwidth, and what the file has to leave alone.

mod bandwidth;

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{Edition, NAME_TAG, RoutePart, SeenAttachment, TOPOLOGY_TAG};
use cen_topology::write::{Notes, ServiceNotes, written};
use cen_topology::{
    AreaPair, AttachmentOptions, Cen, CenId, CenName, Ignore, InstanceId, RegionId,
};

use crate::expressible::{
    can_be_description, can_be_ignored, can_be_name, can_be_tags, nearest_name,
};
use crate::keys::KeyedCen;
use crate::networks::{Fate, Networks};
use crate::routes::{CenContext, sections};
use crate::source::Source;
use crate::transit;

pub(crate) use bandwidth::{is_bought, is_the_package};

/// Returns the CENs of the file. Remarks on them go into the notes.
pub(crate) fn cens(
    source: &Source<'_>,
    keyed: &[KeyedCen<'_>],
    fates: &BTreeMap<&CenId, BTreeMap<&InstanceId, Fate>>,
    networks: &Networks,
    notes: &mut Notes,
) -> BTreeMap<CenName, Cen> {
    let none = BTreeMap::new();
    let mut cens = BTreeMap::new();
    for cen in keyed {
        let mut draft = Draft::new(source, cen);
        draft.texts();
        draft.attachments(fates.get(cen.id).unwrap_or(&none), networks);
        draft.routers();
        draft.packages();
        draft.limits();
        draft.grants();
        draft.routes(networks);
        let finished = draft.finish(notes);
        cens.insert(cen.key.clone(), finished);
    }
    cens
}

/// A CEN in the making.
struct Draft<'a> {
    source: &'a Source<'a>,
    keyed: &'a KeyedCen<'a>,
    cen: Cen,
    /// The regions in which the file has something attached.
    regions: BTreeSet<RegionId>,
    ignored: Vec<(Ignore, String)>,
    package_notes: BTreeMap<AreaPair, String>,
    service_notes: ServiceNotes,
    notes: Vec<String>,
}

impl<'a> Draft<'a> {
    fn new(source: &'a Source<'a>, keyed: &'a KeyedCen<'a>) -> Self {
        let cen = Cen {
            account: keyed.seen.account.clone(),
            id: (!keyed.is_marked).then(|| keyed.id.clone()),
            display_name: keyed.key.to_string(),
            description: None,
            tags: None,
            attach: BTreeSet::new(),
            bandwidth: BTreeMap::new(),
            traffic: BTreeMap::new(),
            attachments: BTreeMap::new(),
            routers: BTreeMap::new(),
            ignore: Vec::new(),
            routes: cen_topology::Routes::default(),
        };
        Self {
            source,
            keyed,
            cen,
            regions: BTreeSet::new(),
            ignored: Vec::new(),
            package_notes: BTreeMap::new(),
            service_notes: ServiceNotes::new(),
            notes: Vec::new(),
        }
    }

    /// The display name, the description and the user's own tags, as far as a file can say them.
    fn texts(&mut self) {
        let seen = self.keyed.seen;
        self.display_name();
        match can_be_description(&seen.description) {
            true => {
                self.cen.description =
                    Some(seen.description.clone()).filter(|text| !text.is_empty())
            }
            false => self.notes.push(
                "Its description is not one that a file can say, and is left as it is.".to_owned(),
            ),
        }
        self.tags();
    }

    /// Names the CEN as it is named, or as closely as a file can.
    fn display_name(&mut self) {
        let seen = self.keyed.seen;
        if can_be_name(&seen.name) {
            self.cen.display_name.clone_from(&seen.name);
        } else {
            let nearest = Some(nearest_name(&seen.name)).filter(|name| can_be_name(name));
            let gets = if nearest.is_some() {
                "gives it the one below"
            } else {
                "names it after its key"
            };
            self.cen.display_name = nearest.unwrap_or_else(|| self.keyed.key.to_string());
            let what = if seen.name.is_empty() {
                "It has no display name"
            } else {
                "Its display name is not one that a file can say"
            };
            self.notes.push(format!("{what}: `cen apply` {gets}."));
        }
    }

    /// Takes the tags that are not the cloud's or our own.
    fn tags(&mut self) {
        let seen = self.keyed.seen;
        let own = |key: &str| {
            [TOPOLOGY_TAG, NAME_TAG].contains(&key)
                || key.starts_with("acs:")
                || key.starts_with("aliyun")
        };
        let tags: BTreeMap<_, _> = seen
            .tags
            .iter()
            .filter(|(key, _)| !own(key))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        match can_be_tags(&tags) {
            true => self.cen.tags = Some(tags).filter(|tags| !tags.is_empty()),
            false => self.notes.push(
                "Some of its tags are not such that a file can say them: all are left as they are."
                    .to_owned(),
            ),
        }
    }

    fn attachments(&mut self, fates: &BTreeMap<&InstanceId, Fate>, networks: &Networks) {
        for (instance, fate) in fates {
            match (fate, networks.keys.get(*instance)) {
                (Fate::Attach, Some(key)) => {
                    self.regions.insert(networks.networks[key].region.clone());
                    self.cen.attach.insert(key.clone());
                    let options = self.seen_attachment(instance).and_then(transit::options);
                    let options =
                        options.filter(|options| *options != AttachmentOptions::default());
                    let options = options.map(|options| (key.clone(), options));
                    self.cen.attachments.extend(options);
                }
                (Fate::Attach, None) => self.ignore_id(
                    instance.as_str(),
                    "it is not among the networks that were listed".to_owned(),
                ),
                (Fate::Ignore(reason), _) => self.ignore_id(instance.as_str(), reason.clone()),
            }
        }
    }

    fn seen_attachment(&self, instance: &InstanceId) -> Option<&'a SeenAttachment> {
        let inside = self.keyed.seen.inside.as_ref()?;
        inside.attachments.get(instance)
    }

    /// The texts of transit routers. A router without a network of the file is left alone.
    fn routers(&mut self) {
        let insides = self.keyed.seen.inside.iter();
        for (region, seen) in insides.flat_map(|inside| &inside.routers) {
            if seen.edition != Edition::Enterprise {
                continue;
            }
            if !self.regions.contains(region) {
                let reason =
                    format!("transit router of {region}, where this file attaches nothing");
                self.ignore_id(seen.id.as_str(), reason);
                continue;
            }
            let (router, notes) = transit::router(region, seen);
            self.notes.extend(notes);
            let router = router.map(|router| (region.clone(), router));
            self.cen.routers.extend(router);
        }
    }

    fn ignore_id(&mut self, id: &str, reason: String) {
        self.ignore(Ignore::Id(id.to_owned()), reason);
    }

    fn ignore(&mut self, what: Ignore, reason: String) {
        match can_be_ignored(&what) {
            true => self.ignored.push((what, reason)),
            false => self.notes.push(format!(
                "LOOK: {} is not in this file ({reason}), and no file can say to ignore it.",
                written(&what)
            )),
        }
    }

    /// Grants are never written. Unused grants are noted, because a diff lists them too.
    fn grants(&mut self) {
        let Some(inside) = &self.keyed.seen.inside else {
            return;
        };
        for grant in inside
            .grants
            .iter()
            .filter(|grant| !inside.attachments.contains_key(&grant.instance))
        {
            self.notes.push(format!(
                "Account {} has granted {}, which is not attached: `cen diff` tells that as held.",
                grant.owner, grant.instance
            ));
        }
    }

    /// What the CEN does with routes, after what is attached and what is ignored are known.
    fn routes(&mut self, networks: &Networks) {
        let Some(inside) = &self.keyed.seen.inside else {
            return;
        };
        let id = |(what, _): &(Ignore, String)| match what {
            Ignore::Id(id) => Some(id.clone()),
            Ignore::Pair(_) => None,
        };
        let ignored = self.ignored.iter().filter_map(id).collect();
        let observed = self.source.observed;
        let gap = |part| {
            let gap = observed.gap_of_routes(self.keyed.id, part)?;
            let error = gap.error.as_deref().unwrap_or_default();
            Some((part, format!("it could not be read: {error}")))
        };
        let unread = RoutePart::ALL.into_iter().filter_map(gap).collect();
        let found = sections(
            &CenContext {
                key: &self.keyed.key,
                cen: &self.cen,
                ignored,
                networks,
                unread,
            },
            &inside.routes,
        );
        self.cen.routes = found.routes;
        self.ignored.extend(found.ignored);
        self.notes.extend(found.notes);
        self.service_notes = found.services;
    }

    fn finish(mut self, notes: &mut Notes) -> Cen {
        let key = &self.keyed.key;
        if !self.keyed.is_marked {
            self.notes.insert(
                0,
                "It carries no mark of this topology yet: `cen apply` tags it.".to_owned(),
            );
        }
        for (what, reason) in self.ignored {
            if notes
                .ignored
                .insert((key.clone(), written(&what)), reason)
                .is_none()
            {
                self.cen.ignore.push(what);
            }
        }
        notes.packages.extend(
            self.package_notes
                .into_iter()
                .map(|(areas, note)| ((key.clone(), areas), note)),
        );
        notes.services.insert(key.clone(), self.service_notes);
        notes.cens.insert(key.clone(), self.notes);
        self.cen
    }
}
