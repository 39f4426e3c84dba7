"""Reads a file as the tools do that it is made for: `read.py junit SCHEMA FILE`, or `read.py prometheus FILE`. Prints what it understood."""

import json
import sys

import xmlschema
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


print(json.dumps({"junit": junit, "prometheus": prometheus}[sys.argv[1]](*sys.argv[2:])))
