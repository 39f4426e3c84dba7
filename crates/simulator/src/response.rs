//! An answer's body, as JSON or XML, and its HTTP response.

use bytes::Bytes;
use quick_xml::escape::escape;
use serde::Serialize;
use serde_json::{Value, json};

use crate::refusal::{DeniedAccess, Refusal};

/// The form that the request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

impl Format {
    /// JSON unless the request asks for XML. The vendor's pages disagree about the default; every client sends it.
    pub(crate) fn of(text: Option<&str>) -> Option<Self> {
        match text.map(str::to_ascii_uppercase).as_deref() {
            None | Some("" | "JSON") => Some(Self::Json),
            Some("XML") => Some(Self::Xml),
            Some(_) => None,
        }
    }
}

/// The body of an answer: a JSON object, as its text.
pub(crate) struct Body(String);

impl Body {
    /// Returns the body of an answer with these fields.
    pub(crate) fn of(fields: &impl Serialize) -> Self {
        Self(text(fields))
    }

    /// Adds a field.
    pub(crate) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.0.pop();
        let comma = if self.0.len() > 1 { "," } else { "" };
        self.0 += &format!("{comma}{}:{}}}", text(&name), text(&value));
        self
    }

    /// Returns it as a tree.
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.0).expect("it was written as JSON")
    }
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("answers are of texts, numbers and lists")
}

impl From<Value> for Body {
    fn from(fields: Value) -> Self {
        Self::of(&fields)
    }
}

/// An answer of no fields.
impl Default for Body {
    fn default() -> Self {
        Self("{}".to_owned())
    }
}

/// Returns a call's success, with the request's id.
pub(crate) fn success(
    format: Format,
    action: &str,
    request_id: &str,
    body: Body,
) -> http::Response<Bytes> {
    let body = body.with("RequestId", request_id);
    respond(format, 200, &format!("{action}Response"), body)
}

/// Returns a call's refusal, in the error envelope of every product.
pub(crate) fn refusal(
    format: Format,
    host: &str,
    request_id: &str,
    refusal: &Refusal,
) -> http::Response<Bytes> {
    let recommend = format!("https://api.aliyun.com/troubleshoot?q={}", refusal.code);
    let mut body = json!({
        "RequestId": request_id, "HostId": host, "Code": refusal.code, "Message": refusal.message, "Recommend": recommend,
    });
    if let Some(access) = &refusal.access {
        body["AccessDeniedDetail"] = access_denied(access);
    }
    respond(format, refusal.status, "Error", body.into())
}

/// Returns what a denial says beside its code. Source: reference, permissions §6.
fn access_denied(access: &DeniedAccess) -> Value {
    json!({
        "AuthAction": access.action,
        "AuthResource": access.resource,
        "AuthPrincipalType": access.principal_type,
        "AuthPrincipalDisplayName": access.principal_name,
        "AuthPrincipalOwnerId": access.owner,
        "NoPermissionType": if access.is_explicit { "ExplicitDeny" } else { "ImplicitDeny" },
        "PolicyType": access.policy_type,
    })
}

fn respond(format: Format, status: u16, root: &str, body: Body) -> http::Response<Bytes> {
    let (kind, text) = match format {
        Format::Json => ("application/json;charset=utf-8", body.0),
        Format::Xml => ("text/xml;charset=utf-8", xml(root, &body.value())),
    };
    http::Response::builder()
        .status(status)
        .header(http::header::CONTENT_TYPE, kind)
        .body(Bytes::from(text))
        .expect("the status and the header are constants of this crate")
}

fn xml(root: &str, body: &Value) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned();
    write_element(&mut text, root, body);
    text
}

/// An array has no element of its own: its items repeat the name that it stands under.
fn write_element(text: &mut String, name: &str, value: &Value) {
    if let Value::Array(items) = value {
        return items
            .iter()
            .for_each(|item| write_element(text, name, item));
    }
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| write_element(text, name, value)),
        Value::String(string) => text.push_str(&escape(string.as_str())),
        Value::Null | Value::Array(_) => {}
        scalar => text.push_str(&scalar.to_string()),
    }
    text.push_str(&format!("</{name}>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_repeat_their_element_in_xml_and_texts_are_escaped() {
        let body = json!({"Cens": {"Cen": [{"CenId": "cen-1", "Name": "a<b&c"}, {"CenId": "cen-2"}]}, "TotalCount": 2});
        assert_eq!(
            xml("DescribeCensResponse", &body),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeCensResponse><Cens><Cen><CenId>cen-1</CenId><Name>a&lt;b&amp;c</Name></Cen>\
             <Cen><CenId>cen-2</CenId></Cen></Cens><TotalCount>2</TotalCount></DescribeCensResponse>"
        );
    }
}
