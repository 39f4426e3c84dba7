//! The keys that lists find, and the lookups of their rows by more than an id: a page of fifty VPCs would otherwise search all CENs fifty times.
//!
//! Each part is made of the world when a list first asks for it. It is true as long as the world does not change: the simulator drops it
//! when a change has arrived and after each call that may have made one. Only where things are is kept, because it is looked at before it
//! is believed.

use std::any::{Any, TypeId};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::world::{Attachment, Cen, Child, MOST_THINGS, World};

/// Ids, by the id of what they belong to.
type Groups = HashMap<String, Vec<String>>;

/// The most that is derived of one state of a world.
const MOST_DERIVED: usize = 1000;

/// The index of one state of a world.
#[derive(Default)]
pub(crate) struct Index {
    /// The CEN on which each router, route table and attachment was when it was last looked for.
    homes: RefCell<HashMap<String, String>>,
    packages: OnceCell<Groups>,
    places: OnceCell<HashMap<String, Vec<Place>>>,
    interfaces: OnceCell<HashMap<String, u64>>,
    /// What operations derived from the world, by its type and a key.
    derived: RefCell<HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>,
}

/// Where a network is attached.
struct Place {
    cen: String,
    /// The attachment to a router of the Enterprise Edition; none if it hangs on the CEN itself.
    attachment: Option<String>,
}

impl Index {
    /// Returns what was derived from the world for a key, or derives it. What is derived has a type of its own.
    pub(crate) fn derived<T: Send + Sync + 'static>(
        &self,
        key: &str,
        derive: impl FnOnce() -> T,
    ) -> Arc<T> {
        let key = (TypeId::of::<T>(), key.to_owned());
        let known = self.derived.borrow().get(&key).cloned();
        known
            .and_then(|known| known.downcast().ok())
            .unwrap_or_else(|| {
                let made = Arc::new(derive());
                let mut derived = self.derived.borrow_mut();
                if derived.len() >= MOST_DERIVED {
                    derived.clear();
                }
                derived.insert(key, made.clone());
                made
            })
    }

    /// Drops what is true of one state of the world only.
    pub(crate) fn forget_state(&mut self) {
        *self = Self {
            homes: std::mem::take(&mut self.homes),
            ..Self::default()
        };
    }

    /// Returns the CEN that has the router, route table or attachment with this id.
    pub(crate) fn home_of<'a>(
        &self,
        world: &'a World,
        id: &str,
        has_it: impl Fn(&Cen) -> bool,
    ) -> Option<(&'a String, &'a Cen)> {
        let mut homes = self.homes.borrow_mut();
        let is_home = |(_, cen): &(&String, &Cen)| has_it(cen);
        let known = homes.get(id).and_then(|cen| world.cens.get_key_value(cen));
        known.filter(is_home).or_else(|| {
            let (cen, held) = world.cens.iter().find(is_home)?;
            if homes.len() >= MOST_THINGS {
                homes.clear();
            }
            homes.insert(id.to_owned(), cen.clone());
            Some((cen, held))
        })
    }

    /// Returns the ids of the packages that a CEN holds, in their order.
    pub(crate) fn packages_of(&self, world: &World, cen: &str) -> &[String] {
        let groups = self.packages.get_or_init(|| {
            let all = world.packages.iter();
            grouped(all.filter_map(|(id, package)| Some((package.cen.as_deref()?, id))))
        });
        groups.get(cen).map_or(&[], Vec::as_slice)
    }

    /// Returns the same as [`World::child`].
    pub(crate) fn child<'a>(
        &self,
        world: &'a World,
        network: &str,
    ) -> Option<(&'a str, &'a Child)> {
        let mut places = self.places_of(world, network).iter();
        let place = places.find(|place| place.attachment.is_none())?;
        let (cen, held) = world.cens.get_key_value(&place.cen)?;
        Some((cen, held.children.get(network)?))
    }

    /// Returns the same as [`World::attachments_of`].
    pub(crate) fn attachments_of<'a>(
        &self,
        world: &'a World,
        network: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Attachment)> {
        let places = self.places_of(world, network).iter();
        places.filter_map(|place| {
            let (cen, held) = world.cens.get_key_value(&place.cen)?;
            let attachment = held.attachments.get(place.attachment.as_ref()?)?;
            Some((cen.as_str(), attachment))
        })
    }

    fn places_of(&self, world: &World, network: &str) -> &[Place] {
        let places = self.places.get_or_init(|| places(world));
        places.get(network).map_or(&[], Vec::as_slice)
    }

    /// Returns how many interfaces of transit routers are in a vSwitch.
    pub(crate) fn interfaces_in(&self, world: &World, vswitch: &str) -> u64 {
        let interfaces = self.interfaces.get_or_init(|| {
            let mut interfaces = HashMap::new();
            let attachments = world.cens.values().flat_map(|cen| cen.attachments.values());
            for mapping in attachments.flat_map(Attachment::interfaces) {
                *interfaces.entry(mapping.vswitch.clone()).or_default() += 1;
            }
            interfaces
        });
        interfaces.get(vswitch).copied().unwrap_or_default()
    }
}

fn grouped<'a>(pairs: impl Iterator<Item = (&'a str, &'a String)>) -> Groups {
    let mut groups = Groups::new();
    for (of, id) in pairs {
        match groups.get_mut(of) {
            Some(group) => group.push(id.clone()),
            None => drop(groups.insert(of.to_owned(), vec![id.clone()])),
        }
    }
    groups
}

fn places(world: &World) -> HashMap<String, Vec<Place>> {
    let mut places: HashMap<String, Vec<Place>> = HashMap::new();
    for (cen, held) in &world.cens {
        let children = held.children.keys().map(|network| (&**network, None));
        let attachments = held.attachments.iter();
        let attached = attachments.filter_map(|(id, made)| Some((made.network()?, Some(id))));
        for (network, attachment) in children.chain(attached) {
            let place = Place {
                cen: cen.clone(),
                attachment: attachment.cloned(),
            };
            places.entry(network.to_owned()).or_default().push(place);
        }
    }
    places
}
