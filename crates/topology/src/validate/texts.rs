//! Rules of names and descriptions that the cloud keeps: what its API refuses is refused offline.

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;

/// The longest name of a CEN or VPC, in characters (CreateCen, CreateVpc: 1 to 128).
const LONGEST_NAME: usize = 128;
/// The longest description, in characters (CreateCen, CreateVpc: none, or up to 256).
const LONGEST_DESCRIPTION: usize = 256;

impl Rules<'_> {
    /// Checks a display name: at least one character, on one line.
    pub(super) fn display_name(&mut self, text: Option<&str>, path: &Path<'_>) {
        let Some(text) = text else { return };
        if text.is_empty() {
            let help = "write a name, or remove the key";
            self.error(Code::Text, self.span(path), "the name is empty", help);
        }
        if text.contains('\n') {
            let message = "the name has more than one line";
            self.error(Code::Text, self.span(path), message, "write it on one line");
        }
        self.text("name", text, LONGEST_NAME, path);
    }

    /// Checks the display name of a CEN. Creation takes every name; for a change the API documents
    /// more (ModifyCenAttribute: 2 to 128 characters, the first a letter).
    pub(super) fn cen_name(&mut self, text: Option<&str>, path: &Path<'_>) {
        self.display_name(text, path);
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        if text.chars().count() < 2 || !text.starts_with(char::is_alphabetic) {
            let message = "the cloud may refuse to give this name to an existing CEN";
            let help = "write 2 to 128 characters, beginning with a letter";
            self.warn(Code::Text, self.span(path), message, help);
        }
    }

    /// Checks a description; it may be empty.
    pub(super) fn description(&mut self, text: Option<&str>, path: &Path<'_>) {
        let Some(text) = text else { return };
        self.text("description", text, LONGEST_DESCRIPTION, path);
    }

    /// Checks the description of a CEN (ModifyCenAttribute: 2 to 256 characters).
    pub(super) fn cen_description(&mut self, text: Option<&str>, path: &Path<'_>) {
        self.description(text, path);
        if text.is_some_and(|text| text.chars().count() == 1) {
            let message = "the cloud may refuse to give this description to an existing CEN";
            self.warn(
                Code::Text,
                self.span(path),
                message,
                "write 2 to 256 characters, or none",
            );
        }
    }

    fn text(&mut self, what: &str, text: &str, longest: usize, path: &Path<'_>) {
        let length = text.chars().count();
        if length > longest {
            let message = format!("the {what} has {length} characters, more than {longest}");
            self.error(Code::Text, self.span(path), message, "shorten it");
        }
        let schemes = ["http://", "https://"];
        if let Some(scheme) = schemes.into_iter().find(|scheme| text.starts_with(scheme)) {
            let message = format!("the {what} begins with `{scheme}`, which the cloud refuses");
            self.error(
                Code::Text,
                self.span(path),
                message,
                "begin with another word",
            );
        }
    }
}
