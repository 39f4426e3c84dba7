//! Tests of the file of a world.

use super::*;
use crate::fault::Random;
use crate::world::Part;
use crate::world::{Cen, Child, Grant, Map, ResourceKey, Table, TokenUse, Transition};

#[test]
fn a_world_comes_back_as_it_was_saved_and_belongs_to_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/world.json");
    assert!(World::load(&path).unwrap().is_none());
    let mut store = Store::open(&path).unwrap();
    // Everything that a seed can say: each kind of thing must come back.
    let manual = include_str!("../../../../docs/simulator.md");
    let (_, text) = manual.split_once("## A seed file\n\n```yaml\n").unwrap();
    let seed = crate::Seed::parse(text.split_once("```").unwrap().0).unwrap();
    let world = World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
    store.save(&world).unwrap();
    assert_eq!(World::load(&path).unwrap(), Some(world));
    assert!(matches!(Store::open(&path), Err(StoreError::InUse(_))));
    drop(store);
    assert!(Store::open(&path).is_ok());
}

#[test]
fn a_router_that_was_saved_without_tables_gets_its_own_and_the_world_sells_basic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let seed = "editions: enterprise\naccounts: [{ id: 7, cens: [{ id: cen-1, enterprise: [cn-hangzhou] }] }]";
    let seed = crate::Seed::parse(seed).unwrap();
    let world = World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let mut saved = serde_json::to_value(&world).unwrap();
    let router = &mut saved["cens"]["cen-1"]["routers"]["cn-hangzhou"];
    router.as_object_mut().unwrap().remove("tables");
    saved.as_object_mut().unwrap().remove("editions");
    std::fs::write(&path, saved.to_string()).unwrap();
    let loaded = World::load(&path).unwrap().unwrap();
    let router = &loaded.cens["cen-1"].routers["cn-hangzhou"];
    assert!(router.tables.values().all(|table| table.is_system));
    assert_eq!(
        (router.tables.len(), loaded.editions),
        (1, crate::Editions::Basic)
    );
}

#[test]
fn what_is_no_world_is_named_without_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    std::fs::write(&path, "{\"version\":\"canary\"}").unwrap();
    let error = World::load(&path).unwrap_err().to_string();
    assert!(
        error.contains("is no simulator world") && !error.contains("canary"),
        "{error}"
    );
}

