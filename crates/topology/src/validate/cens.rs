//! Rules of CENs: owner, texts, attached networks, and what is ignored.

use foldhash::HashMap;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Cen;

/// The networks that are attached so far: the CEN of each, and its position in the list.
type Attached<'a> = HashMap<&'a str, (&'a str, usize)>;

impl<'a> Rules<'a> {
    pub(super) fn cens(&mut self) {
        let mut attached = Attached::default();
        for (name, cen) in self.document.cens.iter().flatten() {
            let path = Path::new(&["cens", name]);
            self.known_account(cen.account.as_ref(), &path.key("account"));
            self.cen_name(cen.name.as_deref(), &path.key("name"));
            self.cen_description(cen.description.as_deref(), &path.key("description"));
            self.attached(name, cen, &mut attached);
            self.tags(cen.tags.as_ref(), &path);
            self.ignored(cen, &path.key("ignore"));
        }
    }

    fn attached(&mut self, name: &'a str, cen: &'a Cen, attached: &mut Attached<'a>) {
        let path = Path::new(&["cens", name, "attach"]);
        for (at, network) in cen.attach.iter().enumerate() {
            self.known_network(network, |rules| rules.span(&path.item(at)));
            let Some((other, first)) = attached.get(network.as_str()).copied() else {
                attached.insert(network, (name, at));
                continue;
            };
            let message = if other == name {
                format!("`{network}` is attached to `{name}` twice")
            } else {
                format!("`{other}` and `{name}` both attach `{network}`")
            };
            let first = self.span(&Path::new(&["cens", other, "attach"]).item(first));
            let span = self.span(&path.item(at));
            let help = "attach a network to one CEN, once: remove one of the two";
            self.error_twice(Code::AttachedTwice, [first, span], message, help);
        }
    }

    fn ignored(&mut self, cen: &Cen, path: &Path<'_>) {
        for (at, entry) in cen.ignore.iter().enumerate() {
            let is_good = match entry.split_once('/') {
                Some((one, other)) => {
                    !one.is_empty() && !other.is_empty() && one != other && !other.contains('/')
                }
                None => !entry.is_empty(),
            };
            if is_good && !entry.contains(char::is_whitespace) {
                continue;
            }
            let message =
                format!("`{entry}` is neither an id, an id pattern nor a pair of regions");
            let help = "write `vpc-…`, `vpc-old*` or `region/region`";
            self.error(Code::Ignore, self.span(&path.item(at)), message, help);
        }
    }
}
