//! Checks the order of the modules within each crate, and that the planner makes no sentences. The sources are read with `syn`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The path of a module within its crate: `["lower", "basic"]`. The crate root has none.
type Module = Vec<String>;

/// What one crate's files import: a module, and the paths below `crate` that it names.
type Imports = BTreeMap<Module, BTreeSet<Vec<String>>>;

/// Collects the paths of one file that begin with `crate`, `super` or `self`, outside of tests.
struct Paths<'a> {
    /// Where the code that is visited stands; inline modules make it longer.
    module: Module,
    found: &'a mut BTreeSet<Vec<String>>,
}

impl Paths<'_> {
    fn add(&mut self, segments: &[String]) {
        let mut absolute = match segments.first().map(String::as_str) {
            Some("crate") => Module::new(),
            Some("self" | "super") => self.module.clone(),
            _ => return,
        };
        for segment in segments {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(absolute.pop()),
                name => absolute.push(name.to_owned()),
            }
        }
        self.found.insert(absolute);
    }

    fn add_tree(&mut self, before: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_tree(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Name(name) => self.add_leaf(before, name.ident.to_string()),
            syn::UseTree::Rename(rename) => self.add_leaf(before, rename.ident.to_string()),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(before, tree);
                }
            }
        }
    }

    fn add_leaf(&mut self, before: &[String], name: String) {
        self.add(&[before, &[name]].concat());
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|part| part.ident.to_string());
        self.add(&segments.collect::<Vec<_>>());
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && matches!(attribute.parse_args::<syn::Path>(), Ok(path) if path.is_ident("test"))
    })
}

/// Returns what the code of one file imports.
fn imports(module: &[String], code: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let file = syn::parse_file(code).unwrap();
    Paths {
        module: module.to_vec(),
        found: &mut found,
    }
    .visit_file(&file);
    found
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Lists the folders of all crates.
fn names() -> Vec<String> {
    let folders = fs::read_dir(crates()).unwrap();
    folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// Lists the sources of a crate, without those of its tests: the module of each, and its code.
fn sources(folder: &Path, module: &[String]) -> Vec<(Module, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path, &[module, &[name]].concat()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let is_root = matches!(name.as_str(), "mod" | "lib" | "main");
            let own = if is_root { vec![] } else { vec![name] };
            found.push(([module, &own].concat(), path));
        }
    }
    found
}

fn imports_of_crate(name: &str) -> Imports {
    let sources = sources(&crates().join(name).join("src"), &[]);
    assert!(!sources.is_empty(), "no source of {name} was found");
    let read = |(module, path): (Module, PathBuf)| {
        let found = imports(&module, &fs::read_to_string(path).unwrap());
        (module, found)
    };
    sources.into_iter().map(read).collect()
}

/// Returns, for each folder of modules, which of its children imports which other child of it. A child that imports what its parent
/// defines, and a parent that imports its child, are one unit and not counted.
fn between_siblings(imports: &Imports) -> BTreeMap<Module, BTreeSet<(String, String)>> {
    let mut edges: BTreeMap<Module, BTreeSet<(String, String)>> = BTreeMap::new();
    for (from, paths) in imports {
        for to in paths {
            let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
            let (Some(child), Some(other)) = (from.get(common), to.get(common)) else {
                continue;
            };
            let target = [&from[..common], std::slice::from_ref(other)].concat();
            if imports.contains_key(&target) {
                let parent = from[..common].to_vec();
                edges
                    .entry(parent)
                    .or_default()
                    .insert((child.clone(), other.clone()));
            }
        }
    }
    edges
}

/// Lists the groups of sibling modules that import one another in a circle.
fn circles(imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    for (parent, edges) in between_siblings(imports) {
        let names: BTreeSet<&str> = edges
            .iter()
            .flat_map(|(from, to)| [&**from, &**to])
            .collect();
        let names: Vec<&str> = names.into_iter().collect();
        let index = |name: &str| names.binary_search(&name).unwrap();
        let pairs = edges
            .iter()
            .map(|(from, to)| (index(from) as u32, index(to) as u32));
        let graph = petgraph::Graph::<(), ()>::from_edges(pairs);
        for group in petgraph::algo::tarjan_scc(&graph) {
            if group.len() > 1 {
                let mut group: Vec<_> = group.into_iter().map(|node| names[node.index()]).collect();
                group.sort_unstable();
                let inside = match parent.is_empty() {
                    true => String::new(),
                    false => format!("{}: ", parent.join("::")),
                };
                found.push(format!("{inside}{}", group.join(" <-> ")));
            }
        }
    }
    found
}

