//! Bandwidth: bought, bound to its CEN, shared out between regions.

use cen_action::call::{AssociatePackage, CreatePackage, SetLimit};
use cen_cloud::{
    CenInterRegionBandwidthLimit, CreateCenBandwidthPackage, Error, InterRegionBandwidthLimit,
    PackageAssociation, Tags,
};
use cen_topology::{Area, Charge, Mbps, RegionPair};
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::perform::purchase::check_purchase;
use crate::task::{Task, carries, now, the_only, unread};
use crate::wait::Progress;

/// Buys a package and waits until it is listed, unless one with its mark is there already. The same token goes with every attempt, so that it
/// is bought once however often the answer is lost.
pub(super) async fn create_package(
    task: Task<'_>,
    create: &CreatePackage,
) -> Result<String, StepError> {
    let CreatePackage {
        name,
        areas,
        mbps,
        charge,
        tags,
    } = create;
    let marked = async |since| marked_package(task, tags, since).await;
    let since = task.began;
    let id = match marked(since).await? {
        Some(id) => id,
        None => {
            check_purchase(task, since).await?;
            let client = task.client();
            let token = task.token();
            let [one, other] = [areas.first(), areas.second()].map(wire_area);
            let package = CreateCenBandwidthPackage {
                bandwidth: mbps.0,
                geographic_region_a_id: &one,
                geographic_region_b_id: &other,
                name,
                description: "",
                charge: wire_charge(*charge),
                tags,
                client_token: &token,
            };
            let buy = async || client.create_cen_bandwidth_package(package).await;
            task.write(buy, async || marked(now()).await).await?
        }
    };
    let look = async |since| {
        let packages = task
            .run
            .listings
            .packages(&task.action.account, since)
            .await?;
        let listed = packages
            .iter()
            .any(|package| package.cen_bandwidth_package_id == id);
        Ok(if listed {
            Progress::Done
        } else {
            Progress::Pending("being made".to_owned())
        })
    };
    task.until(look).await?;
    Ok(id)
}

async fn marked_package(
    task: Task<'_>,
    marks: &Tags,
    since: Instant,
) -> Result<Option<String>, StepError> {
    let packages = task
        .run
        .listings
        .packages(&task.action.account, since)
        .await
        .map_err(|error| unread(&error))?;
    let ours = packages
        .iter()
        .filter(|package| carries(marks, &package.tags));
    the_only(
        "bandwidth packages",
        ours.map(|package| package.cen_bandwidth_package_id.clone())
            .collect(),
    )
}

/// Writes the name of an area as requests do: `North-America`, where answers say `north-america`.
fn wire_area(area: Area) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    let words: Vec<_> = area.as_str().split('-').map(capitalised).collect();
    words.join("-")
}

fn wire_charge(charge: Charge) -> cen_cloud::Charge {
    match charge {
        Charge::Postpaid => cen_cloud::Charge::Postpaid,
        Charge::Prepaid { months, auto_renew } => cen_cloud::Charge::Prepaid { months, auto_renew },
    }
}

/// Associates a package with a CEN and waits until it is InUse there.
pub(super) async fn associate_package(
    task: Task<'_>,
    associate: &AssociatePackage,
) -> Result<(), StepError> {
    let (package, cen) = (task.id(&associate.package)?, task.id(&associate.cen)?);
    let account = &task.action.account;
    let state = async |since| {
        let packages = task.run.listings.packages(account, since).await?;
        let seen = packages
            .iter()
            .find(|seen| seen.cen_bandwidth_package_id == package);
        Ok::<_, Error>(seen.map(|seen| (seen.status.clone(), seen.cen_ids.contains(&cen))))
    };
    let present = async || {
        let seen = state(now()).await.map_err(|error| unread(&error))?;
        Ok(seen.filter(|(_, here)| *here).map(|_| ()))
    };
    let client = task.client();
    let association = PackageAssociation {
        cen_id: &cen,
        cen_bandwidth_package_id: &package,
    };
    task.write(
        async || client.associate_cen_bandwidth_package(association).await,
        present,
    )
    .await?;
    let look = async |since| {
        Ok(match state(since).await? {
            Some((status, true)) if status == "InUse" => Progress::Done,
            Some((status, _)) => Progress::Pending(status),
            None => Progress::Pending("not listed".to_owned()),
        })
    };
    task.until(look).await
}

/// Sets what two regions may exchange and waits until it is Active. Setting the same value twice leaves what setting it once does.
pub(super) async fn set_limit(task: Task<'_>, limit: &SetLimit) -> Result<(), StepError> {
    let (cen, pair, to) = (task.id(&limit.cen)?, &limit.pair, limit.to);
    let account = &task.action.account;
    let limit = InterRegionBandwidthLimit {
        cen_id: &cen,
        local_region_id: pair.first().as_str(),
        opposite_region_id: pair.second().as_str(),
        bandwidth_limit: to.0,
    };
    let find =
        |rows: &[CenInterRegionBandwidthLimit]| rows.iter().find(|row| joins(row, pair)).cloned();
    let present = async || {
        let rows = task
            .run
            .listings
            .limits(account, &cen, now())
            .await
            .map_err(|error| unread(&error))?;
        Ok((find(&rows).map_or(0, |row| row.bandwidth_limit) == to.0).then_some(()))
    };
    let client = task.client();
    task.write(
        async || client.set_cen_inter_region_bandwidth_limit(limit).await,
        present,
    )
    .await?;
    let look = async |since: Instant| {
        let rows = task.run.listings.limits(account, &cen, since).await?;
        Ok(match find(&rows) {
            Some(row) if row.status == "Active" && row.bandwidth_limit == to.0 => Progress::Done,
            Some(row) => Progress::Pending(row.status),
            None if to == Mbps(0) => Progress::Done,
            None => Progress::Pending("not listed yet".to_owned()),
        })
    };
    task.until(look).await
}

/// Returns a limit's regions come back in either order.
fn joins(row: &CenInterRegionBandwidthLimit, pair: &RegionPair) -> bool {
    let row = RegionPair::new(
        row.local_region_id.as_str().into(),
        row.opposite_region_id.as_str().into(),
    );
    row.as_ref() == Some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_name_every_area_with_capitals() {
        let written = |text| Area::parse(text).map(wire_area);
        assert_eq!(written("china").as_deref(), Some("China"));
        assert_eq!(written("asia-pacific").as_deref(), Some("Asia-Pacific"));
        assert_eq!(written("south-america").as_deref(), Some("South-America"));
    }
}
