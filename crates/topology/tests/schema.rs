//! Tests that the JSON Schema, which editors use, and the structure checker, which writes messages
//! for people, accept the same files, and that the schema refuses no value that `validate` accepts.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]
#![expect(clippy::disallowed_methods, reason = "the files are the tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cen_topology::{Code, Diagnostic, Diagnostics};
use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// Lists the files of a folder beside this crate.
fn files(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    // A developer who ran the README's first command also has a simulated world in this folder.
    let mut files: Vec<_> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect()
}

/// Tells whether the structure checker accepts the file. `None` if the file cannot be read that
/// far.
fn shape_accepts(source: &str) -> Option<bool> {
    let problems = cen_topology::parse(source).err().unwrap_or_default();
    let unread = [
        Code::Syntax,
        Code::Empty,
        Code::MergeKey,
        Code::DuplicateKey,
        Code::Secret,
        Code::TooLarge,
    ];
    if problems
        .iter()
        .any(|problem| unread.contains(&problem.code))
    {
        return None;
    }
    Some(of_shape(&problems).all(|problem| is_another_notation(problem, source)))
}

fn of_shape(problems: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    let codes = [Code::UnknownKey, Code::MissingKey, Code::WrongType];
    problems
        .iter()
        .filter(move |problem| codes.contains(&problem.code))
}

/// First deliberate difference: the language accepts whole numbers in decimal digits only, which a
/// schema cannot express.
fn is_another_notation(problem: &Diagnostic, source: &str) -> bool {
    let text = &source[problem.labels[0].span.clone()];
    problem.code == Code::WrongType
        && problem.message.starts_with("expected a whole number")
        && ["0x10", "16.0", "+16", "+16.0"].contains(&text)
}

/// Second deliberate difference: the language accepts a text that looks like a number or a truth
/// value. Editors warn about it, because quotes would make the meaning clear.
fn is_unquoted_text(error: &jsonschema::ValidationError<'_>) -> bool {
    let wants_text = matches!(
        error.kind(),
        ValidationErrorKind::Type {
            kind: TypeKind::Single(JsonType::String)
        }
        // An id of an account is text or a number.
        | ValidationErrorKind::Type {
            kind: TypeKind::Multiple(_)
        }
        // A vSwitch is text or a mapping.
        | ValidationErrorKind::AnyOf { .. }
    );
    wants_text
        && match &**error.instance() {
            Value::Number(_) | Value::Bool(_) => true,
            Value::Object(vswitch) => is_vswitch_of_unquoted_texts(vswitch),
            Value::Null | Value::String(_) | Value::Array(_) => false,
        }
}

/// Tells whether a mapping is a vSwitch whose texts have the right keys and, some of them, no quotes.
fn is_vswitch_of_unquoted_texts(vswitch: &serde_json::Map<String, Value>) -> bool {
    let is_word = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let has_keys = vswitch.len() == 2
        && ["zone", "cidr"]
            .iter()
            .all(|key| vswitch.contains_key(*key));
    has_keys && vswitch.values().all(is_word) && !vswitch.values().all(Value::is_string)
}

/// Tells whether an error is about a value that has the right structure.
fn is_about_a_value(error: &jsonschema::ValidationError<'_>) -> bool {
    // A number below zero is no whole number of this language.
    let is_below_zero = error.instance().as_f64().is_some_and(|number| number < 0.0);
    if is_below_zero && matches!(error.kind(), ValidationErrorKind::Minimum { .. }) {
        return false;
    }
    matches!(
        error.kind(),
        ValidationErrorKind::Enum { .. }
            | ValidationErrorKind::Pattern { .. }
            | ValidationErrorKind::Minimum { .. }
            | ValidationErrorKind::Maximum { .. }
            | ValidationErrorKind::MinItems { .. }
            | ValidationErrorKind::MaxItems { .. }
            | ValidationErrorKind::UniqueItems
            | ValidationErrorKind::MinLength { .. }
            | ValidationErrorKind::MaxLength { .. }
            | ValidationErrorKind::MaxProperties { .. }
            | ValidationErrorKind::PropertyNames { .. }
            | ValidationErrorKind::OneOfNotValid { .. }
            | ValidationErrorKind::OneOfMultipleValid { .. }
    ) || is_of_an_area(error)
}

/// Tells whether an error is about an area, which is one of a list or of a pattern.
fn is_of_an_area(error: &jsonschema::ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::AnyOf { .. })
        && error.schema_path().to_string().contains("areas")
}

