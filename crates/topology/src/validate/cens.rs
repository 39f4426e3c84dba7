//! Rules of CENs: who is attached, texts, tags, and what is ignored.

use std::collections::BTreeMap;

use super::Rules;
use crate::code::Code;
use crate::document::Cen;

/// A resource takes 20 tags and two of them carry the ownership.
const MAX_TAGS: usize = 18;

impl<'a> Rules<'a> {
    pub(super) fn cens(&mut self) {
        let mut attached = BTreeMap::new();
        for (name, cen) in &self.document.cens {
            self.known_account(&cen.account, self.span(&["cens", name, "account"]));
            self.display_name(cen.name.as_ref(), &["cens", name, "name"]);
            self.description(cen.description.as_ref(), &["cens", name, "description"]);
            self.attached(name, cen, &mut attached);
            self.tags(name, cen);
            self.ignored(name, cen);
        }
    }

    /// `attached` has the CEN of each network that was seen, and its place in the list.
    fn attached(
        &mut self,
        name: &'a str,
        cen: &'a Cen,
        attached: &mut BTreeMap<&'a str, (&'a str, String)>,
    ) {
        for (at, network) in cen.attach.iter().enumerate() {
            let at = at.to_string();
            let span = self.span(&["cens", name, "attach", &at]);
            self.known_network(network, span.clone());
            let Some((other, first)) = attached.get(network.as_str()) else {
                attached.insert(network, (name, at));
                continue;
            };
            let message = if *other == name {
                format!("`{network}` is attached to `{name}` twice")
            } else {
                format!("`{other}` and `{name}` both attach `{network}`")
            };
            let places = [self.span(&["cens", other, "attach", first]), span];
            self.error_twice(
                Code::AttachedTwice,
                places,
                message,
                "a network belongs to one CEN, once: remove one of the two",
            );
        }
    }

    fn tags(&mut self, name: &str, cen: &Cen) {
        let Some(tags) = &cen.tags else { return };
        for (key, value) in tags {
            let span = self.key(&["cens", name, "tags", key]);
            if key.starts_with("cen:") {
                self.error(
                    Code::Tags,
                    span.clone(),
                    format!("tag `{key}` is reserved"),
                    "choose a key without `cen:`",
                );
            }
            if let Some(message) = wrong_tag(key, value) {
                self.error(Code::Tags, span, message, "choose another key or value");
            }
        }
        if tags.len() > MAX_TAGS {
            let message = format!("`{name}` has {} tags, more than {MAX_TAGS}", tags.len());
            self.error(
                Code::Tags,
                self.key(&["cens", name, "tags"]),
                message,
                "remove some of them",
            );
        }
    }

    fn ignored(&mut self, name: &str, cen: &Cen) {
        for (at, entry) in cen.ignore.iter().enumerate() {
            let good = match entry.split_once('/') {
                Some((one, other)) => {
                    !one.is_empty() && !other.is_empty() && one != other && !other.contains('/')
                }
                None => !entry.is_empty(),
            };
            if !good || entry.contains(char::is_whitespace) {
                let message =
                    format!("`{entry}` is neither an id, a pattern nor a pair of regions");
                let span = self.span(&["cens", name, "ignore", &at.to_string()]);
                self.error(
                    Code::Ignore,
                    span,
                    message,
                    "write `vpc-…`, `vpc-old*` or `region/region`",
                );
            }
        }
    }
}

/// What the cloud would refuse about a tag (source: `TagResources` of CBN 2017-09-12).
fn wrong_tag(key: &str, value: &str) -> Option<String> {
    let (keyed, valued) = (key.chars().count(), value.chars().count());
    let either = |is: &dyn Fn(&str) -> bool| is(key) || is(value);
    if key.is_empty() || either(&|text| text.contains('\n')) {
        return Some("the key of a tag is one line of text, and so is its value".to_owned());
    }
    if keyed > 64 || valued > 128 {
        return Some(format!(
            "a tag has a key of at most 64 characters and a value of at most 128, not {keyed} and {valued}"
        ));
    }
    if either(&|text| text.starts_with("aliyun") || text.starts_with("acs:")) {
        return Some(format!(
            "tag `{key}` is the vendor's: neither its key nor its value may begin with `aliyun` or `acs:`"
        ));
    }
    let is_link = either(&|text| text.contains("http://") || text.contains("https://"));
    is_link.then(|| {
        format!(
            "neither the key of tag `{key}` nor its value may have `http://` or `https://` in it"
        )
    })
}
