//! Values on one line, and the columns of tables.

use super::tree::{Collection, LayoutEntry, Part, Value};

/// A text with one of these must have quotes inside brackets.
const NEEDS_QUOTES: [char; 5] = [',', '[', ']', '{', '}'];

/// Writes a value on one line.
pub(super) fn text(part: &Part) -> String {
    let Part { prefix, value } = part;
    match value {
        Value::Word { written, quoted } => match written.contains(NEEDS_QUOTES) {
            true => format!("{prefix}{quoted}"),
            false => format!("{prefix}{written}"),
        },
        Value::Collection(collection) => format!("{prefix}{}", whole(collection)),
    }
}

fn whole(collection: &Collection) -> String {
    let fields = fields(collection).join(", ");
    match (collection.is_map, fields.is_empty()) {
        (true, true) => "{}".to_owned(),
        (true, false) => format!("{{ {fields} }}"),
        (false, _) => format!("[{fields}]"),
    }
}

/// Writes each entry of a collection.
pub(super) fn fields(collection: &Collection) -> Vec<String> {
    let field = |entry: &LayoutEntry| match &entry.key {
        Some(key) => format!("{key}: {}", text(&entry.part)),
        None => text(&entry.part),
    };
    collection.entries.iter().map(field).collect()
}

/// Returns how many columns of a terminal a text takes, as far as it matters for a layout.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The columns of a table.
pub(super) struct Columns {
    /// The width of the widest key, with its colon.
    pub(super) key: usize,
    /// The width of each field that another one follows, with its comma.
    fields: Vec<usize>,
}

impl Columns {
    /// Measures the rows: their keys, and their fields.
    pub(super) fn of(rows: &[(String, Vec<String>)]) -> Self {
        let key = rows.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
        let mut widths: Vec<usize> = Vec::new();
        for (_, fields) in rows {
            let followed = fields.len().saturating_sub(1);
            for (at, field) in fields[..followed].iter().enumerate() {
                match widths.get_mut(at) {
                    Some(widest) => *widest = (*widest).max(width(field) + 1),
                    None => widths.push(width(field) + 1),
                }
            }
        }
        Self {
            key,
            fields: widths,
        }
    }

    /// Writes a row of fields.
    pub(super) fn row(&self, fields: &[String]) -> String {
        let last = fields.len().saturating_sub(1);
        let mut row = String::from("{ ");
        for (at, field) in fields.iter().enumerate() {
            if at < last {
                let wide = self.fields.get(at).copied().unwrap_or_default();
                row.push_str(&format!("{:<wide$} ", format!("{field},")));
            } else {
                row.push_str(field);
            }
        }
        row.push_str(" }");
        row
    }
}
