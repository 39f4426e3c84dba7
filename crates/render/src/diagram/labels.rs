//! Labels for the formats whose layout another program makes.

use cen_topology::Area;

use crate::diagram::picture::{DrawnPackage, Mark, Panel};

/// Lists what a panel is: its CEN, and each package that the plan changes or holds.
pub(super) fn title(panel: &Panel) -> Vec<String> {
    let cen = panel.cen.as_ref().map_or_else(
        || "on no CEN".to_owned(),
        |cen| format!("{}CEN {}", cen.mark.prefix(), cen.name),
    );
    let packages = panel.packages.iter();
    let packages = packages.filter(|package| package.mark != Mark::Same);
    [cen]
        .into_iter()
        .chain(packages.map(package_line))
        .collect()
}

/// Returns the name of an area.
pub(super) fn area(area: Option<&Area>) -> &str {
    area.map_or("area not known", Area::as_str)
}

fn package_line(package: &DrawnPackage) -> String {
    let areas = package.areas.map_or_else(
        || "of areas not known".to_owned(),
        |areas| format!("{} – {}", areas.first(), areas.second()),
    );
    format!("{}package {areas}", package.mark.prefix())
}