/// A world with one of each kind of thing that changes by itself.
fn world() -> World {
    let seed = "accounts: [{ id: 7, vpcs: [{ id: k0, region: cn-hangzhou, cidr: 10.0.0.0/16, \
        vswitches: [{ id: k0, zone: cn-hangzhou-h, cidr: 10.0.1.0/24 }] }], \
        packages: [{ id: k0, mbps: 5, areas: [china, europe] }], \
        cens: [{ id: k0, routers: [{ region: k0, tables: [{ name: t, routes: { 0.0.0.0/0: drop } }] }] }] }]";
    let seed = crate::Seed::parse(&seed.replace("region: k0", "region: cn-hangzhou")).unwrap();
    let mut world = World::from_seed(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let cen = world.cens.get_mut("k0").unwrap();
    let child = Child::new("Attached", jiff::Timestamp::UNIX_EPOCH);
    cen.children.insert("k0".to_owned(), child);
    world
}

/// Makes one change of a map, of those that the map knows.
fn edit<V: Part>(map: &mut Map<V>, random: &mut Random, change: impl FnOnce(&mut V, &mut Random)) {
    let key = format!("k{}", random.below(3));
    let copy = map.values().next().cloned();
    match (random.below(9), copy) {
        (0, Some(copy)) => drop(map.insert(key, copy)),
        (1, Some(copy)) => change(map.get_or_insert_with(&key, || copy), random),
        (2, _) if map.len() > 1 => drop(map.remove(&key)),
        (3, _) if map.contains_key(&key) => map.retain(|held, _| *held == key),
        (4, Some(copy)) => *map = Map::from_iter([(key, copy)]),
        (5, Some(copy)) => map.extend([(key, copy)]),
        (6, _) => {
            if let Some((_, value)) = map.filter_mut(|held, _| *held == key).next() {
                change(value, random);
            }
        }
        _ => {
            let key = map.keys().next_back().cloned().unwrap_or_default();
            if let Some(value) = map.get_mut(&key) {
                change(value, random);
            }
        }
    }
}

fn edit_world(world: &mut World, random: &mut Random) {
    let text = random.below(1000).to_string();
    let key = format!("k{}", random.below(3));
    match random.below(14) {
        0 => edit(&mut world.networks, random, |network, _| {
            network.name = text
        }),
        1 => edit(&mut world.packages, random, |package, _| {
            package.name = text
        }),
        2 => edit(&mut world.vswitches, random, |vswitch, _| {
            vswitch.name = text
        }),
        3 => edit(&mut world.accounts, random, |account, _| {
            account.router_service ^= true
        }),
        4 => {
            let (parameters, answer, was_blocked) = (text, serde_json::Value::Null, false);
            let used = TokenUse {
                parameters,
                answer,
                was_blocked,
            };
            world.tokens.insert(key, used);
        }
        5 => drop(world.gone.insert(key, text)),
        6 => {
            let due = crate::world::Due::Never;
            let (key, next) = (ResourceKey::Vpc(key), crate::world::Next::Gone);
            let transition = Transition { key, next, due };
            world.transitions.insert(transition.key.text(), transition);
        }
        7 => world.transitions.clear(),
        8 => {
            let grant = Grant {
                network: key.clone(),
                cen: text,
                cen_owner: "7".to_owned(),
                created: jiff::Timestamp::UNIX_EPOCH,
                effective: false,
                order: "PayByCenOwner".to_owned(),
            };
            world.grants.retain(|_, grant| grant.network != key);
            world.grants.insert(Grant::key_of(&key, &grant.cen), grant);
        }
        9 => world.rules.change().grant_interval_ms += 1,
        10 => world.serial += 1,
        _ => edit(&mut world.cens, random, edit_cen),
    }
}

fn edit_cen(cen: &mut Cen, random: &mut Random) {
    let text = random.below(1000).to_string();
    match random.below(7) {
        0 => cen.name = text,
        1 => edit(&mut cen.children, random, |child, _| child.status = text),
        2 => drop(cen.former.insert(text, ())),
        3 => {
            *cen = Cen {
                name: text,
                ..cen.clone()
            }
        }
        _ => edit(&mut cen.routers, random, |router, random| {
            if random.below(4) == 0 {
                router.name = text;
            }
            edit(&mut router.tables, random, |table, random| {
                edit_table(table, random)
            });
        }),
    }
}

fn edit_table(table: &mut Table, random: &mut Random) {
    let (key, text) = (
        format!("k{}", random.below(3)),
        random.below(1000).to_string(),
    );
    match random.below(4) {
        0 => table.name = text,
        1 => drop(table.associations.insert(key, text)),
        2 => drop(table.associations.remove(&key)),
        _ => edit(&mut table.entries, random, |entry, _| entry.name = text),
    }
}

fn save(store: &mut Store, world: &mut World) -> Result<(), StoreError> {
    let unsaved = store.unsaved(world)?;
    store.write(unsaved)
}

#[test]
fn whatever_changes_between_saves_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let mut store = Store::open(&path).unwrap();
    for seed in 0..60 {
        let (mut world, mut random) = (world(), Random::new(seed));
        store.file = None;
        for step in 0..12 {
            for _ in 0..random.below(5) {
                edit_world(&mut world, &mut random);
            }
            save(&mut store, &mut world).unwrap();
            let loaded = World::load(&path).unwrap().unwrap();
            assert_eq!(loaded, world, "seed {seed}, step {step}");
            assert_groups(&world);
            assert_groups(&loaded);
        }
        assert!(!store.is_document());
    }
}

/// What a group finds is what a search of everything finds.
fn assert_groups(world: &World) {
    for vpc in ["k0", "k1"] {
        let found = world.vswitches_of(vpc);
        let searched = world.vswitches.iter();
        let searched = searched.filter(|(_, vswitch)| vswitch.vpc == vpc);
        assert!(found.eq(searched));
    }
    for network in ["k0", "k1", "k2"] {
        let found = world.grants.of_group(network);
        let searched = world.grants.iter();
        let searched = searched.filter(|(_, grant)| grant.network == network);
        assert!(found.eq(searched));
    }
}