fn assert_agreement(validator: &jsonschema::Validator, source: &str) -> bool {
    // JSON has no keys other than text.
    let (Some(shape), Ok(json)) = (shape_accepts(source), serde_yaml::from_str::<Value>(source))
    else {
        return false;
    };
    let (values, errors): (Vec<_>, Vec<_>) = validator
        .iter_errors(&json)
        .filter(|error| !is_unquoted_text(error))
        .partition(is_about_a_value);
    let [values, errors] = [values, errors].map(|errors| {
        let texts = errors.iter().map(ToString::to_string);
        texts.collect::<Vec<_>>()
    });
    assert!(
        values.is_empty() || cen_topology::parse(source).is_err(),
        "the schema refuses {values:?}, `validate` accepts it:\n{source}"
    );
    assert_eq!(
        shape,
        errors.is_empty(),
        "the schema says {errors:?} of\n{source}"
    );
    true
}

/// A minimal random number generator, so that a failure can be repeated.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// Removes one line, or replaces one of its words with another.
    fn mutate(&mut self, source: &str) -> String {
        let words = [
            "~", "''", "[]", "{}", "7", "-7", "0x10", "16.0", "+16", "true", "word", "[a, b]",
            "{ a: b }", "mbps", "id", "name", "limits", "version",
        ];
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        let at = self.below(lines.len());
        let found: Vec<&str> = lines[at]
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
            .collect();
        match found.len() {
            0 => drop(lines.remove(at)),
            count => {
                let word = found[self.below(count)].to_owned();
                lines[at] = if self.below(6) == 0 {
                    String::new()
                } else {
                    lines[at].replacen(&word, words[self.below(words.len())], 1)
                };
            }
        }
        lines.join("\n") + "\n"
    }
}

#[test]
fn shape_and_schema_agree_on_every_example_and_every_broken_file() {
    let validator = jsonschema::draft7::new(&cen_topology::schema()).unwrap();
    for source in files("../../topologies") {
        assert!(
            assert_agreement(&validator, &source),
            "not compared:\n{source}"
        );
    }
    let compared = files("tests/invalid")
        .iter()
        .filter(|source| assert_agreement(&validator, source))
        .count();
    assert!(compared > 15, "only {compared} files could be compared");
}

#[test]
fn shape_and_schema_agree_on_mutated_files() {
    let validator = jsonschema::draft7::new(&cen_topology::schema()).unwrap();
    let sources = [files("../../topologies"), files("tests/invalid")].concat();
    let mut seed = Seed(1);
    let compared = (0..1500).filter(|at| {
        let once = seed.mutate(&sources[at % sources.len()]);
        let twice = seed.mutate(&once);
        assert_agreement(&validator, &once) && assert_agreement(&validator, &twice)
    });
    let compared = compared.count();
    assert!(compared > 500, "only {compared} files could be compared");
}

/// Breaks one value of a valid file.
#[test]
fn the_schema_refuses_single_values_as_validate_does() {
    let validator = jsonschema::draft7::new(&cen_topology::schema()).unwrap();
    let valid = "version: 1\nname: a\naccounts:\n  main: { id: \"1250000000000001\" }\nvpcs:\n  \
        web: { account: main, region: cn-hangzhou, id: vpc-1 }\n  far: { account: main, region: eu-central-1, cidr: 10.1.0.0/16 }\n\
        cens:\n  lab:\n    account: main\n    attach: [web, far]\n    tags: { env: prod }\n    bandwidth:\n      - areas: [china, europe]\n        \
        package: { mbps: 20, charge: prepaid, months: 12 }\n        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]\n";
    let is_valid = |source: &str| {
        let json: Value = serde_yaml::from_str(source).unwrap();
        (
            validator.is_valid(&json),
            cen_topology::parse(source).is_ok(),
        )
    };
    assert_eq!(is_valid(valid), (true, true));
    for (right, wrong) in [
        ("version: 1", "version: 2"),
        ("name: a", "name: A"),
        ("main: {", "Main: {"),
        ("\"1250000000000001\"", "\"01\""),
        ("vpc-1", "vps-1"),
        ("10.1.0.0/16", "10.1.0.0"),
        ("id: vpc-1", "id: vpc-1, name: web"),
        ("[china, europe]", "[china]"),
        ("[china, europe]", "[china, 'eu 1']"),
        ("mbps: 20", "mbps: 1"),
        ("mbps: 20", "mbps: 20, id: cenbwp-1"),
        ("prepaid", "monthly"),
        ("months: 12", "months: 13"),
        ("mbps: 10", "mbps: 0"),
        ("mbps: 10", "mbps: 10, among: [cn-hangzhou, eu-central-1]"),
        ("[cn-hangzhou, eu-central-1]", "[cn-hangzhou]"),
        ("env: prod", "'cen:x': prod"),
        ("env: prod", "'': prod"),
    ] {
        let broken = valid.replacen(right, wrong, 1);
        assert_eq!(is_valid(&broken), (false, false), "{wrong}");
    }
}

