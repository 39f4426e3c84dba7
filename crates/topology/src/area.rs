//! Which area a region lies in, as far as the vendor documents it.

use crate::names::{Area, RegionId};

/// The documented rows; regions that appeared later and could not be verified are left to the live check.
const REGIONS: &[(Area, &[&str])] = &[
    (
        Area::China,
        &[
            "cn-qingdao",
            "cn-beijing",
            "cn-zhangjiakou",
            "cn-huhehaote",
            "cn-hangzhou",
            "cn-shanghai",
            "cn-shenzhen",
            "cn-wuhan-lr",
        ],
    ),
    (
        Area::AsiaPacific,
        &[
            "cn-hongkong",
            "ap-southeast-1",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-northeast-1",
            "ap-south-1",
        ],
    ),
    (Area::NorthAmerica, &["us-west-1", "us-east-1"]),
    (Area::Europe, &["eu-central-1", "eu-west-1"]),
    (Area::Australia, &["ap-southeast-2"]),
    (Area::MiddleEast, &["me-east-1"]),
];

/// The area of a region, or of a CCN's area (`ccn-cn-shanghai` lies where `cn-shanghai` lies); none if it is not documented.
pub fn area_of(region: &RegionId) -> Option<Area> {
    let name = region
        .as_str()
        .strip_prefix("ccn-")
        .unwrap_or(region.as_str());
    REGIONS
        .iter()
        .find(|(_, regions)| regions.contains(&name))
        .map(|(area, _)| *area)
}

/// Every region of the documented rows.
pub fn documented_regions() -> impl Iterator<Item = RegionId> {
    REGIONS
        .iter()
        .flat_map(|(_, regions)| regions.iter())
        .map(|region| RegionId::from(*region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hong_kong_is_asia_pacific_and_a_ccn_lies_where_its_region_lies() {
        assert_eq!(area_of(&"cn-hongkong".into()), Some(Area::AsiaPacific));
        assert_eq!(area_of(&"ccn-cn-shanghai".into()), Some(Area::China));
        assert_eq!(area_of(&"moon-1".into()), None);
    }
}
