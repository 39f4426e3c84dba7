//! Writes a tree: which values stand on one line, which in columns, and where empty lines stand.

use super::flow::{self, Columns, width};
use super::tree::{Above, Collection, LayoutEntry, Part, Value};

/// A value that is longer than this on one line gets a line for each of its entries, unless it is a row of a table.
const LONGEST_LINE: usize = 120;

/// Writes a file.
pub(super) fn text(root: &Part) -> String {
    let mut out = Printer::default();
    match &root.value {
        Value::Word { written, .. } => out.line(0, written),
        Value::Collection(collection) if collection.entries.is_empty() => {
            out.above(&collection.tail, 0);
            out.line(0, &flow::text(root));
        }
        Value::Collection(collection) => {
            if !root.prefix.is_empty() {
                out.line(0, &format!("--- {}", root.prefix));
            }
            out.collection(collection, &[], 0);
        }
    }
    out.text
}

/// The keys that lead to a value; an item of a list has a star.
type KeyPath<'a> = [&'a str];

/// Tells whether a collection has a line for each entry, however short it is.
fn is_block(place: &KeyPath<'_>) -> bool {
    let sections = [
        "bandwidth",
        "publish",
        "health-checks",
        "attachments",
        "routers",
        "private-zone",
        "services",
        "route-maps",
        "ignore",
    ];
    match place {
        [] | ["cens", _] | ["cens", _, "bandwidth", "*"] | ["acknowledge"] | ["cens"] => true,
        ["cens", _, section] => sections.contains(section),
        _ => is_table(place),
    }
}

/// Tells whether the entries of a collection are rows of a table.
fn is_table(place: &KeyPath<'_>) -> bool {
    matches!(
        place,
        ["accounts" | "vpcs" | "vbrs" | "ccns"] | ["cens", _, "bandwidth", "*", "limits"]
    )
}

/// Tells whether a value stays on one line, however long it is.
fn is_row(place: &KeyPath<'_>) -> bool {
    match place {
        [rest @ .., _] => is_table(rest),
        [] => false,
    }
}

/// Returns a value on one line; none if it has more.
fn on_one_line(part: &Part, place: &KeyPath<'_>, indent: usize) -> Option<String> {
    let Value::Collection(collection) = &part.value else {
        let Value::Word { written, .. } = &part.value else {
            return None;
        };
        return Some(format!("{}{written}", part.prefix));
    };
    if collection.entries.is_empty() {
        return Some(flow::text(part));
    }
    if part.has_comments() || is_block(place) {
        return None;
    }
    let text = flow::text(part);
    (is_row(place) || indent + width(&text) <= LONGEST_LINE).then_some(text)
}

/// Returns the fields of a row of a table; none if the value is no such row.
fn row(part: &Part) -> Option<Vec<String>> {
    let Value::Collection(collection) = &part.value else {
        return None;
    };
    let is_row = collection.is_map
        && part.prefix.is_empty()
        && !collection.entries.is_empty()
        && !part.has_comments();
    is_row.then(|| flow::fields(collection))
}

fn label(entry: &LayoutEntry) -> String {
    match &entry.key {
        Some(key) => format!("{key}:"),
        None => "-".to_owned(),
    }
}

#[derive(Default)]
struct Printer {
    text: String,
}

impl Printer {
    fn line(&mut self, indent: usize, text: &str) {
        let line = format!("{:indent$}{text}", "");
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Writes comments and empty lines, never two empty lines in a row.
    fn above(&mut self, lines: &[Above], indent: usize) {
        for line in lines {
            match line {
                Above::Comment(text) => self.line(indent, text),
                Above::Blank if self.text.is_empty() || self.text.ends_with("\n\n") => {}
                Above::Blank => self.text.push('\n'),
            }
        }
    }

    fn collection(&mut self, collection: &Collection, place: &KeyPath<'_>, indent: usize) {
        let rows = collection.entries.iter().filter(|_| is_table(place));
        let rows: Vec<_> = rows
            .filter_map(|entry| Some((label(entry), row(&entry.part)?)))
            .collect();
        let columns = Columns::of(&rows);
        for (at, entry) in collection.entries.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &collection.entries[before]);
            if before.is_some_and(|before| is_apart(before, entry, place)) {
                self.above(&[Above::Blank], indent);
            }
            self.above(&entry.above, indent);
            self.entry(entry, &columns, place, indent);
        }
        self.above(&collection.tail, indent);
    }

    fn entry(
        &mut self,
        entry: &LayoutEntry,
        columns: &Columns,
        place: &KeyPath<'_>,
        indent: usize,
    ) {
        let label = label(entry);
        let behind = match &entry.behind {
            Some(comment) => format!("  {comment}"),
            None => String::new(),
        };
        let inner = [place, &[entry.key.as_deref().unwrap_or("*")]].concat();
        let cells = row(&entry.part).filter(|_| is_table(place));
        if let Some(cells) = cells {
            let wide = columns.key;
            let row = columns.row(&cells);
            return self.line(indent, &format!("{label:<wide$} {row}{behind}"));
        }
        let used = indent + width(&label) + 1;
        if let Some(text) = on_one_line(&entry.part, &inner, used) {
            let text = format!("{label} {text}");
            return self.line(indent, &format!("{}{behind}", text.trim_end()));
        }
        let Value::Collection(collection) = &entry.part.value else {
            return;
        };
        let prefix = &entry.part.prefix;
        if entry.key.is_some() || !prefix.is_empty() {
            let label = format!("{label} {prefix}");
            self.line(indent, &format!("{}{behind}", label.trim_end()));
            return self.collection(collection, &inner, indent + 2);
        }
        self.item(entry, collection, &inner, indent);
    }

    /// Writes an item of a list whose first entry stands behind the dash.
    fn item(
        &mut self,
        entry: &LayoutEntry,
        collection: &Collection,
        place: &KeyPath<'_>,
        indent: usize,
    ) {
        let mut collection = collection.clone();
        if let Some(first) = collection.entries.first_mut() {
            let mut above = std::mem::take(&mut first.above);
            if let Some(note) = &entry.behind {
                first.note(note.clone());
            }
            above.append(&mut first.above);
            self.above(&above, indent);
        }
        let mut inner = Self::default();
        inner.collection(&collection, place, indent + 2);
        let rest = inner.text.get(indent + 2..).unwrap_or_default();
        self.text.push_str(&format!("{:indent$}- {rest}", ""));
    }
}

/// Tells whether an empty line stands between two entries, whatever the file had.
fn is_apart(before: &LayoutEntry, entry: &LayoutEntry, place: &KeyPath<'_>) -> bool {
    let is_word = |entry: &LayoutEntry| matches!(entry.part.value, Value::Word { .. });
    match place {
        [] => !(is_word(before) && is_word(entry)),
        ["cens"] => true,
        _ => false,
    }
}
