//! What the pictures that others draw have in common: they have labels, and no room for anything else.

use crate::diagram::{DrawnPackage, Mark, Panel};

/// What a panel is, in lines: its CEN, and each package that becomes something else or is held.
pub(super) fn title(panel: &Panel) -> String {
    let cen = panel.cen.as_ref().map_or_else(
        || "on no CEN".to_owned(),
        |cen| format!("{}CEN {}", cen.mark.prefix(), cen.name),
    );
    let packages = panel
        .packages
        .iter()
        .filter(|package| package.mark != Mark::Same)
        .map(package_line);
    [cen]
        .into_iter()
        .chain(packages)
        .collect::<Vec<_>>()
        .join("\n")
}

fn package_line(package: &DrawnPackage) -> String {
    let areas = package.areas.map_or_else(
        || "of areas not known".to_owned(),
        |areas| format!("{} – {}", areas.first(), areas.second()),
    );
    format!("{}package {areas}", package.mark.prefix())
}