#[test]
fn no_modules_of_a_crate_import_one_another_in_a_circle() {
    let names = names();
    assert!(names.len() > 10, "the crates were not found: {names:?}");
    let circles_of = |name: &str| {
        let found = circles(&imports_of_crate(name));
        let found = found.into_iter();
        found
            .map(|circle| format!("{name}: {circle}"))
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = names.iter().flat_map(|name| circles_of(name)).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_circle_would_be_found() {
    let module = |path: &str| path.split("::").map(str::to_owned).collect::<Module>();
    let code = [
        ("lower", "use crate::diff::{self, gaps::Gap};"),
        ("diff", "mod gaps;"),
        (
            "diff::gaps",
            "fn host() -> bool { super::super::lower::host() }",
        ),
        (
            "order",
            "#[cfg(test)] mod tests { use crate::lower::lower; } use crate::diff::Difference;",
        ),
    ];
    let read = |(path, code)| (module(path), imports(&module(path), code));
    let found: Imports = code.into_iter().map(read).collect();
    assert_eq!(circles(&found), ["diff <-> lower"]);
}

/// Collects the words of the texts that a file's code makes: the first argument of `format!` and its kin, and what `#[error]` says.
#[derive(Default)]
struct Sentences {
    found: Vec<String>,
}

impl Sentences {
    fn add(&mut self, text: &syn::LitStr) {
        let text = text.value();
        if text.split_whitespace().count() > 2 {
            self.found.push(text);
        }
    }

    fn add_tokens(&mut self, tokens: &proc_macro2::TokenStream) {
        for token in tokens.clone() {
            if let proc_macro2::TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str(&literal.to_string())
            {
                self.add(&text);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Sentences {
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|part| part.ident.to_string());
        if matches!(
            name.as_deref(),
            Some("format" | "write" | "writeln" | "format_args" | "concat")
        ) {
            self.add_tokens(&call.tokens);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let (true, syn::Meta::List(list)) = (attribute.path().is_ident("error"), &attribute.meta)
        {
            self.add_tokens(&list.tokens);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        if matches!(
            name.as_str(),
            "write_str" | "push_str" | "to_owned" | "into" | "to_string"
        ) {
            let receiver = std::iter::once(&*call.receiver);
            for part in receiver.chain(&call.args) {
                if let syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) = part
                {
                    self.add(text);
                }
            }
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
}

fn sentences(code: &str) -> Vec<String> {
    let mut sentences = Sentences::default();
    sentences.visit_file(&syn::parse_file(code).unwrap());
    sentences.found
}

/// The crates in which a difference becomes an action.
const PLANNING: [&str; 6] = [
    "action",
    "diff",
    "network",
    "observed",
    "plan",
    "precondition",
];

#[test]
fn the_planner_makes_no_sentences() {
    for name in PLANNING {
        let sources = sources(&crates().join(name).join("src"), &[]);
        assert!(sources.len() > 3, "the sources of {name} were not found");
        let found = sources.iter().flat_map(|(module, path)| {
            let found = sentences(&fs::read_to_string(path).unwrap());
            found
                .into_iter()
                .map(|text| format!("{}: {text}", module.join("::")))
        });
        assert_eq!(found.collect::<Vec<_>>(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_sentence_would_be_found() {
    let code = r#"
        fn id() -> String { format!("{}/{}", 1, 2) }
        fn why() -> String { format!("it waits for {}", 1) }
        fn what() -> String { "the package is locked".to_owned() }
        #[error("a plan needs a file")]
        struct Wrong;
        #[cfg(test)]
        mod tests { fn why() -> String { format!("a test may say this") } }
    "#;
    let found = [
        "it waits for {}",
        "the package is locked",
        "a plan needs a file",
    ];
    assert_eq!(sentences(code), found);
}

/// Where the edition of a transit router may decide something: the crate, and the module with what is below it. Everything else
/// works with data that fits either edition.
const EDITIONS: [(&str, &str); 9] = [
    ("observed", ""),
    ("diff", "edition"),
    ("diff", "differences::transit"),
    ("diff", "losing"),
    ("plan", "baseline::transit"),
    ("plan", "lower"),
    ("plan", "order"),
    ("export", ""),
    ("reconciler", "observe"),
];

/// Finds the names of the edition in a file's code.
#[derive(Default)]
struct Editions(BTreeSet<String>);

impl Editions {
    fn add(&mut self, name: String) {
        if [
            "Edition",
            "RegionEdition",
            "edition_of",
            "edition",
            "is_enterprise",
        ]
        .contains(&&*name)
        {
            self.0.insert(name);
        }
    }
}

impl<'ast> Visit<'ast> for Editions {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        // `HoldReason::Edition` and the like are variants: the type stands first.
        if let Some(first) = path.segments.first() {
            self.add(first.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.add(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
}

fn editions(code: &str) -> BTreeSet<String> {
    let mut editions = Editions::default();
    editions.visit_file(&syn::parse_file(code).unwrap());
    editions.0
}

#[test]
fn the_edition_is_named_only_where_it_decides() {
    let ours = PLANNING.into_iter().chain(["export", "reconciler", "cli"]);
    for name in ours {
        for (module, path) in sources(&crates().join(name).join("src"), &[]) {
            let module = module.join("::");
            let is_allowed = |(allowed, below): &(&str, &str)| {
                let rest = module.strip_prefix(below);
                *allowed == name
                    && rest.is_some_and(|rest| {
                        rest.is_empty() || below.is_empty() || rest.starts_with("::")
                    })
            };
            if !EDITIONS.iter().any(is_allowed) {
                let found = editions(&fs::read_to_string(path).unwrap());
                assert_eq!(found, BTreeSet::new(), "{name}: {module}");
            }
        }
    }
}

#[test]
fn a_decision_by_the_edition_would_be_found() {
    let code = "fn host(router: &SeenRouter) -> bool { router.edition == Edition::Basic }
        fn lack() -> HoldReason { HoldReason::Edition { region: region() } }";
    assert_eq!(editions(code), BTreeSet::from(["Edition".to_owned()]));
}
