//! Rules of names and descriptions that the cloud keeps: what its API would refuse is refused before anything is written.

use super::Rules;
use crate::code::Code;

/// The longest name of a CEN or VPC, in characters (CreateCen, CreateVpc: 1 to 128).
const LONGEST_NAME: usize = 128;
/// The longest description of a CEN or VPC, in characters (CreateCen, CreateVpc: none, or up to 256).
const LONGEST_DESCRIPTION: usize = 256;

impl Rules<'_> {
    /// A display name: something, on one line.
    pub(super) fn display_name(&mut self, text: Option<&String>, path: &[&str]) {
        let Some(text) = text else { return };
        if text.is_empty() {
            self.error(
                Code::Text,
                self.span(path),
                "a name is empty",
                "write one, or leave its key out",
            );
        }
        if text.contains('\n') {
            self.error(
                Code::Text,
                self.span(path),
                "a name has more than one line",
                "write it on one line",
            );
        }
        self.text("name", text, LONGEST_NAME, path);
    }

    /// A description: anything, nothing included.
    pub(super) fn description(&mut self, text: Option<&String>, path: &[&str]) {
        let Some(text) = text else { return };
        self.text("description", text, LONGEST_DESCRIPTION, path);
    }

    fn text(&mut self, what: &str, text: &str, longest: usize, path: &[&str]) {
        let length = text.chars().count();
        if length > longest {
            let message = format!("a {what} of {length} characters is longer than {longest}");
            self.error(Code::Text, self.span(path), message, "shorten it");
        }
        if let Some(scheme) = ["http://", "https://"]
            .into_iter()
            .find(|scheme| text.starts_with(scheme))
        {
            let message = format!("a {what} may not begin with `{scheme}`");
            self.error(
                Code::Text,
                self.span(path),
                message,
                "begin with another word",
            );
        }
    }
}