#[test]
fn the_schema_in_the_documentation_is_the_one_that_is_printed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/topology.schema.json");
    if std::env::var_os("CEN_ACCEPT").is_some() {
        std::fs::write(&file, format!("{:#}\n", cen_topology::schema())).unwrap();
    }
    let shipped: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(
        shipped == cen_topology::schema(),
        "run `cen schema > docs/topology.schema.json`"
    );
}

/// Lists every property of the schema: its path and its description.
fn properties(schema: &Value) -> Vec<(String, &Value)> {
    let definitions = schema["definitions"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, part)| (name.as_str(), part));
    let parts = definitions.chain([("the file", schema)]);
    parts
        .flat_map(|(part, schema)| properties_of(part, schema))
        .collect()
}

fn properties_of<'a>(
    part: &'a str,
    schema: &'a Value,
) -> impl Iterator<Item = (String, &'a Value)> {
    // What is text or a mapping has no properties itself.
    schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(move |(name, property)| (format!("{part}: {name}"), property))
}

/// An editor shows both to the author of a file.
#[test]
fn every_property_is_described_and_every_text_and_number_has_an_example_that_fits() {
    let schema = cen_topology::schema();
    let all = properties(&schema);
    assert!(all.len() > 60, "{}", all.len());
    // A type for texts and numbers has no example that fits both.
    let conditions = [
        "Condition: include",
        "Condition: exactly",
        "Condition2: include",
        "Condition2: exactly",
    ];
    for (name, property) in all {
        assert!(
            property["description"]
                .as_str()
                .is_some_and(|text| text.len() > 5),
            "{name} is not described"
        );
        // A property that consists of others is described by theirs.
        let is_whole = property.get("allOf").is_some()
            || property.pointer("/items/$ref").is_some()
            || property.pointer("/additionalProperties/$ref").is_some();
        let examples = property["examples"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        assert!(
            is_whole || conditions.contains(&name.as_str()) || !examples.is_empty(),
            "{name} has no example"
        );
        for example in examples {
            assert!(
                jsonschema::draft7::new(property).unwrap().is_valid(example),
                "{name}: {example}"
            );
        }
    }
}

/// Returns the keys of each block of the language, by the block's name in docs/topology.md.
fn keys_of_the_schema(schema: &Value) -> BTreeMap<&'static str, BTreeSet<String>> {
    let words = [
        ("Account", "account"),
        ("AttachmentOptions", "attachment"),
        ("Acknowledgement", "acknowledgement"),
        ("Cen", "CEN"),
        ("CommunityEdit", "change of a route"),
        ("Condition", "condition"),
        ("Condition2", "condition"),
        ("Group", "group"),
        ("HealthCheck", "health check"),
        ("Limit", "limit"),
        ("Network", "network"),
        ("Package", "package"),
        ("PrivateZone", "PrivateZone"),
        ("RouteEdit", "change of a route"),
        ("RouteEnd", "end of a route"),
        ("RouteMap", "route map"),
        ("Router", "transit router"),
        ("Service", "service"),
        ("Vswitch", "vSwitch"),
    ];
    let word = |name: &str| {
        words
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, word)| *word)
    };
    let keys = |block: &Value| {
        block["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut all = BTreeMap::from([("topology", BTreeSet::from_iter(keys(schema)))]);
    let blocks = schema
        .get("definitions")
        .or_else(|| schema.get("$defs"))
        .unwrap()
        .as_object()
        .unwrap();
    for (name, block) in blocks
        .iter()
        .filter(|(_, block)| block["properties"].is_object())
    {
        let word = word(name).unwrap_or_else(|| panic!("no word for {name}"));
        all.entry(word).or_default().extend(keys(block));
    }
    all
}

#[test]
fn every_attribute_has_a_fate_in_the_documentation() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let text = std::fs::read_to_string(documents.join("topology.md")).unwrap();
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(documents.join("topology.schema.json")).unwrap(),
    )
    .unwrap();
    let (_, table) = text.split_once("| of | attribute | its fate |").unwrap();
    let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        let columns: Vec<_> = row.split('|').map(str::trim).collect();
        let ["", of, attributes, fate, ""] = columns.as_slice() else {
            panic!("{row}")
        };
        assert!(!fate.is_empty(), "{row}");
        let keys = attributes.split('`').skip(1).step_by(2).map(str::to_owned);
        for key in keys {
            assert!(
                told.entry(of).or_default().insert(key.clone()),
                "{key} of {of} has two fates"
            );
        }
    }
    assert_eq!(told, keys_of_the_schema(&schema));
}
