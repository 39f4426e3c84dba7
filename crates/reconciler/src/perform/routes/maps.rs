//! Route maps: created, changed in place, deleted.

use std::collections::BTreeMap;

use cen_action::{Ref, call};
use cen_cloud::{CenRouteMap, CreateCenRouteMap, Error, RouteMap as Row};
use cen_topology::{CenId, InstanceId, RouteMap, RouteMapId, RouteMapPlace};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::{Kept, Progress};
use crate::wire::route_map::{self, direction, written};

/// Creates a route map and waits until it is Active. One that stands there and says the same needs nothing more.
pub(super) async fn create(task: Task<'_>, create: &call::CreateRouteMap) -> Result<(), StepError> {
    let (cen, place, map) = (&task.id(&create.cen)?, &create.place, &create.map);
    let settings = written(place, &resolved(task, map)?);
    let wanted = route_map::read(&settings);
    let find = async |since| {
        let rows = task
            .run
            .listings
            .route_maps(&task.action.account, cen, since)
            .await?;
        Ok::<_, Error>(
            rows.iter()
                .find(|row| route_map::place(row).as_ref() == Some(place))
                .map(|row| state(row, place, wanted.as_ref(), None)),
        )
    };
    let create = CreateCenRouteMap {
        cen_id: cen,
        cen_region_id: place.region.as_str(),
        transmit_direction: direction(place.direction),
        transit_router_route_table_id: "",
        settings: &settings,
    };
    let client = task.client();
    change(
        task,
        async || client.create_cen_route_map(create).await.map(drop),
        find,
    )
    .await
}

/// Has a route map stand there and say this, and waits until the listing shows it so.
pub(super) async fn modify(task: Task<'_>, modify: &call::ModifyRouteMap) -> Result<(), StepError> {
    let call::ModifyRouteMap {
        cen,
        id,
        place,
        map,
        from,
        ..
    } = modify;
    let old = from.as_ref().map(|from| from.description.as_str());
    // What is not sent stays as it is, so a preference that goes back to the usual one is sent.
    let settings = cen_cloud::RouteMapSettings {
        preference: Some(map.preference),
        ..written(place, &resolved(task, map)?)
    };
    let wanted = route_map::read(&settings);
    let find = async |since| {
        let rows = task
            .run
            .listings
            .route_maps(&task.action.account, cen.as_str(), since)
            .await?;
        Ok::<_, Error>(
            rows.iter()
                .find(|row| row.route_map_id == id.as_str())
                .map(|row| state(row, place, wanted.as_ref(), old)),
        )
    };
    let client = task.client();
    change(
        task,
        async || {
            client
                .modify_cen_route_map(named(cen, id, place), &settings)
                .await
        },
        find,
    )
    .await
}

/// Deletes a route map and waits until it is not listed.
pub(super) async fn delete(
    task: Task<'_>,
    call::DeleteRouteMap { cen, id, place }: &call::DeleteRouteMap,
) -> Result<(), StepError> {
    let client = task.client();
    let state = async |since| {
        let rows = task
            .run
            .listings
            .route_maps(&task.action.account, cen.as_str(), since)
            .await?;
        Ok(rows
            .iter()
            .find(|row| row.route_map_id == id.as_str())
            .map(|row| row.status.clone()))
    };
    remove(
        task,
        async || client.delete_cen_route_map(named(cen, id, place)).await,
        state,
    )
    .await
}

fn named<'a>(cen: &'a CenId, id: &'a RouteMapId, place: &'a RouteMapPlace) -> CenRouteMap<'a> {
    CenRouteMap {
        cen_id: cen.as_str(),
        cen_region_id: place.region.as_str(),
        route_map_id: id.as_str(),
    }
}

/// Returns what a route map says, with the ids that earlier actions brought.
fn resolved(
    task: Task<'_>,
    map: &RouteMap<Ref<InstanceId>>,
) -> Result<RouteMap<InstanceId>, StepError> {
    let ids = map
        .networks()
        .map(|network| Ok((network, InstanceId::new(task.id(network)?))));
    let ids: BTreeMap<&Ref<InstanceId>, InstanceId> = ids.collect::<Result<_, StepError>>()?;
    Ok(map.renamed(|network| ids[network].clone()))
}

/// Whether a route map is there as the plan has it, and its state.
struct MapState {
    is_so: bool,
    status: String,
    /// Its description, if nothing else is otherwise than asked for.
    kept: Option<Kept>,
}

fn state(
    row: &Row,
    place: &RouteMapPlace,
    wanted: Option<&RouteMap<InstanceId>>,
    old: Option<&str>,
) -> MapState {
    let seen = route_map::read(&row.settings);
    let stands = route_map::place(row).as_ref() == Some(place);
    MapState {
        is_so: stands && seen.as_ref() == wanted,
        status: row.status.clone(),
        kept: seen
            .zip(wanted)
            .filter(|_| stands)
            .and_then(|(seen, wanted)| kept_description(seen, wanted, old)),
    }
}

/// Returns the description of a route map, if only that is otherwise than asked for.
fn kept_description(
    seen: RouteMap<InstanceId>,
    wanted: &RouteMap<InstanceId>,
    old: Option<&str>,
) -> Option<Kept> {
    let text = seen.description.clone();
    let alike = RouteMap {
        description: wanted.description.clone(),
        ..seen
    };
    (text != wanted.description && alike == *wanted).then(|| Kept {
        may_be_old: old == Some(text.as_str()),
        text,
    })
}

/// Makes a write, and waits until `find` shows that it is so.
async fn change(
    task: Task<'_>,
    write: impl AsyncFn() -> Result<(), Error>,
    find: impl AsyncFn(Instant) -> Result<Option<MapState>, Error>,
) -> Result<(), StepError> {
    let present = async || {
        let state = find(now()).await.map_err(|error| unread(&error))?;
        Ok(state
            .filter(|state| state.is_so && state.status != "Deleting")
            .map(|_| ()))
    };
    task.write(write, present).await?;
    let look = async |since| {
        Ok(match find(since).await? {
            Some(MapState {
                is_so: true,
                status,
                ..
            }) if status == "Active" => Progress::Done,
            Some(MapState {
                is_so: true,
                status,
                ..
            }) => Progress::Pending(status),
            Some(MapState {
                is_so: false,
                status,
                kept: Some(kept),
            }) if status == "Active" => Progress::Kept(kept),
            Some(MapState {
                is_so: false,
                status,
                ..
            }) => Progress::Pending(format!("{status}, otherwise than asked for")),
            None => Progress::Pending("not listed yet".to_owned()),
        })
    };
    task.until(look).await
}
