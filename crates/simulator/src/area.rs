//! Which area a region belongs to, and which pairs of areas are for sale.
//!
//! Source: the vendor's pages on CEN regions and bandwidth packages. The simulator keeps a table of its own, so that a mistake in the
//! client's table shows.

/// The regions of each area, in lower case as answers spell it.
const AREAS: [(&str, &[&str]); 6] = [
    (
        "china",
        &[
            "cn-qingdao",
            "cn-beijing",
            "cn-zhangjiakou",
            "cn-huhehaote",
            "cn-hangzhou",
            "cn-shanghai",
            "cn-shenzhen",
            "cn-wuhan-lr",
            "cn-chengdu",
            "cn-wulanchabu",
            "cn-heyuan",
            "cn-guangzhou",
            "cn-nanjing",
            "cn-fuzhou",
        ],
    ),
    (
        "asia-pacific",
        &[
            "cn-hongkong",
            "ap-southeast-1",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-northeast-1",
            "ap-south-1",
            "ap-southeast-6",
            "ap-southeast-7",
            "ap-northeast-2",
        ],
    ),
    ("north-america", &["us-west-1", "us-east-1"]),
    ("europe", &["eu-central-1", "eu-west-1"]),
    ("australia", &["ap-southeast-2"]),
    ("middle-east", &["me-east-1"]),
];

/// The pairs that are offered.
const OFFERED: [(&str, &str); 15] = [
    ("china", "china"),
    ("china", "asia-pacific"),
    ("china", "north-america"),
    ("china", "europe"),
    ("china", "australia"),
    ("asia-pacific", "asia-pacific"),
    ("asia-pacific", "north-america"),
    ("asia-pacific", "europe"),
    ("asia-pacific", "australia"),
    ("north-america", "north-america"),
    ("north-america", "europe"),
    ("north-america", "australia"),
    ("europe", "europe"),
    ("europe", "australia"),
    ("australia", "australia"),
];

/// Returns the area of a region; a CCN area such as `ccn-cn-shanghai` lies where the region does that it is named after.
pub(crate) fn area_of(region: &str) -> Option<&'static str> {
    let region = region.strip_prefix("ccn-").unwrap_or(region);
    AREAS
        .iter()
        .find(|(_, regions)| regions.contains(&region))
        .map(|(area, _)| *area)
}

/// The regions of an area, however it is capitalised; none for an unknown one.
pub(crate) fn regions_of(area: &str) -> &'static [&'static str] {
    AREAS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(area))
        .map_or(&[], |(_, regions)| regions)
}

/// Returns every region.
pub(crate) fn regions() -> impl Iterator<Item = &'static str> {
    AREAS
        .iter()
        .flat_map(|(_, regions)| regions.iter().copied())
}

/// Returns every pair of areas that is for sale.
pub(crate) fn offered() -> impl Iterator<Item = (&'static str, &'static str)> {
    OFFERED.iter().copied()
}

/// Tells whether packages between two areas, in lower case, are for sale.
pub(crate) fn is_offered(a: &str, b: &str) -> bool {
    offered().any(|pair| pair == (a, b) || pair == (b, a))
}

/// Returns the id of the span of two areas, in lower case.
pub(crate) fn span(areas: [&str; 2]) -> String {
    format!("{}_{}", areas[0], areas[1])
}
