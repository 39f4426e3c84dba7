//! XML through a writer that escapes, with no character that XML 1.0 cannot hold.

use cen_topology::{visible, visible_lines};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};

/// A document that grows.
pub(crate) struct Xml(Writer<Vec<u8>>);

const TAKES_ALL: &str = "a vector takes everything that is written";

impl Xml {
    /// Writes a document of one element and what it holds.
    pub(crate) fn document(
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) -> String {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        xml.0
            .write_event(Event::Decl(declaration))
            .expect(TAKES_ALL);
        xml.element(name, attributes, inside);
        let mut text = String::from_utf8_lossy(&xml.0.into_inner()).into_owned();
        text.push('\n');
        text
    }

    /// Writes an element that holds others.
    pub(crate) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        let start = start(name, attributes);
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start)).expect(TAKES_ALL);
        inside(self);
        self.0.write_event(Event::End(end)).expect(TAKES_ALL);
    }

    /// Writes an element that holds nothing.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let start = start(name, attributes);
        self.0.write_event(Event::Empty(start)).expect(TAKES_ALL);
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) {
        let text = visible_lines(text);
        self.0
            .write_event(Event::Text(BytesText::new(&text)))
            .expect(TAKES_ALL);
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*visible(value)));
    }
    start
}
