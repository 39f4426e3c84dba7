//! Location 2015-06-12: which host serves a product in a region.
//!
//! Older clients ask it before their first call. Where the simulator is their proxy, they then call the host that is answered through it.

use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::refusal::Refusal;

/// The hosts of the products that the simulator serves; `{region}` stands for the region. Source: reference, endpoints of CBN, VPC, STS,
/// smartag, RAM and Resource Manager.
const HOSTS: [(&str, &str); 6] = [
    ("cbn", "cbn.aliyuncs.com"),
    ("vpc", "vpc.aliyuncs.com"),
    ("sts", "sts.aliyuncs.com"),
    ("ram", "ram.aliyuncs.com"),
    ("resourcemanager", "resourcemanager.aliyuncs.com"),
    ("smartag", "smartag.{region}.aliyuncs.com"),
];

/// Answers an empty list for a product that the simulator does not serve, so that the client falls back on its own table.
pub(crate) fn describe_endpoints(call: &mut Call<'_>) -> Answer {
    let region = call.parameters.required("Id")?;
    let product = call.parameters.required("ServiceCode")?;
    let kind = call.parameters.get("Type").unwrap_or("openAPI");
    if kind != "openAPI" {
        return Err(Refusal::invalid("Type"));
    }
    let host = HOSTS
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(product))
        .map(|(_, host)| host.replace("{region}", region));
    let rows: Vec<Value> = host
        .into_iter()
        .map(|host| {
            json!({
                "Endpoint": host,
                "Id": region,
                "Namespace": "",
                "Protocols": { "Protocols": ["HTTP", "HTTPS"] },
                "SerivceCode": product,
                "Type": kind,
            })
        })
        .collect();
    Ok(json!({ "Endpoints": { "Endpoint": rows }, "Success": true }))
}
