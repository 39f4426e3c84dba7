//! The words for what a plan from file to file assumes.

use cen_action::Assumption;

/// Returns what is not known without a look at the cloud.
pub(crate) fn assumption(assumption: &Assumption) -> String {
    match assumption {
        Assumption::CloudIsAsWritten => "whether the cloud is as the old file says; all regions are taken to have the Enterprise Edition, but for areas of CCNs and CENs whose settings need the Basic Edition".to_owned(),
        Assumption::Renamed { from } => format!("what becomes of everything that `{from}` owns: the new file has another name and owns none of it"),
        Assumption::LeftBehind {
            account,
            id,
            objects,
        } => {
            let objects: Vec<_> = objects.iter().map(ToString::to_string).collect();
            format!(
                "account `{account}` ({id}) is not in the new file, so what the old file made there stays, and is still billed: {}. Remove these from the file first, apply it, and remove the account then",
                objects.join(", ")
            )
        }
        Assumption::NetworkIsUnique { network, name } => {
            format!("network `{network}`: whether exactly one has the name `{name}`, and which")
        }
        Assumption::AddressRangesDiffer => "the address ranges of networks that are not made here: of two networks with one range on a CEN, one would be held".to_owned(),
        Assumption::CenIsEmpty { cen, id } => format!("cen `{cen}`: the content of {id}"),
        Assumption::PackageFits { package } => {
            format!("package {package}: its size and areas, and whether it is free")
        }
        Assumption::RoutesExist { cen } => {
            format!("cen `{cen}`: whether its networks have the routes that are to be published")
        }
        Assumption::AreaOfRegion { region } => {
            format!("the area of {region}, which the built-in table does not know")
        }
    }
}
