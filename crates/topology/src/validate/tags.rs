//! Rules of tags.

use std::collections::BTreeMap;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;

/// The most tags of a CEN: a resource takes 20, and two of them mark the ownership.
const MOST_TAGS: usize = 18;

impl Rules<'_> {
    /// Checks the tags of the part that the path leads to.
    pub(super) fn tags(&mut self, tags: Option<&BTreeMap<String, String>>, path: &Path<'_>) {
        let Some(tags) = tags else { return };
        let place = path.key("tags");
        for (key, value) in tags {
            let span = self.key(&place.key(key));
            if key.starts_with("cen:") {
                let message = format!("tag `{key}` is reserved for cen");
                self.error(
                    Code::Tags,
                    span.clone(),
                    message,
                    "choose a key without `cen:`",
                );
            }
            if let Some(message) = wrong_tag(key, value) {
                self.error(Code::Tags, span, message, "choose another key or value");
            }
        }
        if tags.len() > MOST_TAGS {
            let message = format!(
                "`{}` has {} tags, more than {MOST_TAGS}",
                path.name(),
                tags.len()
            );
            self.error(Code::Tags, self.key(&place), message, "remove some of them");
        }
    }
}

/// Returns why the cloud refuses a tag (source: `TagResources` of CBN 2017-09-12); none if it
/// takes it.
fn wrong_tag(key: &str, value: &str) -> Option<String> {
    let (keyed, valued) = (key.chars().count(), value.chars().count());
    let either = |is: &dyn Fn(&str) -> bool| is(key) || is(value);
    if key.is_empty() || either(&|text| text.contains('\n')) {
        return Some("the key and the value of a tag are each one line of text".to_owned());
    }
    if keyed > 64 || valued > 128 {
        return Some(format!(
            "a tag has a key of at most 64 characters and a value of at most 128, not {keyed} and {valued}"
        ));
    }
    if either(&|text| text.starts_with("aliyun") || text.starts_with("acs:")) {
        return Some(format!(
            "tag `{key}` is reserved for the vendor: neither its key nor its value may begin with `aliyun` or `acs:`"
        ));
    }
    let is_link = either(&|text| text.contains("http://") || text.contains("https://"));
    is_link.then(|| {
        format!("neither the key nor the value of tag `{key}` may contain `http://` or `https://`")
    })
}
