//! Lines inside HTML.

use cen_topology::visible;
use maud::{Markup, Render, html};

use crate::document::{Label, Line, Span};

impl Render for Line {
    fn render(&self) -> Markup {
        html! { @for span in self.spans() { (span) } }
    }
}

impl Render for Span {
    fn render(&self) -> Markup {
        let text = visible(&self.text);
        match class(self.label) {
            _ if self.label == Label::Code => html! { code { (text) } },
            Some(class) => html! { span class=(class) { (text) } },
            None => html! { (text) },
        }
    }
}

fn class(label: Label) -> Option<&'static str> {
    match label {
        Label::Plain | Label::Code => None,
        Label::Heading => Some("heading"),
        Label::Added => Some("added"),
        Label::Changed => Some("changed"),
        Label::Removed => Some("removed"),
        Label::Held => Some("held"),
        Label::Cost => Some("cost"),
        Label::Danger => Some("danger"),
        Label::Muted => Some("muted"),
    }
}