/// A file with a world and changes below it, and the world after each line.
fn file_of_changes(path: &Path) -> Vec<World> {
    let mut store = Store::open(path).unwrap();
    let (mut world, mut random) = (world(), Random::new(7));
    let mut worlds = Vec::new();
    for _ in 0..5 {
        edit_world(&mut world, &mut random);
        save(&mut store, &mut world).unwrap();
        worlds.push(world.clone());
    }
    worlds
}

#[test]
fn a_file_that_ends_early_holds_all_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let worlds = file_of_changes(&path);
    let bytes = std::fs::read(&path).unwrap();
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    // The world above the lines comes into its place whole, by a rename: a part of it is never there.
    for end in first..=bytes.len() {
        std::fs::write(&path, &bytes[..end]).unwrap();
        let lines = bytes[..end].iter().filter(|byte| **byte == b'\n').count();
        let expected = &worlds[lines.max(1) - 1];
        let loaded = World::load(&path).unwrap().unwrap();
        assert_eq!(loaded, *expected, "cut at {end}");
    }
    std::fs::write(&path, &bytes[..first - 1]).unwrap();
    assert!(World::load(&path).is_err());
}

#[test]
fn damage_is_named_by_its_line_without_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    file_of_changes(&path);
    let bytes = std::fs::read(&path).unwrap();
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    for at in (first + 1..bytes.len() - 1).step_by(5) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        let error = World::load(&path).unwrap_err().to_string();
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        let reason = format!("line {line} is damaged; the lines above it are whole");
        assert!(error.ends_with(&reason), "byte {at}: {error}");
    }
    // A line that is missing, and one that is there twice.
    let lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let without = [lines[0], lines[1], lines[3]].concat();
    let twice = [lines[0], lines[1], lines[1]].concat();
    for text in [without, twice] {
        std::fs::write(&path, text).unwrap();
        let error = World::load(&path).unwrap_err().to_string();
        assert!(error.contains("line 3 is damaged"), "{error}");
    }
}

#[test]
fn after_an_append_that_fails_the_file_is_readable_and_the_next_save_has_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let mut store = Store::open(&path).unwrap();
    let mut world = world();
    save(&mut store, &mut world).unwrap();
    let before = world.clone();
    world.serial += 1;
    // It is open for reading only.
    store.file.as_mut().unwrap().file = File::open(&path).unwrap();
    assert!(matches!(
        save(&mut store, &mut world),
        Err(StoreError::Io { .. })
    ));
    assert_eq!(World::load(&path).unwrap(), Some(before));
    save(&mut store, &mut world).unwrap();
    assert_eq!(World::load(&path).unwrap(), Some(world.clone()));
    assert!(store.is_document());
    // What was to be appended and never was is not lost either.
    world.serial += 1;
    drop(store.unsaved(&mut world).unwrap());
    save(&mut store, &mut world).unwrap();
    assert_eq!(World::load(&path).unwrap(), Some(world));
}

#[test]
fn what_is_appended_is_bounded_by_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let mut store = Store::open(&path).unwrap();
    let mut world = world();
    save(&mut store, &mut world).unwrap();
    let size = || std::fs::metadata(&path).unwrap().len();
    let (alone, mut largest, mut written) = (size(), 0, 0);
    for number in 0..300 {
        let before = size();
        let name = format!("{number:01500}");
        world.networks.get_mut("k0").unwrap().name = name;
        save(&mut store, &mut world).unwrap();
        largest = largest.max(size());
        written += size().checked_sub(before).unwrap_or_else(size);
    }
    assert!(largest < 2 * FEW_LINES, "{largest}");
    // All that was written is the lines, and the world a few times.
    assert!(
        written > 4 * FEW_LINES,
        "{written}: the lines are too few to tell"
    );
    assert!(written < 300 * 3000 + 20 * alone, "{written}");
    assert_eq!(World::load(&path).unwrap(), Some(world));
}
