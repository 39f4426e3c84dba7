"""Reads files as the tools do that they are made for: `read.py junit SCHEMA FILE`, `read.py prometheus FILE`, or `read.py schema SCHEMA FILE…`
for JSON and YAML. Prints what it understood."""

import json
import sys

import jsonschema
import xmlschema
import yaml
from prometheus_client.parser import text_string_to_metric_families


def junit(schema, file):
    xmlschema.XMLSchema(schema).validate(file)
    suites = xmlschema.XMLResource(file).root
    return {"suites": len(suites), **{count: suites.get(count) for count in ("tests", "failures", "errors")}}


def prometheus(file):
    with open(file, encoding="utf-8") as text:
        families = list(text_string_to_metric_families(text.read()))
    samples = [sample for family in families for sample in family.samples]
    keys = {(sample.name, tuple(sorted(sample.labels.items()))) for sample in samples}
    if len(keys) != len(samples):
        raise ValueError("a series stands twice")
    if not all(family.documentation and family.type == "gauge" for family in families):
        raise ValueError("a family has no help, or is no gauge")
    return [[sample.name, sample.labels, sample.value] for sample in samples]


class Plain(yaml.SafeLoader):
    """A day is a text, as in YAML 1.2."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def schema(schema, *files):
    with open(schema, encoding="utf-8") as text:
        validator = jsonschema.validators.validator_for(loaded := json.load(text))
    validator.check_schema(loaded)
    problems = {}
    for file in files:
        with open(file, encoding="utf-8") as text:
            value = yaml.load(text, Plain) if file.endswith(".yaml") else json.load(text)
        problems[file] = [f"{error.json_path}: {error.message}" for error in validator(loaded).iter_errors(value)]
    return problems


print(json.dumps({"junit": junit, "prometheus": prometheus, "schema": schema}[sys.argv[1]](*sys.argv[2:])))
